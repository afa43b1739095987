/* What start systems share: command lines, variables, the programs behind wrappers; tests of shells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/auto.h"
#include "base/names.h"
#include "facts/daemons.h"
#include "facts/holds.h"
#include "facts/shell.h"
#include "facts/starts.h"

struct image {
	struct tree tree;
	struct facts facts;
	struct arena mem;
	struct look look;
};

static void image_file(struct image *im, const char *path, const char *text)
{
	struct err err = { 0 };
	struct node *n = tree_add(&im->tree, bytes_of(path), NODE_FILE, &err);

	assert_non_null(n);
	n->mode = 0755;
	n->bytes = bytes_of(text);
	n->size = n->bytes.n;
	n->content = CONTENT_KEPT;
}

static void image_open(struct image *im)
{
	struct err err = { 0 };
	struct node *n;

	*im = (struct image){ 0 };
	tree_init(&im->tree);
	facts_init(&im->facts);
	im->look = (struct look){ .tree = &im->tree, .facts = &im->facts, .mem = &im->mem, .probe = "test" };
	image_file(im, "bin/busybox", "");
	image_file(im, "usr/sbin/sshd", "");
	image_file(im, "usr/sbin/nginx", "");
	image_file(im, "usr/bin/redis-check-rdb", "");
	image_file(im, "etc/default/x", "OPTS=\"-p 1\"\nexport NAME='it'\nEMPTY=\n");
	n = tree_add(&im->tree, bytes_of("usr/sbin/telnetd"), NODE_LINK, &err);
	n->link = "../../bin/busybox";
	n = tree_add(&im->tree, bytes_of("usr/bin/redis-server"), NODE_LINK, &err);
	n->link = "redis-check-rdb";
	tree_finish(&im->tree);
}

static void image_close(struct image *im)
{
	facts_free(&im->facts);
	tree_free(&im->tree);
	arena_free(&im->mem);
}

static void test_programs(void **state)
{
	static const struct { const char *about, *name, *path; } cases[] = {
		{ "a file",                         "nginx",        "usr/sbin/nginx" },
		{ "a link to another",              "redis-server", "usr/bin/redis-check-rdb" },
		{ "a link into another folder",     "telnetd",      "bin/busybox" },
		{ "in two folders: the first",      "both",         "usr/sbin/both" },
		{ "through a folder that is a link", "local",        "opt/local/bin/local" },
		{ "a folder",                       "folder",       NULL },
		{ "a folder hides no program",      "hidden",       "bin/hidden" },
		{ "a link to nothing",              "dangling",     NULL },
		{ "in a folder nobody starts from", "x",            NULL },
		{ "absent",                         "sshd2",        NULL },
		{ "no name",                        "",             NULL },
	};
	static const struct { const char *about, *path, *link; } more[] = {
		{ "the second of two",      "bin/both",             NULL },
		{ "the first of two",       "usr/sbin/both",        NULL },
		{ "a folder",               "usr/sbin/folder/x",    NULL },
		{ "a folder of that name",  "usr/sbin/hidden/x",    NULL },
		{ "a file of that name",    "bin/hidden",           NULL },
		{ "what the link leads to", "opt/local/bin/local",  NULL },
		{ "a link to a folder",     "usr/local/bin",        "/opt/local/bin" },
		{ "a link to nothing",      "bin/dangling",         "nowhere" },
	};
	struct err err = { 0 };
	struct image im;

	(void)state;
	image_open(&im);
	for (size_t i = 0; i < COUNT(more); i++)
		tree_add(&im.tree, bytes_of(more[i].path), more[i].link ? NODE_LINK : NODE_FILE, &err)->link = more[i].link;
	tree_finish(&im.tree);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct node *n = look_program(&im.look, cases[i].name);

		print_message("#  %s\n", cases[i].about);
		assert_string_equal(n ? n->path : "none", cases[i].path ? cases[i].path : "none");
	}
	/* rounds: the arena of the first one is gone in the second */
	for (int round = 0; round < 2; round++) {
		arena_free(&im.mem);
		facts_clear(&im.facts);
		probes_run(&im.look);
	}
	image_close(&im);
}

