#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/auto.h"
#include "facts/purl.h"

static const struct { struct purl purl; const char *text; } cases[] = {
	{ { "deb", "debian", "libstdc++6", "12.2.0-14", { { "arch", "amd64" } } },
	  "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14?arch=amd64" },
	{ { "deb", "debian", "zlib1g", "1:1.2.11~dfsg+x", { { "arch", NULL }, { "distro", "debian-12" } } },
	  "pkg:deb/debian/zlib1g@1:1.2.11~dfsg%2Bx?distro=debian-12" },
	{ { "deb", "Debian", "Upper", "1A" }, "pkg:deb/debian/upper@1A" },
	{ { "rpm", "fedora", "Xorg", "1-2.fc38", { { "arch", "noarch" }, { 0 }, { "epoch", "1" } } },
	  "pkg:rpm/fedora/Xorg@1-2.fc38?arch=noarch&epoch=1" },
	{ { "generic", NULL, "a/b c?d#e@f%g", NULL }, "pkg:generic/a%2Fb%20c%3Fd%23e%40f%25g" },
	{ { "generic", "", "\xC3\xA9", "" }, "pkg:generic/%C3%A9" },
};

static void test_text(void **state)
{
	struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(purl_text(&mem, &cases[i].purl), cases[i].text);
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_text) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
