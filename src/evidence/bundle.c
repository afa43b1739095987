#include "evidence/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "evidence/about.h"
#include "evidence/reports.h"
#include "evidence/stage.h"
#include "product/evidence.h"

struct writing {
	const struct bundle *b;
	struct stage stage;
	struct arena mem;
	struct about about;
	size_t report_room;
	struct bundle_counts *counts;
};

/* --- reports --- */

/* The first reason; the folder has all of them. */
static void say_left_out(struct text *out, const char *name, const char *why)
{
	size_t more = 0;

	for (const char *s = why; *s; s++)
		more += *s == '\n';
	text_printf(out, "not written: %s: %.*s", name, (int)strcspn(why, "\n"), why);
	if (more)
		text_printf(out, "; and %zu reasons more", more);
	text_add(out, "\n");
}

static int report_add(void *self, const struct evidence_report *e, struct err *err)
{
	struct writing *w = self;
	struct about_report *r;

	ARENA_ROOM(&w->mem, w->about.reports, w->about.report_count, w->report_room);
	r = &w->about.reports[w->about.report_count++];
	*r = (struct about_report){ .name = e->report->name, .about = e->report->about,
				    .path = arena_text(&w->mem, e->path, strlen(e->path)) };
	if (e->content) {
		w->counts->reports++;
		return stage_add(&w->stage, e->path, e->content->at, e->content->n, err);
	}
	r->why = arena_text(&w->mem, e->why, strlen(e->why));
	/* the document before it is left out, too */
	r->medium = report_medium(e->report) && w->about.report_count > 1 && r[-1].why;
	if (!r->medium)
		say_left_out(&w->counts->left_out, e->report->name, e->why);
	return 0;
}

static int reports_add(struct writing *w, struct err *err)
{
	struct results results;
	int code;

	w->b->law->no_texts = true;
	if (results_read(&results, w->b->dossier, w->b->law, err) != 0)
		return -1;
	code = reports_each(&results, report_add, w, err);
	results_free(&results);
	return code;
}

/* --- files of others --- */

/* "a//b" and "./a" as they stand in the folder: "a/b" and "a"; NULL where git would not keep it. */
static const char *path_plain(struct arena *mem, const char *folder, const char *path)
{
	struct bytes rest = bytes_of(path), name;
	struct text out = { 0 };
	const char *plain;
	bool odd = false;

	text_add(&out, folder);
	while (bytes_field(&rest, '/', &name)) {
		if (name.n == 0 || bytes_are(name, "."))
			continue;
		odd = odd || bytes_are_nocase(name, ".git");
		text_char(&out, '/');
		text_add_bytes(&out, name.at, name.n);
	}
	plain = odd ? NULL : arena_text(mem, out.at, out.n);
	text_free(&out);
	return plain;
}

static int file_copy(struct writing *w, const struct bundle_file *f, int folder, const char *path, struct err *err)
{
	AUTO(auto_close) int fd = -1;
	const char *why = NULL;
	struct stat st;

	fd = evidence_open(folder, f->path, &why);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)))
		why = "is no regular file";
	if (why)
		return err_set(err, ERR_USAGE, "evidence '%.200s' %s", f->path, why);
	return stage_copy(&w->stage, path, fd, f->sha256, err);
}

/* The same file may be evidence of several things. */
static int file_add(struct writing *w, const struct bundle_file *f, const char *to, int folder, struct err *err)
{
	const char *path = path_plain(&w->mem, to, f->path);

	if (!path || !manifest_path(path))
		return err_set(err, ERR_USAGE, "an evidence folder cannot hold '%.200s': no '.git', no backslash, no control characters", f->path);
	if (stage_has(&w->stage, path))
		return 0;
	if (f->from_folder)
		return file_copy(w, f, folder, path, err);
	return stage_add(&w->stage, path, f->text.at, f->text.n, err);
}

