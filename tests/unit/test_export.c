/* What tests/web/data.py cannot have the program do: no item has moved yet, and no page has a bad name. */
#include "unit.h"

#include "web/export.h"
#include "base/folder.h"

static void paths(void **state)
{
	static const struct { const char *about, *path; bool good; } cases[] = {
		{ "a file at the top", "index.html", true },
		{ "a file below", "faq/secure-by-default/reset/index.html", true },
		{ "dots in a name", "limb/I.2.b.config/index.html", true },
		{ "nothing", "", false },
		{ "from the root", "/etc/passwd", false },
		{ "a folder", "faq/", false },
		{ "upwards", "../x", false },
		{ "upwards in the middle", "faq/../../x", false },
		{ "upwards at the end", "faq/..", false },
		{ "here", "./x", false },
		{ "two slashes", "faq//x", false },
		{ "our list", ".cradle-site", false },
		{ "what is aside", "x/.cradle-new/1", false },
		{ "a hidden file is only that", ".htaccess", true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("  %s\n", cases[i].about);
		assert_int_equal(folder_path(cases[i].path), cases[i].good);
	}
}

static void long_names(void **state)
{
	struct text path = { 0 };

	text_fill(&path, 'a', 255);
	assert_true(folder_path(path.at));
	text_char(&path, 'a');
	assert_false(folder_path(path.at));
	path.n = 0;
	for (int i = 0; i < 2100; i++)
		text_add(&path, "a/");
	text_char(&path, 'a');
	assert_false(folder_path(path.at));
	text_free(&path);
}

static void moved(void **state)
{
	const struct faq_item item = { .id = "new-module/new", .question = "Is <b> & \"c\" escaped?" };
	struct text page = { 0 };

	export_moved(&page, "/faq/old-module/old", &item);
	assert_non_null(strstr(page.at, "content=\"0; url=../../../faq/new-module/new/index.html\""));
	assert_non_null(strstr(page.at, "<a href=\"../../../faq/new-module/new/index.html\">Is &lt;b&gt; &amp; &quot;c&quot; escaped?</a>"));
	text_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths), cmocka_unit_test(long_names), cmocka_unit_test(moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
