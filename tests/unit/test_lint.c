/* What is asked of the knowledge base, on folders of one or two items; the whole list is in tests/faq/lint.py. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "faq/corpus.h"
#include "faq/lint.h"

static struct law law;
static char dir[] = "/tmp/cradle-lint-XXXXXX";

static int set_up(void **state)
{
	struct err err = { 0 };

	return law_load(&law, &err) == 0 && mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "m/module.yaml", "m/a.md", "m/b.md", "modules.yaml", "history.tsv", "m", "." };

	for (size_t i = 0; i < COUNT(names); i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		remove(path);
	}
	rmdir(dir);
	law_free(&law);
	return 0;
}

static void put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (!text) {
		unlink(path);
		return;
	}
	AUTO(auto_fclose) FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
}

#define FILLER \
	"This sentence and the ones that follow it are here so that the answer has the number of words that is asked of one, " \
	"which is forty at least and three hundred at most, counted over all of its paragraphs, lists and links together.\n"
#define ASKS "asks: [one way, another way, a third way]\n"
#define CITES "cites:\n  - { id: art-13-8, weight: law, supports: The length of it }\n"
#define DATES "published: 2026-11-30\nas_of: 2026-11-30\n"
#define ITEM(question) "---\nquestion: " question "\nverdict: yes\nroles: [firmware]\n" DATES ASKS CITES "---\nYes. " FILLER

static const char module_of_one[] =
	"title: M\nlabel: M\nlead: A lead.\nuse: A use.\nroles: [firmware]\npublished: 2026-11-30\noverview: Some text.\n" CITES
	"sections:\n  - title: S\n    items: [a]\n"
	"workflow:\n  - { id: t, title: T, role: firmware, cites: [art-13-8], output: O, evidence: e.txt, done: D }\n";

static const char module_of_two[] =
	"title: M\nlabel: M\nlead: A lead.\nuse: A use.\nroles: [firmware]\npublished: 2026-11-30\noverview: Some text.\n" CITES
	"sections:\n  - title: S\n    items: [a, b]\n"
	"workflow:\n  - { id: t, title: T, role: firmware, cites: [art-13-8], output: O, evidence: e.txt, done: D }\n";

/* Reads the folder; what it says but for the limbs, which no folder so small explains, and for the folder's name. */
static void folder_says(struct text *out, struct faq *faq)
{
	struct text said = { 0 };
	struct faq_problems problems = { .out = &said };
	struct bytes rest, line;
	struct err err = { 0 };

	if (faq_read(faq, &law, dir, &problems, &err) != 0)
		fail_msg("%s", err.text);
	rest = bytes_of(said.at ? said.at : "");
	while (bytes_line(&rest, &line)) {
		if (bytes_begin(line, "law/requirements.yaml"))
			continue;
		if (bytes_begin(line, dir))
			line = bytes_skip(line, strlen(dir) + 1);
		text_printf(out, "%.*s\n", (int)line.n, (const char *)line.at);
	}
	text_free(&said);
}

/* Writes the record of the folder as it stands now. */
static void stamp(void)
{
	struct text said = { 0 }, lines = { 0 };
	struct faq_problems problems = { .out = &said };
	struct err err = { 0 };
	struct faq faq;

	put("history.tsv", "# date, id, hash, what\n");
	assert_int_equal(faq_read(&faq, &law, dir, &problems, &err), 0);
	lint_stamp(&faq, &lines);
	put("history.tsv", lines.at ? lines.at : "");
	faq_close(&faq);
	text_free(&said);
	text_free(&lines);
}

static void lay_out(const char *a, const char *b)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/m", dir);
	mkdir(path, 0700);
	put("modules.yaml", "modules: [m]\n");
	put("m/module.yaml", b ? module_of_two : module_of_one);
	put("m/a.md", a);
	put("m/b.md", b);
}

static void says(const char *about, const char *expected)
{
	struct text out = { 0 };
	struct faq faq;

	print_message("#  %s\n", about);
	folder_says(&out, &faq);
	assert_string_equal(out.at ? out.at : "", expected);
	faq_close(&faq);
	text_free(&out);
}

