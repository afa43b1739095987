/* entries.h: each syntax as "scope/key=value@line", in the order the daemon reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/auto.h"
#include "base/text.h"
#include "facts/entries.h"

static const struct key keys[] = {
	{ "a", .spelling = AS_BOOL }, { "b", .as = "c" }, { "not-d", .as = "d", .spelling = AS_NOT },
	{ "x.y" }, { "bind address" }, { "*", "list*" }, { "*", "o list" }, { 0 }
};

static const struct shape { const char *about; struct grammar g; const char *file, *expect; } shapes[] = {
	{ "words", { .syntax = SYNTAX_WORDS }, "#a no\na off\nb 1 2\nz 1\n", "/a=no@2 /c=1 2@3 " },
	{ "a key alone is yes", { .syntax = SYNTAX_WORDS }, "a\nnot-d\n", "/a=yes@1 /d=no@2 " },
	{ "a value that is no boolean stays", { .syntax = SYNTAX_WORDS }, "a maybe\n", "/a=maybe@1 " },
	{ "names without case and blanks; a dash is none", { .syntax = SYNTAX_INI }, "Bind_Address=1\nBINDADDRESS = 2\n",
	  "/bind address=2@2 " },
	{ "tags open a scope", { .syntax = SYNTAX_WORDS }, "<L /x>\na on\n</L>\na on\n", "L /x/a=yes@2 /a=yes@4 " },
	{ "a comment behind", { .syntax = SYNTAX_WORDS, .tail = true }, "b '1' # x\nb a#b\n", "/c=1@1 /c=a#b@2 " },
	{ "ini", { .syntax = SYNTAX_INI }, "b=0\n[s]\nb = 1\n[t]\nb = 2\n", "/c=0@1 s/c=1@3 t/c=2@5 " },
	{ "colons", { .syntax = SYNTAX_COLON }, "s:\n  b: 1\nt:\n  b: 2\nb 3\n", "s/c=1@2 t/c=2@4 " },
	{ "uci", { .syntax = SYNTAX_UCI }, "config t\n option b '1'\nconfig t 'n'\n option b 2\n", "t 1/c=1@2 t n/c=2@4 " },
	{ "folded", { .syntax = SYNTAX_FOLDED }, "b = 1\n\n# x\n  2\na = no\n", "/c=1 2@1 /a=no@5 " },
	{ "indented", { .syntax = SYNTAX_INDENTED }, "conn g\n b=1\nconn h\n b=2\n", "conn g/c=1@2 conn h/c=2@4 " },
	{ "blocks with comments of C", { .syntax = SYNTAX_BLOCK, .c_comments = true },
	  "// o { b 0; };\no { /* b\n1 */ b \"//2\"; list { any; !x; }; };\n", "o/c=//2@3 o list/any=@3 o list/!x=@3 " },
	{ "braces by lines", { .syntax = SYNTAX_BRACES }, "b = 1\nn m {\n b = 2\n k = {\n  b=3\n }\n}\nb=4\n",
	  "/c=1@1 n m/c=2@3 n m k/c=3@5 /c=4@8 " },
	{ "too many closed", { .syntax = SYNTAX_BRACES }, "}\n}\nb = 1\n", "/c=1@3 " },
	{ "yaml", { .syntax = SYNTAX_YAML }, "b: 1\nx:\n  y: [2, 3]\n", "/c=1@1 /x.y=2@3 /x.y=3@3 " },
	{ "json", { .syntax = SYNTAX_YAML }, "{\n\t\"x\": { \"y\": true }\n}\n", "/x.y=true@2 " },
	{ "nothing", { .syntax = SYNTAX_BLOCK, .c_comments = true }, "", "" },
	{ "a comment that does not end", { .syntax = SYNTAX_BLOCK, .c_comments = true }, "b 1; /* *", "/c=1@1 " },
};

static void test_shapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++) {
		struct arena mem = { .about = "test" };
		struct facts facts;
		struct look look = { .facts = &facts, .mem = &mem, .probe = "test" };
		struct entries all = { .look = &look, .keys = keys };
		struct text out = { 0 };

		facts_init(&facts);
		print_message("#  %s\n", shapes[i].about);
		entries_read_text(&all, &shapes[i].g, "f", bytes_of(shapes[i].file));
		for (size_t k = 0; k < all.count; k++)
			text_printf(&out, "%s/%s=%s@%ld ", all.list[k].scope, all.list[k].key, all.list[k].value,
				    (long)all.list[k].at.line);
		assert_string_equal(out.at ? out.at : "", shapes[i].expect);
		text_free(&out);
		facts_free(&facts);
		arena_free(&mem);
	}
}

/* One file that includes itself must end, and say so. */
static void test_loop(void **state)
{
	static const struct grammar g = { .syntax = SYNTAX_WORDS, .include = "include" };
	struct arena mem = { .about = "test" };
	struct tree tree;
	struct facts facts;
	struct look look = { .tree = &tree, .facts = &facts, .mem = &mem, .probe = "test" };
	struct entries all = { .look = &look, .keys = keys };
	struct node *n;

	(void)state;
	tree_init(&tree);
	facts_init(&facts);
	n = tree_add(&tree, BYTES("etc/f"), NODE_FILE, NULL);
	n->bytes = BYTES("b 1\ninclude /etc/f\ninclude f\n");
	n->size = n->bytes.n;
	n->content = CONTENT_KEPT;
	tree_finish(&tree);
	assert_true(entries_read(&all, &g, "etc/f"));
	assert_true(FACT_COUNT(&facts, unreadable) > 0);
	facts_free(&facts);
	tree_free(&tree);
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_shapes), cmocka_unit_test(test_loop) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
