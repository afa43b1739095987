/*
 * host.h - the names a server answers to, and the address it listens on.
 *
 *	struct host_address at;
 *
 *	if (host_listen(&at, "127.0.0.1:8080", err) != 0)
 *		...
 *	if (!at.loopback && !public)
 *		... refused ...
 *	if (!host_is_ours(r.host, "https://cra.example.org"))
 *		... 421 ...
 *
 * A page of somebody else can have its own name point to 127.0.0.1 and would then
 * read our answers as its own ("DNS rebinding"). It cannot change the Host that
 * the browser sends: we answer to IP addresses, localhost and the host of --origin.
 */
#ifndef CRADLE_WEB_HOST_H
#define CRADLE_WEB_HOST_H

#include <sys/socket.h>

#include "base/bytes.h"
#include "base/err.h"

struct host_address {
	struct sockaddr_storage at;
	socklen_t size;
	bool loopback;
};

/* "127.0.0.1:8080", "[::1]:8080", "localhost:0": no names are looked up. Port 0 is any that is free. */
int host_listen(struct host_address *address, const char *text, struct err *err);

/* "http://127.0.0.1:8080/" */
void host_url(const struct host_address *address, char *out, size_t size);

/* The host of "https://cra.example.org:8443"; empty when it is no such thing. */
struct bytes host_of_origin(const char *origin);

/* Host as the client sent it, with or without port; 'origin' may be NULL. */
bool host_is_ours(struct bytes host, const char *origin);

#endif
