/*
 * twin.h - what the JSON and Markdown of pages share.
 *
 *	struct json j = twin_json(v, "module", m->title);
 *
 *	json_text(&j, "lead", m->lead);
 *	...
 *	return twin_end(v, &j);
 */
#ifndef CRADLE_WEB_TWIN_H
#define CRADLE_WEB_TWIN_H

#include "faq/item_json.h"
#include "web/twins.h"

/* Opens the page's object: kind, path, title. */
struct json twin_json(struct visit *v, const char *kind, const char *title);

/* Closes it behind the version of what it was made from. Returns true. */
bool twin_end(struct visit *v, struct json *j);

/* The path of something else, as the field 'key'. */
void twin_path(struct json *j, const char *key, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* An item in short: id, question, verdict, path. 'key' is NULL in a list. */
void twin_item(struct json *j, const char *key, const struct faq_item *item);
void twin_items(struct json *j, const char *key, const struct faq_item *const *list, size_t count);

/* All its fields, as 'cradle ask --json' has them, and then some; into an object that is open. */
void twin_item_fields(struct json *j, struct law *law, const struct faq_item *item);

/* A provision in short: id, citation, about, weight, path. */
void twin_provision(struct json *j, const char *key, const struct provision *p);

void twin_limbs(struct json *j, const char *key, const struct limb *const *limbs, size_t count);
void twin_rules(struct json *j, const char *key, const struct faq_rest *const *rules, size_t count);

/* How the dossiers' products stand on a limb ("I.2.b.config"), or on what cites a provision; the other is NULL. */
void twin_verdicts(struct json *j, const struct site *site, const char *limb, const struct provision *p);

/* --- Markdown --- */

/* "../" as often as it is from this page to the top: "" at "/faq", "../" at "/faq/m". */
void twin_top(struct text *out, const struct visit *v);

/* Front matter: twin_front() opens it, front_*() are its lines, front_end() closes it. */
void twin_front(struct visit *v, const char *id, const char *title);
void front_text(struct visit *v, const char *key, const char *value);
void front_cites(struct visit *v, const struct faq_cite *cites, size_t count);
void front_end(struct visit *v);

/* An answer, its links to provisions and items made links to their twins. */
void twin_answer(struct visit *v, const char *markdown);

/* "- [Article 13(4)](../../law/art-13-4.md) (law): what it supports" */
void twin_cite_lines(struct visit *v, const struct faq_cite *cites, size_t count);
void twin_item_line(struct visit *v, const struct faq_item *item);

/* "- NAME: value"; nothing where there is no value. */
void twin_line(struct text *out, const char *name, const char *value);

/* A text of one line, so that nothing in it is Markdown. */
void twin_plain(struct text *out, const char *s);

#endif
