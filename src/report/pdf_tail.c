/*
 * Cairo 1.16 writes the catalog last, then the table of cross-references, which
 * names the place of each object; so what is put into the catalog moves the
 * table alone, whose place stands at the end of the file (ISO 32000-1, 7.5.5).
 */
#include "report/pdf_page.h"

#ifdef HAVE_PANGOCAIRO

#include <stdlib.h>
#include <string.h>

static const char catalog[] = "<< /Type /Catalog\n", xref[] = "endobj\nxref\n", startxref[] = "\nstartxref\n";
static const char more[] = "   /Lang (en)\n   /ViewerPreferences << /DisplayDocTitle true >>\n";

/* The last of these in the file from 'start', or NULL. */
static char *last(const struct text *out, size_t start, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = out->n; i >= start + n; i--)
		if (memcmp(out->at + i - n, what, n) == 0)
			return out->at + i - n;
	return NULL;
}

void pdf_tail(struct text *out, size_t start)
{
	char *place = last(out, start, startxref), *table = last(out, start, xref), *root = last(out, start, catalog);
	size_t at = place ? strtoul(place + strlen(startxref), NULL, 10) : 0, insert;
	struct text tail = { 0 };

	if (!place || !table || !root || root > table || table > place || strstr(root, "/Lang") ||
	    start + at != (size_t)(table - out->at) + strlen("endobj\n") || memmem(root, (size_t)(table - root), "endobj", 6))
		return;
	insert = (size_t)(root - out->at) + strlen(catalog);
	text_add(&tail, more);
	text_add_bytes(&tail, out->at + insert, (size_t)(place - out->at) - insert);
	text_printf(&tail, "%s%zu\n%%%%EOF\n", startxref, at + strlen(more));
	if (!tail.failed) {
		out->n = insert;
		text_add_bytes(out, tail.at, tail.n);
	}
	text_free(&tail);
}

#endif
