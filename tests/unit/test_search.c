/* Questions to items: what must hold whatever the ranking is tuned to; tests/search measures the ranking itself. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "faq/search.h"

static struct law law;
static struct faq faq;
static struct search search;

static int set_up(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) == 0 && faq_open(&faq, &law, faq_builtin(), &err) == 0 && search_open(&search, &faq, &err) == 0)
		return 0;
	print_error("%s\n", err.text);
	return -1;
}

static int tear_down(void **state)
{
	search_close(&search);
	faq_close(&faq);
	law_free(&law);
	return 0;
}

/* What is true of every result. */
static void sound(const struct search_result *found, size_t limit)
{
	assert_true(found->count <= limit && found->count <= found->total && found->total <= faq.item_count);
	assert_int_equal(found->supported, found->count > 0);
	assert_true(found->near_count <= SEARCH_NEAR);
	for (size_t i = 0; i < found->count; i++) {
		assert_true(found->hits[i].item >= faq.items && found->hits[i].item < faq.items + faq.item_count);
		assert_true(i == 0 || found->hits[i - 1].score >= found->hits[i].score);
		for (size_t k = 0; k < i; k++)
			assert_ptr_not_equal(found->hits[i].item, found->hits[k].item);
	}
	for (size_t i = 0; i < found->near_count; i++)
		assert_ptr_equal(law_provision(&law, found->near[i]->id), found->near[i]);
}

static void ask_bytes(struct bytes query, const struct search_filter *filter, struct search_result *found)
{
	struct err err = { 0 };

	if (search_ask(&search, query, filter, found, &err) != 0)
		fail_msg("%s", err.text);
	sound(found, filter && filter->limit ? filter->limit : 10);
}

static void ask(const char *query, const struct search_filter *filter, struct search_result *found)
{
	ask_bytes(bytes_of(query), filter, found);
}

/* Does it cite this provision, a part of it, or what it is a part of? */
static bool cites(const struct faq_item *item, const char *id)
{
	for (size_t i = 0; i < item->cite_count; i++) {
		const char *has = item->cites[i].provision->id;
		size_t n = strlen(id), m = strlen(has), least = n < m ? n : m;

		if (strncmp(has, id, least) == 0 && (n == m || (n < m ? has : id)[least] == '-'))
			return true;
	}
	return false;
}

/* --- the exact question --- */

static void test_known_items(void **state)
{
	for (size_t i = 0; i < faq.item_count; i++) {
		struct search_result found;

		ask(faq.items[i].question, NULL, &found);
		if (!found.count || found.hits[0].item != &faq.items[i])
			fail_msg("'%s' finds %s first", faq.items[i].question, found.count ? found.hits[0].item->id : "nothing");
	}
}

/* --- citations --- */

