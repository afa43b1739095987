/*
 * The search for programs: the answer to a query on a server, and the two files
 * by which the script searches where there is none (route.h has their form).
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "web/facet.h"
#include "web/twin.h"

enum { SNIPPET = 160, SUGGESTIONS = 8 };

/* --- the answer to a query --- */

static struct search_filter filter_read(const struct visit *v)
{
	struct search_filter f = facet_filter(v);
	const char *limit = visit_get(v, "limit");
	long n;

	f.typing = visit_get(v, "typing") != NULL;
	if (limit && bytes_number(bytes_of(limit), &n) && n > 0 && n <= SEARCH_HITS)
		f.limit = (size_t)n;
	return f;
}

/* An empty query has no answers, one that is too long neither. */
static void ask(struct visit *v, const char *query, const struct search_filter *filter, struct search_result *found)
{
	struct err err;

	if (!query || search_ask(&v->site->search, bytes_of(query), filter, found, &err) != 0)
		*found = (struct search_result){ 0 };
}

/* Parts in turn: plain, marked, plain ...; where two of a kind meet, they are one. */
struct parts {
	struct json *j;
	struct text now;
	bool marked;
};

static void part_end(struct parts *p)
{
	json_text(p->j, NULL, p->now.n ? p->now.at : "");
	p->now.n = 0;
	p->marked = !p->marked;
}

static void part_add(void *self, const char *s, size_t n, bool marked)
{
	struct parts *p = self;

	if (marked != p->marked)
		part_end(p);
	text_add_bytes(&p->now, s, n);
}

static void parts_json(struct json *j, const char *key, struct site *site, const char *text, size_t most)
{
	struct parts p = { .j = j };

	json_open(j, key, '[');
	search_parts(site, text, most, part_add, &p);
	if (p.now.n)
		part_end(&p);
	json_close(j);
	text_free(&p.now);
}

/* What the script shows while one types. */
static void hits_json(struct json *j, struct site *site, const struct search_result *found)
{
	json_open(j, "hits", '[');
	for (size_t i = 0; i < found->count; i++) {
		const struct faq_item *item = found->hits[i].item;

		json_open(j, NULL, '{');
		json_text(j, "id", item->id);
		twin_path(j, "path", "/faq/%s", item->id);
		json_text(j, "verdict", faq_verdict_text(item->verdict));
		json_text(j, "module", item->module->label);
		parts_json(j, "question", site, item->question, LIMIT_QUERY);
		parts_json(j, "snippet", site, item->brief, SNIPPET);
		json_close(j);
	}
	json_close(j);
}

static void answers_json(struct json *j, struct site *site, const struct search_result *found)
{
	json_open(j, "answers", '[');
	for (size_t i = 0; i < found->count; i++) {
		json_open(j, NULL, '{');
		twin_item_fields(j, &site->law, found->hits[i].item);
		json_real(j, "score", found->hits[i].score);
		json_open(j, "marks", '{');
		parts_json(j, "question", site, found->hits[i].item->question, LIMIT_QUERY);
		parts_json(j, "brief", site, found->hits[i].item->brief, LIMIT_QUERY);
		json_close(j);
		json_close(j);
	}
	json_close(j);
}

bool search_file(struct visit *v)
{
	const char *query = visit_get(v, "q");
	struct search_filter filter = filter_read(v);
	struct search_result found;
	struct json j;

	ask(v, query, &filter, &found);
	v->page->type = "application/json";
	j = (struct json){ .out = &v->page->body, .compact = filter.typing };
	json_open(&j, NULL, '{');
	json_text(&j, "kind", filter.typing ? "hits" : "search");
	json_text(&j, "path", "/search");
	json_text(&j, "title", "Search");
	json_text(&j, "query", query ? query : "");
	json_text(&j, "corrected", found.corrected);
	json_bool(&j, "supported", found.supported);
	json_int(&j, "total", (int64_t)found.total);
	(filter.typing ? hits_json : answers_json)(&j, v->site, &found);
	json_open(&j, "near", '[');
	for (size_t i = 0; i < found.near_count; i++)
		twin_provision(&j, NULL, found.near[i]);
	json_close(&j);
	return twin_end(v, &j);
}

