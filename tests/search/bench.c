/*
 * bench QUERIES.tsv CONCEPTS.yaml ITEMS [CORPUS.tsv]: how long the search takes, next to a
 * plain query of SQLite's FTS5 on the same index in the same run.
 *
 * The corpus is made from the built-in one: as many items as are asked for, each
 * with the words of several, by a fixed seed. With a third argument it is
 * written down too, an item a line, for a peer that is another program.
 * Printed is what one query takes in microseconds, p50, p95 and p99, after a
 * round that is not counted: by the clock, and in processor time, which is what
 * remains of it on a machine that others use as well.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/text.h"
#include "base/yaml.h"
#include "faq/search.h"
#include "faq/store.h"
#include "law/import.h"

enum { ROUNDS = 8, PEER_ROUNDS = 2, ASKED_AGAIN = 500, QUERIES = 2000 };

static uint64_t state = 42;

static size_t draw(size_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % below);
}

/* --- a corpus of any size --- */

/* The text with every fourth word taken from the other one. */
static const char *mixed(struct arena *mem, const char *text, const char *other)
{
	struct bytes rest = bytes_of(text), more = bytes_of(other), word, strange;
	struct text out = { 0 };
	const char *copy;

	while (bytes_word(&rest, &word)) {
		if (draw(4) == 0 && bytes_word(&more, &strange))
			word = strange;
		text_printf(&out, "%s%.*s", out.n ? " " : "", (int)word.n, (const char *)word.at);
	}
	copy = arena_text(mem, out.at ? out.at : "", out.n);
	text_free(&out);
	return copy;
}

static void item_make(struct faq *big, const struct faq *from, size_t i)
{
	const struct faq_item *a = &from->items[i % from->item_count], *b = &from->items[draw(from->item_count)];
	struct faq_item *item = &big->items[i];
	const char **asks = arena_alloc(&big->mem, (a->ask_count + 1) * sizeof(*asks));

	*item = *a;
	if (i < from->item_count)
		return;
	item->id = arena_printf(&big->mem, "%s-%zu", a->id, i);
	item->slug = path_last(item->id);
	item->question = mixed(&big->mem, a->question, b->question);
	item->answer = mixed(&big->mem, a->answer, b->answer);
	for (size_t k = 0; k < a->ask_count; k++)
		asks[k] = mixed(&big->mem, a->asks[k], b->ask_count ? b->asks[k % b->ask_count] : b->question);
	item->asks = asks;
	item->see_count = item->was_count = item->rest_count = 0;
}

static void corpus_make(struct faq *big, const struct faq *from, size_t items)
{
	*big = *from;
	big->mem = (struct arena){ .about = "a large corpus" };
	big->db = NULL;
	big->change_count = 0;
	big->items = arena_alloc(&big->mem, (items + 1) * sizeof(*big->items));
	big->item_count = items;
	for (size_t i = 0; i < items; i++)
		item_make(big, from, i);
}

static void corpus_write(const struct faq *faq, FILE *file)
{
	for (size_t i = 0; i < faq->item_count; i++) {
		const struct faq_item *item = &faq->items[i];

		fprintf(file, "%s\t%s", item->id, item->question);
		for (size_t k = 0; k < item->ask_count; k++)
			fprintf(file, " %s", item->asks[k]);
		fputc(' ', file);
		for (const char *at = item->answer; *at; at++)
			fputc(*at == '\n' || *at == '\t' ? ' ' : *at, file);
		fputc('\n', file);
	}
}

/* --- what is asked --- */

struct asked {
	const char *texts[QUERIES];
	size_t count;
	double times[2][QUERIES * ROUNDS];	/* by the clock, of the processor */
	size_t measured;
};

static int queries_read(struct asked *a, struct arena *mem, const struct faq *faq, const char *path, struct err *err)
{
	struct bytes file, line, query, ids;

	if (law_file_read(mem, path, &file, err) != 0)
		return -1;
	while (bytes_line(&file, &line) && a->count < QUERIES)
		if (line.n && line.at[0] != '#' && bytes_cut(line, '\t', &query, &ids))
			a->texts[a->count++] = arena_text(mem, query.at, query.n);
	for (size_t i = 0; i < faq->item_count && a->count < QUERIES && i < ASKED_AGAIN; i++)
		a->texts[a->count++] = faq->items[i].question;
	return 0;
}

