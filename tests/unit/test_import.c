/* The readers of the law's text, on a text that is made up, and the store behind law_text(). */
#include "unit.h"

#include <stdio.h>
#include <sys/stat.h>

#include "law/clause.h"
#include "law/import.h"

/* The same words three times: as Markdown, as the Official Journal prints them, as a consolidated page does. */
static const char markdown[] =
	"# Chapter I \xe2\x80\x94 GENERAL\n\n"
	"## Recital 1\n\nRivers are \xe2\x80\x98wet\xe2\x80\x99[^1]. They flow.\n\n"
	"HAVE ADOPTED THIS REGULATION:\n\n"
	"## Article 1 \xe2\x80\x94 Rivers\n\n"
	"(1) A river shall:\n\n- (a) flow;\n\n- (b) be wet, in that:\n\n  - (i) it has water;\n\n  - (ii) it has fish;\n\n"
	"in every season.\n\n"
	"It may rest on Sundays.\n\n"
	"(2) See Article 3(1) of the other act.\n\n"
	"## Article 66 \xe2\x80\x94 Amendment\n\nIn the other act, the following point is added:\n\n> \xe2\x80\x98" "72. This.\xe2\x80\x99\n\n"
	"Done at Springs, 1 May.\n\n"
	"## Annex I \xe2\x80\x94 FISH\n\n### Annex I, Part I \xe2\x80\x94 Big fish\n\nAs a minimum:\n\n(1) pike;\n\n(2) others, that is\n\n"
	"- (a) carp;\n\n- (i) eel.\n\n"
	"## Annex IV \xe2\x80\x94 BOATS\n\n1. Ferries\n\n2. Canoes and\n\n2.1. rafts\n\n# Footnotes\n\n[^1]: Not really.\n";

#define ROW(mark, text) "<table><tbody><tr><td valign=\"top\"><p class=\"oj-normal\">" mark "</p></td>" \
			"<td valign=\"top\">" text "</td></tr></tbody></table>\n"
#define P(text) "<p class=\"oj-normal\">" text "</p>\n"

static const char journal[] =
	"<!DOCTYPE html><html><head><title>x</title><script>Article 9</script></head><body>"
	"<nav><ul><li>Article 1</li></ul></nav><div class=\"eli-subdivision\" id=\"rct_1\">"
	ROW("(1)", P("Rivers are &lsquo;wet&rsquo;&nbsp;<a href=\"#x\">(<span class=\"oj-super oj-note-tag\">1</span>)</a>. They&nbsp;flow."))
	"</div><p class=\"oj-normal\">HAVE ADOPTED THIS REGULATION:</p>"
	"<p class=\"oj-ti-section-1\">CHAPTER&nbsp;I</p><div class=\"eli-title\"><p class=\"oj-ti-section-2\"><span>GENERAL</span></p></div>"
	"<div class=\"eli-subdivision\" id=\"art_1\"><p class=\"oj-ti-art\">Article&nbsp;1</p>"
	"<div class=\"eli-title\"><p class=\"oj-sti-art\">Rivers</p></div>"
	"<div id=\"001.001\">" P("1.&nbsp;&nbsp;&nbsp;A&nbsp;river\n   shall:")
	ROW("(a)", P("flow;"))
	ROW("(b)", P("be wet, in that:") ROW("(i)", P("it has water;")) ROW("(ii)", P("it has fish;")))
	P("in every season.") P("It may rest on Sundays.") "</div>"
	"<div id=\"001.002\">" P("2.&nbsp;&nbsp;&nbsp;See Article&nbsp;3(1) of the other act.") "</div></div>"
	"<div class=\"eli-subdivision\" id=\"art_66\"><p class=\"oj-ti-art\">Article&nbsp;66</p><div class=\"eli-title\"><p class=\"oj-sti-art\">Amendment</p></div>"
	P("In the other act, the following point is added:") ROW("&lsquo;72.", P("This.")) "</div>"
	"<div class=\"eli-subdivision\" id=\"fnp_1\">" P("Done at Springs, 1 May.") "</div>"
	"<hr class=\"oj-note\"><p class=\"oj-note\">(1) Not really.</p>"
	"<div class=\"eli-container\" id=\"anx_I\"><p class=\"oj-doc-ti\">ANNEX&nbsp;I</p><p class=\"oj-doc-ti\">FISH</p>"
	"<p class=\"oj-ti-grseq-1\">Part&nbsp;I&nbsp;Big fish</p>" P("As a minimum:")
	"<table><tbody><tr><td></td><td><p class=\"oj-normal\">(1)</p></td><td><span>pike;</span></td></tr></tbody></table>"
	"<table><tbody><tr><td></td><td><p class=\"oj-normal\">(2)</p></td><td><span>others, that is</span>"
	ROW("(a)", P("carp;")) ROW("(i)", P("eel.")) "</td></tr></tbody></table></div>"
	"<div class=\"eli-container\" id=\"anx_IV\"><p class=\"oj-doc-ti\">ANNEX&nbsp;IV</p><p class=\"oj-doc-ti\">BOATS</p>"
	"<div class=\"oj-enumeration-spacing\"><p>1.&nbsp;&nbsp;&nbsp;</p><p><span>Ferries</span></p></div>"
	ROW("2.", "<span>Canoes and</span>" ROW("2.1.", P("rafts"))) "</div></body></html>";

