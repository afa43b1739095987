#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <string.h>

#include "base/auto.h"
#include "facts/elf.h"

/* An ELF file in the making: 32 or 64 bits, either byte order. */
struct made {
	bool wide, big;
	unsigned char at[2048];
	size_t n, phnum;
};

static void put(struct made *m, size_t at, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		m->at[at + (m->big ? n - 1 - i : i)] = (unsigned char)(value >> (8 * i));
}

static void put_either(struct made *m, size_t at, size_t off32, size_t off64, uint64_t value, bool address)
{
	put(m, at + (m->wide ? off64 : off32), value, m->wide && address ? 8 : 4);
}

static struct made made(bool wide, bool big, unsigned type, unsigned machine)
{
	struct made m = { .wide = wide, .big = big, .n = sizeof(m.at) };

	memcpy(m.at, ELFMAG, SELFMAG);
	m.at[EI_CLASS] = wide ? ELFCLASS64 : ELFCLASS32;
	m.at[EI_DATA] = big ? ELFDATA2MSB : ELFDATA2LSB;
	put(&m, offsetof(Elf64_Ehdr, e_type), type, 2);
	put(&m, offsetof(Elf64_Ehdr, e_machine), machine, 2);
	put_either(&m, 0, offsetof(Elf32_Ehdr, e_phoff), offsetof(Elf64_Ehdr, e_phoff), 64, true);
	put(&m, wide ? offsetof(Elf64_Ehdr, e_phentsize) : offsetof(Elf32_Ehdr, e_phentsize), wide ? 56 : 32, 2);
	return m;
}

static void segment(struct made *m, unsigned type, unsigned flags, uint64_t offset, uint64_t size)
{
	size_t at = 64 + m->phnum++ * (m->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));

	put(m, at, type, 4);
	put_either(m, at, offsetof(Elf32_Phdr, p_flags), offsetof(Elf64_Phdr, p_flags), flags, false);
	put_either(m, at, offsetof(Elf32_Phdr, p_offset), offsetof(Elf64_Phdr, p_offset), offset, true);
	put_either(m, at, offsetof(Elf32_Phdr, p_vaddr), offsetof(Elf64_Phdr, p_vaddr), offset, true);
	put_either(m, at, offsetof(Elf32_Phdr, p_filesz), offsetof(Elf64_Phdr, p_filesz), size, true);
	put(m, m->wide ? offsetof(Elf64_Ehdr, e_phnum) : offsetof(Elf32_Ehdr, e_phnum), m->phnum, 2);
}

/* At 1024 the dynamic section, at 1280 symbols, at 1536 their names. */
static const char names[] = "\0__stack_chk_fail\0bind\0listen\0printf\0libc.so.6\0/tmp/lib\0__printf_chk";
enum { CANARY = 1, BIND = 18, LISTEN = 23, PRINTF = 30, LIBC = 37, TMP = 47, CHK = 56 };

static void dynamic(struct made *m, const uint64_t (*entries)[2], size_t count, const unsigned *imports, size_t n)
{
	size_t one = m->wide ? 16 : 8, sym = m->wide ? 24 : 16;
	const uint64_t always[][2] = { { DT_SYMTAB, 1280 }, { DT_STRTAB, 1536 }, { DT_STRSZ, sizeof(names) },
				       { DT_HASH, 1280 + sym * (n + 1) } };

	segment(m, PT_LOAD, PF_R, 0, 2048);
	segment(m, PT_DYNAMIC, PF_R, 1024, 256);
	memcpy(m->at + 1536, names, sizeof(names));
	for (size_t i = 0; i < COUNT(always) + count; i++) {
		const uint64_t *e = i < COUNT(always) ? always[i] : entries[i - COUNT(always)];

		put_either(m, 1024 + i * one, 0, 0, e[0], true);
		put_either(m, 1024 + i * one, 4, 8, e[1], true);
	}
	for (size_t i = 0; i < n; i++)
		put(m, 1280 + (i + 1) * sym, imports[i], 4);
}