static int declaration_add(struct writing *w, struct err *err)
{
	const struct bundle *b = w->b;
	AUTO(auto_close) int folder = -1, from = -1;
	const char *name, *sha256 = dossier_meta(b->dossier, &w->mem, "declaration_sha256");
	size_t above;

	if (!b->product_path)
		return 0;
	name = path_last(b->product_path);
	above = (size_t)(name - b->product_path);
	folder = open(above ? arena_text(&w->mem, b->product_path, above) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	from = open(b->product_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (folder < 0 || from < 0)
		return err_set(err, ERR_USAGE, "cannot read '%s': %s", b->product_path, strerror(errno));
	if (stage_copy(&w->stage, arena_printf(&w->mem, "declaration/%s", name), from, sha256, err) != 0)
		return -1;
	for (size_t i = 0; i < b->evidence_count; i++)
		if (file_add(w, &b->evidence[i], "declaration", folder, err) != 0)
			return -1;
	return 0;
}

static int rules_add(struct writing *w, struct err *err)
{
	for (size_t i = 0; i < w->b->rule_count; i++)
		if (file_add(w, &w->b->rules[i], "rules", -1, err) != 0)
			return -1;
	return 0;
}

/* --- the folder --- */

static int dossier_add(struct writing *w, struct err *err)
{
	AUTO(auto_close) int from = open(w->b->dossier_path, O_RDONLY | O_CLOEXEC);

	if (from < 0)
		return err_set(err, ERR_SYSTEM, "cannot open '%s': %s", w->b->dossier_path, strerror(errno));
	return stage_copy(&w->stage, "dossier.cradle", from, NULL, err);
}

static int pages_add(struct writing *w, struct err *err)
{
	/* git must not turn newlines into those of another system: the digests would not fit */
	static const char attributes[] = "* -text\n";
	struct text json = { 0 }, readme = { 0 };
	int code;

	evidence_json(&json, &w->about);
	evidence_readme(&readme, &w->about);
	code = json.failed || readme.failed ? err_set(err, ERR_SYSTEM, "out of memory") : 0;
	if (code == 0)
		code = stage_add(&w->stage, "about.json", json.at, json.n, err);
	if (code == 0)
		code = stage_add(&w->stage, "README.txt", readme.at, readme.n, err);
	if (code == 0)
		code = stage_add(&w->stage, ".gitattributes", attributes, sizeof(attributes) - 1, err);
	text_free(&json);
	text_free(&readme);
	return code;
}

static int manifest_put(struct writing *w, const struct sign_key *key, struct err *err)
{
	struct text list = { 0 };
	unsigned char signature[SIGNATURE];
	int code;

	manifest_sort(&w->stage.manifest);
	manifest_write(&w->stage.manifest, &list);
	code = list.failed ? err_set(err, ERR_SYSTEM, "out of memory") : stage_add_unlisted(&w->stage, MANIFEST, list.at, list.n, err);
	if (code == 0 && key)
		code = sign_bytes(key, (struct bytes){ (unsigned char *)list.at, list.n }, signature, err);
	if (code == 0 && key)
		code = stage_add_unlisted(&w->stage, MANIFEST_SIGNATURE, signature, sizeof(signature), err);
	text_free(&list);
	return code;
}

static int write_all(struct writing *w, const struct sign_key *key, const char *place, struct err *err)
{
	if (stage_open(&w->stage, place, err) != 0 || dossier_add(w, err) != 0 || declaration_add(w, err) != 0 || rules_add(w, err) != 0 ||
	    reports_add(w, err) != 0 || pages_add(w, err) != 0 || manifest_put(w, key, err) != 0)
		return -1;
	w->counts->files = w->stage.manifest.count + 1 + (key != NULL);
	w->counts->bytes = w->stage.bytes;
	return stage_place(&w->stage, err);
}

int bundle_write(const struct bundle *b, const char *place, struct bundle_counts *counts, struct err *err)
{
	struct writing w = { .b = b, .mem = { .about = "an evidence folder" }, .counts = counts,
			     .about = { .dossier = b->dossier, .law = b->law } };
	struct sign_key key = { 0 };
	int code;

	*counts = (struct bundle_counts){ 0 };
	/* a key that will not do is told before anything is written */
	if (b->sign && sign_open(&key, b->sign, err) != 0)
		return -1;
	w.about.fingerprint = b->sign ? key.fingerprint : NULL;
	code = write_all(&w, b->sign ? &key : NULL, place, err);
	stage_close(&w.stage);
	sign_close(&key);
	arena_free(&w.mem);
	if (code != 0)
		text_free(&counts->left_out);
	return code;
}
