#include "facts/elf.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

/* What is asked of the dynamic section: addresses and lengths, 0 is none. */
struct dynamic {
	uint64_t symtab, strtab, strsz;
	uint64_t after_symtab;		/* the nearest other table behind symtab */
	uint64_t flags, flags_1;
	uint64_t rpath, runpath;	/* offsets in strtab */
	bool has_rpath, has_runpath, has_soname, bind_now, textrel;
	uint64_t needed[64];
	size_t needed_count;
};

struct load { uint64_t vaddr, offset, filesz; };

struct file {
	struct reader *content;
	bool wide, big;			/* 64 bits; most significant byte first */
	unsigned type, machine;
	uint64_t phoff;
	size_t phentsize, phnum;
	struct load loads[32];
	size_t load_count;
	uint64_t dynamic_at, dynamic_size;
	bool has_interp, has_dynamic, has_stack, stack_exec, has_relro, load_rwx, is_go;
	unsigned char head[4096];
	size_t head_n;
};

static uint64_t number(const struct file *f, const unsigned char *at, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | at[f->big ? i : n - 1 - i];
	return v;
}

/* A field of a structure that is laid out differently in 32 and 64 bits. */
static uint64_t field(const struct file *f, const unsigned char *at, size_t off32, size_t off64, bool address)
{
	return f->wide ? number(f, at + off64, address ? 8 : 4) : number(f, at + off32, 4);
}

/* n bytes at 'offset': in the head where they are there already, else read into *room. */
static const unsigned char *at_offset(struct file *f, uint64_t offset, size_t n, unsigned char **room)
{
	if (offset <= f->head_n && n <= f->head_n - offset)
		return f->head + offset;
	if (offset > f->content->size || n > f->content->size - offset)
		return NULL;
	*room = malloc(n);
	return *room && reader_at(f->content, offset, *room, n) == n ? *room : NULL;
}

/* --- the header and the program headers --- */

static enum elf_state read_header(struct file *f, const char **why)
{
	const unsigned char *h = f->head;
	size_t need;

	f->head_n = reader_at(f->content, 0, f->head, sizeof(f->head));
	if (f->head_n < EI_NIDENT || memcmp(h, ELFMAG, SELFMAG) != 0)
		return ELF_NONE;
	f->wide = h[EI_CLASS] == ELFCLASS64;
	f->big = h[EI_DATA] == ELFDATA2MSB;
	need = f->wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
	*why = "its ELF header is damaged";
	if ((!f->wide && h[EI_CLASS] != ELFCLASS32) || (!f->big && h[EI_DATA] != ELFDATA2LSB) || f->head_n < need)
		return ELF_DAMAGED;
	f->type = (unsigned)number(f, h + offsetof(Elf64_Ehdr, e_type), 2);
	f->machine = (unsigned)number(f, h + offsetof(Elf64_Ehdr, e_machine), 2);
	if (f->type != ET_EXEC && f->type != ET_DYN)
		return ELF_OTHER;
	f->phoff = field(f, h, offsetof(Elf32_Ehdr, e_phoff), offsetof(Elf64_Ehdr, e_phoff), true);
	f->phentsize = (size_t)number(f, h + (f->wide ? offsetof(Elf64_Ehdr, e_phentsize)
						      : offsetof(Elf32_Ehdr, e_phentsize)), 2);
	f->phnum = (size_t)number(f, h + (f->wide ? offsetof(Elf64_Ehdr, e_phnum)
						  : offsetof(Elf32_Ehdr, e_phnum)), 2);
	if (f->phentsize < (f->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr)) || f->phnum > 512)
		return ELF_DAMAGED;
	return ELF_READ;
}

/* Go's linker names its build in a note; it checks bounds itself and has no use for a canary. */
static bool note_of_go(const struct file *f, uint64_t offset)
{
	return f->head_n >= 16 && offset <= f->head_n - 16 && memcmp(f->head + offset + 12, "Go\0", 4) == 0;
}

