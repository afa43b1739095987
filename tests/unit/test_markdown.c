/* Answers as HTML and as plain text; texts that mean harm; what an answer may not have. */
#include "unit.h"

#include <stdlib.h>

#include "faq/markdown.h"

/* Writes a link's target as it came: whatever is in it must not leave its attribute. */
static void as_it_is(void *self, const char *target, struct text *out)
{
	text_add(out, target);
}

static const struct markdown_links links = { as_it_is, NULL };

static const char *html(struct text *out, const char *markdown)
{
	text_free(out);
	markdown_html(out, markdown, &links);
	return out->at ? out->at : "";
}

static const char *plain(struct text *out, const char *markdown)
{
	text_free(out);
	markdown_plain(out, markdown);
	return out->at ? out->at : "";
}

static const struct { const char *about, *markdown, *html, *plain; } constructs[] = {
	{ "nothing", "", "", "" },
	{ "a paragraph", "Yes. It must.", "<p>Yes. It must.</p>\n", "Yes. It must." },
	{ "a line that goes on", "one\ntwo", "<p>one\ntwo</p>\n", "one two" },
	{ "two paragraphs", "one\n\ntwo", "<p>one</p>\n<p>two</p>\n", "one\n\ntwo" },
	{ "a break", "one  \ntwo", "<p>one<br>\ntwo</p>\n", "one two" },
	{ "emphasis", "a *b* **c** d", "<p>a <em>b</em> <strong>c</strong> d</p>\n", "a b c d" },
	{ "both", "***b***", "<p><em><strong>b</strong></em></p>\n", "b" },
	{ "code", "run `a < b`", "<p>run <code>a &lt; b</code></p>\n", "run a < b" },
	{ "a block of code", "    a < b\n    c", "<pre><code>a &lt; b\nc\n</code></pre>\n", "a < b\nc\n" },
	{ "a fenced block", "```\n*a*\n```", "<pre><code>*a*\n</code></pre>\n", "*a*\n" },
	{ "a list", "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", "- a\n- b" },
	{ "a numbered list", "3. a\n4. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n", "3. a\n4. b" },
	{ "a list behind a paragraph", "see:\n\n- a\n- b\n\nend", "<p>see:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>end</p>\n",
	  "see:\n\n- a\n- b\n\nend" },
	{ "a list in a list", "- a\n  - b\n- c", "<ul>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>\n", "- a\n  - b\n- c" },
	{ "a link", "see [Article 13](law:art-13)", "<p>see <a href=\"law:art-13\">Article 13</a></p>\n", "see Article 13" },
	{ "an entity stays one", "a &amp; b &lt;", "<p>a &amp; b &lt;</p>\n", "a & b <" },
	{ "letters beyond ASCII", "\xc3\xbc \xe2\x82\xac", "<p>\xc3\xbc \xe2\x82\xac</p>\n", "\xc3\xbc \xe2\x82\xac" },
	{ "what is escaped", "\\*a\\* 5 \\< 6", "<p>*a* 5 &lt; 6</p>\n", "*a* 5 < 6" },
};

static void test_constructs(void **state)
{
	struct text out = { 0 };

	for (size_t i = 0; i < COUNT(constructs); i++) {
		print_message("#  %s\n", constructs[i].about);
		assert_string_equal(html(&out, constructs[i].markdown), constructs[i].html);
		assert_string_equal(plain(&out, constructs[i].markdown), constructs[i].plain);
	}
	text_free(&out);
}

