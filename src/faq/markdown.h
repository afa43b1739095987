/*
 * markdown.h - answers as HTML or plain text.
 *
 *	markdown_html(&out, item->answer, &(struct markdown_links){ href, self });
 *	markdown_plain(&out, item->answer);
 *
 * Of Markdown (CommonMark, read by md4c) an answer has paragraphs, lists, code,
 * emphasis and links to 'law:ID' and 'faq:ID'. markdown_check() says what else
 * is in it. Raw HTML is text.
 */
#ifndef CRADLE_FAQ_MARKDOWN_H
#define CRADLE_FAQ_MARKDOWN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

/* Where links lead: writes the address of "law:art-13-4" or "faq:module/item". */
struct markdown_links {
	void (*href)(void *self, const char *target, struct text *out);
	void *self;
};

void markdown_html(struct text *out, const char *markdown, const struct markdown_links *links);

/* Paragraphs with an empty line between them; "- " and "1. " before what is listed. */
void markdown_plain(struct text *out, const char *markdown);

/* Each link's target in order; false from the callback ends it. */
int markdown_each_link(const char *markdown, bool (*link)(void *self, const char *target), void *self);

/* -1 with the reason where there is something that an answer may not have. */
int markdown_check(const char *markdown, struct err *err);

#endif