static enum elf_state read_made(const struct made *m, struct elf *out)
{
	struct reader r = { .size = m->n, .all = { m->at, m->n } };
	const char *why = NULL;

	return elf_read(&r, out, &why);
}

static void test_both_sizes_and_orders(void **state)
{
	static const uint64_t entries[][2] = { { DT_NEEDED, LIBC }, { DT_RUNPATH, TMP }, { DT_FLAGS_1, DF_1_NOW | DF_1_PIE } };
	static const unsigned imports[] = { CANARY, BIND, LISTEN, PRINTF };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct made m = made(i & 1, i & 2, ET_DYN, EM_PPC);
		struct elf e;

		dynamic(&m, entries, COUNT(entries), imports, COUNT(imports));
		segment(&m, PT_INTERP, PF_R, 0, 1);
		segment(&m, PT_GNU_RELRO, PF_R, 0, 1);
		segment(&m, PT_GNU_STACK, PF_R | PF_W, 0, 0);
		assert_int_equal(read_made(&m, &e), ELF_READ);
		assert_string_equal(e.kind, "program");
		assert_string_equal(e.machine, "PowerPC");
		assert_string_equal(e.relro, "full");
		assert_string_equal(e.rpath, "/tmp/lib");
		assert_int_equal(e.pie, FLAG_YES);
		assert_int_equal(e.nx, FLAG_YES);
		assert_int_equal(e.canary, FLAG_YES);
		assert_int_equal(e.network, FLAG_YES);
		assert_int_equal(e.fortify, FLAG_NO);
		assert_int_equal(e.rwx, FLAG_NO);
	}
}