/* None of it may become markup, or end the attribute it stands in. */
static const struct { const char *about, *markdown, *html; } hostile[] = {
	{ "raw HTML", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n" },
	{ "HTML within a line", "a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n" },
	{ "a comment", "<!-- a -->", "<p>&lt;!-- a --&gt;</p>\n" },
	{ "quotes in a target", "[a](<law:\"onclick='x>)", "<p><a href=\"law:&quot;onclick=&#39;x\">a</a></p>\n" },
	{ "a title", "[a](law:x \"on'click\")", "<p><a href=\"law:x\">a</a></p>\n" },
	{ "markup in a link's text", "[<i>](law:x)", "<p><a href=\"law:x\">&lt;i&gt;</a></p>\n" },
	{ "markup in code", "`<i>&amp;`", "<p><code>&lt;i&gt;&amp;amp;</code></p>\n" },
	{ "a language that ends the tag", "```\"><i>\na\n```", "<pre><code>a\n</code></pre>\n" },
	{ "emphasis that never ends", "**a *b", "<p>**a *b</p>\n" },
	{ "code that never ends", "`a", "<p>`a</p>\n" },
	{ "a link that never ends", "[a](law:", "<p>[a](law:</p>\n" },
	{ "a fence that never ends", "```\n<a", "<pre><code>&lt;a\n</code></pre>\n" },
	{ "an entity that is none", "&x; &#60;i&#62; & b", "<p>&amp;x; &#60;i&#62; &amp; b</p>\n" },
	{ "a picture", "![a](x)", "<p>a</p>\n" },
};

static void test_hostile(void **state)
{
	struct text out = { 0 };

	for (size_t i = 0; i < COUNT(hostile); i++) {
		print_message("#  %s\n", hostile[i].about);
		assert_string_equal(html(&out, hostile[i].markdown), hostile[i].html);
		plain(&out, hostile[i].markdown);
	}
	text_free(&out);
}

/* So much of one thing: it ends, soon, and nothing of it is lost or made up. */
static const struct { const char *about, *piece; size_t times; } much[] = {
	{ "opening brackets", "[", 200000 },	{ "closing brackets", "]", 200000 },	  { "links that never end", "[a](", 50000 },
	{ "stars", "*", 200000 },		{ "underscores and letters", "_a", 100000 }, { "backticks", "`a", 100000 },
	{ "quotes in quotes", "> ", 2000 },	{ "lists in lists", "- ", 2000 },	  { "angle brackets", "<a ", 70000 },
	{ "ampersands", "&", 200000 },		{ "pictures", "![", 100000 },		  { "exclamation", "!", 200000 },
	{ "long paragraphs", "word ", 100000 }, { "empty lines", "\n\n", 100000 },	  { "umlauts", "\xc3\xbc", 100000 },
};

static void test_much(void **state)
{
	for (size_t i = 0; i < COUNT(much); i++) {
		struct text in = { 0 }, out = { 0 };
		struct err err = { 0 };

		print_message("#  %s\n", much[i].about);
		for (size_t k = 0; k < much[i].times; k++)
			text_add(&in, much[i].piece);
		html(&out, in.at);
		assert_true(out.n < in.n * 20 + 64);
		plain(&out, in.at);
		assert_true(out.n <= in.n * 2 + 64);
		markdown_check(in.at, &err);
		text_free(&in);
		text_free(&out);
	}
}

/* A part of a text ends anywhere, in the middle of a letter too. */
static void test_long_text(void **state)
{
	struct text in = { 0 }, out = { 0 }, want = { 0 };

	text_add(&want, "<p>x");
	text_char(&in, 'x');
	for (int i = 0; i < 1000; i++) {
		text_add(&in, "\xe2\x82\xac&");
		text_add(&want, "\xe2\x82\xac&amp;");
	}
	text_add(&want, "</p>\n");
	assert_string_equal(html(&out, in.at), want.at);
	assert_string_equal(plain(&out, in.at), in.at);
	text_free(&in);
	text_free(&out);
	text_free(&want);
}

static bool target_add(void *self, const char *target)
{
	text_printf(self, "%s ", target);
	return true;
}

static bool one_only(void *self, const char *target)
{
	++*(int *)self;
	return false;
}

static void test_links(void **state)
{
	static const struct { const char *markdown, *targets; } cases[] = {
		{ "no link", NULL },
		{ "[a](law:art-13) and [b](faq:x/y)", "law:art-13 faq:x/y " },
		{ "- [a](law:art-13)\n  - **[b](x)**", "law:art-13 x " },
		{ "[a](javascript:alert(1))", "javascript:alert(1) " },
		{ "<javascript:alert>", "javascript:alert " },
		{ "<https://example.org>", "https://example.org " },
		{ "[a]\n\n[a]: data:text/html,x", "data:text/html,x " },
		{ "`[a](law:art-13)`", NULL },
	};
	int count = 0;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text out = { 0 };

		print_message("#  %s\n", cases[i].markdown);
		markdown_each_link(cases[i].markdown, target_add, &out);
		assert_string_equal(out.at ? out.at : "", cases[i].targets ? cases[i].targets : "");
		text_free(&out);
	}
	markdown_each_link("[a](x) [b](y)", one_only, &count);
	assert_int_equal(count, 1);
}

static const struct { const char *about, *markdown, *wrong; } checked[] = {
	{ "paragraphs", "a\n\nb *c* **d** `e`", NULL },
	{ "lists", "- a\n- b\n\n1. c", NULL },
	{ "code", "    a\n\n```\nb\n```", NULL },
	{ "links", "[a](law:art-13)", NULL },
	{ "less than", "if 5 < 6 and a<7", NULL },
	{ "HTML in code", "`<b>`", NULL },
	{ "a bar", "either | or", NULL },
	{ "a heading", "# a", "a heading" },
	{ "a heading below", "a\n\n## b", "a heading" },
	{ "an underlined heading", "a\n===", "a heading" },
	{ "a rule", "a\n\n---\n\nb", "a rule" },
	{ "a quotation", "> a", "a quotation" },
	{ "a quotation in a list", "- > a", "a quotation" },
	{ "a picture", "a ![b](c)", "a picture" },
	{ "HTML", "<div>a</div>", "HTML" },
	{ "HTML within a line", "a <b>b</b>", "HTML" },
	{ "a closing tag", "a</b>", "HTML" },
	{ "a comment", "a <!-- b -->", "HTML" },
	{ "a table", "| a | b |\n|---|---|\n| c | d |", "a table" },
	{ "a table behind a paragraph", "x\n\na | b\n---|---\nc | d", "a table" },
};

static void test_check(void **state)
{
	for (size_t i = 0; i < COUNT(checked); i++) {
		struct err err = { 0 };
		int code = markdown_check(checked[i].markdown, &err);

		print_message("#  %s\n", checked[i].about);
		assert_int_equal(code, checked[i].wrong ? -1 : 0);
		if (checked[i].wrong && !strstr(err.text, checked[i].wrong))
			fail_msg("'%s' does not speak of '%s'", err.text, checked[i].wrong);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_constructs), cmocka_unit_test(test_hostile), cmocka_unit_test(test_much),
		cmocka_unit_test(test_long_text),  cmocka_unit_test(test_links),   cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