#define GRID(mark, text) "<div class=\"grid-container grid-list\"><div class=\"list grid-list-column-1\"><span>" mark " </span></div>" \
			 "<div class=\"grid-list-column-2\">" text "</div></div>\n"
#define NORM(text) "<p class=\"norm\">" text "</p>\n"

/* Consolidated pages have no recitals. */
static const char consolidated[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><html><body><p class=\"title-division-1\">CHAPTER I</p><p class=\"title-division-2\">GENERAL</p>"
	"<p class=\"modref\">\xe2\x96\xbc" "B</p><p class=\"title-article-norm\">Article 1</p><div class=\"eli-title\"><p class=\"stitle-article-norm\">Rivers</p></div>"
	"<div class=\"norm\"><span class=\"no-parag\">1.  </span><div class=\"norm inline-element\">A river shall:"
	GRID("(a)", NORM("flow;")) GRID("(b)", NORM("be wet, in that:") GRID("(i)", NORM("it has water;")) GRID("(ii)", NORM("it has fish;")))
	NORM("in every season.") NORM("It may rest on Sundays.") "</div></div>"
	"<div class=\"norm\"><span class=\"no-parag\">2.  </span><div class=\"norm inline-element\">See Article 3(1) of the other act.</div></div>"
	"<p class=\"title-article-norm\">Article 66</p>" NORM("In the other act, the following point is added:") NORM("\xe2\x80\x98" "72. This.")
	"<div id=\"anx_I\"><p class=\"title-annex-1\">ANNEX I</p><p class=\"title-annex-2\">FISH</p>"
	"<p class=\"title-gr-seq-level-1\">Part I Big fish</p>" NORM("As a minimum:")
	GRID("(1)", NORM("pike;")) GRID("(2)", NORM("others, that is") GRID("(a)", NORM("carp;")) GRID("(i)", NORM("eel."))) "</div>"
	"<div id=\"anx_IV\"><p class=\"title-annex-1\">ANNEX IV</p><p class=\"title-annex-2\">BOATS</p>"
	GRID("1.", NORM("Ferries")) GRID("2.", NORM("Canoes and") GRID("2.1.", NORM("rafts"))) "</div></body></html>";

static const struct { const char *id, *normal; } expected[] = {
	{ "recital-1", "Rivers are 'wet'. They flow." },
	{ "chapter-1", "Chapter I - GENERAL" },
	{ "art-1", "A river shall: flow; be wet, in that: it has water; it has fish; in every season. It may rest on Sundays. "
		   "See Article 3(1) of the other act." },
	{ "art-1-1", "A river shall: flow; be wet, in that: it has water; it has fish; in every season. It may rest on Sundays." },
	{ "art-1-1-sub-1", "A river shall: flow; be wet, in that: it has water; it has fish; in every season." },
	{ "art-1-1-a", "flow;" },
	{ "art-1-1-b", "be wet, in that: it has water; it has fish; in every season." },
	{ "art-1-1-b-i", "it has water;" },
	{ "art-1-1-b-ii", "it has fish;" },
	{ "art-1-1-sub-2", "It may rest on Sundays." },
	{ "art-1-2", "See Article 3(1) of the other act." },
	{ "art-66", "In the other act, the following point is added:" },
	{ "annex-1", "Annex I - FISH Part I - Big fish As a minimum: pike; others, that is carp; eel." },
	{ "annex-1-part-1", "Part I - Big fish As a minimum: pike; others, that is carp; eel." },
	{ "annex-1-part-1-1", "pike;" },
	{ "annex-1-part-1-2", "others, that is carp; eel." },
	{ "annex-1-part-1-2-a", "carp;" },
	{ "annex-1-part-1-2-i", "eel." },
	{ "annex-4", "Annex IV - BOATS Ferries Canoes and rafts" },
	{ "annex-4-1", "Ferries" },
	{ "annex-4-2", "Canoes and rafts" },
	{ "annex-4-2-1", "rafts" },
};

static const char *clause_of(struct clauses *c, const char *id)
{
	for (struct clause *k = c->first; k; k = k->next)
		if (strcmp(k->id, id) == 0)
			return clause_normal(c->mem, bytes_of(k->text));
	return NULL;
}

static void same_clauses(void (*read)(struct clauses *, struct bytes), const char *file, size_t skipped)
{
	struct arena mem = { 0 };
	struct clauses c = { .mem = &mem };
	size_t count = 0;

	read(&c, bytes_of(file));
	for (struct clause *k = c.first; k; k = k->next)
		count++;
	for (size_t i = skipped; i < COUNT(expected); i++) {
		print_message("#  %s\n", expected[i].id);
		assert_non_null(clause_of(&c, expected[i].id));
		assert_string_equal(clause_of(&c, expected[i].id), expected[i].normal);
	}
	assert_int_equal(count, COUNT(expected) - skipped);
	arena_free(&mem);
}

static void test_markdown(void **state) { same_clauses(markdown_read, markdown, 0); }
static void test_journal(void **state) { same_clauses(html_read, journal, 0); }
static void test_consolidated(void **state) { same_clauses(html_read, consolidated, 1); }

static const struct { const char *about, *text, *normal; } forms[] = {
	{ "blanks", "  a\t b\xc2\xa0" "c\r\n\n d ", "a b c d" },
	{ "quotes and dashes", "\xe2\x80\x9c" "a\xe2\x80\x9d \xe2\x80\x93 \xc2\xab" "b\xc2\xbb \xe2\x80\xa6", "\"a\" - \"b\" ..." },
	{ "what has no width", "a\xc2\xad" "b\xe2\x80\x8b" "c", "abc" },
	{ "footnote marks", "a [^12], b[^annex-3-1] [c] [^ d]", "a, b [c] [^ d]" },
	{ "numbers at the beginning only", "(2) see (3) of\n- (a) x\n3.1. y\n4. z (5) \n(iv) w\n(5a) v", "see (3) of x y z (5) w v" },
	{ "no numbers", "(name) a\n(2024) b\n2024. c\n3.5 d\n(b)c", "(name) a (2024) b 2024. c 3.5 d (b)c" },
	{ "nothing", "\n \n", "" },
};

static void test_normal(void **state)
{
	struct arena mem = { 0 };

	for (size_t i = 0; i < COUNT(forms); i++) {
		print_message("#  %s\n", forms[i].about);
		assert_string_equal(clause_normal(&mem, bytes_of(forms[i].text)), forms[i].normal);
	}
	arena_free(&mem);
}

/* --- the store --- */

static char folder[] = "/tmp/cradle-import-XXXXXX";

/* The index, with the clauses of the text above instead of the law's. */
static void law_of_rivers(struct law *law)
{
	struct err err = { 0 };

	assert_int_equal(law_load(law, &err), 0);
	law->by_id = (struct names){ .mem = &law->mem };
	law->provision_count = 0;
	for (size_t i = 0; i < COUNT(expected); i++) {
		struct provision *p = &law->provisions[law->provision_count++];
		char *hex = arena_alloc(&law->mem, SHA256_HEX);

		sha256_of(expected[i].normal, strlen(expected[i].normal), hex);
		*p = (struct provision){ .id = expected[i].id, .citation = "a citation", .hash = hex };
		*names_at(&law->by_id, bytes_of(p->id)) = p;
	}
}

static int store_make(void **state)
{
	if (!mkdtemp(folder))
		return -1;
	return setenv("CRADLE_DATA", folder, 1);
}

static int store_remove(void **state)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/law.tsv", folder);
	unlink(path);
	return rmdir(folder);
}

