/*
 * TFTP asks nobody for anything: what counts is whether it may write, and
 * where it is kept. tftpd-hpa: etc/default/tftpd-hpa and -c, -s; atftpd:
 * etc/default/atftpd; busybox: -c, -r.
 */
#include "facts/look.h"

#include <string.h>

#include "facts/conf.h"
#include "facts/starts.h"

enum flavour { FLAVOUR_HPA = 0, FLAVOUR_BUSYBOX, FLAVOUR_ATFTPD };

struct tftpd {
	struct look *look;
	enum flavour flavour;
	struct place at;
	bool inetd, create, secure, readonly, ipv4, ipv6;
	const char *address, *directory;
	struct place address_at, create_at;
};

static void words_read(struct tftpd *t, const char *text, struct place at)
{
	struct command cmd;

	command_split(t->look->mem, bytes_of(text), &cmd);
	for (size_t i = 0; i < cmd.count; i++) {
		const char *word = cmd.words[i], *next = i + 1 < cmd.count ? cmd.words[i + 1] : "";

		if (word[0] == '/' && i > 0) {
			t->directory = word;
		} else if (strcmp(word, "--create") == 0 || (word[0] == '-' && word[1] != '-' && strchr(word, 'c'))) {
			t->create = true;
			t->create_at = at;
		}
		if (strcmp(word, "--secure") == 0 || (word[0] == '-' && word[1] != '-' && strchr(word, 's')))
			t->secure = true;
		if (t->flavour == FLAVOUR_BUSYBOX && word[0] == '-' && strchr(word, 'r'))
			t->readonly = true;
		if (strcmp(word, "-a") == 0 || strcmp(word, "--address") == 0) {
			t->address = next;
			t->address_at = at;
		}
	}
}

/* TFTP_ADDRESS, TFTP_OPTIONS, TFTP_DIRECTORY of tftpd-hpa's script; OPTIONS of atftpd's */
static void defaults_read(struct tftpd *t, const char *path)
{
	struct conf_line l = { 0 };

	if (!look_exists(t->look, path) || !look_text(t->look, path, &l.rest))
		return;
	while (conf_shell(&l)) {
		struct place at = place_line(path, l.line);

		if (bytes_are(l.key, "TFTP_OPTIONS") || bytes_are(l.key, "OPTIONS"))
			words_read(t, look_fmt(t->look, "tftpd %s", look_str(t->look, l.value)), at);
		if (bytes_are(l.key, "TFTP_DIRECTORY"))
			t->directory = look_str(t->look, l.value);
		if (bytes_are(l.key, "TFTP_ADDRESS")) {
			t->address = look_str(t->look, l.value);
			t->address_at = at;
		}
		if (bytes_are(l.key, "USE_INETD"))
			t->inetd = conf_bool(l.value, false);
	}
}

static void set(struct tftpd *t, const char *key, const char *value, struct place at)
{
	FACT(t->look->facts, setting, .at = at.path ? at : t->at, .daemon = "tftpd", .scope = "", .key = key,
	     .value = value, .state = at.path ? "effective" : "default", .source = at.path ? "argv" : "compiled");
}

static void listens_add(struct tftpd *t)
{
	struct bytes host = { 0 };
	long port = 69;

	if (t->inetd)
		return;
	if (t->address)
		conf_hostport(bytes_of(t->address), &host, &port);
	look_listens(t->look, "tftpd", "udp", look_str(t->look, host), port > 0 ? port : 69, t->address_at,
		     t->address ? "file" : "compiled", FLAG_NO);
}

static enum flavour flavour_of(struct look *look, const struct fact_daemon *d, const struct fact_service *s)
{
	struct node *program = d->program ? look_find(look, d->program) : NULL;

	if ((program && is_multicall(program)) || (s && s->program && strstr(s->program, "busybox")))
		return FLAVOUR_BUSYBOX;
	return d->program && strstr(d->program, "atftpd") ? FLAVOUR_ATFTPD : FLAVOUR_HPA;
}

static void tftpd_run(struct look *look)
{
	const struct fact_daemon *d = look_daemon(look, "tftpd");
	const struct fact_service *s = look_service(look, "tftpd", d->enabled == FLAG_YES, NULL);
	struct tftpd t = { .look = look, .at = s ? s->at : d->at };
	const char *writes;

	facts_looked(look->facts, look->probe, d->at.path ? d->at.path : "usr/sbin/in.tftpd",
		     strcmp(d->state, "absent") == 0 ? "absent" : "read");
	if (strcmp(d->state, "absent") == 0)
		return;
	t.flavour = flavour_of(look, d, s);
	t.inetd = s && s->manager && (strcmp(s->manager, "inetd") == 0 || strcmp(s->manager, "xinetd") == 0);
	if (s && s->exec)
		words_read(&t, s->exec, s->at);
	defaults_read(&t, t.flavour == FLAVOUR_ATFTPD ? "etc/default/atftpd" : "etc/default/tftpd-hpa");
	/* atftpd writes wherever the folder's mode lets it; busybox replaces files unless -r, and makes new ones with -c */
	writes = t.flavour == FLAVOUR_BUSYBOX ? t.readonly ? "no" : t.create ? "create" : "replace"
		 : t.create ? "create" : t.flavour == FLAVOUR_ATFTPD ? "create" : "no";
	set(&t, "write", writes, t.create_at);
	set(&t, "secure", t.secure || t.flavour != FLAVOUR_HPA ? "yes" : "no", (struct place){ 0 });
	set(&t, "directory", t.directory ? t.directory : "", (struct place){ 0 });
	listens_add(&t);
}

const struct probe probe_tftpd = {
	.name = "tftpd",
	.about = "TFTP servers: who may write, and where",
	.reads = (const char *const[]){ "etc/default/tftpd-hpa", "etc/default/atftpd", NULL },
	.run = tftpd_run,
};
