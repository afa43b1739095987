#include "evidence/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/folder.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "evidence/manifest.h"
#include "evidence/reports.h"
#include "evidence/sign.h"
#include "evidence/walk.h"

struct looking {
	struct verify *v;
	struct folder root;
	struct manifest manifest;
	struct walk walk;
	struct text list;		/* MANIFEST as it is */
	struct text *out;
};

static void wrong(struct verify *v, struct text *out, const char *what, const char *path, const char *why)
{
	char clean[4 * 300 + 1];

	utf8_clean(clean, sizeof(clean), path, strnlen(path, 300));
	text_printf(out, "%-9s %s%s%s%s\n", what, clean, why ? " (" : "", why ? why : "", why ? ")" : "");
	v->wrong++;
}

/* --- files against the list --- */

static int digest_of(struct looking *l, const char *path, char hex[SHA256_HEX], struct err *err)
{
	const char *name;
	int at = folder_of(&l->root, path, false, &name, err);
	AUTO(auto_close) int fd = at < 0 ? -1 : openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char part[64 * KIB];
	struct sha256 *sum;
	struct stat st;
	ssize_t n;

	if (at < 0)
		return -1;
	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot read '%s/%s': %s", l->root.name, path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_SYSTEM, "'%s/%s' became another file while it was read", l->root.name, path);
	sum = sha256_new();
	while ((n = read(fd, part, sizeof(part))) > 0)
		sha256_add(sum, part, (size_t)n);
	sha256_end(sum, hex);
	return n == 0 ? 0 : err_set(err, ERR_SYSTEM, "cannot read '%s/%s': %s", l->root.name, path, strerror(errno));
}

static int listed(struct looking *l, const struct manifest_file *f, const struct walk_entry *e, struct err *err)
{
	char hex[SHA256_HEX];

	if (e->odd) {
		wrong(l->v, l->out, "changed", f->path, e->odd);
		return 0;
	}
	if (digest_of(l, f->path, hex, err) != 0)
		return -1;
	if (strcmp(hex, f->sha256) != 0)
		wrong(l->v, l->out, "changed", f->path, NULL);
	return 0;
}

static void unlisted(struct looking *l, const struct walk_entry *e)
{
	bool ours = strcmp(e->path, MANIFEST) == 0 || strcmp(e->path, MANIFEST_SIGNATURE) == 0;

	if (!ours || e->odd)
		wrong(l->v, l->out, "added", e->path, e->odd);
}

/* Both are sorted by path: one goes along the other. */
static int compare(struct looking *l, struct err *err)
{
	size_t i = 0, k = 0;

	while (i < l->manifest.count || k < l->walk.count) {
		const struct manifest_file *f = i < l->manifest.count ? &l->manifest.files[i] : NULL;
		const struct walk_entry *e = k < l->walk.count ? &l->walk.list[k] : NULL;
		int order = !f ? 1 : !e ? -1 : strcmp(f->path, e->path);

		if (order < 0)
			wrong(l->v, l->out, "missing", f->path, NULL);
		else if (order > 0)
			unlisted(l, e);
		else if (listed(l, f, e, err) != 0)
			return -1;
		i += order <= 0;
		k += order >= 0;
	}
	return 0;
}

static void flaws(struct looking *l)
{
	enum { SHOWN = 20 };
	const struct manifest *m = &l->manifest;

	for (size_t i = 0; i < m->flaw_count && i < SHOWN; i++) {
		text_printf(l->out, "list      %s:%ld %s\n", MANIFEST, m->flaws[i].line, m->flaws[i].what);
		l->v->wrong++;
	}
	if (m->flaw_count > SHOWN)
		text_printf(l->out, "list      and %zu lines more that are none\n", m->flaw_count - SHOWN);
}

/* --- who signed it --- */

