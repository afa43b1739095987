/*
 * elf.h - how a program was hardened, from its ELF headers.
 *
 *	struct elf elf;
 *	const char *why;
 *
 *	switch (elf_read(content, &elf, &why)) { case ELF_READ: ... elf.relro ...
 *
 * Only program headers, the dynamic section and its symbols are read, as the
 * kernel and ld.so do: section headers are often stripped and may lie. Both
 * sizes and both byte orders; a few small reads whatever the size of the file.
 */
#ifndef CRADLE_FACTS_ELF_H
#define CRADLE_FACTS_ELF_H

#include "facts/facts.h"
#include "tree/scan.h"

enum elf_state {
	ELF_UNKNOWN = 0,
	ELF_NONE,			/* not an ELF file */
	ELF_OTHER,			/* relocatable (a kernel module) or a core */
	ELF_READ,
	ELF_DAMAGED,			/* *why says how */
};

struct elf {
	const char *kind;		/* 'program', 'library', 'static' */
	const char *machine;		/* NULL: a number we have no name for */
	const char *relro;		/* 'full', 'partial', 'none' */
	enum flag pie;			/* of programs; unknown for libraries, which always are */
	enum flag canary, nx, fortify, rwx, network;	/* canary and fortify: unknown for Go */
	char rpath[1024];		/* DT_RPATH and DT_RUNPATH; "" is none */
};

enum elf_state elf_read(struct reader *content, struct elf *out, const char **why);

#endif