/* --- front matter --- */

static const struct { const char *about, *a, *says; } matters[] = {
	{ "as it should be", ITEM("Is it so?"), "" },
	{ "CRLF", "---\r\nquestion: Is it so?\r\nverdict: yes\r\npublished: 2026-11-30\r\nas_of: 2026-11-30\r\n" ASKS CITES
		  "---\r\nYes. " FILLER, "" },
	{ "no front matter", "Yes. It is.\n", "m/a.md:1:1: expected a line '---', fields and a second line '---'\n" },
	{ "one line of dashes", "---\nquestion: Is it so?\n", "m/a.md:1:1: expected a line '---', fields and a second line '---'\n" },
	{ "an empty file", "", NULL },
	{ "a blank before it", " ---\nquestion: a\n---\n", "m/a.md:1:1: expected a line '---', fields and a second line '---'\n" },
	{ "nothing between", "---\n---\nYes.\n", NULL },
	{ "only a list", "---\n- a\n---\nYes.\n", NULL },
	{ "broken YAML", "---\nquestion: [a\n---\nYes.\n", NULL },
	{ "an unknown field", "---\nquestion: Is it so?\nverdict: yes\n" DATES "colour: red\n" ASKS CITES "---\nYes. " FILLER,
	  "m/a.md:6:1: no field 'colour'; there are: question verdict roles published as_of asks cites see was\n" },
	{ "a list for a text", "---\nquestion: [Is it so?]\nverdict: yes\n" DATES ASKS CITES "---\nYes. " FILLER, NULL },
	{ "a map for a list", "---\nquestion: Is it so?\nverdict: yes\nroles: { a: b }\n" DATES ASKS CITES "---\nYes. " FILLER,
	  "m/a.md:4:8: expected a list\n" },
	{ "a role that is none", "---\nquestion: Is it so?\nverdict: yes\nroles: [king]\n" DATES ASKS CITES "---\nYes. " FILLER,
	  "m/a.md:4:8: no role 'king'\n" },
	{ "a citation that is a text", "---\nquestion: Is it so?\nverdict: yes\n" DATES ASKS "cites: [art-13]\n---\nYes. " FILLER,
	  "m/a.md:7:9: a citation has 'id', 'weight' and 'supports'\n" },
	{ "a citation twice as long", "---\nquestion: Is it so?\nverdict: yes\n" DATES ASKS
	  "cites: [{ id: art-13, weight: law, supports: a, more: b }]\n---\nYes. " FILLER,
	  "m/a.md:7:49: no field 'more'; there are: id weight supports\n" },
};

static void test_matters(void **state)
{
	for (size_t i = 0; i < COUNT(matters); i++) {
		struct text out = { 0 };
		struct faq faq;

		lay_out(matters[i].a, NULL);
		stamp();
		if (matters[i].says && strstr(matters[i].says, "expected a line")) {
			/* what is not read is not there to be listed */
			print_message("#  %s\n", matters[i].about);
			folder_says(&out, &faq);
			if (strncmp(out.at, matters[i].says, strlen(matters[i].says)) != 0)
				fail_msg("%s", out.at);
		} else if (matters[i].says) {
			says(matters[i].about, matters[i].says);
			continue;
		} else {
			print_message("#  %s\n", matters[i].about);
			folder_says(&out, &faq);
			assert_true(out.n && strncmp(out.at, "m/a.md:", 7) == 0);
		}
		faq_close(&faq);
		text_free(&out);
	}
}

/* --- dates --- */

static const struct { const char *date; bool good; } dates[] = {
	{ "2026-11-30", true },	 { "2028-02-29", true },  { "2026-02-29", false }, { "2026-02-30", false }, { "2026-13-01", false },
	{ "2026-00-10", false }, { "2026-11-00", false }, { "2026-11-3", false },  { "26-11-30", false },   { "2026-11-301", false },
	{ "2026/11/30", false }, { "30.11.2026", false }, { "today", false },	   { "2026-+1-01", false }, { "+026-11-30", false },
	{ "' 026-11-30'", false }, { "'2026- 1-30'", false },
};

