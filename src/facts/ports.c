#include "facts/ports.h"

#include "base/auto.h"

/* For images without etc/services: what inetd and xinetd are asked for (IANA). */
static const struct { const char *name; long port; } usual[] = {
	{ "tcpmux", 1 }, { "echo", 7 }, { "discard", 9 }, { "systat", 11 }, { "daytime", 13 }, { "netstat", 15 },
	{ "qotd", 17 }, { "chargen", 19 }, { "ftp", 21 }, { "ssh", 22 }, { "telnet", 23 }, { "smtp", 25 },
	{ "time", 37 }, { "tftp", 69 }, { "finger", 79 }, { "http", 80 }, { "www", 80 }, { "pop3", 110 },
	{ "sunrpc", 111 }, { "auth", 113 }, { "ident", 113 }, { "nntp", 119 }, { "ntp", 123 }, { "netbios-ns", 137 },
	{ "netbios-ssn", 139 }, { "imap2", 143 }, { "imap", 143 }, { "snmp", 161 }, { "https", 443 },
	{ "exec", 512 }, { "login", 513 }, { "shell", 514 }, { "printer", 515 }, { "talk", 517 }, { "ntalk", 518 },
	{ "rsync", 873 }, { "swat", 901 }, { "imaps", 993 }, { "pop3s", 995 }, { "nrpe", 5666 },
};

static void port_add(struct ports *ports, struct bytes name, struct bytes proto, long port)
{
	const char *key = look_fmt(ports->look, "%.*s/%.*s", (int)name.n, (const char *)name.at, (int)proto.n,
				   (const char *)proto.at);
	void **at = names_at(&ports->known, bytes_of(key));

	/* the first one wins, as in getservbyname(3) */
	if (!*at)
		*at = arena_copy(ports->look->mem, &port, sizeof(port));
}

void ports_init(struct ports *ports, struct look *look)
{
	struct bytes rest, line;

	*ports = (struct ports){ .look = look, .known.mem = look->mem };
	if (!look_exists(look, "etc/services") || !look_text(look, "etc/services", &rest))
		return;
	while (bytes_line(&rest, &line)) {
		struct bytes names, word, number, proto;
		long port;

		if (!bytes_field(&line, '#', &names) || !bytes_word(&names, &word) || !bytes_word(&names, &number) ||
		    !bytes_cut(number, '/', &number, &proto) || !bytes_number(number, &port))
			continue;
		do
			port_add(ports, word, proto, port);
		while (bytes_word(&names, &word));
	}
}

long port_of(const struct ports *ports, struct bytes name, const char *proto)
{
	const long *known;
	long port;

	if (bytes_number(name, &port))
		return port >= 0 && port < 65536 ? port : -1;
	known = names_find(&ports->known, bytes_of(look_fmt(ports->look, "%.*s/%s", (int)name.n,
							    (const char *)name.at, proto)));
	if (known)
		return *known;
	for (size_t i = 0; i < COUNT(usual); i++)
		if (bytes_are(name, usual[i].name))
			return usual[i].port;
	return -1;
}