static void test_import(void **state)
{
	struct err err = { 0 };
	struct import result;
	struct law law;

	law_of_rivers(&law);
	assert_null(law_text(&law, "art-1-1-b"));
	assert_int_equal(law_import(&law, bytes_of(consolidated), &result, &err), 0);
	assert_int_equal(result.matched, result.expected - 1);
	assert_null(law_text(&law, "recital-1"));
	/* what was there stays */
	assert_int_equal(law_import(&law, BYTES("## Recital 1\n\nRivers are 'wet'. They flow.\n"), &result, &err), 0);
	assert_int_equal(result.matched, 1);
	assert_string_equal(law_text(&law, "recital-1"), "Rivers are 'wet'. They flow.");
	assert_string_equal(law_text(&law, "art-1-1-b"), "be wet, in that:\n(i) it has water;\n(ii) it has fish;\nin every season.");
	assert_null(law_text(&law, "art-2"));
	assert_null(law_text(&law, "nothing"));
	law_free(&law);
}

static void test_refused(void **state)
{
	struct err err = { 0 };
	struct import result;
	struct law law;

	law_of_rivers(&law);
	assert_int_equal(law_import(&law, BYTES("## Article 1\n\n(1) A river shall not.\n\n(2) See Article 3(1) of the other act.\n"),
				    &result, &err), 0);
	assert_int_equal(result.matched, 1);
	assert_int_equal(result.refused_count, 2);
	assert_string_equal(result.refused[0].provision->id, "art-1");
	assert_string_equal(result.refused[1].provision->id, "art-1-1");
	/* the text that was right is still there */
	assert_non_null(law_text(&law, "art-1-1"));
	assert_int_equal(law_import(&law, BYTES("## Article 1\n\n(1) A lake.\n"), &result, &err), -1);
	assert_int_equal(err.kind, ERR_UNSUPPORTED);
	law_free(&law);
}