static void take_segment(struct file *f, const unsigned char *p)
{
	uint32_t type = (uint32_t)number(f, p, 4);
	uint64_t flags = field(f, p, offsetof(Elf32_Phdr, p_flags), offsetof(Elf64_Phdr, p_flags), false);
	struct load load = {
		.vaddr = field(f, p, offsetof(Elf32_Phdr, p_vaddr), offsetof(Elf64_Phdr, p_vaddr), true),
		.offset = field(f, p, offsetof(Elf32_Phdr, p_offset), offsetof(Elf64_Phdr, p_offset), true),
		.filesz = field(f, p, offsetof(Elf32_Phdr, p_filesz), offsetof(Elf64_Phdr, p_filesz), true),
	};

	switch (type) {
	case PT_LOAD:
		if (f->load_count < COUNT(f->loads))
			f->loads[f->load_count++] = load;
		if ((flags & PF_W) && (flags & PF_X))
			f->load_rwx = true;
		break;
	case PT_DYNAMIC:
		f->has_dynamic = true;
		f->dynamic_at = load.offset;
		f->dynamic_size = load.filesz;
		break;
	case PT_NOTE:
		f->is_go = f->is_go || note_of_go(f, load.offset);
		break;
	case PT_INTERP:
		f->has_interp = true;
		break;
	case PT_GNU_STACK:
		f->has_stack = true;
		f->stack_exec = (flags & PF_X) != 0;
		break;
	case PT_GNU_RELRO:
		f->has_relro = true;
		break;
	}
}

static bool read_segments(struct file *f)
{
	AUTO(auto_free) unsigned char *room = NULL;
	const unsigned char *p;

	if (f->phnum == 0)
		return true;
	p = at_offset(f, f->phoff, f->phentsize * f->phnum, &room);
	for (size_t i = 0; p && i < f->phnum; i++)
		take_segment(f, p + i * f->phentsize);
	return p != NULL;
}

/* Where an address is in the file; false when no segment holds it. */
static bool offset_of(const struct file *f, uint64_t address, uint64_t *offset)
{
	for (size_t i = 0; i < f->load_count; i++) {
		const struct load *l = &f->loads[i];

		if (address >= l->vaddr && address - l->vaddr < l->filesz) {
			*offset = l->offset + (address - l->vaddr);
			return true;
		}
	}
	return false;
}

/* --- the dynamic section --- */

/* Tables that linkers put behind the symbols: the nearest is where the symbols end. */
static bool is_table(uint64_t tag)
{
	switch (tag) {
	case DT_HASH: case DT_GNU_HASH: case DT_STRTAB: case DT_VERSYM: case DT_VERNEED: case DT_VERDEF:
	case DT_RELA: case DT_REL: case DT_JMPREL: case DT_RELR: case DT_INIT: case DT_PLTGOT:
		return true;
	}
	return false;
}

static void take_entry(struct dynamic *d, uint64_t tag, uint64_t value)
{
	switch (tag) {
	case DT_SYMTAB:		d->symtab = value; break;
	case DT_STRTAB:		d->strtab = value; break;
	case DT_STRSZ:		d->strsz = value; break;
	case DT_FLAGS:		d->flags = value; break;
	case DT_FLAGS_1:	d->flags_1 = value; break;
	case DT_BIND_NOW:	d->bind_now = true; break;
	case DT_TEXTREL:	d->textrel = true; break;
	case DT_SONAME:		d->has_soname = true; break;
	case DT_RPATH:		d->rpath = value; d->has_rpath = true; break;
	case DT_RUNPATH:	d->runpath = value; d->has_runpath = true; break;
	case DT_NEEDED:
		if (d->needed_count < COUNT(d->needed))
			d->needed[d->needed_count++] = value;
		break;
	}
}

static bool read_dynamic(struct file *f, struct dynamic *d)
{
	size_t one = f->wide ? sizeof(Elf64_Dyn) : sizeof(Elf32_Dyn);
	size_t count = (size_t)(f->dynamic_size / one);
	AUTO(auto_free) unsigned char *room = NULL;
	const unsigned char *p;
	uint64_t tag = DT_NULL + 1;

	if (count > LIMIT_ELF_DYNAMIC || !(p = at_offset(f, f->dynamic_at, count * one, &room)))
		return false;
	for (size_t i = 0; i < count && tag != DT_NULL; i++) {
		tag = field(f, p + i * one, 0, 0, true);
		take_entry(d, tag, field(f, p + i * one, 4, 8, true));
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t value = field(f, p + i * one, 4, 8, true);

		tag = field(f, p + i * one, 0, 0, true);
		if (tag == DT_NULL)
			break;
		if (is_table(tag) && value > d->symtab && (!d->after_symtab || value < d->after_symtab))
			d->after_symtab = value;
	}
	return true;
}

/* --- the symbols --- */

