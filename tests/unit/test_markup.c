/* Texts of others in CSV, XML and Markdown: shown as they are, and nothing more. */
#include "unit.h"

#include "base/markup.h"

static const struct { const char *about; void (*write)(struct text *out, const char *s); const char *in, *out; } cases[] = {
	{ "CSV: plain", text_csv, "etc/passwd", "\"etc/passwd\"" },
	{ "CSV: a quote is doubled (RFC 4180, 2.7)", text_csv, "a \"b\", c", "\"a \"\"b\"\", c\"" },
	{ "CSV: a formula", text_csv, "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"" },
	{ "CSV: plus", text_csv, "+1", "\"'+1\"" },
	{ "CSV: minus", text_csv, "-1", "\"'-1\"" },
	{ "CSV: at", text_csv, "@SUM(A1)", "\"'@SUM(A1)\"" },
	{ "CSV: a tab before it", text_csv, "\t=1", "\"'\t=1\"" },
	{ "CSV: a return before it", text_csv, "\r=1", "\"'\r=1\"" },
	{ "CSV: later it is none", text_csv, "a=1", "\"a=1\"" },
	{ "CSV: nothing", text_csv, "", "\"\"" },

	{ "XML: markup", text_xml, "<a b=\"c\">&'", "&#60;a b=&#34;c&#34;&#62;&#38;&#39;" },
	{ "XML: an end of CDATA", text_xml, "]]>", "]]&#62;" },
	{ "XML: a line and a tab survive in an attribute", text_xml, "a\nb\tc", "a&#10;b&#9;c" },
	{ "XML: what it cannot hold", text_xml, "a\x1b\x01" "b", "a\xef\xbf\xbd\xef\xbf\xbd" "b" },
	{ "XML: U+FFFE and U+FFFF are no characters of it, U+FFFD is", text_xml, "\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd",
	  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "XML: bytes that are no UTF-8", text_xml, "\xff\xc3(", "\xef\xbf\xbd\xef\xbf\xbd(" },
	{ "XML: other alphabets", text_xml, "Zürich \xf0\x9f\x98\x80", "Zürich \xf0\x9f\x98\x80" },

	{ "Markdown: plain", text_markdown, "Set it to 600 (or 640), or 50 % of it.", "Set it to 600 (or 640), or 50 % of it." },
	{ "Markdown: markup", text_markdown, "*a* _b_ `c` <d> [e](f)", "\\*a\\* \\_b\\_ \\`c\\` \\<d\\> \\[e\\](f)" },
	{ "Markdown: a table's cell", text_markdown, "a|b\\|c", "a&#124;b\\\\&#124;c" },
	{ "Markdown: an entity", text_markdown, "&lt;", "&amp;&#8203;lt;" },
	{ "Markdown: a mention", text_markdown, "@everyone", "@&#8203;everyone" },
	{ "Markdown: an issue, a merge request, a label, a snippet", text_markdown, "#1 !2 ~bug $3",
	  "\\#&#8203;1 !&#8203;2 \\~&#8203;bug \\$&#8203;3" },
	{ "Markdown: an address", text_markdown, "https://x.example", "https:&#8203;//x.example" },
	{ "Markdown: an address without a scheme", text_markdown, "www.x.example", "w&#8203;ww.x.example" },
	{ "Markdown: mail", text_markdown, "a@b.example", "a@&#8203;b.example" },
	{ "Markdown: lines are one", text_markdown, "a\n# b", "a \\# b" },

	{ "code: plain", text_markdown_code, "etc/passwd:1", "`etc/passwd:1`" },
	{ "code: markup is none there", text_markdown_code, "<b> @all |", "`<b> @all |`" },
	{ "code: a backtick", text_markdown_code, "a`b", "``a`b``" },
	{ "code: two at its end", text_markdown_code, "a``", "``` a`` ```" },
	{ "code: one at its beginning", text_markdown_code, "`a", "`` `a ``" },
	{ "code: blanks around it are kept", text_markdown_code, " a ", "`  a  `" },
	{ "code: lines are one", text_markdown_code, "a\n```", "```` a ``` ````" },
	{ "code: nothing", text_markdown_code, "", "" },
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text out = { 0 };

		print_message("#  %s\n", cases[i].about);
		cases[i].write(&out, cases[i].in);
		assert_string_equal(out.at ? out.at : "", cases[i].out);
		text_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