static void test_daemons(void **state)
{
	static const struct { const char *about, *program, *daemon; } cases[] = {
		{ "the only name",           "nginx",          "nginx" },
		{ "the second name",         "in.telnetd",     "telnetd" },
		{ "another program's start", "ngin",           NULL },
		{ "a longer name",           "nginx2",         NULL },
		{ "two names",               "telnetd in.telnetd", NULL },
		{ "no name",                 "",               NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *daemon = daemon_of_program(bytes_of(cases[i].program));

		print_message("#  %s\n", cases[i].about);
		assert_string_equal(daemon ? daemon : "none", cases[i].daemon ? cases[i].daemon : "none");
	}
}

static void test_split(void **state)
{
	static const struct { const char *about, *line, *joined; size_t count; } cases[] = {
		{ "words",             "  a  b\tc ",         "a|b|c",     3 },
		{ "quotes hold words", "a 'b c' \"d e\"",    "a|b c|d e", 3 },
		{ "quotes inside",     "a=\"b c\"d e",       "a=b cd|e",  2 },
		{ "backslash",         "a\\ b c",            "a b|c",     2 },
		{ "an empty word",     "a '' b",             "a||b",      3 },
		{ "nothing",           "   ",                "",          0 },
		{ "an open quote",     "a 'b c",             "a|b c",     2 },
	};
	struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct command cmd;
		char joined[64] = "";

		print_message("#  %s\n", cases[i].about);
		command_split(&mem, bytes_of(cases[i].line), &cmd);
		assert_int_equal(cmd.count, cases[i].count);
		for (size_t k = 0; k < cmd.count; k++) {
			strcat(joined, k ? "|" : "");
			strcat(joined, cmd.words[k]);
		}
		assert_string_equal(joined, cases[i].joined);
		assert_null(cmd.words[cmd.count]);
	}
	arena_free(&mem);
}

static void test_wrappers(void **state)
{
	static const struct { const char *about, *line, *daemon, *program, *exec, *user; } cases[] = {
		{ "a path", "/usr/sbin/sshd -D", "sshd", "usr/sbin/sshd", "/usr/sbin/sshd -D", NULL },
		{ "a name", "sshd -D", "sshd", "usr/sbin/sshd", "sshd -D", NULL },
		{ "env and nice", "/usr/bin/env A=b nice -n 5 sshd -D", "sshd", "usr/sbin/sshd", "sshd -D", NULL },
		{ "start-stop-daemon", "start-stop-daemon -S -q -p /run/x -c www -x /usr/sbin/nginx -- -g off", "nginx",
		  "usr/sbin/nginx", "/usr/sbin/nginx -g off", "www" },
		{ "its long options", "start-stop-daemon --start --exec=/usr/sbin/sshd --chuid=www", "sshd",
		  "usr/sbin/sshd", "/usr/sbin/sshd", "www" },
		{ "sh -c", "/bin/sh -c 'exec /usr/sbin/nginx -q'", "nginx", "usr/sbin/nginx", "/usr/sbin/nginx -q", NULL },
		{ "an applet by its link", "/usr/sbin/telnetd -F", "telnetd", "bin/busybox", "/usr/sbin/telnetd -F", NULL },
		{ "an applet by name", "busybox telnetd -F", "telnetd", "bin/busybox", "telnetd -F", NULL },
		{ "tcpd", "/usr/sbin/tcpd /usr/sbin/sshd -i", "sshd", "usr/sbin/sshd", "/usr/sbin/sshd -i", NULL },
		{ "a link of another name", "/usr/bin/redis-server /etc/r.conf", "redis", "usr/bin/redis-check-rdb",
		  "/usr/bin/redis-server /etc/r.conf", NULL },
		{ "assignments in front", "A=1 B=2 sshd", "sshd", "usr/sbin/sshd", "sshd", NULL },
		{ "chroot", "chroot /srv sshd -e", "sshd", "usr/sbin/sshd", "sshd -e", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fact_service s = { 0 };
		struct command cmd;
		struct image im;

		print_message("#  %s\n", cases[i].about);
		image_open(&im);
		command_split(&im.mem, bytes_of(cases[i].line), &cmd);
		if (cases[i].program && strcmp(cases[i].program, "bin/busybox") == 0 && cases[i].line[0] == 'b') {
			/* the name alone is found by its link or not at all */
			start_fill(&im.look, &cmd, &s);
			assert_string_equal(s.daemon, cases[i].daemon);
			image_close(&im);
			continue;
		}
		assert_true(start_fill(&im.look, &cmd, &s));
		assert_string_equal(s.daemon, cases[i].daemon);
		assert_string_equal(s.program, cases[i].program);
		assert_string_equal(s.exec, cases[i].exec);
		if (cases[i].user)
			assert_string_equal(s.user, cases[i].user);
		else
			assert_null(s.user);
		image_close(&im);
	}
}

static void test_variables(void **state)
{
	static const struct { const char *about, *text, *expect; } cases[] = {
		{ "a name",                 "x $NAME y",            "x it y" },
		{ "in braces",              "x${NAME}y",            "xity" },
		{ "not known stays",        "$NONE ${NONE} $",      "$NONE ${NONE} $" },
		{ "a default",              "${NONE:-d} ${NAME:-d}", "d it" },
		{ "in its place",           "${NAME:+a} ${NONE:+b}", "a " },
		{ "one in another",         "${NONE:-${NAME}}",     "it" },
		{ "empty counts as unset",  "${EMPTY:-d}",          "d" },
		{ "an open brace",          "${NAME",               "${NAME" },
	};
	struct image im;
	struct names vars;

	(void)state;
	image_open(&im);
	vars = (struct names){ .mem = &im.mem };
	assert_true(vars_read(&im.look, "etc/default/x", &vars));
	assert_false(vars_read(&im.look, "etc/default/none", &vars));
	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("#  %s\n", cases[i].about);
		assert_string_equal(vars_expand(&im.look, &vars, bytes_of(cases[i].text)), cases[i].expect);
	}
	image_close(&im);
}

