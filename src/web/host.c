#include "web/host.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"

/* Splits "name:port" or "[::1]:port"; without a port, 'port' is empty. False: neither. */
static bool split(struct bytes s, struct bytes *name, struct bytes *port)
{
	long end = bytes_begin(s, "[") ? bytes_find(s, "]") : bytes_find(s, ":");
	size_t n = end < 0 ? s.n : (size_t)end + (s.at[0] == '[');

	*name = bytes_first(s, n);
	*port = bytes_skip(s, n);
	if (!name->n || (s.at[0] == '[' && end < 0) || (port->n && port->at[0] != ':'))
		return false;
	*port = bytes_skip(*port, 1);
	for (size_t i = 0; i < port->n; i++)
		if (port->at[i] < '0' || port->at[i] > '9')
			return false;
	return true;
}

/* An address in numbers; IPv6 in brackets. */
static bool is_address(struct bytes name, struct in_addr *four, struct in6_addr *six)
{
	char text[INET6_ADDRSTRLEN + 2];
	int family = AF_INET;

	if (bytes_begin(name, "[") && bytes_end(name, "]")) {
		name = bytes_first(bytes_skip(name, 1), name.n - 2);
		family = AF_INET6;
	}
	if (name.n >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)name.n, (const char *)name.at);
	return inet_pton(family, text, family == AF_INET ? (void *)four : (void *)six) == 1;
}

static bool is_loopback(const struct in6_addr *six)
{
	return IN6_IS_ADDR_LOOPBACK(six) || (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == 127);
}

int host_listen(struct host_address *address, const char *text, struct err *err)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct bytes name, port;
	long number;

	if (!split(bytes_of(text), &name, &port) || !bytes_number(port, &number) || number > 65535)
		return err_set(err, ERR_USAGE, "'%s' is no ADDRESS:PORT, as 127.0.0.1:8080 and [::1]:8080 are", text);
	if (bytes_are(name, "localhost"))
		name = BYTES("127.0.0.1");
	if (!is_address(name, &four.sin_addr, &six.sin6_addr))
		return err_set(err, ERR_USAGE, "'%s' has no address in numbers; names are not looked up", text);
	*address = (struct host_address){ 0 };
	if (bytes_begin(name, "[")) {
		six.sin6_port = htons((uint16_t)number);
		memcpy(&address->at, &six, address->size = sizeof(six));
		address->loopback = is_loopback(&six.sin6_addr);
	} else {
		four.sin_port = htons((uint16_t)number);
		memcpy(&address->at, &four, address->size = sizeof(four));
		address->loopback = ntohl(four.sin_addr.s_addr) >> 24 == 127;
	}
	return 0;
}

void host_url(const struct host_address *address, char *out, size_t size)
{
	char text[INET6_ADDRSTRLEN] = "";
	struct sockaddr_in four;
	struct sockaddr_in6 six;

	if (address->at.ss_family == AF_INET6) {
		memcpy(&six, &address->at, sizeof(six));
		inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof(text));
		snprintf(out, size, "http://[%s]:%d/", text, ntohs(six.sin6_port));
	} else {
		memcpy(&four, &address->at, sizeof(four));
		inet_ntop(AF_INET, &four.sin_addr, text, sizeof(text));
		snprintf(out, size, "http://%s:%d/", text, ntohs(four.sin_port));
	}
}

struct bytes host_of_origin(const char *origin)
{
	struct bytes s = bytes_of(origin), name, port;

	for (size_t i = 0; i < s.n; i++)
		if (s.at[i] <= ' ' || s.at[i] >= 0x7f || s.at[i] == '"' || s.at[i] == '<' || s.at[i] == '&')
			return (struct bytes){ 0 };
	if (!bytes_begin(s, "https://") && !bytes_begin(s, "http://"))
		return (struct bytes){ 0 };
	s = bytes_skip(s, bytes_begin(s, "https") ? 8 : 7);
	if (bytes_have(s, "/") || bytes_have(s, "?") || bytes_have(s, "#") || bytes_have(s, "@") || !split(s, &name, &port))
		return (struct bytes){ 0 };
	return name;
}

bool host_is_ours(struct bytes host, const char *origin)
{
	struct bytes name, port, own = origin ? host_of_origin(origin) : (struct bytes){ 0 };
	struct in6_addr six;
	struct in_addr four;
	char text[256];

	if (!split(host, &name, &port))
		return false;
	if (bytes_are_nocase(name, "localhost") || is_address(name, &four, &six))
		return true;
	snprintf(text, sizeof(text), "%.*s", (int)own.n, (const char *)own.at);
	return own.n && own.n < sizeof(text) && bytes_are_nocase(name, text);
}
