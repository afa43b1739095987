#include "pipeline/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/embedded.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/utf8.h"
#include "contain/contain.h"
#include "judge/accept.h"
#include "pipeline/child.h"


/* The image's digest is taken by the parent while the child parses: bytes go in, nothing is believed. */
struct hashing {
	int fd;
	off_t at;
	struct sha256 *sum;
	int failed;			/* errno: the digest would be one of a part */
};

static bool hash_some(void *self)
{
	static unsigned char buffer[1024 * 1024];
	struct hashing *h = self;
	ssize_t n = pread(h->fd, buffer, sizeof(buffer), h->at);

	if (n < 0 && errno == EINTR)
		return true;
	if (n < 0)
		h->failed = errno;
	if (n <= 0)
		return false;
	sha256_add(h->sum, buffer, (size_t)n);
	h->at += n;
	return true;
}

static void on_progress(void *self, uint64_t done, uint64_t all, double seconds)
{
	static double shown;

	(void)self;
	if (seconds < 1.0 || seconds - shown < 0.2)
		return;
	shown = seconds;
	/* both are the child's word: 'done' may be anything */
	if (all && done <= all)
		fprintf(stderr, "\r\033[Kreading the image: %3.0f %%, %.0f s",
			100 * (double)done / (double)all, seconds);
	else
		fprintf(stderr, "\r\033[Kreading the image: %.0f s", seconds);
}

static void on_warning(const char *text)
{
	fprintf(stderr, "cradle: warning: %s\n", text);
}

/* Standard input becomes a file that nobody else can open, and that is gone when we are. */
static int spool_stdin(struct err *err)
{
	AUTO(auto_close) int fd = memfd_create("image", MFD_CLOEXEC);
	char buffer[64 * 1024];
	uint64_t all = 0;
	ssize_t n;

	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "no memory for standard input: %s", strerror(errno));
	while ((n = read(STDIN_FILENO, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || write(fd, buffer, (size_t)n) != n)
			return err_set(err, ERR_SYSTEM, "cannot read standard input: %s", strerror(errno));
		all += (uint64_t)n;
		if (all > LIMIT_SPOOL)
			return err_set(err, ERR_LIMIT, "standard input is larger than %llu MiB; give a file instead",
				       LIMIT_SPOOL / MIB);
	}
	return take_fd(&fd);
}

