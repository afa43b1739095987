/* The readers of conf.h: one table per shape, "line:key=value" and so on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/auto.h"
#include "base/text.h"
#include "facts/conf.h"

struct shape { const char *about, *file, *expect; };

static void add(struct text *out, struct bytes s)
{
	text_add_bytes(out, s.at, s.n);
}

static void line_say(struct text *out, const struct conf_line *l)
{
	text_printf(out, "%ld:", l->line);
	add(out, l->key);
	text_char(out, '=');
	add(out, l->value);
	text_char(out, '|');
}

static void words_say(struct text *out, struct bytes file)
{
	struct conf_line l = { .rest = file };

	while (conf_words(&l))
		line_say(out, &l);
}

static void ini_say(struct text *out, struct bytes file)
{
	struct conf_line l = { .rest = file };

	while (conf_ini(&l)) {
		text_char(out, '[');
		add(out, l.section);
		text_char(out, ']');
		line_say(out, &l);
	}
}

static void shell_say(struct text *out, struct bytes file)
{
	struct conf_line l = { .rest = file };

	while (conf_shell(&l))
		line_say(out, &l);
}

static void uci_say(struct text *out, struct bytes file)
{
	struct conf_uci u = { .rest = file };

	while (conf_uci(&u)) {
		text_printf(out, "%ld:%d ", u.line, u.section);
		add(out, u.type);
		text_char(out, '.');
		add(out, u.name);
		text_add(out, u.is_section ? "" : u.is_list ? "+" : ".");
		add(out, u.key);
		text_add(out, u.is_section ? "" : "=");
		add(out, u.value);
		text_char(out, '|');
	}
}

static void row_say(struct text *out, struct bytes file)
{
	struct conf_row r = { .rest = file };

	while (conf_row(&r)) {
		text_printf(out, "%ld:", r.line);
		for (size_t i = 0; i < COUNT(r.f); i++) {
			text_char(out, '<');
			add(out, r.f[i]);
			text_char(out, '>');
		}
	}
}

static void block_say(struct text *out, struct bytes file)
{
	static const char *const marks[] = { "?", ";", "{", "}" };
	struct conf_block b = { .rest = file };

	while (conf_block(&b)) {
		text_printf(out, "%ld:%d ", b.line, b.depth);
		for (size_t i = 0; i < b.count; i++) {
			text_char(out, '<');
			add(out, b.words[i]);
			text_char(out, '>');
		}
		if (b.more)
			text_printf(out, "+%zu", b.more);
		text_add(out, marks[b.kind]);
	}
}

static const struct shape words[] = {
	{ "blank, equals, both", "a b\nc=d\ne = f\n",          "1:a=b|2:c=d|3:e=f|" },
	{ "a key alone",         "save\n",                     "1:save=|" },
	{ "comments and blanks", "# a b\n\n  \t\n  x y # z\n", "4:x=y # z|" },
	{ "quotes come off",     "k \"a b\"\nl='c'\n",         "1:k=a b|2:l=c|" },
	{ "only the first '='",  "k a=b\n",                    "1:k=a=b|" },
	{ "CRLF, no last LF",    "a b\r\nc d",                 "1:a=b|2:c=d|" },
	{ "nothing",             "",                           "" },
};

static const struct shape ini[] = {
	{ "sections",            "x=0\n[a]\nx=1\n[ b ]\ny = 2\n", "[]1:x=0|[a]3:x=1|[b]5:y=2|" },
	{ "comments",            "#a=1\n;b=2\nc=3\n",             "[]3:c=3|" },
	{ "a key without '='",   "[m]\nskip-networking\n",        "[m]2:skip-networking=|" },
	{ "a bracket left open", "[m\nx=1\n",                     "[m]2:x=1|" },
	{ "quotes",              "x=\"a\"\n",                     "[]1:x=a|" },
};

static const struct shape shell[] = {
	{ "plain and exported",  "A=1\nexport B=2\n",             "1:A=1|2:B=2|" },
	{ "quotes, a comment",   "A=\"a b\" # c\nB='x'\n",        "1:A=a b|2:B=x|" },
	{ "a bare word ends",    "A=b c\n",                       "1:A=b|" },
	{ "not an assignment",   "if [ a = b ]; then\nA=\n",      "2:A=|" },
	{ "a commented line",    "#A=1\n",                        "" },
};

static const struct shape uci[] = {
	{ "named section",       "config uhttpd 'main'\n\toption home '/www'\n\tlist listen_http '0.0.0.0:80'\n",
	  "1:1 uhttpd.main|2:1 uhttpd.main.home=/www|3:1 uhttpd.main+listen_http=0.0.0.0:80|" },
	{ "two without a name",  "config a\noption x 1\nconfig a\noption x \"2 3\"\n",
	  "1:1 a.|2:1 a..x=1|3:2 a.|4:2 a..x=2 3|" },
	{ "comment, no value",   "# config a\nconfig b\noption x # y\n", "2:1 b.|3:1 b..x=|" },
	{ "another word",        "package system\nconfig a\n",    "2:1 a.|" },
	{ "a quote left open",   "config a 'b\n",                 "1:1 a.b|" },
};

static const struct shape rows[] = {
	{ "blanks and tabs",     "/dev/a \t / ext4\tro\n",         "1:</dev/a></><ext4><ro>" },
	{ "comments, no field",  "# a b\n\n \t\n  #c\na #b\n",    "5:<a><#b><><>" },
	{ "a row does not keep the one before", "a b c d\ne\n",   "1:<a><b><c><d>2:<e><><><>" },
	{ "more than there is room for", "a b c d 0 0\nx",        "1:<a><b><c><d>2:<x><><><>" },
	{ "nothing",             "",                              "" },
};

static const struct shape blocks[] = {
	{ "simple and nested",   "user www;\nhttp {\n  a b c;\n}\n",  "1:0 <user><www>;2:1 <http>{3:1 <a><b><c>;4:0 }" },
	{ "all on one line",     "http { server { listen 80; } }",
	  "1:1 <http>{1:2 <server>{1:2 <listen><80>;1:1 }1:0 }" },
	{ "a variable",          "proxy_pass http://${up}/x;",     "1:0 <proxy_pass><http://${up}/x>;" },
	{ "variables in a row",  "set $a ${b}${c}d; e f;",         "1:0 <set><$a><${b}${c}d>;1:0 <e><f>;" },
	{ "a variable, then a block", "if (${x}) { a; }",          "1:1 <if><(${x})>{1:1 <a>;1:0 }" },
	{ "a brace ends a word", "server{a b;}",                   "1:1 <server>{1:1 <a><b>;1:0 }" },
	{ "a dollar at the end", "location ~ x$ {",                "1:1 <location><~><x$>{" },
	{ "quotes",              "a \"b;{}\" 'c d';",              "1:0 <a><b;{}><c d>;" },
	{ "a quote in quotes",   "a \"b\\\"c\" d;",                "1:0 <a><b\\\"c><d>;" },
	{ "a line in quotes",    "a 'b\nc';\nd;",                  "1:0 <a><b\nc>;3:0 <d>;" },
	{ "a hidden line end",   "a 'b\\\nc';\nd;",                "1:0 <a><b\\\nc>;3:0 <d>;" },
	{ "a hidden semicolon",  "a b\\;c;",                       "1:0 <a><b\\;c>;" },
	{ "over several lines",  "log_format x\n  'y'\n  'z';\nb;", "1:0 <log_format><x><y><z>;4:0 <b>;" },
	{ "comments",            "# a;\nb; # c;\nd#e;",            "2:0 <b>;3:0 <d#e>;" },
	{ "stray marks",         ";; } a;",                        "1:0 }1:0 <a>;" },
	{ "no semicolon",        "{ a b }",                        "1:1 {1:1 <a><b>;1:0 }" },
	{ "the file ends early", "http { a b",                     "1:1 <http>{1:1 <a><b>;" },
	{ "a quote left open",   "a 'b",                           "1:0 <a><b>;" },
	{ "a backslash at the end", "a 'b\\",                      "1:0 <a><b\\>;" },
	{ "eighteen words",      "a b c d e f g h i j k l m n o p q r;",
	  "1:0 <a><b><c><d><e><f><g><h><i><j><k><l><m><n><o><p>+2;" },
	{ "nothing",             " \n# x\n",                       "" },
};

static void shapes_hold(const struct shape *table, size_t n, void (*say)(struct text *, struct bytes))
{
	for (size_t i = 0; i < n; i++) {
		struct text out = { 0 };

		print_message("# %s\n", table[i].about);
		text_add(&out, "");
		say(&out, bytes_of(table[i].file));
		assert_string_equal(out.at ? out.at : "", table[i].expect);
		text_free(&out);
	}
}

static void test_words(void **state) { shapes_hold(words, COUNT(words), words_say); }
static void test_ini(void **state) { shapes_hold(ini, COUNT(ini), ini_say); }
static void test_shell(void **state) { shapes_hold(shell, COUNT(shell), shell_say); }
static void test_uci(void **state) { shapes_hold(uci, COUNT(uci), uci_say); }
static void test_row(void **state) { shapes_hold(rows, COUNT(rows), row_say); }
static void test_block(void **state) { shapes_hold(blocks, COUNT(blocks), block_say); }

/* A NUL byte is no reason to stop, and none to read past the end. */
static void test_block_nul(void **state)
{
	struct conf_block b = { .rest = BYTES("a\0b;") };

	assert_true(conf_block(&b));
	assert_int_equal(b.count, 3);
	assert_false(conf_block(&b));
}