static void test_fortify(void **state)
{
	static const uint64_t glibc[][2] = { { DT_NEEDED, LIBC } };
	static const unsigned plain[] = { PRINTF }, both[] = { PRINTF, CHK }, none[] = { BIND };
	static const struct { const char *about; const unsigned *imports; size_t n, glibc; enum flag fortify; } cases[] = {
		{ "printf of glibc", plain, 1, 1, FLAG_NO },
		{ "its checked twin as well", both, 2, 1, FLAG_YES },
		{ "nothing that could be checked", none, 1, 1, FLAG_UNKNOWN },
		{ "another libc has no twins", plain, 1, 0, FLAG_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct made m = made(false, false, ET_EXEC, EM_ARM);
		struct elf e;

		print_message("# %s\n", cases[i].about);
		dynamic(&m, glibc, cases[i].glibc, cases[i].imports, cases[i].n);
		assert_int_equal(read_made(&m, &e), ELF_READ);
		assert_int_equal(e.fortify, cases[i].fortify);
		assert_int_equal(e.canary, FLAG_NO);
		assert_int_equal(e.network, FLAG_NO);
	}
}

static void test_stack_without_header(void **state)
{
	static const struct { unsigned machine; enum flag nx; } cases[] = {
		{ EM_MIPS, FLAG_NO }, { EM_ARM, FLAG_NO }, { EM_386, FLAG_NO }, { EM_AARCH64, FLAG_YES },
		{ EM_RISCV, FLAG_UNKNOWN }, { 9999, FLAG_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct made m = made(cases[i].machine == EM_AARCH64, cases[i].machine == EM_MIPS, ET_EXEC, cases[i].machine);
		struct elf e;

		segment(&m, PT_LOAD, PF_R | PF_W | PF_X, 0, 2048);
		assert_int_equal(read_made(&m, &e), ELF_READ);
		assert_int_equal(e.nx, cases[i].nx);
		assert_int_equal(e.rwx, FLAG_YES);
		assert_string_equal(e.kind, "static");
		assert_string_equal(e.relro, "none");
		assert_int_equal(e.pie, FLAG_NO);
		assert_int_equal(e.canary, FLAG_UNKNOWN);
	}
}

static void test_kinds(void **state)
{
	static const uint64_t soname[][2] = { { DT_SONAME, LIBC } }, pie[][2] = { { DT_FLAGS_1, DF_1_PIE } };
	static const struct {
		const char *about; const uint64_t (*entries)[2]; size_t n; bool interp; const char *kind; enum flag pie;
	} cases[] = {
		{ "a library", soname, 1, false, "library", FLAG_UNKNOWN },
		{ "a library that can be started", soname, 1, true, "library", FLAG_UNKNOWN },
		{ "a program of an old linker", NULL, 0, true, "program", FLAG_YES },
		{ "a static program that moves", pie, 1, false, "static", FLAG_YES },
		{ "a plugin without a name", NULL, 0, false, "library", FLAG_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct made m = made(true, false, ET_DYN, EM_X86_64);
		struct elf e;

		print_message("# %s\n", cases[i].about);
		dynamic(&m, cases[i].entries, cases[i].n, NULL, 0);
		if (cases[i].interp)
			segment(&m, PT_INTERP, PF_R, 0, 1);
		assert_int_equal(read_made(&m, &e), ELF_READ);
		assert_string_equal(e.kind, cases[i].kind);
		assert_int_equal(e.pie, cases[i].pie);
	}
}

/* Go checks bounds itself: no canary is nothing to complain about. */
static void test_go(void **state)
{
	static const unsigned imports[] = { BIND };
	struct made m = made(true, false, ET_EXEC, EM_X86_64);
	struct elf e;

	(void)state;
	dynamic(&m, NULL, 0, imports, 1);
	assert_int_equal(read_made(&m, &e), ELF_READ);
	assert_int_equal(e.canary, FLAG_NO);
	segment(&m, PT_NOTE, PF_R, 1900, 32);
	memcpy(m.at + 1912, "Go\0", 4);
	assert_int_equal(read_made(&m, &e), ELF_READ);
	assert_int_equal(e.canary, FLAG_UNKNOWN);
}

static void test_damaged(void **state)
{
	static const struct { const char *about; size_t at; uint64_t value; size_t n; } cases[] = {
		{ "program headers outside", offsetof(Elf64_Ehdr, e_phoff), 1 << 20, 8 },
		{ "program headers too small", offsetof(Elf64_Ehdr, e_phentsize), 8, 2 },
		{ "too many program headers", offsetof(Elf64_Ehdr, e_phnum), 60000, 2 },
		{ "dynamic section outside", 64 + sizeof(Elf64_Phdr) + offsetof(Elf64_Phdr, p_offset), 1 << 20, 8 },
		{ "dynamic section endless", 64 + sizeof(Elf64_Phdr) + offsetof(Elf64_Phdr, p_filesz), UINT64_MAX, 8 },
		{ "symbols nowhere", 1024 + 8, 1 << 20, 8 },
		{ "names nowhere", 1024 + 24, 1 << 20, 8 },
		{ "names too long", 1024 + 40, UINT64_MAX, 8 },
		{ "a class of its own", EI_CLASS, 7, 1 },
	};
	struct elf e;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct made m = made(true, false, ET_DYN, EM_X86_64);

		print_message("# %s\n", cases[i].about);
		dynamic(&m, NULL, 0, NULL, 0);
		assert_int_equal(read_made(&m, &e), ELF_READ);
		put(&m, cases[i].at, cases[i].value, cases[i].n);
		assert_int_equal(read_made(&m, &e), ELF_DAMAGED);
	}
	/* cut anywhere it must not read behind the end (the sanitizers say so) */
	for (size_t n = 0; n < sizeof(((struct made *)0)->at); n++) {
		struct made m = made(true, false, ET_DYN, EM_X86_64);

		dynamic(&m, NULL, 0, NULL, 0);
		m.n = n;
		assert_int_not_equal(read_made(&m, &e), ELF_UNKNOWN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_sizes_and_orders), cmocka_unit_test(test_fortify),
		cmocka_unit_test(test_stack_without_header), cmocka_unit_test(test_kinds), cmocka_unit_test(test_go),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
