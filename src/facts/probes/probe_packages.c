/*
 * Package databases and, where there is none, the manifests that a build system
 * may leave in the image. Only what is installed counts.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/conf.h"
#include "facts/control.h"
#include "facts/purl.h"
#include "facts/rpm.h"

/* A package as its database says it; purl's parts follow from the manager. */
struct entry {
	const char *manager, *name, *version, *arch, *source, *supplier, *license;
	long epoch;			/* rpm's; -1 is none */
};

static const struct manager { const char *name, *purl_type, *space; } managers[] = {
	/* 'space' is the fallback where os-release does not name the distribution */
	{ "dpkg",      "deb",     "debian" },
	{ "apk",       "apk",     "alpine" },
	{ "rpm",       "rpm",     "" },
	{ "opkg",      "generic", NULL },	/* no type is registered for these three */
	{ "buildroot", "generic", NULL },
	{ "yocto",     "generic", NULL },
};

static const struct fact_os *distribution(struct look *look)
{
	static const struct fact_os none = { 0 };

	FACT_EACH(look->facts, os, os)
		if (os->id && *os->id)
			return os;
	return &none;
}

static const char *purl_of(struct look *look, const struct entry *e)
{
	const struct fact_os *os = distribution(look);
	const struct manager *m = managers;
	struct purl p = { .name = e->name, .version = e->version };

	while (strcmp(m->name, e->manager) != 0)
		m++;
	p.type = m->purl_type;
	if (m->space) {
		p.space = os->id ? os->id : m->space;
		p.qualifiers[0] = (struct qualifier){ "arch", e->arch };
		if (os->id && os->version)
			p.qualifiers[1] = (struct qualifier){ "distro", look_fmt(look, "%s-%s", os->id, os->version) };
	}
	if (e->epoch >= 0)
		p.qualifiers[2] = (struct qualifier){ "epoch", look_fmt(look, "%ld", e->epoch) };
	return purl_text(look->mem, &p);
}

static void package_add(struct look *look, struct place at, const struct entry *e)
{
	const char *version = e->version;

	if (!e->name || !*e->name)
		return;
	if (e->epoch >= 0)
		version = look_fmt(look, "%ld:%s", e->epoch, e->version);
	FACT(look->facts, package, .at = at, .manager = e->manager, .name = e->name, .version = version,
	     .arch = e->arch, .source = e->source, .supplier = e->supplier, .license = e->license,
	     .purl = purl_of(look, e));
}

static const char *field(struct look *look, const struct control *c, const char *name)
{
	struct bytes value = control_field(c, name);

	return value.n ? look_str(look, value) : NULL;
}

/*
 * "want flag state" of dpkg(1): what counts is the state. A package that is on
 * hold or waits for a trigger is there; 'config-files' is not. A file without
 * the field (status.d of images made without dpkg) lists only what is there.
 */
static bool is_installed(struct bytes status)
{
	static const char *const there[] = { "installed", "triggers-awaited", "triggers-pending" };
	struct bytes word, last = { 0 };

	if (status.n == 0)
		return true;
	while (bytes_word(&status, &word))
		last = word;
	for (size_t i = 0; i < COUNT(there); i++)
		if (bytes_are(last, there[i]))
			return true;
	return false;
}

/* "glibc (2.36-9)": the source's own version is left out */
static const char *source_of(struct look *look, struct bytes source)
{
	struct bytes name;

	return bytes_word(&source, &name) ? look_str(look, name) : NULL;
}

/* OpenWrt's status names no supplier and no license: those are in info/NAME.control beside it. */
static void ask_info(struct look *look, const char *status, struct entry *e)
{
	const char *path = look_fmt(look, "%.*sinfo/%s.control", (int)(strlen(status) - strlen("status")), status,
				    e->name ? e->name : "");
	struct control c = { 0 };

	if (!look_exists(look, path) || !look_text(look, path, &c.rest) || !control_next(&c))
		return;
	if (!e->license)
		e->license = field(look, &c, "License");
	if (!e->supplier)
		e->supplier = field(look, &c, "Maintainer");
	if (!e->source)
		e->source = field(look, &c, "SourceName");
}

static void read_control(struct look *look, const char *manager, const char *path, struct bytes file)
{
	struct control c = { .rest = file };

	while (control_next(&c)) {
		struct entry e = {
			.manager = manager, .epoch = -1, .name = field(look, &c, "Package"),
			.version = field(look, &c, "Version"), .arch = field(look, &c, "Architecture"),
			.source = source_of(look, control_field(&c, "Source")),
			.supplier = field(look, &c, "Maintainer"), .license = field(look, &c, "License"),
		};

		if (!is_installed(control_field(&c, "Status")))
			continue;
		if (strcmp(manager, "opkg") == 0)
			ask_info(look, path, &e);
		package_add(look, place_line(path, c.line), &e);
	}
}

