/*
 * Packet filters: what each tool would load, and whether it is loaded by default.
 * A file without its service filters nothing.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/script.h"
#include "facts/wired.h"

static void say(struct look *look, const char *tool, const char *zone, const char *policy, const char *rule,
		enum flag enabled, struct place at)
{
	FACT(look->facts, firewall, .at = at, .tool = tool, .zone = zone, .policy = policy, .rule = rule, .enabled = enabled);
}

static const char *policy_of(struct bytes word)
{
	static const char *const policies[] = { "accept", "drop", "reject" };

	for (size_t i = 0; i < COUNT(policies); i++)
		if (bytes_begin_nocase(word, policies[i]))
			return policies[i];
	return NULL;
}

/* --- nft: chains with a hook, their policy (accept when nothing is said), rules that accept a port --- */

static void nft_file(struct look *look, const char *path, enum flag enabled)
{
	struct bytes file, line, word;
	const char *hook = NULL;

	if (!look_text(look, path, &file))
		return;
	for (long number = 1; bytes_line(&file, &line); number++) {
		struct place at = place_line(path, number);

		line = bytes_first(bytes_trim(line), 512);
		if (bytes_begin(line, "#"))
			continue;
		if (script_word(line, "chain"))
			hook = NULL;
		word = script_after(line, "hook");
		if (bytes_word(&word, &(struct bytes){ 0 })) {
			struct bytes policy = script_after(line, "policy"), name = script_after(line, "hook");

			bytes_word(&name, &name);
			hook = look_str(look, name);
			say(look, "nftables", hook, policy_of(policy) ? policy_of(policy) : "accept", NULL, enabled, at);
		} else if (hook && strcmp(hook, "input") == 0 && script_word(line, "dport") && script_word(line, "accept")) {
			say(look, "nftables", hook, "accept", look_str(look, line), enabled, at);
		}
	}
}

/* --- iptables-save's format --- */

static void iptables_line(struct look *look, struct bytes line, enum flag enabled, struct place at)
{
	struct bytes chain, policy;

	if (bytes_begin(line, ":")) {
		line = bytes_skip(line, 1);
		if (bytes_word(&line, &chain) && bytes_word(&line, &policy) && policy_of(policy) &&
		    (bytes_are(chain, "INPUT") || bytes_are(chain, "FORWARD")))
			say(look, "iptables", bytes_are(chain, "INPUT") ? "input" : "forward", policy_of(policy), NULL, enabled, at);
	} else if (bytes_begin(line, "-A INPUT ") && bytes_have(line, "-j ACCEPT") && bytes_have(line, "dport")) {
		say(look, "iptables", "input", "accept", look_str(look, line), enabled, at);
	}
}

static const struct saved { const char *path; const char *units[4]; } saved[] = {
	{ "etc/iptables/rules.v4", { "netfilter-persistent.service", "iptables-persistent.service", "netfilter-persistent" } },
	{ "etc/iptables/rules.v6", { "netfilter-persistent.service", "iptables-persistent.service", "netfilter-persistent" } },
	{ "etc/sysconfig/iptables", { "iptables.service" } },
	{ "etc/sysconfig/ip6tables", { "ip6tables.service" } },
	{ "etc/iptables/iptables.rules", { "iptables.service", "iptables" } },
	{ "etc/iptables/rules-save", { "iptables" } },
};

static void iptables_run(struct look *look)
{
	for (size_t i = 0; i < COUNT(saved); i++) {
		struct wired w;
		struct bytes file, line;

		if (!look_exists(look, saved[i].path) || !look_text(look, saved[i].path, &file))
			continue;
		w = wired_first(look, saved[i].units);
		for (long number = 1; bytes_line(&file, &line); number++)
			iptables_line(look, bytes_first(bytes_trim(line), 512), FLAG_OF(w.on == FLAG_YES),
				      place_line(saved[i].path, number));
	}
}

/* "iptables -P INPUT DROP" in a script that is started */
static void scripts_run(struct look *look)
{
	FACT_EACH(look->facts, script, s) {
		struct bytes policy, chain, after;

		if (strcmp(s->does, "firewall") != 0)
			continue;
		after = script_after(bytes_of(s->text), "-P");
		if (!bytes_word(&after, &chain) || !bytes_word(&after, &policy) || !policy_of(policy))
			continue;
		if (bytes_are(chain, "INPUT") || bytes_are(chain, "FORWARD"))
			say(look, "iptables", bytes_are(chain, "INPUT") ? "input" : "forward", policy_of(policy), NULL,
			    s->enabled, s->at);
	}
}

/* --- ufw: the unit may be enabled and do nothing --- */

