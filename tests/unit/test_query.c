/* What a question is understood as: citations to ids, words to groups, and the expression for FTS5. */
#include "unit.h"

#include <stdio.h>

#include "faq/query.h"

static struct law law;
static struct faq faq;
static struct model model;
static struct tokens *tokens;

static int set_up(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) == 0 && faq_open(&faq, &law, faq_builtin(), &err) == 0 && model_load(&model, &faq, &err) == 0 &&
	    (tokens = tokens_open(faq.db, &err)))
		return 0;
	print_error("%s\n", err.text);
	return -1;
}

static int tear_down(void **state)
{
	tokens_close(tokens);
	model_free(&model);
	faq_close(&faq);
	law_free(&law);
	return 0;
}

static struct query query;

static void read_bytes(struct bytes text, bool typing)
{
	memset(&query, 0xa5, sizeof(query));
	query_read(&query, &model, tokens, text, typing);
	assert_true(query.count <= QUERY_GROUPS && query.id_count <= QUERY_IDS && query.stem_count <= QUERY_WORDS);
	assert_non_null(memchr(query.corrected, '\0', sizeof(query.corrected)));
	for (size_t i = 0; i < query.count; i++) {
		assert_true(query.groups[i].count <= QUERY_ALTERNATIVES);
		for (size_t k = 0; k < query.groups[i].count; k++) {
			const struct alternative *a = &query.groups[i].list[k];

			assert_non_null(memchr(a->text, '\0', sizeof(a->text)));
			assert_true(*a->text && a->n >= 1 && a->n <= PHRASE_STEMS && a->weight > 0 && a->weight <= 1 && a->idf > 0);
		}
	}
}

/* --- citations --- */

static const struct { const char *query, *ids; } citations[] = {
	{ "13(8)", "art-13-8" },
	{ "13(8)?", "art-13-8" },
	{ "13(8), 13(9).", "art-13-8 art-13-9" },
	{ "what about 13(8) then", "art-13-8" },
	{ "14(2)(c)(ii)", "art-14-2-c-ii" },
	{ "3(40)", "art-3-40" },
	{ "Art. 13 (8)", "art-13-8" },
	{ "art 13", "art-13" },
	{ "Article 13, paragraph 8", "art-13-8" },
	{ "ARTICLE 13(8)", "art-13-8" },
	{ "art-13-8", "art-13-8" },
	{ "13(8) and 13(9)", "art-13-8 art-13-9" },
	{ "13(8) 13(8) Article 13(8)", "art-13-8" },
	{ "2c", "annex-1-part-1-2-c" },
	{ "2C", "annex-1-part-1-2-c" },
	{ "2(c)", "annex-1-part-1-2-c" },
	{ "(2)(c)", "annex-1-part-1-2-c" },
	{ "annex I 2c", "annex-1-part-1-2-c" },
	{ "Annex 1 2c", "annex-1-part-1-2-c" },
	{ "annex i part i 2 (c)", "annex-1-part-1-2-c" },
	{ "Annex I, Part II, point (7)", "annex-1-part-2-7" },
	{ "recital 56", "recital-56" },
	{ "recital (56) on defaults", "recital-56" },
	{ "faq 4.3.1", "faq-4-3-1" },
	{ "FAQ 4.3.1 or recital 56 or 13(8)", "faq-4-3-1 recital-56 art-13-8" },
	{ "guidance 161", "guidance-161" },
	{ "C(2026) 5252 point 161", "guidance-161" },
	{ "recitals 54 to 56", "recital-54 recital-55 recital-56" },
	/* of other acts, or of nothing */
	{ "Article 6 GDPR", "" },
	{ "Article 21 NIS2", "" },
	{ "Annex I of Directive 2014/53/EU", "" },
	{ "Article 99", "" },
	{ "99(1)", "" },
	{ "13(999)", "" },
	{ "2z", "" },
	{ "recital 999", "" },
	{ "faq 9.9.9", "" },
	/* numbers that are no citations */
	{ "13", "" },
	{ "8", "" },
	{ "5G", "" },
	{ "4k", "" },
	{ "10 years", "" },
	{ "TLS 1.2", "" },
	{ "in 2026", "" },
	{ "24h", "" },
	{ "802.11", "" },
	{ "3des", "" },
	{ "(c)", "" },
	{ "()", "" },
	{ "(13)", "" },
	{ "1.2.3.4", "" },
	{ "", "" },
};

static void test_citations(void **state)
{
	for (size_t i = 0; i < COUNT(citations); i++) {
		char got[1024] = "";

		print_message("#  '%s'\n", citations[i].query);
		read_bytes(bytes_of(citations[i].query), false);
		for (size_t k = 0; k < query.id_count; k++) {
			assert_non_null(law_provision(&law, query.ids[k]));
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s", k ? " " : "", query.ids[k]);
		}
		assert_string_equal(got, citations[i].ids);
	}
}