static void read_dpkg(struct look *look, const char *path, struct bytes file)
{
	read_control(look, "dpkg", path, file);
}

static void read_opkg(struct look *look, const char *path, struct bytes file)
{
	read_control(look, "opkg", path, file);
}

/* apk-tools' database: one letter a field */
static void read_apk(struct look *look, const char *path, struct bytes file)
{
	struct control c = { .rest = file };

	while (control_next(&c)) {
		struct entry e = {
			.manager = "apk", .epoch = -1, .name = field(look, &c, "P"), .version = field(look, &c, "V"),
			.arch = field(look, &c, "A"), .source = field(look, &c, "o"),
			.supplier = field(look, &c, "m"), .license = field(look, &c, "L"),
		};

		package_add(look, place_line(path, c.line), &e);
	}
}

struct rpm_target { struct look *look; const char *path; };

static void rpm_each(void *self, const struct rpm_package *p)
{
	struct rpm_target *to = self;
	struct entry e = {
		.manager = "rpm", .name = p->name, .arch = p->arch, .license = p->license, .source = p->source,
		.supplier = p->packager ? p->packager : p->vendor, .epoch = p->epoch,
	};

	/* the keys of signers are kept as packages */
	if (strcmp(p->name, "gpg-pubkey") == 0)
		return;
	e.version = p->release ? look_fmt(to->look, "%s-%s", p->version, p->release) : p->version;
	package_add(to->look, place_file(to->path), &e);
}

static void read_rpm(struct look *look, const char *path, struct bytes file)
{
	struct facts_mark mark = facts_mark(look->facts);
	struct rpm_target target = { look, path };
	const struct node *log = look_find(look, look_fmt(look, "%s-wal", path));
	const char *why = rpm_database(look->mem, file, rpm_each, &target);

	if (!why && log && log->size > 32)
		why = "has changes in its write-ahead log, which is not read";
	if (!why)
		return;
	look_unreadable(look, path, why);
	facts_rollback(look->facts, &mark);
}

/* How long the field that 'rest' begins with is, as written (RFC 4180). */
static size_t csv_length(struct bytes rest)
{
	bool quoted = false;
	size_t n = 0;

	while (n < rest.n && (quoted || (rest.at[n] != ',' && rest.at[n] != '\n')))
		quoted ^= rest.at[n++] == '"';
	return n;
}

/* Takes one field off; quotes may hold commas, line ends and quotes (doubled). */
static const char *csv_field(struct look *look, struct bytes *rest, bool *end)
{
	size_t length = csv_length(*rest), n = 0;
	char *out = arena_alloc(look->mem, length + 1);

	for (size_t i = 0; i < length; i++) {
		unsigned char c = rest->at[i];

		if (c == '"' && n && i + 1 < length && rest->at[i + 1] == '"')
			out[n++] = (char)rest->at[++i];
		else if (c != '"' && c != '\r')
			out[n++] = (char)c;
	}
	*end = length >= rest->n || rest->at[length] == '\n';
	*rest = bytes_skip(*rest, length + 1);
	return out;
}

/* 'make legal-info': PACKAGE, VERSION, LICENSE, ... with a heading */
static void read_buildroot(struct look *look, const char *path, struct bytes file)
{
	if (!bytes_begin(file, "\"PACKAGE\",") && !bytes_begin(file, "PACKAGE,")) {
		look_unreadable(look, path, "is not a list as 'make legal-info' writes it");
		return;
	}
	for (long row = 0; file.n; row++) {
		const char *columns[3] = { 0 };
		bool end = false;

		for (size_t i = 0; !end; i++) {
			const char *text = csv_field(look, &file, &end);

			if (i < COUNT(columns))
				columns[i] = text;
		}
		if (row)
			package_add(look, place_file(path), &(struct entry){
				.manager = "buildroot", .name = columns[0], .version = columns[1],
				.license = columns[2], .epoch = -1 });
	}
}

/* COPY_LIC_MANIFEST = "1" */
static void read_yocto_licenses(struct look *look, const char *path, struct bytes file)
{
	struct control c = { .rest = file };

	while (control_next(&c))
		package_add(look, place_line(path, c.line), &(struct entry){
			.manager = "yocto", .name = field(look, &c, "PACKAGE NAME"), .epoch = -1,
			.version = field(look, &c, "PACKAGE VERSION"), .source = field(look, &c, "RECIPE NAME"),
			.license = field(look, &c, "LICENSE") });
}

