/*
 * os-release(5): etc first, then usr/lib. The older files tell less and are
 * asked only when it is missing. The kernel's release is the name of the folder
 * its modules are in.
 */
#include "facts/look.h"

#include <ctype.h>
#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/support.h"

struct os {
	const char *id, *like, *version, *name, *codename, *cpe;
	struct place at;
};

/* Shell assignments by key, or (key NULL) a file whose first line is the version of 'id'. */
static const struct os_file { const char *path, *id, *id_key, *version_key, *name_key; } sources[] = {
	{ "etc/os-release",      NULL,      "ID",         "VERSION_ID",      "PRETTY_NAME" },
	{ "usr/lib/os-release",  NULL,      "ID",         "VERSION_ID",      "PRETTY_NAME" },
	{ "etc/openwrt_release", "openwrt", "DISTRIB_ID", "DISTRIB_RELEASE", "DISTRIB_DESCRIPTION" },
	{ "etc/lsb-release",     NULL,      "DISTRIB_ID", "DISTRIB_RELEASE", "DISTRIB_DESCRIPTION" },
	{ "etc/openwrt_version", "openwrt", NULL, NULL, NULL },
	{ "etc/alpine-release",  "alpine",  NULL, NULL, NULL },
	{ "etc/debian_version",  "debian",  NULL, NULL, NULL },
};

static const struct kind { const char *name, *ids; } kinds[] = {
	{ "debian",    "debian ubuntu raspbian devuan linuxmint" },
	{ "openwrt",   "openwrt lede immortalwrt" },
	{ "yocto",     "poky nodistro openembedded" },
	{ "buildroot", "buildroot" },
	{ "alpine",    "alpine postmarketos" },
	{ "fedora",    "fedora rhel centos rocky almalinux ol amzn" },
};

static const char *lower(struct look *look, struct bytes s)
{
	char *out = arena_text(look->mem, s.at, s.n);

	for (char *c = out; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return out;
}

static void assignment(struct look *look, struct os *os, const struct os_file *from, const struct conf_line *l)
{
	const struct { const char *key, **to; } texts[] = {
		{ from->version_key,	&os->version },
		{ from->name_key,	&os->name },
		{ "ID_LIKE",		&os->like },
		{ "DISTRO_CODENAME",	&os->codename },
		{ "CPE_NAME",		&os->cpe },
	};

	if (bytes_are(l->key, from->id_key))
		os->id = lower(look, l->value);
	for (size_t i = 0; i < COUNT(texts); i++)
		if (bytes_are(l->key, texts[i].key))
			*texts[i].to = look_str(look, l->value);
	if (bytes_are(l->key, from->version_key) || (os->at.line == 0 && bytes_are(l->key, from->id_key)))
		os->at = place_line(from->path, l->line);
}

static bool read_source(struct look *look, struct os *os, const struct os_file *from)
{
	struct conf_line l = { 0 };
	struct bytes line;

	if (!look_text(look, from->path, &l.rest))
		return false;
	*os = (struct os){ .id = from->id, .at = place_file(from->path) };
	if (from->id_key) {
		while (conf_shell(&l))
			assignment(look, os, from, &l);
	} else if (bytes_line(&l.rest, &line)) {
		os->version = look_str(look, bytes_trim(line));
	}
	return os->id && *os->id;
}

static const char *kind_of_id(struct bytes id)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct bytes rest = bytes_of(kinds[i].ids), word;

		while (bytes_word(&rest, &word))
			if (bytes_same(word, id))
				return kinds[i].name;
	}
	return NULL;
}

/* Distributions made with Yocto have names of their own, but leave its marks (os-release.bb, image-buildinfo). */
static const char *kind_of(struct look *look, const struct os *os)
{
	struct bytes rest = bytes_of(os->like ? os->like : ""), word;
	const char *kind = kind_of_id(bytes_of(os->id));

	while (!kind && bytes_word(&rest, &word))
		kind = kind_of_id(word);
	if (kind)
		return kind;
	if (look_exists(look, "etc/openwrt_release"))
		return "openwrt";
	if ((os->cpe && strstr(os->cpe, "openembedded")) || look_exists(look, "etc/build") ||
	    look_exists(look, "usr/share/common-licenses/license.manifest"))
		return "yocto";
	return "vendor";
}

static void os_add(struct look *look, const struct os *os)
{
	const char *kind = kind_of(look, os), *end = NULL;

	if (os->version)
		end = support_end(os->id, bytes_of(os->version));
	if (!end && os->codename && strcmp(kind, "yocto") == 0)
		end = support_end("yocto", bytes_of(os->codename));
	FACT(look->facts, os, .at = os->at, .id = os->id, .version = os->version, .name = os->name, .kind = kind,
	     .eol = end, .supported = support_runs(end, look->as_of));
}

static void find_os(struct look *look)
{
	struct os os;

	for (size_t i = 0; i < COUNT(sources); i++)
		if (read_source(look, &os, &sources[i])) {
			os_add(look, &os);
			return;
		}
	if (look_exists(look, "usr/share/common-licenses/license.manifest"))
		FACT(look->facts, os, .at = place_file("usr/share/common-licenses/license.manifest"), .kind = "yocto");
}

static void find_kernels(struct look *look)
{
	struct node **list = look_folder(look, "lib/modules");

	facts_looked(look->facts, look->probe, "lib/modules", look_exists(look, "lib/modules") ? "read" : "absent");
	for (; *list; list++) {
		struct bytes release = bytes_of((*list)->name);
		const char *end = support_end("linux", release);

		if ((*list)->type != NODE_DIR || !isdigit(release.at[0]))
			continue;
		FACT(look->facts, kernel_release, .at = place_file((*list)->path), .release = (*list)->name,
		     .branch = support_branch("linux", release), .eol = end,
		     .supported = support_runs(end, look->as_of));
	}
}

static void os_run(struct look *look)
{
	find_os(look);
	find_kernels(look);
}

const struct probe probe_os = {
	.name = "os",
	.about = "which distribution and kernel this is, and until when they are supported",
	.reads = (const char *const[]){
		"etc/os-release", "usr/lib/os-release", "etc/*[-_]release", "etc/*_version", NULL },
	.run = os_run,
};