/* A store that somebody changed shows nothing that is not the law. */
static void test_changed_store(void **state)
{
	char path[100];
	struct law law;
	FILE *file;

	snprintf(path, sizeof(path), "%s/law.tsv", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("art-1-1-a\tflow\\;\nart-1-2\tSee nothing.\nrecital-1\nart-1\t\\", file);
	fclose(file);
	law_of_rivers(&law);
	assert_null(law_text(&law, "art-1-2"));
	assert_null(law_text(&law, "recital-1"));
	assert_null(law_text(&law, "art-1"));
	assert_string_equal(law_text(&law, "art-1-1-a"), "flow;");
	law_free(&law);
}

static const struct { const char *about, *text; } nonsense[] = {
	{ "words", "no law at all" }, { "open tags", "<p><p><table><tr><td>(a)" }, { "no tags", "<" },
	{ "headings alone", "<p class=\"oj-ti-art\">Article 1</p><p class=\"oj-ti-art\">Article</p>" },
	{ "an annex of none", "### Annex I, Part I\n\n(1) a\n\n## Annex X\n\n## Annex\n\n## Article 999999999999\n" },
	{ "points without a paragraph", "## Annex I\n\n- (a) x\n\n  - (i) y\n\n## Article 1\n\n  - (i) z\n\n- (b) v\n" },
	{ "bytes", "\xff\xfe\x80## Article 1\n\n(\xff) \x80" },
};

static void test_nonsense(void **state)
{
	for (size_t i = 0; i < COUNT(nonsense); i++) {
		struct arena mem = { 0 };
		struct clauses a = { .mem = &mem }, b = { .mem = &mem };

		print_message("#  %s\n", nonsense[i].about);
		html_read(&a, bytes_of(nonsense[i].text));
		markdown_read(&b, bytes_of(nonsense[i].text));
		arena_free(&mem);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normal),	      cmocka_unit_test(test_markdown), cmocka_unit_test(test_journal),
		cmocka_unit_test(test_consolidated),  cmocka_unit_test(test_import),   cmocka_unit_test(test_refused),
		cmocka_unit_test(test_changed_store), cmocka_unit_test(test_nonsense),
	};

	return cmocka_run_group_tests(tests, store_make, store_remove);
}
