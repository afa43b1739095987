#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/auto.h"
#include "facts/script.h"

static const struct { const char *about, *line, *does; } cases[] = {
	{ "a command",			"mount /dev/sda1 /mnt",				"mount" },
	{ "part of a word",		"umount /mnt",					"" },
	{ "with its folder",		"/bin/mount -a",				"mount" },
	{ "after a mark",		"cd / && mount -a",				"mount" },
	{ "after then",			"if x; then mount -a; fi",			"mount" },
	{ "in a sentence",		"echo cannot mount it",				"" },
	{ "a variable",			"x=$mount",					"" },
	{ "a job table",		"0 3 * * * root wget http://a/fw.bin",		"fetch" },
	{ "a job table of a user",	"*/5 * * * * curl -O http://a/fw.bin",		"fetch" },
	{ "no folder is open",		"PATH=/bin:/usr/bin",				"" },
	{ "here is a folder",		"PATH=/bin:.",					"path" },
	{ "an empty one is here",	"export PATH=$PATH::/bin",			"path" },
	{ "at the end",			"PATH=\"$PATH:\"",				"path" },
	{ "everybody's folder",		"export PATH=/tmp/x:$PATH",			"path" },
	{ "nothing at all",		"PATH=",					"" },
	{ "umask 022",			"umask 022",					"" },
	{ "umask 0077",			"umask 0077",					"" },
	{ "umask 0",			"umask 0",					"umask" },
	{ "umask 000",			"umask 000",					"umask" },
	{ "umask 077 in brackets",	"(umask 077; touch x)",				"" },
	{ "umask alone",		"umask",					"" },
	{ "apk without a key",		"apk add --allow-untrusted x.apk",		"upgrade untrusted" },
	{ "written to proc",		"echo 0 > /proc/sys/kernel/randomize_va_space",	"sysctl" },
	{ "all may write",		"chmod -R 0777 /data",				"world-writable" },
};

static void test_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena mem = { .about = "test" };
		struct facts facts;
		char seen[128] = "";

		print_message("#  %s\n", cases[i].about);
		facts_init(&facts);
		script_facts(&facts, &mem, "f", bytes_of(cases[i].line));
		FACT_EACH(&facts, script, s) {
			strcat(seen, *seen ? " " : "");
			strcat(seen, s->does);
		}
		assert_string_equal(seen, cases[i].does);
		facts_free(&facts);
		arena_free(&mem);
	}
}

static const struct { const char *line, *shown; } clean[] = {
	{ "curl -u me:secret http://a/b",		"curl -u ... http://a/b" },
	{ "wget http://me:secret@a/b",			"wget ..." },
	{ "wget --password=secret http://a/",		"wget ... http://a/" },
	{ "PASSWORD=secret mount x",			"... mount x" },
	{ "mount  -o ro   /dev/x  /y",			"mount -o ro /dev/x /y" },
};

static void test_clean(void **state)
{
	struct arena mem = { .about = "test" };

	(void)state;
	for (size_t i = 0; i < COUNT(clean); i++)
		assert_string_equal(script_clean(&mem, bytes_of(clean[i].line)), clean[i].shown);
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_does), cmocka_unit_test(test_clean) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
