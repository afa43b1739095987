/*
 * Samples that went into use: configuration that names the certificate or the
 * word which a package brings so that it starts at all.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"

#define SNAKEOIL "etc/ssl/private/ssl-cert-snakeoil.key"

/* 'needs' is a file that must be in the image: without it each unit makes its own at first boot. */
static const struct sample {
	const char *daemon, *paths, *words, *needs, *what;
} samples[] = {
	{ "nginx", "etc/nginx/nginx.conf etc/nginx/sites-enabled/* etc/nginx/conf.d/*.conf", "snakeoil", SNAKEOIL,
	  "the sample certificate (snakeoil)" },
	{ "apache", "etc/apache2/sites-enabled/*", "ssl-cert-snakeoil", SNAKEOIL, "the sample certificate (snakeoil)" },
	{ "lighttpd", "etc/lighttpd/conf-enabled/* etc/lighttpd/lighttpd.conf", "ssl-cert-snakeoil", SNAKEOIL,
	  "the sample certificate (snakeoil)" },
	{ "postfix", "etc/postfix/main.cf", "ssl-cert-snakeoil", SNAKEOIL, "the sample certificate (snakeoil)" },
	{ "exim", "etc/exim4/exim4.conf.localmacros etc/exim4/conf.d/main/*", "ssl-cert-snakeoil", SNAKEOIL,
	  "the sample certificate (snakeoil)" },
	{ "dovecot", "etc/dovecot/conf.d/10-ssl.conf etc/dovecot/dovecot.conf", "ssl-cert-snakeoil", SNAKEOIL,
	  "the sample certificate (snakeoil)" },
	{ "postgresql", "etc/postgresql/*/*/postgresql.conf", "ssl-cert-snakeoil", SNAKEOIL, "the sample certificate (snakeoil)" },
	{ "freeradius", "etc/freeradius/3.0/mods-enabled/eap etc/raddb/mods-enabled/eap", "ssl-cert-snakeoil", SNAKEOIL,
	  "the sample certificate (snakeoil)" },
	{ "freeradius", "etc/freeradius/3.0/mods-enabled/eap etc/raddb/mods-enabled/eap", "private_key_password = whatever", NULL,
	  "the sample certificate's password" },
	{ "openvpn", "etc/openvpn/*.conf etc/openvpn/server/*.conf", "sample-keys/", NULL, "the sample keys" },
};

static void sample_file(struct look *look, const struct sample *s, struct node *n)
{
	bool here = !s->needs || look_exists(look, s->needs);
	struct conf_line l = { 0 };

	if (n->type != NODE_FILE || !look_text_node(look, n, &l.rest))
		return;
	while (conf_words(&l))
		if (bytes_have(l.whole, s->words)) {
			FACT(look->facts, setting, .at = place_line(n->path, l.line), .daemon = s->daemon, .scope = "",
			     .key = "sample", .value = s->what, .state = here ? "effective" : "unreachable", .source = "file");
			return;
		}
}

static void samples_run(struct look *look)
{
	struct bytes rest, path;

	for (size_t i = 0; i < COUNT(samples); i++)
		for (rest = bytes_of(samples[i].paths); bytes_word(&rest, &path);)
			for (struct node **n = look_glob(look, look_str(look, path)); *n; n++) {
				struct node *file = tree_resolve(look->tree, (*n)->path);

				if (file)
					sample_file(look, &samples[i], file);
			}
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_samples = {
	.name = "samples",
	.about = "sample certificates and passwords that configuration names",
	.reads = (const char *const[]){
		"etc/nginx/**", "etc/apache2/sites-*/*", "etc/lighttpd/**", "etc/postfix/main.cf", "etc/exim4/**",
		"etc/dovecot/**", "etc/postgresql/**", "etc/freeradius/**", "etc/raddb/**", "etc/openvpn/**", NULL },
	.run = samples_run,
};
