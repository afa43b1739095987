/*
 * Prints what a declaration says, a fact a line with where it stands, sorted by
 * the program that asks; or its mistakes, with exit code 2.
 *
 *	facts FILE
 */
#include <stdio.h>

#include "product/product.h"

static void print_part(const struct part *part)
{
	for (size_t i = 0; i < part->fact_count; i++)
		printf("%s:%s\t%s\t%ld\n", part->id, part->facts[i].key->name, part->facts[i].value, part->facts[i].line);
	for (size_t i = 0; i < part->entry_count; i++) {
		const struct entry *e = &part->entries[i];

		for (size_t k = 0; k < e->count; k++)
			printf("%s:%s[%zu].%s\t%s\t%ld\n", part->id, e->list->name, e->index, e->facts[k].key->last,
			       e->facts[k].value, e->facts[k].line);
	}
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	struct text out = { 0 };
	struct schema schema;
	struct product p;
	struct law law;
	int code;

	if (argc != 2 || law_load(&law, &err) != 0 || schema_load(&schema, &law, &err) != 0)
		return 3;
	code = product_load(&p, &schema, &law, argv[1], &err);
	if (code != 0)
		product_mistakes(&p, &err, &out);
	for (size_t i = 0; code == 0 && i < p.part_count; i++)
		print_part(&p.parts[i]);
	if (out.n)
		fputs(out.at, stderr);
	text_free(&out);
	product_free(&p);
	schema_free(&schema);
	law_free(&law);
	return code ? 2 : 0;
}