static void test_citations(void **state)
{
	static const struct { const char *query, *id; } cases[] = {
		{ "13(8)", "art-13-8" },		 { "Art. 13 (8)", "art-13-8" },
		{ "article 13(8)", "art-13-8" },	 { "what does Article 13(8) say?", "art-13-8" },
		{ "annex I 2c", "annex-1-part-1-2-c" },	 { "(2)(c)", "annex-1-part-1-2-c" },
		{ "2c", "annex-1-part-1-2-c" },		 { "Annex I, Part I, point (2)(b)", "annex-1-part-1-2-b" },
		{ "recital 56", "recital-56" },		 { "faq 4.2.4", "faq-4-2-4" },
		{ "guidance 161", "guidance-161" },	 { "annex-1-part-2-7", "annex-1-part-2-7" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct search_result found;
		bool near = false;

		print_message("#  %s\n", cases[i].query);
		ask(cases[i].query, NULL, &found);
		assert_true(found.supported);
		assert_true(cites(found.hits[0].item, cases[i].id));
		for (size_t k = 0; k < found.near_count; k++)
			near = near || strcmp(found.near[k]->id, cases[i].id) == 0;
		assert_true(near);
	}
}

/* --- words --- */

static void test_words(void **state)
{
	/* 'word' stands in one of the first three questions or ids */
	static const struct { const char *about, *query, *word, *corrected; } cases[] = {
		{ "a letter is missing", "pasword", "password", "password" },
		{ "two are swapped", "facotry reset", "reset", "factory reset" },
		{ "a letter too many", "vulnerabillity", "vulnerab", "vulnerab" },
		{ "capitals", "FACTORY RESET", "reset", NULL },
		{ "accents", "f\xc3\xa1" "ctory r\xc3\xa9set", "reset", NULL },
		{ "another ending", "resetting", "reset", NULL },
		{ "between marks", "(((reset!!!)))", "reset", NULL },
		{ "as slang says it", "ota", "update", NULL },
		{ "as slang says it, in two words", "switch off", "switch", NULL },
		{ "in German", "Sicherheitsupdate", "update", NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct search_result found;
		bool has = false;

		print_message("#  %s\n", cases[i].about);
		ask(cases[i].query, NULL, &found);
		assert_true(found.supported);
		for (size_t k = 0; k < found.count && k < 3; k++)
			has = has || strcasestr(found.hits[k].item->question, cases[i].word) ||
			      strcasestr(found.hits[k].item->id, cases[i].word) || strcasestr(found.hits[k].item->answer, cases[i].word);
		assert_true(has);
		if (!cases[i].corrected)
			assert_null(found.corrected);
		else if (!found.corrected || !strstr(found.corrected, cases[i].corrected))
			fail_msg("understood as '%s'", found.corrected ? found.corrected : "it was written");
	}
}

/* --- no answer --- */

static void test_no_answer(void **state)
{
	static const char *const queries[] = {
		"", " ", "\t\n", "the of and to is", "?!", "\"", "*", "xyzzyplugh", "qqqq wwww zzzz",
		"\xff\xfe", "\xf0\x9f\xa6\x84", "()", "....", "-", "^",
	};

	for (size_t i = 0; i < COUNT(queries); i++) {
		struct search_result found;

		print_message("#  %zu\n", i);
		ask(queries[i], NULL, &found);
		assert_false(found.supported);
		assert_int_equal(found.count, 0);
		assert_int_equal(found.total, 0);
	}
}

/* A provision that no card cites is named all the same. */
static void test_near(void **state)
{
	size_t asked = 0;

	for (size_t i = 0; i < law.provision_count && asked < 20; i++) {
		const struct provision *p = &law.provisions[i];
		const struct search_filter filter = { .module = "nothing" };
		struct search_result found;

		if (strncmp(p->id, "art-", 4) != 0 || faq_uses(&faq, p->id))
			continue;
		asked++;
		ask(p->citation, &filter, &found);
		assert_false(found.supported);
		assert_true(found.near_count >= 1);
		assert_string_equal(found.near[0]->id, p->id);
	}
	assert_true(asked > 0);
}

/* --- what means harm --- */

static void test_hostile(void **state)
{
	static const char *const queries[] = {
		"a OR b", "reset OR update", "reset AND update", "reset NOT update", "NOT", "OR", "AND OR NOT", "\"", "\"\"", "\"reset",
		"reset\"", "\"reset\" \"update\"", "*", "reset*", "*reset", "NEAR(", "NEAR(reset update, 5)", "NEAR/5", "-", "-reset",
		"^", "^reset", "col:", "question:reset", "answer : reset", "{question answer}: reset", "+", "reset + update", "(", ")",
		"((((", "words MATCH 'x'", "'", "'; DROP TABLE item; --", "%s%n%d", "\\", "\\\"", "`", "reset\nupdate", "$1 ?1 :a @a",
		"<script>alert(1)</script>", "../../etc/passwd", "reset; reset", "\xe2\x80\x9creset\xe2\x80\x9d", "\xef\xbb\xbfreset",
		"\xe2\x80\xae" "reset", "r\xcc\x88" "eset", "\xc3(", "reset \xff update", "13(8", "13(8))))", "((2)(c)", "Article", "Annex",
		"art-", "Article 99999999999999999999(1)", "recital 0", "faq 4.3.1.1.1.1.1.1.1", "2026 5252 1.4 13 8 (8)",
		"Articles 1 to 71", "recitals 1 to 130", "security updates of products, Article 13",
	};

	for (size_t i = 0; i < COUNT(queries); i++) {
		struct search_result found;
		struct search_filter typing = { .typing = true };
		size_t marks[SEARCH_MARKS][2];

		print_message("#  %s\n", queries[i][0] & 0x80 || strchr(queries[i], '\n') ? "bytes" : queries[i]);
		ask(queries[i], NULL, &found);
		search_marks(&search, "reset the update", marks);
		ask(queries[i], &typing, &found);
	}
}

/* Operators are words: what they stand between is found as without them. */
static void test_operators_are_words(void **state)
{
	static const struct { const char *with, *without; } cases[] = {
		{ "\"factory\" \"reset\"", "factory reset" }, { "factory* reset^", "factory reset" }, { "factory - reset", "factory reset" },
		{ "factory: reset", "factory reset" },	      { "(factory) reset", "factory reset" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct search_result a, b;

		print_message("#  %s\n", cases[i].with);
		ask(cases[i].with, NULL, &a);
		ask(cases[i].without, NULL, &b);
		assert_int_equal(a.count, b.count);
		for (size_t k = 0; k < a.count; k++)
			assert_ptr_equal(a.hits[k].item, b.hits[k].item);
	}
}

static void test_bytes(void **state)
{
	struct search_result found, without;
	unsigned char all[256], many[1001];
	struct err err = { 0 };
	uint32_t seed = 1;

	for (size_t i = 0; i < 256; i++)
		all[i] = (unsigned char)i;
	ask_bytes((struct bytes){ all, 256 }, NULL, &found);
	ask_bytes(BYTES("\0"), NULL, &without);
	assert_false(without.supported);
	ask_bytes((struct bytes){ NULL, 0 }, NULL, &without);
	assert_false(without.supported);

	memset(many, 'a', sizeof(many));
	ask_bytes((struct bytes){ many, 1000 }, NULL, &found);
	assert_int_equal(search_ask(&search, (struct bytes){ many, 1001 }, NULL, &found, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_int_equal(found.count, 0);
	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < 1000; i++) {
			seed = seed * 1664525 + 1013904223;
			many[i] = (unsigned char)(seed >> 24);
		}
		ask_bytes((struct bytes){ many, (seed >> 8) % 1001 }, &(struct search_filter){ .typing = round & 1 }, &found);
	}
}

/* As many words with as many meanings as fit. */
static void test_long_queries(void **state)
{
	static const char *const words[] = {
		"ota patch hotfix ", "switch off disable toggle ", "(2)(c) ", "13(8) ", "pasword facotry ", "a ", "recital 56 ",
		"vulnerability handling support period ", "reset\0update ", "\xc3\xa9 ",
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		char query[1001];
		struct search_result found;
		size_t n = strlen(words[i]), at = 0;

		while (at + n <= 1000) {
			memcpy(query + at, words[i], n);
			at += n;
		}
		ask_bytes((struct bytes){ (unsigned char *)query, at }, NULL, &found);
	}
	/* every question of a module as one */
	for (size_t from = 0; from < 200; from += 7) {
		char query[1001];
		struct search_result found;
		size_t at = 0;

		for (size_t i = from; i < faq.item_count; i++) {
			size_t n = strlen(faq.items[i].question);

			if (at + n + 1 > 1000)
				break;
			memcpy(query + at, faq.items[i].question, n);
			query[at + n] = ' ';
			at += n + 1;
		}
		ask_bytes((struct bytes){ (unsigned char *)query, at }, NULL, &found);
	}
}

/* --- filters --- */

static bool has_weight(const struct faq_item *item, const char *provision, const char *weight)
{
	for (size_t i = 0; i < item->cite_count; i++) {
		size_t n = provision ? strlen(provision) : 0;
		const char *id = item->cites[i].provision->id;

		if ((!provision || (strncmp(id, provision, n) == 0 && (id[n] == '\0' || id[n] == '-'))) &&
		    (!weight || strcmp(item->cites[i].weight, weight) == 0))
			return true;
	}
	return false;
}

static const struct { const char *about; struct search_filter filter; bool some; } filters[] = {
	{ "none", { 0 }, true },
	{ "a module", { .module = "support-period" }, true },
	{ "a module that is none", { .module = "nothing" }, false },
	{ "a provision", { .provision = "art-13-8" }, true },
	{ "a provision and its parts", { .provision = "art-13" }, true },
	{ "a provision that is the beginning of another's id", { .provision = "art-1" }, false },
	{ "a weight", { .weight = "guidance" }, true },
	{ "a weight that is none", { .weight = "rumour" }, false },
	{ "a verdict", { .verdict = "no" }, true },
	{ "a role", { .role = "firmware" }, true },
	{ "a role that is none", { .role = "king" }, false },
	{ "a provision by a weight it has not", { .provision = "art-13-8", .weight = "guidance" }, false },
	{ "a module and a verdict", { .module = "components", .verdict = "no" }, true },
	{ "two hits", { .limit = 2 }, true },
	{ "one hit", { .limit = 1 }, true },
	{ "more than there is room for", { .limit = 1000 }, true },
};

static void test_filters(void **state)
{
	for (size_t i = 0; i < COUNT(filters); i++) {
		const struct search_filter *f = &filters[i].filter;
		struct search_result found;

		print_message("#  %s\n", filters[i].about);
		ask("security updates for the product", f, &found);
		assert_int_equal(found.supported, filters[i].some);
		assert_true(found.count <= SEARCH_HITS);
		for (size_t k = 0; k < found.count; k++) {
			const struct faq_item *item = found.hits[k].item;

			assert_true(!f->module || strcmp(item->module->id, f->module) == 0);
			assert_true(!f->verdict || strcmp(item->verdict, f->verdict) == 0);
			assert_true(!f->role || faq_has_role(item, f->role));
			assert_true(has_weight(item, f->provision, f->weight));
		}
	}
}

/* All five at once, taken from an item, find that item by its question. */
static void test_all_filters(void **state)
{
	for (size_t i = 0; i < faq.item_count; i += 11) {
		const struct faq_item *item = &faq.items[i];
		const struct search_filter filter = {
			.module = item->module->id, .provision = item->cites[0].provision->id, .weight = item->cites[0].weight,
			.verdict = item->verdict, .role = item->role_count ? item->roles[0] : NULL, .limit = 3,
		};
		struct search_result found, all;

		ask(item->question, &filter, &found);
		assert_true(found.count > 0);
		assert_ptr_equal(found.hits[0].item, item);
		ask(item->question, NULL, &all);
		assert_true(found.total <= all.total);
	}
}

/* The limit cuts the list, and changes nothing in it. */
static void test_limit(void **state)
{
	struct search_result whole, part;

	ask("updates", &(struct search_filter){ .limit = SEARCH_HITS }, &whole);
	assert_int_equal(whole.count, SEARCH_HITS);
	assert_true(whole.total > SEARCH_HITS);
	for (size_t n = 1; n <= 10; n++) {
		ask("updates", &(struct search_filter){ .limit = n }, &part);
		assert_int_equal(part.count, n);
		assert_int_equal(part.total, whole.total);
		for (size_t i = 0; i < n; i++)
			assert_ptr_equal(part.hits[i].item, whole.hits[i].item);
	}
	ask("updates", NULL, &part);
	assert_int_equal(part.count, 10);
}

/* --- typing --- */

static void test_typing(void **state)
{
	static const struct { const char *query; bool begun, whole; } cases[] = {
		{ "passw", true, false }, { "factory res", true, true }, { "vulner", true, false }, { "vulnerability handl", true, true },
		{ "zzzzz", false, false }, { "factory reset", true, true },
	};
	const struct search_filter typing = { .typing = true };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct search_result found;

		print_message("#  %s\n", cases[i].query);
		ask(cases[i].query, &typing, &found);
		assert_int_equal(found.supported, cases[i].begun);
	}
	/* every beginning of a question is a query */
	for (size_t n = 0; n <= strlen(faq.items[0].question); n++) {
		struct search_result found;

		ask_bytes(bytes_first(bytes_of(faq.items[0].question), n), &typing, &found);
	}
}

/* --- determinism --- */

static void same(const struct search_result *a, const struct search_result *b)
{
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->total, b->total);
	assert_int_equal(a->near_count, b->near_count);
	assert_int_equal(a->corrected != NULL, b->corrected != NULL);
	if (a->corrected)
		assert_string_equal(a->text, b->text);
	for (size_t i = 0; i < a->count; i++) {
		assert_ptr_equal(a->hits[i].item, b->hits[i].item);
		assert_memory_equal(&a->hits[i].score, &b->hits[i].score, sizeof(double));
	}
	for (size_t i = 0; i < a->near_count; i++)
		assert_ptr_equal(a->near[i], b->near[i]);
}

static void test_same_again(void **state)
{
	static const char *const queries[] = {
		"can the customer switch off OTA?", "13(8)", "pasword", "xyzzy", "", "how long must we give updates", "annex I 2c",
		"factory reset", "reset", "sbom", "what is a tailor-made product", "NEAR(", "the",
	};
	struct search_result first[COUNT(queries)];

	for (size_t i = 0; i < COUNT(queries); i++)
		ask(queries[i], NULL, &first[i]);
	for (size_t i = COUNT(queries); i-- > 0;) {
		struct search_result found;

		ask(queries[i], NULL, &found);
		same(&first[i], &found);
		ask(queries[i], NULL, &found);
		same(&first[i], &found);
	}
	/* another search on the same knowledge base, and one on its own copy */
	for (int round = 0; round < 2; round++) {
		struct faq again;
		struct search other;
		struct err err = { 0 };

		assert_int_equal(faq_open(&again, &law, faq_builtin(), &err), 0);
		assert_int_equal(search_open(&other, &again, &err), 0);
		for (size_t i = 0; i < COUNT(queries); i++) {
			struct search_result found;

			assert_int_equal(search_ask(&other, bytes_of(queries[i]), NULL, &found, &err), 0);
			assert_int_equal(found.count, first[i].count);
			for (size_t k = 0; k < found.count; k++)
				assert_string_equal(found.hits[k].item->id, first[i].hits[k].item->id);
		}
		search_close(&other);
		faq_close(&again);
	}
}

/* A NUL stands between words like a blank, and what was found for it is not taken for the phrase later. */
static void test_nul(void **state)
{
	struct search_result first, found;
	struct faq again;
	struct search other;
	struct err err = { 0 };

	ask("factory reset", NULL, &first);
	assert_int_equal(faq_open(&again, &law, faq_builtin(), &err), 0);
	assert_int_equal(search_open(&other, &again, &err), 0);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(search_ask(&other, round ? BYTES("factory reset") : BYTES("factory\0reset"), NULL, &found, &err), 0);
		assert_int_equal(found.count, first.count);
		assert_int_equal(found.total, first.total);
		for (size_t i = 0; i < found.count; i++) {
			assert_string_equal(found.hits[i].item->id, first.hits[i].item->id);
			assert_memory_equal(&found.hits[i].score, &first.hits[i].score, sizeof(double));
		}
	}
	search_close(&other);
	faq_close(&again);
}