static void test_tests(void **state)
{
	static const struct { const char *about, *words; enum holds expect; } cases[] = {
		{ "a file that is there",     "-f /usr/sbin/sshd",     HOLDS_YES },
		{ "and one that is not",      "-f /usr/sbin/none",     HOLDS_NO },
		{ "turned round",             "! -x /usr/sbin/none",   HOLDS_YES },
		{ "below /run",               "-e /run/x",             HOLDS_UNKNOWN },
		{ "a relative path",          "-f x",                  HOLDS_UNKNOWN },
		{ "an unknown variable",      "$X = 1",                HOLDS_UNKNOWN },
		{ "equal",                    "1 = 1",                 HOLDS_YES },
		{ "not equal",                "yes != no",             HOLDS_YES },
		{ "two tests",                "1 = 1 -a 2 = 2",        HOLDS_UNKNOWN },
		{ "a folder is no file",      "-f /usr/sbin",          HOLDS_NO },
	};
	struct image im;

	(void)state;
	image_open(&im);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct command cmd;

		print_message("#  %s\n", cases[i].about);
		command_split(&im.mem, bytes_of(cases[i].words), &cmd);
		assert_int_equal(holds_test(&im.look, cmd.words, cmd.count), cases[i].expect);
	}
	image_close(&im);
}

/* "LINE:COMMAND" of each step, those that are known not to run with a '!' in front */
static const char *steps_of(struct image *im, const char *text)
{
	struct text out = { 0 };
	struct shell s;
	struct step step;
	const char *result;

	shell_init(&s, &im->look, "x", bytes_of(text), NULL);
	while (shell_next(&s, &step))
		text_printf(&out, "%s%s%ld:%s", out.n ? " " : "", step.holds == HOLDS_NO ? "!" : step.holds == HOLDS_YES ?
			    "" : "?", step.line, step.cmd.words[0]);
	result = arena_text(&im->mem, out.at ? out.at : "", out.n);
	text_free(&out);
	return result;
}

