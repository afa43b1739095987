/* UUIDs from names: the vector of RFC 9562, A.4, and others that Python's uuid5() gives. */
#include "unit.h"

#include "base/uuid.h"

#define DNS "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

static const struct { const char *about, *space, *name, *out; } named[] = {
	{ "RFC 9562, A.4", DNS, "www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2" },
	{ "capitals in the namespace", "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "www.example.com",
	  "2ed6657d-e927-568b-95e1-2665a8aea6a2" },
	{ "no name", DNS, "", "4ebd0208-8328-5d69-8c44-ec50939c0967" },
	{ "ours", UUID_CRADLE, "I.2.d", "d783c4cf-672f-5600-a4c5-42181d193448" },
};

static void test_named(void **state)
{
	for (size_t i = 0; i < COUNT(named); i++) {
		char out[UUID_TEXT];

		print_message("#  %s\n", named[i].about);
		uuid_name(named[i].space, named[i].name, out);
		assert_string_equal(out, named[i].out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
