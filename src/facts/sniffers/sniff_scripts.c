/*
 * Scripts and job tables: small texts that begin with "#!" or lie where only
 * texts lie that a shell or cron reads.
 */
#include "facts/sniff.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/script.h"

static const char *const places[] = {
	"etc/init.d/*", "etc/rc*", "etc/rc.d/**", "etc/rc.button/*", "etc/cron*", "etc/cron*/*", "etc/crontabs/*",
	"var/spool/cron/**", "lib/preinit/*", "lib/upgrade/**", "lib/functions/*", "etc/profile", "etc/profile.d/*",
	"etc/hotplug.d/**", "etc/hotplug/**", "etc/uci-defaults/*", "etc/board.d/*", "etc/bash.bashrc", "etc/inittab",
	"usr/share/initramfs-tools/scripts/**", "**/*.sh",
};

static bool in_place(const char *path)
{
	for (size_t i = 0; i < COUNT(places); i++)
		if (path_match(places[i], path))
			return true;
	return false;
}

/* what a package brings for others to read, or for its own installation */
static const char *const not_run[] = {
	"usr/share/doc/*", "usr/share/doc/**", "var/lib/dpkg/**", "usr/lib/opkg/info/*", "lib/apk/db/*",
	"usr/share/bug/**", "usr/src/**", "usr/lib/git-core/*",
};

static bool scripts_want(const struct node *n)
{
	if (n->size == 0 || n->size > LIMIT_SCRIPT)
		return false;
	for (size_t i = 0; i < COUNT(not_run); i++)
		if (path_match(not_run[i], n->path))
			return false;
	return (n->mode & 0111) || strstr(n->path, "bin/") || in_place(n->path);
}

/* "#!/bin/sh -e", "#!/usr/bin/env bash": not a script of perl or python */
static bool is_shell(struct reader *content)
{
	char first[64];
	struct bytes line, rest = { (const unsigned char *)first, reader_at(content, 0, first, sizeof(first)) };

	return bytes_line(&rest, &line) && bytes_begin(line, "#!") && bytes_have(line, "sh");
}

static void scripts_look(struct sniff *sniff, struct node *n, struct reader *content)
{
	AUTO(auto_free) unsigned char *copy = NULL;
	struct bytes text = content->all;

	if (!is_shell(content) && !in_place(n->path))
		return;
	if (!text.at) {
		copy = malloc(n->size);
		if (!copy)
			return;
		text = (struct bytes){ copy, reader_at(content, 0, copy, n->size) };
	}
	if (memchr(text.at, 0, text.n))
		return;
	script_facts(sniff->facts, sniff->mem, n->path, text);
}

const struct sniffer sniffer_scripts = { .name = "scripts", .want = scripts_want, .look = scripts_look };
