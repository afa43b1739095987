#include "facts/sniff.h"

#include <string.h>

#include "facts/elf.h"

/* Kernel modules are relocatable files without any of this; symbol files next to nobody's stack. */
static bool want(const struct node *n)
{
	struct bytes path = bytes_of(n->path);

	if (n->size < 64)
		return false;
	if (strstr(n->name, ".ko") || bytes_begin(path, "usr/lib/debug/"))
		return false;
	/* where an image keeps no modes, every program would be missed: look at the usual folders */
	return (n->mode & 0111) || strstr(n->name, ".so") || strstr(n->path, "bin/");
}

static void look(struct sniff *sniff, struct node *n, struct reader *content)
{
	const char *why = NULL;
	struct elf elf;

	switch (elf_read(content, &elf, &why)) {
	case ELF_READ:
		FACT(sniff->facts, elf, .at = place_file(n->path), .kind = elf.kind, .machine = elf.machine,
		     .pie = elf.pie, .relro = elf.relro, .canary = elf.canary, .nx = elf.nx,
		     .fortify = elf.fortify, .rpath = elf.rpath[0] ? elf.rpath : NULL, .rwx = elf.rwx,
		     .network = elf.network);
		break;
	case ELF_DAMAGED:
		/* a compressed archive shows only the beginning (LIMIT_LOOK) */
		if (content->all.at && content->all.n < content->size)
			why = "is too large to be looked at as a whole in a compressed archive";
		facts_unreadable(sniff->facts, "elf", n->path, why);
		break;
	case ELF_UNKNOWN: case ELF_NONE: case ELF_OTHER:
		break;
	}
}

const struct sniffer sniffer_elf = { .name = "elf", .want = want, .look = look };