static void test_dates(void **state)
{
	for (size_t i = 0; i < COUNT(dates); i++) {
		struct text out = { 0 };
		struct faq faq;
		char item[2000];

		print_message("#  %s\n", dates[i].date);
		snprintf(item, sizeof(item), "---\nquestion: Is it so?\nverdict: yes\npublished: 2026-01-01\nas_of: %s\n" ASKS CITES
			 "---\nYes. " FILLER, dates[i].date);
		lay_out(item, NULL);
		stamp();
		folder_says(&out, &faq);
		assert_int_equal(out.n && strstr(out.at, "m/a.md:5:8: '") && strstr(out.at, "is no date"), !dates[i].good);
		faq_close(&faq);
		text_free(&out);
	}
}

/* --- history --- */

#define HASH "0000000000000000000000000000000000000000000000000000000000000000"

/* "%s" is the item's hash. */
static const struct { const char *about, *as_of, *history, *says; } histories[] = {
	{ "on record", "2026-11-30", "2026-11-30\tm/a\t%s\tnew\n", "" },
	{ "a remark and an empty line", "2026-11-30", "# x\n\n2026-11-30\tm/a\t%s\tnew\n", "" },
	{ "changed, and dated so", "2026-12-02", "2026-11-30\tm/a\t" HASH "\tnew\n2026-12-02\tm/a\t%s\tchanged\n", "" },
	{ "an item that is gone", "2026-11-30", "2026-11-30\tm/gone\t" HASH "\tnew\n2026-11-30\tm/a\t%s\tnew\n", "" },
	{ "not on record", "2026-11-30", "# x %s\n", "m/a.md:5:8: this version is not on record: make faq-stamp\n" },
	{ "changed, the date is not", "2026-11-30", "2026-11-30\tm/a\t" HASH "\tnew\n# %s\n",
	  "m/a.md:5:8: it was changed since 2026-11-30: give it today's date\n" },
	{ "changed, and dated back", "2026-11-29", "2026-11-30\tm/a\t" HASH "\tnew\n# %s\n",
	  "m/a.md:5:8: it was changed since 2026-11-30: give it today's date\n" },
	{ "dated, and not changed", "2026-12-02", "2026-11-30\tm/a\t%s\tnew\n",
	  "m/a.md:5:8: nothing changed since 2026-11-30: the date is that day\n" },
	{ "changed, dated, not on record", "2026-12-02", "2026-11-30\tm/a\t" HASH "\tnew\n# %s\n",
	  "m/a.md:5:8: this version is not on record: make faq-stamp\n" },
	{ "lines out of order", "2026-12-02", "2026-12-02\tm/a\t%s\tchanged\n2026-11-30\tm/a\t" HASH "\tnew\n",
	  "history.tsv:2:1: 'm/a' has a version of 2026-12-02 before this one of 2026-11-30\n" },
	{ "two of one day", "2026-11-30", "2026-11-30\tm/a\t" HASH "\tnew\n2026-11-30\tm/a\t%s\tchanged\n", NULL },
	{ "blanks for tabs", "2026-11-30", "2026-11-30 m/a %s new\n", NULL },
	{ "before it was published", "2026-01-31", "2026-01-31\tm/a\t%s\tnew\n",
	  "m/a.md:5:8: it is as of 2026-01-31, before it was published\n" },
};