static double now(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

struct watch {
	double begin[2];
};

static struct watch watch_start(void)
{
	return (struct watch){ { now(CLOCK_MONOTONIC), now(CLOCK_THREAD_CPUTIME_ID) } };
}

static void watch_stop(struct asked *a, struct watch w)
{
	a->times[1][a->measured] = now(CLOCK_THREAD_CPUTIME_ID) - w.begin[1];
	a->times[0][a->measured++] = now(CLOCK_MONOTONIC) - w.begin[0];
}

static int by_time(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print(struct asked *a, const char *name, size_t items)
{
	size_t n = a->measured;

	printf("%-12s %6zu items", name, items);
	for (int i = 0; i < 2; i++) {
		qsort(a->times[i], n, sizeof(a->times[i][0]), by_time);
		printf("   %s p50 %6.0f p95 %6.0f p99 %6.0f us", i ? "cpu" : "wall", a->times[i][n / 2], a->times[i][n * 95 / 100],
		       a->times[i][n * 99 / 100]);
	}
	printf("\n");
	fflush(stdout);
}

static int ours(struct search *search, struct asked *a, struct err *err)
{
	struct search_result found;

	for (size_t round = 0; round <= ROUNDS; round++) {
		a->measured = round ? a->measured : 0;
		for (size_t i = 0; i < a->count; i++) {
			struct watch w = watch_start();

			if (search_ask(search, bytes_of(a->texts[i]), NULL, &found, err) != 0)
				return -1;
			watch_stop(a, w);
		}
		a->measured = round ? a->measured : 0;
	}
	return 0;
}

/* All words of the query with OR between, as one would ask FTS5 without us. */
static void plain_match(const char *query, struct text *out)
{
	struct bytes rest = bytes_of(query), word;

	out->n = 0;
	while (bytes_word(&rest, &word)) {
		text_add(out, out->n ? " OR \"" : "\"");
		for (size_t i = 0; i < word.n; i++)
			text_char(out, word.at[i] == '"' ? ' ' : (char)word.at[i]);
		text_char(out, '"');
	}
}

static int plain(const struct faq *faq, struct asked *a, struct err *err)
{
	sqlite3_stmt *st;
	struct text match = { 0 };

	if (sqlite3_prepare_v2(faq->db, "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10", -1, &st, NULL) != SQLITE_OK)
		return err_set(err, ERR_SYSTEM, "%s", sqlite3_errmsg(faq->db));
	a->measured = 0;
	for (size_t round = 0; round < PEER_ROUNDS; round++)
		for (size_t i = 0; i < a->count; i++) {
			struct watch w = watch_start();

			plain_match(a->texts[i], &match);
			sqlite3_bind_text(st, 1, match.at, (int)match.n, SQLITE_STATIC);
			while (sqlite3_step(st) == SQLITE_ROW)
				;
			sqlite3_reset(st);
			watch_stop(a, w);
		}
	sqlite3_finalize(st);
	text_free(&match);
	return 0;
}

static int run(const char *queries, const char *concepts_path, size_t items, const char *corpus, struct err *err)
{
	static struct asked asked;
	struct arena mem = { 0 };
	struct law law;
	struct faq faq, big, opened;
	struct search search;
	struct bytes file;
	const struct yaml *concepts;
	char path[64];
	FILE *out;

	snprintf(path, sizeof(path), "/tmp/cradle-bench-%ld.db", (long)getpid());
	if (law_load(&law, err) != 0 || faq_open(&faq, &law, faq_builtin(), err) != 0)
		return -1;
	if (law_file_read(&mem, concepts_path, &file, err) != 0 || !(concepts = yaml_load(&mem, concepts_path, file, err)))
		return -1;
	corpus_make(&big, &faq, items);
	if (corpus && (out = fopen(corpus, "w"))) {
		corpus_write(&big, out);
		fclose(out);
	}
	if (faq_save(&big, concepts, path, err) != 0)
		return -1;
	out = fopen(path, "rb");
	fseek(out, 0, SEEK_END);
	file.n = (size_t)ftell(out);
	rewind(out);
	file.at = arena_alloc(&mem, file.n);
	if (fread((void *)(uintptr_t)file.at, 1, file.n, out) != file.n)
		return err_set(err, ERR_SYSTEM, "cannot read '%s'", path);
	fclose(out);
	unlink(path);
	if (faq_open(&opened, &law, file, err) != 0 || search_open(&search, &opened, err) != 0 ||
	    queries_read(&asked, &mem, &big, queries, err) != 0)
		return -1;
	if (ours(&search, &asked, err) != 0)
		return -1;
	print(&asked, "cradle", items);
	if (plain(&opened, &asked, err) != 0)
		return -1;
	print(&asked, "plain FTS5", items);
	return 0;
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	long items = argc > 3 ? atol(argv[3]) : 0;

	if (items < 1 || items > 100000) {
		fprintf(stderr, "usage: bench QUERIES.tsv CONCEPTS.yaml ITEMS [CORPUS.tsv]\n");
		return 2;
	}
	if (run(argv[1], argv[2], (size_t)items, argc > 4 ? argv[4] : NULL, &err) == 0)
		return 0;
	err_print(&err);
	return 3;
}
