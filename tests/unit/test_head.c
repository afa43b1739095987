/* Heads of requests: whole, not yet, or refused; hostile/http.py sends more of them to the program. */
#include "unit.h"

#include "web/host.h"
#include "web/head.h"

#define GET "GET / HTTP/1.1\r\n"
#define HOST "Host: localhost\r\n"

static const struct { const char *about, *head; int status; } heads[] = {
	{ "the shortest",               GET HOST "\r\n",                                     HEAD_WHOLE },
	{ "an empty line first",        "\r\n" GET HOST "\r\n",                              HEAD_WHOLE },
	{ "HEAD in HTTP/1.0",           "HEAD /x?y=z HTTP/1.0\r\n" HOST "\r\n",              HEAD_WHOLE },
	{ "no length",                  GET HOST "Content-Length: 0\r\n\r\n",                HEAD_WHOLE },
	{ "the same field twice",       GET HOST "X: 1\r\nX: 2\r\n\r\n",                     HEAD_WHOLE },
	{ "bytes of UTF-8 in a value",  GET HOST "X: \xc3\xa4\r\n\r\n",                      HEAD_WHOLE },
	{ "no end",                     GET HOST,                                            HEAD_MORE },
	{ "half an end",                GET HOST "\r",                                       HEAD_MORE },
	{ "nothing",                    "",                                                  HEAD_MORE },
	{ "wrong before its end",       "GET /\x01",                                         400 },
	{ "two hosts",                  GET HOST HOST "\r\n",                                400 },
	{ "two lengths",                GET HOST "Content-Length: 0\r\ncontent-length: 0\r\n\r\n", 400 },
	{ "a length with a sign",       GET HOST "Content-Length: +0\r\n\r\n",               400 },
	{ "a transfer coding",          GET HOST "Transfer-Encoding: x\r\n\r\n",             400 },
	{ "a folded line",              GET HOST "X: a\r\n\tb\r\n\r\n",                      400 },
	{ "a body",                     GET HOST "Content-Length: 1\r\n\r\nx",               413 },
	{ "another method",             "POST / HTTP/1.1\r\n" HOST "\r\n",                   405 },
	{ "another version",            "GET / HTTP/3.0\r\n" HOST "\r\n",                    505 },
};

static void test_heads(void **state)
{
	for (size_t i = 0; i < COUNT(heads); i++) {
		struct bytes in = bytes_of(heads[i].head);
		struct head h;

		print_message("#  %s\n", heads[i].about);
		assert_int_equal(head_read(&h, in), heads[i].status);
		assert_true(h.n <= in.n);
		if (heads[i].status == HEAD_WHOLE)
			assert_int_equal(h.n, in.n);
		/* of what is whole, no part is wrong */
		for (size_t n = 0; heads[i].status == HEAD_WHOLE && n < in.n; n++)
			assert_int_equal(head_read(&h, bytes_first(in, n)), HEAD_MORE);
	}
}

static const struct { const char *about, *text, *url; bool loopback; } addresses[] = {
	{ "IPv4",           "127.0.0.1:8080", "http://127.0.0.1:8080/", true },
	{ "the whole net",  "127.8.8.8:1",    "http://127.8.8.8:1/",    true },
	{ "by name",        "localhost:0",    "http://127.0.0.1:0/",    true },
	{ "IPv6",           "[::1]:80",       "http://[::1]:80/",       true },
	{ "IPv4 in IPv6",   "[::ffff:127.0.0.1]:80", "http://[::ffff:127.0.0.1]:80/", true },
	{ "any",            "0.0.0.0:80",     "http://0.0.0.0:80/",     false },
	{ "any of IPv6",    "[::]:80",        "http://[::]:80/",        false },
	{ "no port",        "127.0.0.1",      NULL,                     false },
	{ "no address",     ":80",            NULL,                     false },
	{ "a port too far", "127.0.0.1:65536", NULL,                    false },
	{ "a name",         "example.org:80", NULL,                     false },
	{ "bare IPv6",      "::1:80",         NULL,                     false },
};

static void test_addresses(void **state)
{
	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct host_address address;
		struct err err;
		char url[80];

		print_message("#  %s\n", addresses[i].about);
		assert_int_equal(host_listen(&address, addresses[i].text, &err), addresses[i].url ? 0 : -1);
		if (!addresses[i].url)
			continue;
		host_url(&address, url, sizeof(url));
		assert_string_equal(url, addresses[i].url);
		assert_int_equal(address.loopback, addresses[i].loopback);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_heads), cmocka_unit_test(test_addresses) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