static void test_histories(void **state)
{
	for (size_t i = 0; i < COUNT(histories); i++) {
		char item[2000], *at;
		struct text out = { 0 }, history = { 0 };
		struct faq faq;

		print_message("#  %s\n", histories[i].about);
		snprintf(item, sizeof(item), "---\nquestion: Is it so?\nverdict: yes\npublished: 2026-11-01\nas_of: %s\n" ASKS CITES
			 "---\nYes. " FILLER, histories[i].as_of);
		lay_out(item, NULL);
		put("history.tsv", "");
		folder_says(&out, &faq);
		at = strstr(histories[i].history, "%s");
		assert_non_null(at);
		text_add_bytes(&history, histories[i].history, (size_t)(at - histories[i].history));
		text_add(&history, faq.items[0].hash);
		text_add(&history, at + 2);
		faq_close(&faq);
		put("history.tsv", history.at);
		text_free(&out);
		folder_says(&out, &faq);
		if (histories[i].says)
			assert_string_equal(out.at ? out.at : "", histories[i].says);
		else
			assert_true(out.n && strncmp(out.at, "history.tsv:", 12) == 0);
		faq_close(&faq);
		text_free(&out);
		text_free(&history);
	}
}

/* What a reader is not told may change without a new date: words to be found by, roles, see. */
static void test_hash(void **state)
{
	static const struct { const char *about, *item; bool same; } cases[] = {
		{ "nothing", ITEM("Is it so?"), true },
		{ "the asks", "---\nquestion: Is it so?\nverdict: yes\n" DATES "asks: [x, y, z]\n" CITES "---\nYes. " FILLER, true },
		{ "the question", ITEM("Is it not so?"), false },
		{ "the verdict", "---\nquestion: Is it so?\nverdict: narrow\n" DATES ASKS CITES "---\nYes. " FILLER, false },
		{ "the answer", ITEM("Is it so?") "More.\n", false },
		{ "what is cited", "---\nquestion: Is it so?\nverdict: yes\n" DATES ASKS
		  "cites:\n  - { id: art-13-9, weight: law, supports: The length of it }\n---\nYes. " FILLER, false },
		{ "what it supports", "---\nquestion: Is it so?\nverdict: yes\n" DATES ASKS
		  "cites:\n  - { id: art-13-8, weight: law, supports: Its length }\n---\nYes. " FILLER, false },
	};
	char first[65];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text out = { 0 };
		struct faq faq;

		print_message("#  %s\n", cases[i].about);
		lay_out(cases[i].item, NULL);
		folder_says(&out, &faq);
		if (i == 0)
			snprintf(first, sizeof(first), "%s", faq.items[0].hash);
		assert_int_equal(strcmp(first, faq.items[0].hash) == 0, cases[i].same);
		faq_close(&faq);
		text_free(&out);
	}
}

/* --- two items --- */

#define SEEN(question, verdict, see, answer) \
	"---\nquestion: " question "\nverdict: " verdict "\n" DATES ASKS CITES see "---\n" answer FILLER
#define ALIKE "Does the maker have to sign each firmware update?"

static const struct { const char *about, *b, *says; } twos[] = {
	{ "quite another", SEEN("Who keeps the archive of old versions?", "no", "", "No. "), "" },
	{ "nearly the same, another verdict", SEEN("Must the maker sign each firmware update?", "no", "see: [m/a]\n", "No. "),
	  "m/b.md:2:11: 'm/a' asks nearly the same and says yes; this says no\n" },
	{ "nearly the same, and neither leads to the other", SEEN("Must the maker sign each firmware update?", "yes", "", "Yes. "),
	  "m/b.md:2:11: 'm/a' asks nearly the same: one leads to the other by 'see'\n" },
	{ "nearly the same, and it says so", SEEN("Must the maker sign each firmware update?", "yes", "see: [m/a]\n", "Yes. "), "" },
	{ "leads to itself", SEEN("Who keeps it?", "yes", "see: [m/b]\n", "Yes. "), "m/b.md:9:6: it leads to itself\n" },
	{ "leads to nothing", SEEN("Who keeps it?", "yes", "see: [m/c]\n", "Yes. "), "m/b.md:9:7: no item 'm/c'\n" },
	{ "was the other", SEEN("Who keeps it?", "yes", "was: [m/a]\n", "Yes. "),
	  "m/b.md:1:1: its id, or one under 'was', is that of another item\n" },
	{ "was one that is gone", SEEN("Who keeps it?", "yes", "was: [m/old]\n", "Yes. "), "" },
	{ "a link to nothing", SEEN("Who keeps it?", "yes", "", "Yes. See [that](faq:m/c). "),
	  "m/b.md:2:1: a link leads to 'faq:m/c', which is nothing\n" },
	{ "a link to an old id", SEEN("Who keeps it?", "yes", "was: [m/old]\n", "Yes. See [that](faq:m/old). "),
	  "m/b.md:2:1: a link leads to 'faq:m/old', which is nothing\n" },
	{ "a link that is a script", SEEN("Who keeps it?", "yes", "", "Yes. See [that](javascript:alert(1)). "),
	  "m/b.md:2:1: a link leads to 'javascript:alert(1)', which is nothing\n" },
	{ "a link into the web", SEEN("Who keeps it?", "yes", "", "Yes. See <https://example.org/>. "),
	  "m/b.md:2:1: a link leads to 'https://example.org/', which is nothing\n" },
};

