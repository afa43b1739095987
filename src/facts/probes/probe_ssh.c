/*
 * OpenSSH's client: whether it checks whom it talks to, and with which
 * algorithms. ssh_config(5): the first value wins, so a block for all hosts
 * counts only where nothing stood before it.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/algorithms.h"
#include "facts/sshd_conf.h"

static const struct { const char *key, *what; } lists[] = {
	{ "Ciphers", "cipher" }, { "MACs", "mac" }, { "KexAlgorithms", "kex" }, { "HostKeyAlgorithms", "hostkey" },
};

static void list_add(struct look *look, const struct sshd_line *l)
{
	for (size_t i = 0; i < COUNT(lists); i++) {
		const char *value;

		if (!bytes_are_nocase(l->key, lists[i].key))
			continue;
		/* what '-' leaves of the built-in list is not worse than the list itself */
		value = algorithms_merge(look, NULL, l->value);
		if (value)
			FACT(look->facts, crypto, .at = l->at, .program = "ssh", .what = lists[i].what, .value = value,
			     .weak = algorithms_weak(look, value), .state = "effective");
	}
}

static bool before(const struct sshd_line *first, const struct sshd_line *l)
{
	for (const struct sshd_line *p = first; p != l; p = p->next)
		if ((p->block == 0 || p->always || p->block == l->block) && p->key.n == l->key.n &&
		    bytes_are_nocase(p->key, "StrictHostKeyChecking"))
			return true;
	return false;
}

static void checking_add(struct look *look, const struct sshd_conf *conf, const struct sshd_line *l)
{
	bool off = bytes_are_nocase(l->value, "no") || bytes_are_nocase(l->value, "off");

	if (!bytes_are_nocase(l->key, "StrictHostKeyChecking") || before(conf->first, l))
		return;
	FACT(look->facts, setting, .at = l->at, .daemon = "ssh", .scope = l->always ? "" : l->scope,
	     .key = "StrictHostKeyChecking", .value = off ? "no" : look_str(look, l->value), .state = "effective",
	     .source = "file");
	if (off)
		FACT(look->facts, verify, .at = l->at, .tool = "ssh",
		     .switch_text = look_fmt(look, "StrictHostKeyChecking no%s%s", *l->scope && !l->always ? " for " : "",
					     l->always ? "" : l->scope),
		     .reach = "config");
}

static void ssh_run(struct look *look)
{
	struct sshd_conf conf = { .look = look, .client = true };
	size_t said = 0;

	if (!sshd_conf_read(&conf, "etc/ssh/ssh_config"))
		return;
	for (const struct sshd_line *l = conf.first; l; l = l->next) {
		/* before() looks back: a file with more of them is no configuration */
		if (bytes_are_nocase(l->key, "StrictHostKeyChecking") && said++ < LIMIT_INCLUDES)
			checking_add(look, &conf, l);
		list_add(look, l);
	}
}

const struct probe probe_ssh = {
	.name = "ssh",
	.about = "the OpenSSH client's settings",
	.reads = (const char *const[]){ "etc/ssh/**", NULL },
	.run = ssh_run,
};