/* OpenSearch Suggestions 1.1: the query, completions, what each is, where it stands. */
bool suggest_file(struct visit *v)
{
	const char *query = visit_get(v, "q"), *origin = v->site->options.origin;
	const struct search_filter filter = { .limit = SUGGESTIONS, .typing = true };
	struct json j = { .out = &v->page->body, .compact = true };
	struct search_result found;

	ask(v, query, &filter, &found);
	v->page->type = "application/x-suggestions+json";
	json_open(&j, NULL, '[');
	json_text(&j, NULL, query ? query : "");
	json_open(&j, NULL, '[');
	for (size_t i = 0; i < found.count; i++)
		json_text(&j, NULL, found.hits[i].item->question);
	json_close(&j);
	json_open(&j, NULL, '[');
	for (size_t i = 0; i < found.count; i++)
		json_text(&j, NULL, faq_verdict_text(found.hits[i].item->verdict));
	json_close(&j);
	json_open(&j, NULL, '[');
	for (size_t i = 0; i < found.count; i++)
		twin_path(&j, NULL, "%s/faq/%s", origin ? origin : "", found.hits[i].item->id);
	json_close(&j);
	json_close(&j);
	return true;
}

/* --- without a server --- */

/* Compact, without the blanks that json.h puts after commas and colons: these files are for the wire. */
static void member(struct text *out, const char *key, bool first)
{
	text_add(out, first ? "{" : ",");
	json_string(out, key);
	text_char(out, ':');
}

static void index_modules(struct text *out, const struct faq *faq)
{
	member(out, "modules", false);
	for (size_t i = 0; i < faq->module_count; i++) {
		text_add(out, i ? ",[" : "[[");
		json_string(out, faq->modules[i].id);
		text_char(out, ',');
		json_string(out, faq->modules[i].title);
		text_char(out, ']');
	}
	text_add(out, faq->module_count ? "]" : "[]");
}

static size_t verdict_number(const char *verdict)
{
	size_t i = 0;

	while (faq_verdicts[i] && strcmp(faq_verdicts[i], verdict) != 0)
		i++;
	return i;
}

bool search_index_file(struct visit *v)
{
	const struct faq *faq = &v->site->faq;
	struct text *out = &v->page->body;

	v->page->type = "application/json";
	member(out, "digest", true);
	json_string(out, faq->digest);
	index_modules(out, faq);
	member(out, "verdicts", false);
	for (size_t i = 0; faq_verdicts[i]; i++) {
		text_char(out, i ? ',' : '[');
		json_string(out, faq_verdict_text(faq_verdicts[i]));
	}
	text_char(out, ']');
	member(out, "items", false);
	for (size_t i = 0; i < faq->item_count; i++) {
		text_printf(out, "%s[%td,", i ? "," : "[", faq->items[i].module - faq->modules);
		json_string(out, faq->items[i].slug);
		text_char(out, ',');
		json_string(out, faq->items[i].question);
		text_printf(out, ",%zu]", verdict_number(faq->items[i].verdict));
	}
	text_add(out, faq->item_count ? "]}\n" : "[]}\n");
	return true;
}

/* The words in which an item is asked for, in small letters, sorted, each once. */
struct words {
	struct bytes *list;
	size_t count, room;
};