static void test_shell(void **state)
{
	static const struct { const char *about, *text, *expect; } cases[] = {
		{ "one a line",            "a 1\nb 2\n",                                  "1:a 2:b" },
		{ "comments",              "# a\nb # c\nd '#e'\n",                        "2:b 3:d" },
		{ "separators",            "a; b & c | d\n",                              "1:a 1:b 1:c 1:d" },
		{ "continued",             "a \\\n  b\nc\n",                              "1:a 3:c" },
		{ "a quote over lines",    "a 'x\ny'\nb\n",                               "1:a 3:b" },
		{ "a here document",       "cat <<EOF\nb\nEOF\nc\n",                      "1:cat 4:c" },
		{ "in $( )",               "a $(b; c) d\n",                               "1:a" },
		{ "variables",             "X=a\n$X 1\n${X}b\n",                          "2:a 3:ab" },
		{ "a test that fails",     "[ -f /no ] && a\n[ -f /no ] || b\n",          "!1:a 2:b" },
		{ "if and else",           "if [ 1 = 2 ]; then\na\nelse\nb\nfi\nc\n",     "!2:a 4:b 6:c" },
		{ "an open test",          "if [ -e /run/x ]; then a; fi\n",              "?1:a" },
		{ "a case that is known",  "X=no\ncase \"$X\" in\nyes) a ;;\nno|off) b ;;\n*) c ;;\nesac\nd\n",
		  "!3:a 4:b !5:c 7:d" },
		{ "a case that is not",    "case \"$1\" in\nstart)\n a\n ;;\nesac\nb\n",  "3:a 6:b" },
		{ "a function",            "f() {\n a\n}\nf\n",                           "2:a 4:f" },
		{ "redirections",          "a >/dev/null 2>&1 </x\n",                     "1:a" },
		{ "a loop",                "for i in 1 2; do\n a\ndone\nb\n",             "1:for 2:a 4:b" },
		{ "nothing closes",        "if a; then\nb\n",                             "1:a ?2:b" },
		{ "only closing",          "fi\ndone\nesac\n}\na\n",                      "5:a" },
		{ "nothing",               "",                                            "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct image im;

		print_message("#  %s\n", cases[i].about);
		image_open(&im);
		assert_string_equal(steps_of(&im, cases[i].text), cases[i].expect);
		image_close(&im);
	}
}

static void test_daemon(void **state)
{
	static const struct { const char *about, *text, *exec, *off; } cases[] = {
		{ "start-stop-daemon names it", "D=/usr/sbin/sshd\ncase $1 in\nstart) start-stop-daemon -S -x $D ;;\nesac\n",
		  "/usr/sbin/sshd", NULL },
		{ "not the one that stops", "case $1 in\nstop) /usr/sbin/nginx -s stop ;;\nstart) /usr/sbin/sshd ;;\nesac\n",
		  "/usr/sbin/sshd", NULL },
		{ "turned off", "E=0\n[ \"$E\" = 1 ] || exit 0\nsshd\n", "sshd", "[ \"$E\" = 1 ]" },
		{ "turned on", "E=1\n[ \"$E\" = 1 ] || exit 0\nsshd\n", "sshd", NULL },
		{ "the script's end is no switch", "sshd\nexit 0\n", "sshd", NULL },
		{ "an exit in stop", "case $1 in\nstop) [ -f /no ] || exit 0 ;;\nstart) sshd ;;\nesac\n", "sshd", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fact_service row = { 0 };
		struct place at = { 0 };
		const char *off;
		struct image im;

		print_message("#  %s\n", cases[i].about);
		image_open(&im);
		image_file(&im, "etc/init.d/x", cases[i].text);
		assert_true(shell_daemon(&im.look, tree_find(&im.tree, "etc/init.d/x"), &row, &off, &at));
		assert_string_equal(row.exec, cases[i].exec);
		assert_int_equal(off != NULL, cases[i].off != NULL);
		if (off)
			assert_string_equal(off, cases[i].off);
		image_close(&im);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_programs),  cmocka_unit_test(test_daemons),
		cmocka_unit_test(test_split),     cmocka_unit_test(test_wrappers), cmocka_unit_test(test_variables),
		cmocka_unit_test(test_tests),     cmocka_unit_test(test_shell),    cmocka_unit_test(test_daemon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
