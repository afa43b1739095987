#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/auto.h"
#include "image/lzo.h"

#define END "\x11\x00\x00"

static const struct {
	const char *about, *in;
	size_t size;
	const char *out;		/* NULL: refused */
} cases[] = {
#define IN(bytes) (bytes), sizeof(bytes) - 1
	{ "only the end mark",			IN(END), "" },
	{ "a first run",			IN("\x17" "abcdef" END), "abcdef" },
	{ "three first literals, then 2 bytes from 1 back",
						IN("\x14" "abc" "\x00\x00" END), "abccc" },
	{ "after a run the same byte is 3 bytes from beyond 2048",
						IN("\x17" "abcdef" "\x00\x00" END), NULL },
	{ "a match of 3 to 4 bytes that feeds itself",
						IN("\x15" "abcd" "\x60\x00" END), "abcddddd" },
	{ "a match of 5 to 8 bytes with a literal after it",
						IN("\x15" "abcd" "\xed\x00" "Z" END), "abcdabcdabcdZ" },
	{ "a match whose length does not fit its bits",
						IN("\x15" "abcd" "\x20\x03\x0c\x00" END),
						"abcdabcdabcdabcdabcdabcdabcdabcdabcdabcd" },
	{ "a run of literals that is no first byte",
						IN("\x01" "abcd" END), "abcd" },
	{ "nothing at all",			IN(""), NULL },
	{ "no end mark",			IN("\x17" "abcdef"), NULL },
	{ "bytes after the end mark",		IN("\x17" "abcdef" END "x"), NULL },
	{ "literals that are not there",	IN("\xff" "abc"), NULL },
	{ "back before the start",		IN("\x14" "abc" "\xff\xff" END), NULL },
	{ "a length that never ends",		IN("\x20\x00\x00\x00\x00\x00"), NULL },
	{ "more than there is room for",	IN("\x15" "abcd" "\x20\x00\x03\x0c\x00" END), NULL },
#undef IN
};

static void unpacks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned char out[100];
		long n = lzo1x_unpack((const unsigned char *)cases[i].in, cases[i].size, out, sizeof(out));

		print_message("# %s\n", cases[i].about);
		if (!cases[i].out) {
			assert_int_equal(n, -1);
			continue;
		}
		assert_int_equal(n, strlen(cases[i].out));
		assert_memory_equal(out, cases[i].out, (size_t)n);
	}
}

/* Nothing that is changed or cut off may read or write out of bounds: the sanitizers watch. */
static void survives(void **state)
{
	unsigned char in[64], out[64];
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		for (size_t i = 0; i < sizeof(in); i++) {
			seed = seed * 1664525 + 1013904223;
			in[i] = (unsigned char)(seed >> 24) & (i % 3 ? 0x3f : 0xff);
		}
		assert_true(lzo1x_unpack(in, seed >> 26, out, sizeof(out)) <= (long)sizeof(out));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(unpacks), cmocka_unit_test(survives) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
