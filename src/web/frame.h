/*
 * frame.h - what every page has around its content, and the small things that
 * many of them show: links, verdicts, dates, citations.
 *
 *	frame_open(v, &(struct frame){ .title = "Sources", .nav = "/sources" });
 *	markup(&v->page->body, "<p>%s</p>\n", text);
 *	frame_close(v);
 *
 * The page is complete without script; site.js makes the search answer while
 * one types and turns the links named 'k' into buttons that copy.
 */
#ifndef CRADLE_WEB_FRAME_H
#define CRADLE_WEB_FRAME_H

#include "web/route.h"

struct frame {
	const char *title;		/* the one h1 and the title */
	const char *about;		/* one sentence for those who list pages, or NULL */
	const char *nav;		/* path of the entry of the navigation it belongs to, or NULL */
	const char *published, *updated;	/* or NULL */
	const char *look;		/* class of the body, or NULL */
	bool own_heading, own_search;	/* the page writes them itself */
};

void frame_open(struct visit *v, const struct frame *frame);
void frame_close(struct visit *v);

/* As printf, with %s escaped for HTML; also %zu, %d and %c. */
void markup(struct text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A literal, where it is so: " class=\"hid\"". */
void markup_if(struct text *out, bool so, const char *literal);

/* What is not a C string. */
void markup_bytes(struct text *out, struct bytes s);

/* <a href="PATH"; the caller goes on with attributes and ">". 'fragment' may be NULL. */
void link_open(struct visit *v, const char *path, const char *fragment);

void link_path(struct visit *v, const char *path, const char *text);
void link_item(struct visit *v, const struct faq_item *item);		/* its question */
void link_module(struct visit *v, const struct faq_module *module);	/* its title */
void link_provision(struct visit *v, const struct provision *p);	/* its citation */
void link_limb(struct visit *v, const struct limb *limb);		/* its key */
void link_rest(struct visit *v, const struct faq_rest *rest);		/* key of a limb, or of a rule below it */
void link_source(struct visit *v, const struct law_source *source);	/* its title */

/* To the search for these words. */
void link_search(struct visit *v, const char *query, const char *text);

/* A text as part of a query. */
void query_write(struct text *out, const char *s);

/* <time datetime="2026-11-30">30 November 2026</time> */
void date_write(struct text *out, const char *date);

/* "1 question", "3 questions" */
void count_write(struct text *out, size_t n, const char *one, const char *many);

/* The verdict as a word. */
void verdict_write(struct text *out, const struct faq_item *item);

/* A weight as a word: "Law", "Commission FAQ". */
void weight_write(struct text *out, const char *weight);

/* Roles as links to what they ask. */
void roles_write(struct visit *v, const char *const *roles, size_t count);

/* What an item or an overview rests on, by source, the law first, each with what it supports. */
void cites_write(struct visit *v, const struct faq_cite *cites, size_t count);

/* Markdown of the data as HTML, links leading to their pages. */
void prose_write(struct visit *v, const char *markdown);

/* The limbs and rules that rest on an item; nothing where there are none. */
void rests_write(struct visit *v, const struct faq_item *item);

/* Question, verdict and module in one line of a list. */
void item_line(struct visit *v, const struct faq_item *item);

/* The search box over all questions. 'query' may be NULL. */
void search_box(struct visit *v, const char *query, bool large);

#endif