/* IMAGE.manifest: "name architecture version" a line; one line that is none, and it is another kind of file */
static void read_yocto_manifest(struct look *look, const char *path, struct bytes file)
{
	struct facts_mark mark = facts_mark(look->facts);
	struct conf_row r = { .rest = file };

	while (conf_row(&r)) {
		if (r.count != 3) {
			facts_rollback(look->facts, &mark);
			return;
		}
		package_add(look, place_line(path, r.line), &(struct entry){
			.manager = "yocto", .name = look_str(look, r.f[0]), .arch = look_str(look, r.f[1]),
			.version = look_str(look, r.f[2]), .epoch = -1 });
	}
}

static const struct database {
	const char *pattern;
	void (*read)(struct look *look, const char *path, struct bytes file);	/* NULL: we do not */
	bool manifest;			/* asked only when no database gave anything */
} databases[] = {
	{ "var/lib/dpkg/status",			read_dpkg, false },
	{ "var/lib/dpkg/status.d/*",			read_dpkg, false },
	{ "usr/lib/opkg/status",			read_opkg, false },
	{ "var/lib/opkg/status",			read_opkg, false },
	{ "lib/apk/db/installed",			read_apk, false },
	{ "usr/lib/sysimage/rpm/rpmdb.sqlite",		read_rpm, false },
	{ "var/lib/rpm/rpmdb.sqlite",			read_rpm, false },
	{ "var/lib/rpm/Packages",			NULL, false },
	{ "var/lib/rpm/Packages.db",			NULL, false },
	{ "usr/lib/sysimage/rpm/Packages.db",		NULL, false },
	{ "usr/share/legal-info/manifest.csv",		read_buildroot, true },
	{ "legal-info/manifest.csv",			read_buildroot, true },
	{ "usr/share/common-licenses/license.manifest",	read_yocto_licenses, true },
	{ "etc/*.manifest",				read_yocto_manifest, true },
	{ "usr/share/*.manifest",			read_yocto_manifest, true },
};

/* Folders that are links to each other (var/lib/rpm) must not count twice. */
static bool seen_before(struct look *look, const struct node *n, const struct node **seen, size_t *count)
{
	(void)look;
	for (size_t i = 0; i < *count; i++)
		if (seen[i] == n)
			return true;
	if (*count < 16)
		seen[(*count)++] = n;
	return false;
}

static void read_pattern(struct look *look, const struct database *d, const struct node **seen, size_t *count)
{
	struct node **list = look_glob(look, d->pattern);
	struct bytes file;

	if (!*list)
		facts_looked(look->facts, look->probe, d->pattern, "absent");
	for (; *list; list++) {
		struct node *n = look_find(look, (*list)->path);

		if (!n || n->type != NODE_FILE || bytes_end(bytes_of(n->name), ".md5sums"))
			continue;
		if (!strchr(d->pattern, '*') && seen_before(look, n, seen, count))
			continue;
		if (!d->read && n->size)
			look_unreadable(look, n->path, "is an rpm database older than its SQLite format, which is not read");
		else if (d->read && look_read_upto(look, n->path, LIMIT_PKGDB, &file))
			d->read(look, n->path, file);
	}
}

static void packages_run(struct look *look)
{
	const struct node *seen[16];
	size_t count = 0;

	for (size_t i = 0; i < COUNT(databases); i++)
		if (!databases[i].manifest || FACT_COUNT(look->facts, package) == 0)
			read_pattern(look, &databases[i], seen, &count);
}

const struct probe probe_packages = {
	.name = "packages",
	.about = "what package databases and build manifests list",
	.reads = (const char *const[]){
		"var/lib/dpkg/status", "var/lib/dpkg/status.d/*", "usr/lib/opkg/status", "var/lib/opkg/status",
		"usr/lib/opkg/info/*.control", "var/lib/opkg/info/*.control",
		"lib/apk/db/installed", "usr/lib/apk/db/installed", "usr/lib/sysimage/rpm/rpmdb.sqlite",
		"var/lib/rpm/rpmdb.sqlite", "usr/share/legal-info/manifest.csv", "legal-info/manifest.csv",
		"usr/share/common-licenses/license.manifest", "etc/*.manifest", "usr/share/*.manifest", NULL },
	.run = packages_run,
};