static const struct { const char *name; unsigned bit; } wanted[] = {
#define BIT_CANARY	1u
#define BIT_BIND	2u
#define BIT_SERVE	4u
#define BIT_PRINT	8u
#define BIT_CHK		16u
	{ "__stack_chk_fail", BIT_CANARY }, { "__stack_chk_guard", BIT_CANARY },
	{ "__stack_smash_handler", BIT_CANARY }, { "__stack_chk_fail_local", BIT_CANARY },
	{ "bind", BIT_BIND },
	{ "listen", BIT_SERVE }, { "accept", BIT_SERVE }, { "accept4", BIT_SERVE }, { "recvfrom", BIT_SERVE },
	{ "recvmsg", BIT_SERVE },
	/* _FORTIFY_SOURCE turns every call of these into its _chk twin; memcpy and such only some (features.h) */
	{ "printf", BIT_PRINT }, { "fprintf", BIT_PRINT }, { "vprintf", BIT_PRINT }, { "vfprintf", BIT_PRINT },
	{ "sprintf", BIT_PRINT }, { "snprintf", BIT_PRINT }, { "vsprintf", BIT_PRINT }, { "vsnprintf", BIT_PRINT },
	{ "syslog", BIT_PRINT }, { "asprintf", BIT_PRINT }, { "vasprintf", BIT_PRINT }, { "dprintf", BIT_PRINT },
};

static unsigned bits_of(struct bytes name)
{
	if (name.n > 24)
		return 0;
	for (size_t i = 0; i < COUNT(wanted); i++)
		if (name.at[0] == (unsigned char)wanted[i].name[0] && bytes_are(name, wanted[i].name))
			return wanted[i].bit;
	return bytes_begin(name, "__") && bytes_end(name, "_chk") ? BIT_CHK : 0;
}

static struct bytes string_at(struct bytes strings, uint64_t offset)
{
	struct bytes s = offset < strings.n ? bytes_skip(strings, (size_t)offset) : (struct bytes){ 0 };
	const unsigned char *end = s.n ? memchr(s.at, 0, s.n) : NULL;

	return end ? bytes_first(s, (size_t)(end - s.at)) : (struct bytes){ 0 };
}

/* Which of the wanted functions the file imports; a canary that it defines itself (libc) counts too. */
static unsigned imports(struct file *f, const unsigned char *symbols, size_t count, struct bytes strings)
{
	size_t one = f->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	size_t section = f->wide ? offsetof(Elf64_Sym, st_shndx) : offsetof(Elf32_Sym, st_shndx);
	unsigned found = 0;

	for (size_t i = 1; i < count; i++) {
		const unsigned char *s = symbols + i * one;
		bool undefined = number(f, s + section, 2) == SHN_UNDEF;
		struct bytes name;

		if (!undefined && f->type != ET_DYN)
			continue;
		name = string_at(strings, number(f, s, 4));
		if (name.n)
			found |= undefined ? bits_of(name) : bits_of(name) & BIT_CANARY;
	}
	return found;
}

/* The paths that ld.so searches first (ld.so(8)). */
static void take_rpath(const struct dynamic *d, struct bytes strings, struct elf *out)
{
	struct bytes paths[2] = { { 0 }, { 0 } };
	size_t n = 0;

	if (d->has_rpath)
		paths[0] = string_at(strings, d->rpath);
	if (d->has_runpath)
		paths[1] = string_at(strings, d->runpath);
	for (size_t i = 0; i < 2; i++) {
		size_t k = paths[i].n;

		if (k == 0 || n + k + 2 > sizeof(out->rpath))
			continue;
		if (n)
			out->rpath[n++] = ':';
		memcpy(out->rpath + n, paths[i].at, k);
		n += k;
	}
	out->rpath[n] = '\0';
}

static void take_imports(const struct dynamic *d, struct bytes strings, unsigned found, struct elf *out)
{
	bool glibc = false;

	for (size_t i = 0; i < d->needed_count; i++)
		glibc = glibc || bytes_are(string_at(strings, d->needed[i]), "libc.so.6");
	out->canary = FLAG_OF(found & BIT_CANARY);
	out->network = FLAG_OF((found & BIT_BIND) && (found & BIT_SERVE));
	/* musl and uClibc have no _chk functions: nothing can be said */
	if (found & BIT_CHK)
		out->fortify = FLAG_YES;
	else if (glibc && (found & BIT_PRINT))
		out->fortify = FLAG_NO;
}