static void ufw_run(struct look *look)
{
	struct conf_line l = { 0 }, d = { 0 };
	struct place at = place_file("etc/ufw/ufw.conf");
	const char *policy = "drop";
	bool on = false;

	if (!look_exists(look, at.path) || !look_text(look, at.path, &l.rest))
		return;
	while (conf_shell(&l))
		if (bytes_are(l.key, "ENABLED")) {
			on = conf_bool(l.value, false);
			at.line = l.line;
		}
	if (look_text(look, "etc/default/ufw", &d.rest))
		while (conf_shell(&d))
			if (bytes_are(d.key, "DEFAULT_INPUT_POLICY") && policy_of(d.value))
				policy = policy_of(d.value);
	say(look, "ufw", "input", policy, NULL, FLAG_OF(on && wired_unit(look, "ufw.service").on == FLAG_YES), at);
}

static void firewalld_run(struct look *look)
{
	struct conf_line l = { 0 };
	struct wired w = wired_unit(look, "firewalld.service");
	const char *path = "etc/firewalld/firewalld.conf";
	struct bytes zone = BYTES("public");

	if (w.on == FLAG_UNKNOWN && !look_exists(look, path))
		return;
	if (look_text(look, path, &l.rest))
		while (conf_shell(&l))
			if (bytes_are(l.key, "DefaultZone"))
				zone = l.value;
	say(look, "firewalld", look_str(look, zone), bytes_are(zone, "trusted") ? "accept" : bytes_are(zone, "drop") ?
	    "drop" : "reject", NULL, FLAG_OF(w.on == FLAG_YES), w.at.path ? w.at : place_file(path));
}

/* --- OpenWrt --- */

struct section {
	struct bytes type, name, input, src, dest, port, target;
	struct place at, input_at;
	bool off;
};

static void section_end(struct look *look, const struct section *s, enum flag enabled)
{
	if (s->off)
		return;
	if (bytes_are(s->type, "zone") && s->name.n && policy_of(s->input))
		say(look, "uci", look_str(look, s->name), policy_of(s->input), NULL, enabled, s->input_at);
	else if (bytes_are(s->type, "defaults") && policy_of(s->input))
		say(look, "uci", "defaults", policy_of(s->input), NULL, enabled, s->input_at);
	else if (bytes_are(s->type, "rule") && s->src.n && s->dest.n == 0 && bytes_are_nocase(s->target, "ACCEPT"))
		say(look, "uci", look_str(look, s->src), "accept", s->port.n ? look_fmt(look, "port %s", look_str(look, s->port)) :
		    "all ports", enabled, s->at);
}

static void uci_option(struct section *s, const struct conf_uci *u, const char *path)
{
	if (bytes_are(u->key, "name"))
		s->name = u->value;
	else if (bytes_are(u->key, "src"))
		s->src = u->value;
	else if (bytes_are(u->key, "dest"))
		s->dest = u->value;
	else if (bytes_are(u->key, "target"))
		s->target = u->value;
	else if (bytes_are(u->key, "enabled"))
		s->off = !conf_bool(u->value, true);
	else if (bytes_are(u->key, "dest_port") || bytes_are(u->key, "proto") || bytes_are(u->key, "icmp_type"))
		/* a rule for a protocol without ports says so instead of them */
		s->port = bytes_are(u->key, "dest_port") || s->port.n == 0 ? u->value : s->port;
	else if (bytes_are(u->key, "input")) {
		s->input = u->value;
		s->input_at = place_line(path, u->line);
	}
}

static void uci_run(struct look *look)
{
	const char *path = "etc/config/firewall";
	struct wired w = wired_script(look, "etc/init.d/firewall");
	struct conf_uci u = { 0 };
	struct section s = { 0 };

	if (!look_exists(look, path) || !look_text(look, path, &u.rest))
		return;
	while (conf_uci(&u)) {
		if (u.is_section) {
			section_end(look, &s, w.on);
			s = (struct section){ .type = u.type, .at = place_line(path, u.line) };
		} else {
			uci_option(&s, &u, path);
		}
	}
	section_end(look, &s, w.on);
}

static void firewall_run(struct look *look)
{
	struct wired nft = wired_unit(look, "nftables.service");

	if (look_exists(look, "etc/nftables.conf"))
		nft_file(look, "etc/nftables.conf", FLAG_OF(nft.on == FLAG_YES));
	for (struct node **f = look_glob(look, "etc/nftables.d/*.nft"); *f; f++)
		nft_file(look, (*f)->path, FLAG_OF(nft.on == FLAG_YES));
	iptables_run(look);
	scripts_run(look);
	ufw_run(look);
	firewalld_run(look);
	uci_run(look);
	facts_looked(look->facts, look->probe, "etc", look_exists(look, "etc") ? "read" : "absent");
}

const struct probe probe_firewall = {
	.name = "firewall",
	.about = "packet filters: default policies, what is let in, and whether they are loaded",
	.reads = (const char *const[]){
		"etc/nftables.conf", "etc/nftables.d/*", "etc/iptables/*", "etc/sysconfig/ip*tables", "etc/ufw/ufw.conf",
		"etc/default/ufw", "etc/firewalld/firewalld.conf", "etc/config/firewall", NULL
	},
	.run = firewall_run,
};