static int signature_check(struct looking *l, const char *path, struct err *err)
{
	struct text signature = { .limit = 4096 };
	struct sign_key key = { 0 };
	int there = folder_read(&l->root, MANIFEST_SIGNATURE, &signature, err);

	if (there < 0 && !signature.failed) {
		text_free(&signature);
		return -1;
	}
	if (!path) {
		l->v->signature = there == 1 ? SIGNATURE_NONE : SIGNATURE_UNCHECKED;
	} else if (sign_open_public(&key, path, err) != 0) {
		text_free(&signature);
		return -1;
	} else {
		bool holds = there == 0 && sign_holds(&key, (struct bytes){ (unsigned char *)l->list.at, l->list.n },
						      (struct bytes){ (unsigned char *)signature.at, signature.n });

		memcpy(l->v->signed_with, key.fingerprint, sizeof(key.fingerprint));
		l->v->signature = holds ? SIGNATURE_GOOD : SIGNATURE_BAD;
		if (there == 1)
			wrong(l->v, l->out, "unsigned", MANIFEST, "there is no " MANIFEST_SIGNATURE);
		else if (!holds)
			wrong(l->v, l->out, "unsigned", MANIFEST, MANIFEST_SIGNATURE " is not of this key and list");
	}
	sign_close(&key);
	text_free(&signature);
	return 0;
}

static int look(struct looking *l, const char *key, struct err *err)
{
	int there = folder_read(&l->root, MANIFEST, &l->list, err);

	if (there == 1)
		return err_set(err, ERR_DAMAGED, "'%s' is no evidence folder: there is no %s in it", l->root.name, MANIFEST);
	if (there < 0)
		return -1;
	if (walk_folder(&l->walk, l->root.fd, l->root.name, err) != 0)
		return -1;
	manifest_read(&l->manifest, (struct bytes){ (unsigned char *)l->list.at, l->list.n });
	l->v->files = l->manifest.count;
	flaws(l);
	if (compare(l, err) != 0)
		return -1;
	return signature_check(l, key, err);
}

int verify_folder(struct verify *v, const char *dir, const char *key, struct text *out, struct err *err)
{
	struct looking l = { .v = v, .out = out, .list = { .limit = LIMIT_MANIFEST } };
	int code = folder_open(&l.root, dir, err);

	*v = (struct verify){ 0 };
	if (code == 0)
		code = look(&l, key, err);
	folder_close(&l.root);
	manifest_free(&l.manifest);
	walk_free(&l.walk);
	text_free(&l.list);
	return code;
}

/* --- reports, made again --- */

struct again {
	struct verify *v;
	struct folder root;
	size_t *same;
	struct text *out;
};

static int report_compare(void *self, const struct evidence_report *e, struct err *err)
{
	static const char pdf[] = "made again it is another: a PDF depends on the machine's fonts and libraries too";
	struct again *a = self;
	struct stat st;
	int same;

	if (!e->content) {
		/* what was left out there, too, is the same; what was written there cannot be made here */
		if (fstatat(a->root.fd, e->path, &st, AT_SYMLINK_NOFOLLOW) == 0)
			wrong(a->v, a->out, "differs", e->path, e->why);
		return 0;
	}
	same = folder_same(&a->root, e->path, e->content, err);
	if (same < 0)
		return -1;
	if (same)
		++*a->same;
	else if (fstatat(a->root.fd, e->path, &st, AT_SYMLINK_NOFOLLOW) != 0)
		wrong(a->v, a->out, "differs", e->path, "it is made now, and is not there");
	else
		wrong(a->v, a->out, "differs", e->path, strcmp(e->report->suffix, "pdf") == 0 ? pdf : "made again it is another");
	return 0;
}

int verify_reports(struct verify *v, const char *dir, const struct results *r, size_t *same, struct text *out, struct err *err)
{
	struct again a = { .v = v, .same = same, .out = out };
	int code = folder_open(&a.root, dir, err);

	*same = 0;
	if (code == 0)
		code = reports_each(r, report_compare, &a, err);
	folder_close(&a.root);
	return code;
}