static bool read_symbols(struct file *f, const struct dynamic *d, struct elf *out)
{
	AUTO(auto_free) unsigned char *symbol_room = NULL;
	AUTO(auto_free) unsigned char *string_room = NULL;
	size_t one = f->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym), count;
	const unsigned char *symbols;
	struct bytes strings = { .n = (size_t)d->strsz };
	uint64_t symtab, strtab;

	if (!offset_of(f, d->symtab, &symtab) || !offset_of(f, d->strtab, &strtab) || !d->after_symtab)
		return false;
	count = (size_t)((d->after_symtab - d->symtab) / one);
	if (count > LIMIT_ELF_SYMBOLS || d->strsz > LIMIT_ELF_STRINGS)
		return false;
	symbols = at_offset(f, symtab, count * one, &symbol_room);
	strings.at = at_offset(f, strtab, strings.n, &string_room);
	if (!symbols || !strings.at)
		return false;
	take_rpath(d, strings, out);
	take_imports(d, strings, imports(f, symbols, count, strings), out);
	return true;
}

/* --- what it comes to --- */

static const struct machine {
	unsigned number;
	const char *name;
	enum flag nx;			/* a program without PT_GNU_STACK (fs/binfmt_elf.c and each arch's elf.h) */
} machines[] = {
	{ EM_386, "x86", FLAG_NO },		{ EM_X86_64, "x86-64", FLAG_NO },
	{ EM_ARM, "ARM", FLAG_NO },		{ EM_AARCH64, "AArch64", FLAG_YES },
	{ EM_MIPS, "MIPS", FLAG_NO },		{ EM_MIPS_RS3_LE, "MIPS", FLAG_NO },
	{ EM_PPC, "PowerPC", FLAG_NO },		{ EM_PPC64, "PowerPC64", FLAG_YES },
	{ EM_RISCV, "RISC-V", FLAG_UNKNOWN },	{ EM_SPARC, "SPARC", FLAG_NO },
	{ EM_SH, "SuperH", FLAG_NO },		{ EM_68K, "m68k", FLAG_NO },
	{ EM_S390, "S/390", FLAG_UNKNOWN },	{ EM_ARC, "ARC", FLAG_UNKNOWN },
	{ 195 /* EM_ARC_COMPACT2 */, "ARC", FLAG_UNKNOWN },
	{ EM_XTENSA, "Xtensa", FLAG_UNKNOWN },	{ EM_MICROBLAZE, "MicroBlaze", FLAG_UNKNOWN },
	{ 258 /* EM_LOONGARCH */, "LoongArch", FLAG_UNKNOWN },
};

static void take_machine(const struct file *f, struct elf *out)
{
	enum flag without = FLAG_UNKNOWN;

	for (size_t i = 0; i < COUNT(machines); i++)
		if (machines[i].number == f->machine) {
			out->machine = machines[i].name;
			without = machines[i].nx;
		}
	out->nx = f->has_stack ? FLAG_OF(!f->stack_exec) : without;
}

/* libc.so.6 has an interpreter, and linkers before 2015 set no DF_1_PIE: the soname decides between those. */
static void take_kind(const struct file *f, const struct dynamic *d, struct elf *out)
{
	bool pie = (d->flags_1 & DF_1_PIE) != 0;

	if (f->type == ET_EXEC) {
		out->kind = f->has_interp || f->has_dynamic ? "program" : "static";
		out->pie = FLAG_NO;
	} else if (pie || (f->has_interp && !d->has_soname)) {
		out->kind = f->has_interp ? "program" : "static";
		out->pie = FLAG_YES;
	} else {
		out->kind = "library";
	}
}

static void take_relro(const struct file *f, const struct dynamic *d, struct elf *out)
{
	bool now = d->bind_now || (d->flags & DF_BIND_NOW) || (d->flags_1 & DF_1_NOW);

	/* a static program binds nothing late */
	if (!f->has_relro)
		out->relro = "none";
	else
		out->relro = now || strcmp(out->kind, "static") == 0 ? "full" : "partial";
}

enum elf_state elf_read(struct reader *content, struct elf *out, const char **why)
{
	struct file f = { .content = content };
	struct dynamic d = { 0 };
	enum elf_state state = read_header(&f, why);

	*out = (struct elf){ 0 };
	if (state != ELF_READ)
		return state;
	*why = "its program headers are outside the file";
	if (!read_segments(&f))
		return ELF_DAMAGED;
	*why = "its dynamic section is outside the file or too long";
	if (f.has_dynamic && !read_dynamic(&f, &d))
		return ELF_DAMAGED;
	*why = "its symbols are outside the file or too many";
	if (d.symtab && d.strsz && !read_symbols(&f, &d, out))
		return ELF_DAMAGED;
	take_machine(&f, out);
	take_kind(&f, &d, out);
	take_relro(&f, &d, out);
	if (f.is_go)
		out->canary = out->fortify = FLAG_UNKNOWN;
	out->rwx = FLAG_OF(f.load_rwx || d.textrel || (d.flags & DF_TEXTREL));
	return ELF_READ;
}