static int image_open_path(const char *path, struct stat *st, struct err *err)
{
	AUTO(auto_close) int fd = -1;

	if (strcmp(path, "-") == 0) {
		fd = spool_stdin(err);
		if (fd < 0)
			return -1;
	} else {
		/* a FIFO must not make us wait */
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0)
			return err_set(err, ERR_SYSTEM, "cannot open '%s': %s", path, strerror(errno));
	}
	if (fstat(fd, st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at '%s': %s", path, strerror(errno));
	return take_fd(&fd);
}

static int set_metas(struct dossier *d, const struct pipeline *p, const char *digest, struct err *err)
{
	struct bytes name = bytes_of(p->image_name ? p->image_name : p->path), part;
	char clean[256];

	/* the last name: where the image lies on this machine is nobody's business */
	for (struct bytes rest = name; bytes_field(&rest, '/', &part);)
		name = part.n ? part : name;
	utf8_clean(clean, sizeof(clean), name.at, name.n);
	if (dossier_set_meta(d, "tool", CRADLE_VERSION, err) != 0 ||
	    dossier_set_meta(d, "image", clean, err) != 0 ||
	    (p->no_password_check && dossier_set_meta(d, "no_password_check", "yes", err) != 0) ||
	    dossier_set_meta(d, "as_of", p->as_of ? p->as_of : "", err) != 0)
		return -1;
	return dossier_set_meta(d, "image_sha256", digest, err);
}

static int store(struct dossier *d, const struct pipeline *p, struct text *wire, const char *digest,
		 struct err *err)
{
	struct facts facts;
	const char *sum = digest;
	int code;

	facts_init(&facts);
	code = facts_read(&facts, (struct bytes){ (unsigned char *)wire->at, wire->n }, err);
	FACT_EACH(&facts, image, i) {
		if (i->digest)
			sum = i->digest;
		else
			i->digest = digest;
	}
	if (code == 0)
		code = dossier_create(d, err);
	if (code == 0) {
		code = dossier_add_facts(d, &facts, err);
		if (code == 0)
			code = set_metas(d, p, sum, err);
		if (code != 0)
			dossier_close(d);
	}
	facts_free(&facts);
	return code;
}

int pipeline_inspect(const struct pipeline *p, struct dossier *d, struct err *err)
{
	struct stat st = { 0 };
	AUTO(auto_close) int fd = image_open_path(p->path, &st, err);
	struct child_job job = {
		.fd = fd, .as_of = p->as_of, .no_password_check = p->no_password_check,
		.list_tree = p->list_tree,
	};
	struct hashing hashing = { .fd = fd };
	bool hash = S_ISREG(st.st_mode) || S_ISBLK(st.st_mode), talk = !p->quiet && isatty(STDERR_FILENO);
	struct contain room = {
		.run = child_run, .self = &job, .image_fd = fd, .directory = S_ISDIR(st.st_mode),
		.seconds = p->deadline, .meanwhile = hash ? hash_some : NULL, .meanwhile_self = &hashing,
		.progress = talk ? on_progress : NULL, .warn = on_warning,
	};
	char digest[SHA256_HEX] = "";
	struct text wire = { 0 };
	int code;

	if (fd < 0)
		return -1;
	if (hash)
		hashing.sum = sha256_new();
	code = contain_run(&room, &wire, err);
	if (talk)
		fputs("\r\033[K", stderr);
	/* the child may be done before the digest is */
	while (code == 0 && hash && hash_some(&hashing))
		;
	if (hash)
		sha256_end(hashing.sum, digest);
	if (code == 0 && hashing.failed) {
		text_free(&wire);
		code = err_set(err, ERR_SYSTEM, "cannot read the image: %s", strerror(hashing.failed));
	}
	if (code != 0)
		return err_wrap(err, "'%s'", p->path);
	code = store(d, p, &wire, digest, err);
	text_free(&wire);
	return code;
}

/* What deciding needs besides the dossier. */
struct bench {
	struct rules rules;
	struct schema schema;
	struct decision_tables tables;
	struct product product;
};

static void bench_free(struct bench *b)
{
	product_free(&b->product);
	tables_free(&b->tables);
	schema_free(&b->schema);
	rules_free(&b->rules);
}

/* One mistake is the error; several are printed, a line each, and counted. */
static int refuse(const struct product *product, const char *path, struct err *err)
{
	struct text all = { 0 };

	if (product->mistakes.count > 1) {
		product_mistakes(product, err, &all);
		fflush(stdout);
		fwrite(all.at ? all.at : "", 1, all.n, stderr);
		err_set(err, ERR_USAGE, "'%s' holds %zu mistakes; nothing was decided", path, product->mistakes.count);
		text_free(&all);
	}
	return -1;
}

int pipeline_declaration(struct product *product, const struct schema *schema, const struct law *law, const char *path,
			 struct err *err)
{
	return product_load(product, schema, law, path, err) == 0 ? 0 : refuse(product, path, err);
}

static int load_declaration(struct bench *b, const struct pipeline *p, struct err *err)
{
	if (schema_load(&b->schema, p->law, err) != 0 || tables_load(&b->tables, &b->schema, p->law, err) != 0)
		return -1;
	return pipeline_declaration(&b->product, &b->schema, p->law, p->product, err);
}

/* Does parts[].image name this image, by its file's name or its digest? */
static bool holds_image(const struct part *part, const char *name, const char *digest)
{
	if (!part->image)
		return false;
	if (strncmp(part->image, "sha256:", 7) == 0)
		return strcmp(part->image + 7, digest) == 0;
	return strcmp(part->image, name) == 0;
}

/* Which part of the product was looked into. */
static const struct part *part_of_image(const struct bench *b, const struct pipeline *p, struct dossier *d,
					struct arena *mem, struct err *err)
{
	const char *name = dossier_meta(d, mem, "image"), *digest = dossier_meta(d, mem, "image_sha256");
	const struct part *part = p->part ? product_part(&b->product, p->part) : NULL;

	if (p->part && !part)
		err_set(err, ERR_USAGE, "'%s' has no part '%s'", p->product, p->part);
	if (p->part || b->product.part_count == 1)
		return p->part ? part : b->product.parts;
	for (size_t i = 1; i < b->product.part_count; i++)
		if (holds_image(&b->product.parts[i], name ? name : "", digest ? digest : ""))
			return &b->product.parts[i];
	err_set(err, ERR_USAGE, "which part of the product is '%s'? Say --part %s, or parts[].image in '%s'",
		p->path, b->product.parts[1].id, p->product);
	return NULL;
}

static const char *said(const struct bench *b, const char *key)
{
	const struct fact *fact = part_fact(b->product.parts, schema_find(&b->schema, key));

	return fact ? fact->value : "";
}

static int set_product_metas(const struct bench *b, const struct pipeline *p, struct dossier *d, struct err *err)
{
	if (dossier_set_meta(d, "declaration", path_last(p->product), err) != 0 ||
	    dossier_set_meta(d, "declaration_sha256", b->product.digest, err) != 0 ||
	    dossier_set_meta(d, "decisions", b->tables.digest, err) != 0 ||
	    dossier_set_meta(d, "product", said(b, "product.name"), err) != 0)
		return -1;
	return dossier_set_meta(d, "product_version", said(b, "product.version"), err);
}

static int judge_with_product(struct bench *b, const struct pipeline *p, struct dossier *d, struct err *err)
{
	struct arena mem = { .about = "the declaration" };
	const struct part *part;
	int code = -1;

	if ((part = part_of_image(b, p, d, &mem, err)) &&
	    set_product_metas(b, p, d, err) == 0 && store_declared(d, &b->product, part, err) == 0 &&
	    judge_rules(d, &b->rules, err) == 0 && accept_findings(d, part, p->as_of, err) == 0)
		code = judge_declared(d, &b->rules, &b->tables, &b->product, part, err);
	arena_free(&mem);
	return code;
}

int pipeline_open(struct pipeline *p, struct err *err)
{
	struct bench *b = p->bench = calloc(1, sizeof(*b));

	if (!b)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (rules_load(&b->rules, p->law, p->rules_dir, err) != 0)
		return -1;
	if (!p->product)
		return 0;
	if (load_declaration(b, p, err) != 0)
		return -1;
	return accept_check(&b->product, &b->rules, err) == 0 ? 0 : refuse(&b->product, p->product, err);
}

void pipeline_close(struct pipeline *p)
{
	if (p->bench)
		bench_free(p->bench);
	free(p->bench);
	p->bench = NULL;
}

int pipeline_judge(const struct pipeline *p, struct dossier *d, enum gate *gate, struct err *err)
{
	struct bench *b = p->bench;
	int code = dossier_set_meta(d, "rules", b->rules.digest, err);

	if (code == 0)
		code = dossier_set_meta(d, "law", embedded_law_sha256, err);
	if (code == 0 && b->rules.has_own)
		code = dossier_set_meta(d, "own_rules", b->rules.own_digest, err);
	if (code == 0 && p->product)
		code = judge_with_product(b, p, d, err);
	else if (code == 0)
		code = judge_rules(d, &b->rules, err) != 0 ? -1 : judge_limbs(d, &b->rules, p->law, err);
	return code == 0 ? judge_gate(d, gate, err) : -1;
}

static int decide_into(struct bench *b, const struct pipeline *p, struct dossier *d, enum gate *gate, struct err *err)
{
	if (dossier_set_meta(d, "tool", CRADLE_VERSION, err) != 0 ||
	    dossier_set_meta(d, "law", embedded_law_sha256, err) != 0 ||
	    dossier_set_meta(d, "as_of", p->as_of ? p->as_of : "", err) != 0 ||
	    set_product_metas(b, p, d, err) != 0 || (p->kept && store_declared(d, &b->product, NULL, err) != 0) ||
	    judge_declared(d, NULL, &b->tables, &b->product, NULL, err) != 0)
		return -1;
	return judge_gate(d, gate, err);
}

int pipeline_decide(const struct pipeline *p, struct dossier *d, enum gate *gate, struct err *err)
{
	struct bench b = { 0 };
	int code = -1;

	if (load_declaration(&b, p, err) == 0)
		code = p->kept ? dossier_create(d, err) : dossier_create_bare(d, err);
	if (code == 0 && decide_into(&b, p, d, gate, err) != 0) {
		dossier_close(d);
		code = -1;
	}
	bench_free(&b);
	return code;
}