static int by_bytes(const void *a, const void *b)
{
	return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

static bool is_letter(unsigned char c)
{
	return c >= 0x80 || isalnum(c);
}

static void words_add(struct words *w, struct arena *mem, const char *text)
{
	unsigned char *s = arena_copy(mem, text, strlen(text) + 1);

	while (*s) {
		const unsigned char *from = s;

		for (; is_letter(*s); s++)
			*s = *s < 0x80 ? (unsigned char)tolower(*s) : *s;
		if (s > from) {
			ARENA_ROOM(mem, w->list, w->count, w->room);
			w->list[w->count++] = (struct bytes){ from, (size_t)(s - from) };
		}
		s += *s != '\0';
	}
}

static struct words words_of(struct arena *mem, const struct faq_item *item)
{
	struct words w = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < item->ask_count; i++)
		words_add(&w, mem, item->asks[i]);
	if (w.count)
		qsort(w.list, w.count, sizeof(*w.list), by_bytes);
	for (size_t i = 0; i < w.count; i++)
		if (n == 0 || !bytes_same(w.list[n - 1], w.list[i]))
			w.list[n++] = w.list[i];
	w.count = n;
	return w;
}

/* In how many items each word is; a word of more than one in ten tells nothing apart and is left out. */
static void words_count(struct names *counts, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		void **at = names_at(counts, w->list[i]);

		*at = (char *)*at + 1;
	}
}

static void words_write(struct text *out, const struct names *counts, const struct words *w, size_t most)
{
	struct text joined = { 0 };

	for (size_t i = 0; i < w->count; i++)
		if ((size_t)names_find(counts, w->list[i]) <= most) {
			text_add(&joined, joined.n ? " " : "");
			text_add_bytes(&joined, w->list[i].at, w->list[i].n);
		}
	json_string(out, joined.n ? joined.at : "");
	text_free(&joined);
}

static void index_cites(struct text *out, const struct faq_item *item)
{
	struct text joined = { 0 };

	for (size_t i = 0; i < item->cite_count; i++)
		text_printf(&joined, "%s%s", i ? " / " : "", item->cites[i].provision->citation);
	json_string(out, joined.n ? joined.at : "");
	text_free(&joined);
}

static void index_texts(struct text *out, const struct faq *faq)
{
	struct arena mem = { .about = "the words of the search" };
	struct names counts = { .mem = &mem };
	struct words *words = arena_alloc(&mem, (faq->item_count + 1) * sizeof(*words));

	for (size_t i = 0; i < faq->item_count; i++) {
		words[i] = words_of(&mem, &faq->items[i]);
		words_count(&counts, &words[i]);
	}
	for (size_t i = 0; i < faq->item_count; i++) {
		text_add(out, i ? ",[" : "[[");
		json_string(out, faq->items[i].brief);
		text_char(out, ',');
		words_write(out, &counts, &words[i], faq->item_count / 10);
		text_char(out, ',');
		index_cites(out, &faq->items[i]);
		text_char(out, ']');
	}
	text_add(out, faq->item_count ? "]" : "[]");
	arena_free(&mem);
}

/* Phrases that mean the same, a list for each concept. */
static bool index_concepts(struct text *out, sqlite3 *db)
{
	static const char sql[] = "SELECT n, phrase FROM concept ORDER BY n, rowid";
	sqlite3_int64 last = -1;
	sqlite3_stmt *st;
	bool whole;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return false;
	while (sqlite3_step(st) == SQLITE_ROW) {
		sqlite3_int64 n = sqlite3_column_int64(st, 0);

		text_add(out, last < 0 ? "[[" : n == last ? "," : "],[");
		json_string(out, (const char *)sqlite3_column_text(st, 1));
		last = n;
	}
	text_add(out, last < 0 ? "[]" : "]]");
	whole = sqlite3_finalize(st) == SQLITE_OK;
	return whole;
}

bool search_text_file(struct visit *v)
{
	const struct faq *faq = &v->site->faq;
	struct text *out = &v->page->body;

	v->page->type = "application/json";
	member(out, "digest", true);
	json_string(out, faq->digest);
	member(out, "texts", false);
	index_texts(out, faq);
	member(out, "concepts", false);
	if (!index_concepts(out, faq->db))
		return false;
	text_add(out, "}\n");
	return true;
}
