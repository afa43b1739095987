/*
 * faqc FOLDER OUT.db DEPFILE: the knowledge base in the folder as the database
 * that becomes part of the program. Whatever is wrong with it is told with file
 * and line, and fails the build.
 *
 * faqc --stamp FOLDER: what its history.tsv lacks, appended to it.
 */
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "faq/lint.h"
#include "faq/store.h"
#include "pipeline/knowledge.h"

/* Folders too: a new file in one changes its date. */
static int depend(const struct faq *faq, const char *dir, const char *index, const char *path, struct err *err)
{
	struct text out = { 0 };
	int code;

	text_printf(&out, "%s: %s %s/modules.yaml %s/concepts.yaml %s/history.tsv", index, dir, dir, dir, dir);
	for (size_t i = 0; i < faq->module_count; i++)
		text_printf(&out, " %s/%s %s", dir, faq->modules[i].id, faq->modules[i].file);
	for (size_t i = 0; i < faq->item_count; i++)
		text_printf(&out, " %s", faq->items[i].file);
	text_char(&out, '\n');
	code = text_write(&out, path, err);
	text_free(&out);
	return code;
}

static int stamp(const struct faq *faq, const char *dir, struct err *err)
{
	char path[4096];
	struct text lines = { 0 };
	size_t n = lint_stamp(faq, &lines);
	FILE *file;
	int code = 0;

	snprintf(path, sizeof(path), "%s/history.tsv", dir);
	file = fopen(path, "a");
	if (!file || fputs(lines.at ? lines.at : "", file) < 0)
		code = err_set(err, ERR_SYSTEM, "cannot write '%s'", path);
	if (file && fclose(file) != 0)
		code = err_set(err, ERR_SYSTEM, "cannot write '%s'", path);
	text_free(&lines);
	if (code == 0)
		printf("%zu versions added to %s\n", n, path);
	return code;
}

int main(int argc, char **argv)
{
	bool stamping = argc == 3 && strcmp(argv[1], "--stamp") == 0;
	struct text out = { 0 };
	struct faq_problems problems = { .out = &out };
	struct knowledge k;
	struct err err = { 0 };
	int code;

	if (!stamping && argc != 4) {
		fprintf(stderr, "usage: faqc FOLDER OUT.db DEPFILE | --stamp FOLDER\n");
		return 2;
	}
	code = knowledge_read(&k, argv[stamping ? 2 : 1], &problems, &err);
	if (code == 0 && stamping)
		code = stamp(&k.faq, argv[2], &err);
	else if (code == 0 && problems.count == 0)
		code = faq_save(&k.faq, k.concepts, argv[2], &err) == 0 ? depend(&k.faq, argv[1], argv[2], argv[3], &err) : -1;
	if (code != 0)
		err_print(&err);
	else if (!stamping)
		fputs(out.at ? out.at : "", stderr);
	text_free(&out);
	knowledge_free(&k);
	return code != 0 || (!stamping && problems.count) ? 1 : 0;
}
