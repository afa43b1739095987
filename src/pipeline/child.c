#include "pipeline/child.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/sha256.h"
#include "facts/files.h"
#include "facts/look.h"
#include "facts/sniff.h"
#include "image/image.h"

struct reading {
	struct child_job *job;
	struct tree tree;
	struct facts sniffed, facts;
	struct arena mem;
	struct image img;
	struct scan scan;
	struct sniff sniff;
};

static void on_progress(void *self, uint64_t done, uint64_t all)
{
	struct contain_progress *progress = self;

	progress->done = done;
	progress->all = all;
}

static enum want want_late(void *self, const struct node *n)
{
	(void)self;
	return n->content == CONTENT_LATE ? WANT_KEEP : WANT_NOTHING;
}

/*
 * Runs the probes; where one asked for a file that a stream had let go by,
 * fetches those and runs them all again. Probes are functions of the tree, so
 * running twice gives what running once with everything at hand would.
 */
static int run_probes(struct reading *r, struct err *err)
{
	struct look look = {
		.tree = &r->tree, .facts = &r->facts, .mem = &r->mem, .as_of = r->job->as_of,
		.no_password_check = r->job->no_password_check,
	};

	for (int round = 1;; round++) {
		r->tree.late = 0;
		facts_clear(&r->facts);
		arena_free(&r->mem);
		facts_append(&r->facts, &r->sniffed);
		probes_run(&look);
		if (r->tree.late == 0 || round == LIMIT_ROUNDS)
			return 0;
		r->scan.want = want_late;
		if (image_fetch_late(&r->img, r->job->fd, &r->scan, err) != 0)
			return -1;
	}
}

/* What was read, with its digest; and for a folder, a digest of the whole listing. */
static void add_evidence(struct reading *r, char digest[SHA256_HEX])
{
	struct sha256 *sum = sha256_new();

	for (const struct node *n = r->tree.root->child; n; n = tree_next(n)) {
		char hex[SHA256_HEX] = "", line[160];

		if (n->content == CONTENT_KEPT) {
			sha256_of(n->bytes.at, n->bytes.n, hex);
			FACT(&r->facts, evidence, .at = place_file(n->path), .digest = hex,
			     .size = (int64_t)n->size);
		}
		snprintf(line, sizeof(line), "%d %o %u:%u %llu %s ", n->type, n->mode, n->uid, n->gid,
			 (unsigned long long)n->size, hex);
		sha256_add(sum, line, strlen(line));
		sha256_add(sum, n->path, strlen(n->path) + 1);
		if (n->link)
			sha256_add(sum, n->link, strlen(n->link) + 1);
	}
	sha256_end(sum, digest);
}

/* What lies below a folder that could not be read may be what a rule looks for: no absence is proved. */
static void add_unread_folders(struct reading *r)
{
	for (const struct node *n = r->tree.root->child; n; n = tree_next(n))
		if (n->type == NODE_DIR && n->content == CONTENT_UNREADABLE)
			facts_unreadable(&r->facts, "image", n->path, n->why);
}

static void add_image(struct reading *r)
{
	char digest[SHA256_HEX];

	files_add(&r->facts, &r->tree, r->job->list_tree);
	add_unread_folders(r);
	add_evidence(r, digest);
	FACT(&r->facts, image, .format = r->img.chain, .digest = r->img.size ? NULL : digest,
	     .size = (int64_t)r->img.size, .entries = (int64_t)r->tree.count,
	     .refused = (int64_t)r->tree.refused, .modes = FLAG_OF(!r->tree.no_modes),
	     .owners = FLAG_OF(!r->tree.no_owners), .links = FLAG_OF(!r->tree.no_links),
	     .note = r->img.note[0] ? r->img.note : NULL);
}

int child_run(void *self, struct text *out, struct contain_progress *progress, struct err *err)
{
	struct reading r = { .job = self, .mem = { .about = "the probes", .limit = LIMIT_ARENA } };

	/* nothing is freed: the process ends with its work */
	tree_init(&r.tree);
	facts_init(&r.facts);
	facts_init(&r.sniffed);
	r.sniff = (struct sniff){ .facts = &r.sniffed, .mem = &r.mem };
	r.scan = (struct scan){
		.tree = &r.tree, .self = &r.sniff, .want = sniff_want, .look = sniff_look,
		.progress = on_progress, .progress_self = progress,
	};
	if (image_scan(&r.img, r.job->fd, &r.scan, err) != 0)
		return -1;
	sniff_finish(&r.sniff, &r.tree);
	if (run_probes(&r, err) != 0)
		return -1;
	add_image(&r);
	if (r.facts.full)
		return err_set(err, ERR_LIMIT, "more than %d facts", LIMIT_FACTS);
	facts_write(&r.facts, out);
	return 0;
}
