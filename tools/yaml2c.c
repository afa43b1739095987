/*
 * yaml2c INDEX NAME FILE: the tree of a YAML file as C (src/base/yaml.h), so
 * that the program need not parse at every start what is part of it. Run by
 * tools/embed.py at build time; what is wrong with the file fails the build.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"

static void string(const char *s)
{
	if (!s) {
		printf("0");
		return;
	}
	putchar('"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '?')
			printf("\\%03o", c);
		else
			putchar(c);
	}
	putchar('"');
}

/* Numbers the nodes as they will stand in the array: a node, then what is below it, then the next. */
static size_t below(const struct yaml *node)
{
	size_t count = 1;

	for (const struct yaml *at = node->child; at; at = at->next)
		count += below(at);
	return count;
}

static void node_print(const struct yaml *node, const char *index, size_t own)
{
	size_t child = own + 1;

	printf("\t{ %d, file_name_%s, %ld, %ld, ", (int)node->kind, index, node->line, node->column);
	string(node->key);
	printf(", %ld, %ld, ", node->key_line, node->key_column);
	string(node->text);
	printf(", %d, %zu, ", node->plain, node->count);
	if (node->child)
		printf("&tree_%s[%zu], ", index, child);
	else
		printf("0, ");
	if (node->next)
		printf("&tree_%s[%zu] },\n", index, own + below(node));
	else
		printf("0 },\n");
	for (const struct yaml *at = node->child; at; at = at->next) {
		node_print(at, index, child);
		child += below(at);
	}
}

int main(int argc, char **argv)
{
	static char text[4 << 20];
	struct arena mem = { 0 };
	struct err err = { 0 };
	struct yaml *doc;
	FILE *in = argc == 4 ? fopen(argv[3], "rb") : NULL;
	size_t n = in ? fread(text, 1, sizeof(text), in) : 0;

	if (!in || n == sizeof(text)) {
		fprintf(stderr, "usage: yaml2c INDEX NAME FILE, of less than 4 MiB\n");
		return 2;
	}
	doc = yaml_load(&mem, argv[2], (struct bytes){ (unsigned char *)text, n }, &err);
	if (!doc) {
		err_print(&err);
		arena_free(&mem);
		return 1;
	}
	printf("static const char file_name_%s[] = ", argv[1]);
	string(argv[2]);
	printf(";\nstatic struct yaml tree_%s[%zu] = {\n", argv[1], below(doc));
	node_print(doc, argv[1], 0);
	printf("};\n");
	arena_free(&mem);
	return fclose(in) == 0 && fflush(stdout) == 0 ? 0 : 1;
}