static void test_twos(void **state)
{
	for (size_t i = 0; i < COUNT(twos); i++) {
		lay_out(ITEM(ALIKE), twos[i].b);
		stamp();
		says(twos[i].about, twos[i].says);
	}
}

/* By its old id an item is found, and by the new one. */
static void test_was(void **state)
{
	struct text out = { 0 };
	struct faq faq;

	lay_out(ITEM(ALIKE), SEEN("Who keeps it?", "yes", "was: [m/old, other/x]\n", "Yes. "));
	stamp();
	folder_says(&out, &faq);
	assert_int_equal(out.n, 0);
	assert_ptr_equal(faq_item(&faq, BYTES("m/old")), faq_item(&faq, BYTES("m/b")));
	assert_ptr_equal(faq_item(&faq, BYTES("other/x")), faq_item(&faq, BYTES("m/b")));
	assert_null(faq_item(&faq, BYTES("m/ol")));
	assert_null(faq.db);
	faq_close(&faq);
	text_free(&out);
}

/* --- lint_alike() --- */

static const struct { const char *about, *a, *b; double from, to; } pairs[] = {
	{ "the same", "Must updates be signed?", "Must updates be signed?", 1, 1 },
	{ "case and marks", "Must updates be SIGNED?", "must updates, be signed", 1, 1 },
	{ "little words", "Must the updates be signed?", "Are updates signed?", 1, 1 },
	{ "endings", "Is updating signed?", "Are updated signs?", 1, 1 },
	{ "another order", "signed firmware update", "update firmware signed", 1, 1 },
	{ "a word twice", "update update update", "update", 1, 1 },
	{ "nothing in common", "Who keeps archives?", "May passwords expire?", 0, 0 },
	{ "half", "sign firmware", "sign manuals", 0.3, 0.4 },
	{ "one more word", "sign firmware update daily", "sign firmware update", 0.7, 0.8 },
	{ "only little words", "is it the", "may we", 1, 1 },
	{ "empty", "", "", 1, 1 },
	{ "one is empty", "", "passwords", 0, 0 },
	{ "marks alone", "?? -- !!", "passwords", 0, 0 },
	{ "a word of 1,000 letters", NULL, "passwords", 0, 0 },
};

static void test_alike(void **state)
{
	char word[1001];

	memset(word, 'x', 1000);
	word[1000] = '\0';
	for (size_t i = 0; i < COUNT(pairs); i++) {
		const char *a = pairs[i].a ? pairs[i].a : word;
		double there = lint_alike(a, pairs[i].b), back = lint_alike(pairs[i].b, a);

		print_message("#  %s: %.2f\n", pairs[i].about, there);
		assert_true(there >= pairs[i].from && there <= pairs[i].to);
		assert_true(there <= back && back <= there);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matters), cmocka_unit_test(test_dates), cmocka_unit_test(test_histories),
		cmocka_unit_test(test_hash),	cmocka_unit_test(test_twos),  cmocka_unit_test(test_was),
		cmocka_unit_test(test_alike),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
