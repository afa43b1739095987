/*
 * Our ELF reader against libelf, on the programs and libraries of the machine
 * the test runs on. libelf goes by section headers, ours by program headers.
 */
#include <dirent.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "facts/elf.h"

struct truth {
	bool readable, dyn, interp, pie_flag, soname, relro, now, stack, exec, rwx, canary, fortify;
	bool bind, serve, go;
	char rpath[1024];
};

static void truth_dynamic(Elf *elf, Elf_Scn *section, const GElf_Shdr *sh, struct truth *t)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Dyn dyn;

	for (int i = 0; data && gelf_getdyn(data, i, &dyn) && dyn.d_tag != DT_NULL; i++) {
		t->now |= dyn.d_tag == DT_BIND_NOW || (dyn.d_tag == DT_FLAGS && (dyn.d_un.d_val & DF_BIND_NOW)) ||
			  (dyn.d_tag == DT_FLAGS_1 && (dyn.d_un.d_val & DF_1_NOW));
		t->rwx |= dyn.d_tag == DT_TEXTREL || (dyn.d_tag == DT_FLAGS && (dyn.d_un.d_val & DF_TEXTREL));
		t->pie_flag |= dyn.d_tag == DT_FLAGS_1 && (dyn.d_un.d_val & DF_1_PIE);
		t->soname |= dyn.d_tag == DT_SONAME;
		if (dyn.d_tag == DT_RPATH || dyn.d_tag == DT_RUNPATH)
			snprintf(t->rpath, sizeof(t->rpath), "%s", elf_strptr(elf, sh->sh_link, dyn.d_un.d_val));
	}
}

static void truth_symbols(Elf *elf, Elf_Scn *section, const GElf_Shdr *sh, struct truth *t)
{
	static const char *const serve[] = { "listen", "accept", "accept4", "recvfrom", "recvmsg" };
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym sym;

	for (int i = 0; data && gelf_getsym(data, i, &sym); i++) {
		const char *name = elf_strptr(elf, sh->sh_link, sym.st_name);
		size_t n = name ? strlen(name) : 0;

		if (n == 0)
			continue;
		t->canary |= strcmp(name, "__stack_chk_fail") == 0 || strcmp(name, "__stack_chk_guard") == 0;
		if (sym.st_shndx != SHN_UNDEF)
			continue;
		t->fortify |= n > 6 && n <= 24 && strncmp(name, "__", 2) == 0 && strcmp(name + n - 4, "_chk") == 0;
		t->bind |= strcmp(name, "bind") == 0;
		for (size_t k = 0; k < COUNT(serve); k++)
			t->serve |= strcmp(name, serve[k]) == 0;
	}
}

static void truth_segments(Elf *elf, size_t count, struct truth *t)
{
	GElf_Phdr ph;

	for (size_t i = 0; i < count && gelf_getphdr(elf, (int)i, &ph); i++) {
		t->interp |= ph.p_type == PT_INTERP;
		t->relro |= ph.p_type == PT_GNU_RELRO;
		t->stack |= ph.p_type == PT_GNU_STACK;
		t->exec |= ph.p_type == PT_GNU_STACK && (ph.p_flags & PF_X);
		t->rwx |= ph.p_type == PT_LOAD && (ph.p_flags & PF_W) && (ph.p_flags & PF_X);
	}
}

static struct truth truth_of(int fd)
{
	struct truth t = { 0 };
	Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
	Elf_Scn *section = NULL;
	GElf_Ehdr eh;
	size_t count, names;

	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &eh) || elf_getphdrnum(elf, &count) != 0 ||
	    elf_getshdrstrndx(elf, &names) != 0 ||
	    (eh.e_type != ET_EXEC && eh.e_type != ET_DYN)) {
		elf_end(elf);
		return t;
	}
	t.readable = true;
	t.dyn = eh.e_type == ET_DYN;
	truth_segments(elf, count, &t);
	while ((section = elf_nextscn(elf, section))) {
		const char *name;
		GElf_Shdr sh;

		if (!gelf_getshdr(section, &sh))
			continue;
		name = elf_strptr(elf, names, sh.sh_name);
		t.go = t.go || (name && strcmp(name, ".note.go.buildid") == 0);
		if (sh.sh_type == SHT_DYNAMIC)
			truth_dynamic(elf, section, &sh, &t);
		else if (sh.sh_type == SHT_DYNSYM)
			truth_symbols(elf, section, &sh, &t);
	}
	elf_end(elf);
	return t;
}

static const char *difference(const struct elf *e, const struct truth *t)
{
	bool library = t->dyn && !t->pie_flag && (!t->interp || t->soname);
	bool fixed = strcmp(e->kind, "static") == 0;

	if (library != (strcmp(e->kind, "library") == 0))
		return "library";
	if (!library && e->pie != FLAG_OF(t->dyn))
		return "pie";
	if (strcmp(e->relro, !t->relro ? "none" : t->now || fixed ? "full" : "partial") != 0)
		return "relro";
	if (t->stack && e->nx != FLAG_OF(!t->exec))
		return "nx";
	if (e->rwx != FLAG_OF(t->rwx))
		return "rwx";
	if (e->canary != FLAG_UNKNOWN && e->canary != FLAG_OF(t->canary))
		return "canary";
	if (e->canary == FLAG_UNKNOWN && t->canary && !t->go)
		return "canary not seen";
	if (!t->go && (e->fortify == FLAG_YES) != t->fortify)
		return "fortify";
	if ((e->network == FLAG_YES) != (t->bind && t->serve))
		return "network";
	return strcmp(e->rpath, t->rpath) == 0 ? NULL : "rpath";
}

static long fd_read(void *self, uint64_t offset, void *to, size_t size)
{
	return pread(*(int *)self, to, size, (off_t)offset);
}

struct tally { size_t files, wrong; };

static void compare(int folder, const char *name, struct tally *tally)
{
	AUTO(auto_close) int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct reader reader = { .self = &fd, .read_at = fd_read };
	const char *why = "", *differs;
	struct stat st;
	struct truth t;
	struct elf e;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	reader.size = (uint64_t)st.st_size;
	t = truth_of(fd);
	if (!t.readable)
		return;
	tally->files++;
	differs = elf_read(&reader, &e, &why) != ELF_READ ? why : difference(&e, &t);
	if (differs) {
		tally->wrong++;
		printf("# %s: %s\n", name, differs);
	}
}

int main(void)
{
	static const char *const folders[] = { "/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu", "/usr/lib" };
	struct tally tally = { 0 };

	elf_version(EV_CURRENT);
	for (size_t i = 0; i < COUNT(folders); i++) {
		DIR *dir = opendir(folders[i]);
		struct dirent *entry;

		while (dir && (entry = readdir(dir)))
			compare(dirfd(dir), entry->d_name, &tally);
		if (dir)
			closedir(dir);
	}
	printf("1..1\n%s 1 - %zu files, %zu read otherwise than libelf does\n", tally.wrong ? "not ok" : "ok",
	       tally.files, tally.wrong);
	return tally.wrong != 0;
}
