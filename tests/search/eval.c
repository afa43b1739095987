/*
 * eval DEV.tsv [-v]: how well the search finds what people ask for.
 *
 * Each line of the set is a query, a tab and the ids that answer it, best first
 * ("-": nothing does). Printed are MRR@10, nDCG@10 (gain 2 for the first id, 1
 * for the others), success@1 and @3, each with the 95 % interval of 10,000
 * bootstrap samples (Efron; seed fixed), how often "no answer" was right, and
 * the rank of every item for its exact question. -v lists what was missed.
 *
 * With '--at-least' it is a test: it fails below the bars.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "faq/search.h"
#include "law/import.h"

enum { MEASURES = 4, QUERIES = 2000, ANSWERS = 16, SAMPLES = 10000, SMALLEST = 100 };

static const struct { const char *name; double bar; } measures[MEASURES] = {
	{ "MRR@10", 0.80 }, { "nDCG@10", 0 }, { "success@1", 0 }, { "success@3", 0.90 },
};

struct set {
	double values[QUERIES][MEASURES];
	size_t count, silent, silent_right, unanswered, wrong_ids;
	bool verbose;
	const char *before;		/* what begins each line: "# " in a test's output (TAP) */
};

static uint64_t state = 20261130;

static uint64_t draw(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

static size_t rank_of(const struct search_result *found, const struct faq_item *item)
{
	for (size_t i = 0; i < found->count && i < 10; i++)
		if (found->hits[i].item == item)
			return i + 1;
	return 0;
}

static void measure(struct set *set, const char *query, const struct faq_item *const *right, size_t count,
		    const struct search_result *found)
{
	double *v = set->values[set->count++], ideal = 0, got = 0;
	size_t best = 0;

	for (size_t i = 0; i < count; i++) {
		size_t rank = rank_of(found, right[i]);

		best = rank && (!best || rank < best) ? rank : best;
		if (i < 10)
			ideal += (i ? 1 : 2) / log2((double)i + 2);
		if (rank)
			got += (i ? 1 : 2) / log2((double)rank + 1);
	}
	v[0] = best ? 1.0 / (double)best : 0;
	v[1] = ideal > 0 ? got / ideal : 0;
	v[2] = best == 1;
	v[3] = best && best <= 3;
	set->unanswered += !found->supported;
	if (set->verbose && best != 1)
		printf("%2zu  %-60s %s | %s\n", best, query, right[0]->id, found->count ? found->hits[0].item->id : "no answer");
}

static int line_run(struct set *set, struct search *search, struct bytes line, struct err *err)
{
	const struct faq_item *right[ANSWERS];
	struct search_result found;
	struct bytes query, ids, id;
	char text[512];
	size_t count = 0;

	if (line.n == 0 || line.at[0] == '#' || !bytes_cut(line, '\t', &query, &ids) || set->count == QUERIES)
		return 0;
	snprintf(text, sizeof(text), "%.*s", (int)query.n, (const char *)query.at);
	if (search_ask(search, query, NULL, &found, err) != 0)
		return -1;
	if (bytes_are(ids, "-")) {
		set->silent++;
		set->silent_right += !found.supported;
		if (set->verbose && found.supported)
			printf(" -  %-60s answered by %s\n", text, found.hits[0].item->id);
		return 0;
	}
	while (count < ANSWERS && bytes_word(&ids, &id)) {
		right[count] = faq_item(search->faq, id);
		if (right[count])
			count++;
		else
			set->wrong_ids++;
	}
	if (count)
		measure(set, text, right, count, &found);
	return 0;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void interval(const struct set *set, size_t m, double *low, double *high)
{
	static double means[SAMPLES];

	for (size_t s = 0; s < SAMPLES; s++) {
		double sum = 0;

		for (size_t i = 0; i < set->count; i++)
			sum += set->values[draw() % set->count][m];
		means[s] = sum / (double)set->count;
	}
	qsort(means, SAMPLES, sizeof(*means), by_value);
	*low = means[SAMPLES / 40];
	*high = means[SAMPLES - SAMPLES / 40 - 1];
}

/* How many items are not first for their own question. */
static int known_items(struct search *search, size_t *missed, bool verbose, struct err *err)
{
	struct search_result found;

	*missed = 0;
	for (size_t i = 0; i < search->faq->item_count; i++) {
		const struct faq_item *item = &search->faq->items[i];

		if (search_ask(search, bytes_of(item->question), NULL, &found, err) != 0)
			return -1;
		if (found.count && found.hits[0].item == item)
			continue;
		(*missed)++;
		if (verbose)
			printf("its own question does not find %s\n", item->id);
	}
	return 0;
}

static bool print(const struct set *set, const struct search *search, size_t missed)
{
	bool good = missed == 0 && set->wrong_ids == 0 && set->count >= SMALLEST;

	printf("%s%zu queries that %zu items answer, %zu that nothing does\n", set->before, set->count, search->faq->item_count, set->silent);
	for (size_t m = 0; m < MEASURES && set->count; m++) {
		double sum = 0, low, high;

		for (size_t i = 0; i < set->count; i++)
			sum += set->values[i][m];
		sum /= (double)set->count;
		interval(set, m, &low, &high);
		printf("%s%-10s %.3f  [%.3f, %.3f]", set->before, measures[m].name, sum, low, high);
		if (measures[m].bar > 0)
			printf("  bar %.2f", measures[m].bar);
		printf("\n");
		good = good && sum >= measures[m].bar;
	}
	printf("%sno answer  %zu of %zu rightly, %zu of %zu wrongly\n", set->before, set->silent_right, set->silent, set->unanswered, set->count);
	printf("%sknown item %zu of %zu are first for their exact question\n", set->before, search->faq->item_count - missed, search->faq->item_count);
	if (set->wrong_ids)
		printf("%s%zu ids of the set are no items\n", set->before, set->wrong_ids);
	return good;
}

static int evaluate(const char *path, const char *before, bool verbose, bool *good, struct err *err)
{
	static struct set set;
	struct arena mem = { 0 };
	struct search search = { 0 };
	struct faq faq = { 0 };
	struct law law = { 0 };
	struct bytes file, line;
	size_t missed = 0;
	int code = law_load(&law, err);

	set.verbose = verbose;
	set.before = before;
	if (code == 0)
		code = faq_open(&faq, &law, faq_builtin(), err);
	if (code == 0)
		code = search_open(&search, &faq, err);
	if (code == 0)
		code = law_file_read(&mem, path, &file, err);
	while (code == 0 && bytes_line(&file, &line))
		code = line_run(&set, &search, line, err);
	if (code == 0)
		code = known_items(&search, &missed, verbose, err);
	*good = code == 0 && print(&set, &search, missed);
	search_close(&search);
	faq_close(&faq);
	law_free(&law);
	arena_free(&mem);
	return code;
}

int main(int argc, char **argv)
{
	bool verbose = argc > 2 && strcmp(argv[2], "-v") == 0, test = argc > 2 && strcmp(argv[2], "--at-least") == 0, good;
	struct err err = { 0 };

	if (argc < 2) {
		fprintf(stderr, "usage: eval DEV.tsv [-v | --at-least]\n");
		return 2;
	}
	if (evaluate(argv[1], test ? "# " : "", verbose, &good, &err) != 0) {
		err_print(&err);
		return 3;
	}
	if (test)
		printf("%s 1 - the set is answered as well as it has to be\n1..1\n", good ? "ok" : "not ok");
	return test && !good;
}