/* What is cited is not looked for as words, what stands beside it is. */
static void test_taken_out(void **state)
{
	static const struct { const char *query; bool words; } cases[] = {
		{ "Article 13(8)", false }, { "recital 56", false },	    { "(2)(c)", false },
		{ "13(8) password", true }, { "password annex I 2c", true }, { "Article 6 GDPR", true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("#  %s\n", cases[i].query);
		read_bytes(bytes_of(cases[i].query), false);
		assert_int_equal(query.count > 0, cases[i].words);
	}
}

/* --- words --- */

static bool has_alternative(const char *text)
{
	for (size_t i = 0; i < query.count; i++)
		for (size_t k = 0; k < query.groups[i].count; k++)
			if (strcasecmp(query.groups[i].list[k].text, text) == 0)
				return true;
	return false;
}

static const struct { const char *about, *query, *has; size_t groups; } words[] = {
	{ "a word", "reset", "reset", 1 },
	{ "little words", "is the reset in the", "reset", 1 },
	{ "only little words", "is it the", NULL, 0 },
	{ "one letter", "a b", NULL, 0 },
	{ "nothing", "", NULL, 0 },
	{ "marks", "?!", NULL, 0 },
	{ "a misspelt word", "pasword", "password", 1 },
	{ "slang brings the law's words", "ota", "automatic update", 1 },
	{ "slang of two words", "switch off", "opt out", 1 },
	{ "slang within a question", "can the customer switch off OTA?", "opt out", 3 },
	{ "a German word", "Sicherheitsupdate", "security update", 1 },
};

static void test_words(void **state)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		print_message("#  %s\n", words[i].about);
		read_bytes(bytes_of(words[i].query), false);
		if (query.count != words[i].groups)
			fail_msg("%zu groups, the first with '%s'", query.count, query.count ? query.groups[0].list[0].text : "");
		if (words[i].has)
			assert_true(has_alternative(words[i].has));
	}
}

/* What was asked weighs more than any other way to say it. */
static void test_weights(void **state)
{
	read_bytes(BYTES("disable automatic updates"), false);
	for (size_t i = 0; i < query.count; i++)
		for (size_t k = 1; k < query.groups[i].count; k++)
			assert_true(query.groups[i].list[k].weight <= query.groups[i].list[0].weight);
}

static const struct { const char *query, *corrected; } spellings[] = {
	{ "password", "" },	     { "pasword", "password" },	      { "passwrod", "password" }, { "passsword", "password" },
	{ "facotry reset", "factory reset" }, { "reset", "" },	      { "Reset", "" },		  { "xyzzyplugh", "" },
	{ "pas", "" },		     { "", "" },		      { "r\xc3\xa9set", "" },
};

static void test_spelling(void **state)
{
	for (size_t i = 0; i < COUNT(spellings); i++) {
		print_message("#  '%s'\n", spellings[i].query);
		read_bytes(bytes_of(spellings[i].query), false);
		assert_string_equal(query.corrected, spellings[i].corrected);
	}
}

/* A word that is still being typed is not corrected; the words that begin so are found. */
static void test_typing(void **state)
{
	read_bytes(BYTES("passwo"), true);
	assert_string_equal(query.corrected, "");
	assert_true(has_alternative("password") || has_alternative("passwords"));
	read_bytes(BYTES("passwo reset"), true);
	assert_true(has_alternative("reset"));
	read_bytes(BYTES("p"), true);
	read_bytes(BYTES(""), true);
	assert_int_equal(query.count, 0);
}

/* --- the expression --- */

/* FTS5 takes it, whatever the text was. */
static void runs(const char *about)
{
	struct text match = { 0 };
	sqlite3_stmt *st;

	if (query_match(&query, &match)) {
		assert_int_equal(sqlite3_prepare_v2(faq.db, "SELECT count(*) FROM words WHERE words MATCH ?", -1, &st, NULL), SQLITE_OK);
		sqlite3_bind_text(st, 1, match.at, (int)match.n, SQLITE_STATIC);
		if (sqlite3_step(st) != SQLITE_ROW)
			fail_msg("%s: %s: %s", about, sqlite3_errmsg(faq.db), match.at);
		sqlite3_finalize(st);
	} else {
		assert_int_equal(match.n, 0);
	}
	text_free(&match);
}

static void test_match(void **state)
{
	static const char *const texts[] = {
		"reset", "a OR b", "\"", "reset \" update", "\"factory\"reset\"", "*", "NEAR(reset, 2)", "-reset", "^reset", "col:reset", "switch\"off",
		"turn \"off\" automatic*updates", "{a b}:c", "over\"the\"air", "reset'--", "AND", "NOT reset", "\\\"", "switch-off", "a/b slots",
	};
	unsigned char bytes[1000];
	uint32_t seed = 7;

	for (size_t i = 0; i < COUNT(texts); i++) {
		read_bytes(bytes_of(texts[i]), i & 1);
		runs(texts[i]);
	}
	for (size_t i = 0; i < faq.item_count; i++) {
		read_bytes(bytes_of(faq.items[i].question), false);
		runs(faq.items[i].question);
	}
	for (int round = 0; round < 500; round++) {
		size_t n = 0;

		/* words of the knowledge base with any byte between */
		while (n < sizeof(bytes) - 40) {
			const struct surface *s = &model.surfaces[(seed = seed * 1664525 + 1013904223) % model.surface_count];

			memcpy(bytes + n, s->word, s->n);
			n += s->n;
			bytes[n++] = (unsigned char)(seed >> 24);
		}
		read_bytes((struct bytes){ bytes, n }, round & 1);
		runs("bytes");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_citations), cmocka_unit_test(test_taken_out), cmocka_unit_test(test_words),
		cmocka_unit_test(test_weights),	  cmocka_unit_test(test_spelling),  cmocka_unit_test(test_typing),
		cmocka_unit_test(test_match),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