static void test_bool(void **state)
{
	static const struct { const char *text; bool otherwise, expect; } cases[] = {
		{ "yes", false, true },  { "ON", false, true },    { "1", false, true },   { "enabled", false, true },
		{ "no", true, false },   { "False", true, false }, { "0", true, false },   { "disable", true, false },
		{ "", true, true },      { "maybe", false, false }, { "maybe", true, true },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(conf_bool(bytes_of(cases[i].text), cases[i].otherwise), cases[i].expect);
}

static void test_hostport(void **state)
{
	static const struct { const char *text, *host; long port; } cases[] = {
		{ "10.0.0.1:80", "10.0.0.1", 80 }, { "[::1]:443", "::1", 443 }, { "[::]", "::", -1 },
		{ "*:8080", "*", 8080 },           { "80", "", 80 },            { "localhost", "localhost", -1 },
		{ "fe80::1", "fe80::1", -1 },      { ":53", "", 53 },           { "[::1", "[::1", -1 },
		{ "a:b", "a:b", -1 },              { "", "", -1 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes host;
		long port;

		print_message("# %s\n", cases[i].text);
		conf_hostport(bytes_of(cases[i].text), &host, &port);
		assert_true(bytes_are(host, cases[i].host));
		assert_int_equal(port, cases[i].port);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),      cmocka_unit_test(test_ini),   cmocka_unit_test(test_shell),
		cmocka_unit_test(test_uci),        cmocka_unit_test(test_block), cmocka_unit_test(test_block_nul),
		cmocka_unit_test(test_bool),       cmocka_unit_test(test_hostport), cmocka_unit_test(test_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