/* --- marks --- */

static void test_marks(void **state)
{
	static const struct { const char *query, *text, *marked; } cases[] = {
		{ "reset", "Is a reset asked for? Resetting, resets.", "reset Resetting resets " },
		{ "the reset", "the reset", "reset " },
		{ "reset", "nothing of it", "" },
		{ "", "reset", "" },
		{ "reset", "", "" },
		{ "r\xc3\xa9set", "R\xc3\xa9set \xc3\xbc reset", "R\xc3\xa9set reset " },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t marks[SEARCH_MARKS][2], n;
		struct search_result found;
		char got[200] = "";

		ask(cases[i].query, NULL, &found);
		n = search_marks(&search, cases[i].text, marks);
		for (size_t k = 0; k < n; k++) {
			assert_true(marks[k][0] < marks[k][1] && marks[k][1] <= strlen(cases[i].text));
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%.*s ", (int)(marks[k][1] - marks[k][0]),
				 cases[i].text + marks[k][0]);
		}
		print_message("#  %zu\n", i);
		assert_string_equal(got, cases[i].marked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_items),   cmocka_unit_test(test_citations), cmocka_unit_test(test_words),
		cmocka_unit_test(test_no_answer),     cmocka_unit_test(test_near),	cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_operators_are_words), cmocka_unit_test(test_bytes), cmocka_unit_test(test_long_queries),
		cmocka_unit_test(test_filters),	      cmocka_unit_test(test_all_filters), cmocka_unit_test(test_limit),
		cmocka_unit_test(test_typing),	      cmocka_unit_test(test_same_again), cmocka_unit_test(test_nul),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
