#include "pipeline/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "contain/contain.h"
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
	struct bytes name = bytes_of(p->path), part;
	char clean[256];

	/* the last name: where the image lies on this machine is nobody's business */
	for (struct bytes rest = name; bytes_field(&rest, '/', &part);)
		name = part.n ? part : name;
	utf8_clean(clean, sizeof(clean), name.at, name.n);
	if (dossier_set_meta(d, "tool", CRADLE_VERSION, err) != 0 ||
	    dossier_set_meta(d, "image", clean, err) != 0 ||
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

int pipeline_judge(const struct pipeline *p, struct dossier *d, enum gate *gate, struct err *err)
{
	struct rules rules = { 0 };
	struct law law = { 0 };
	int code = law_load(&law, err);

	if (code == 0)
		code = rules_load(&rules, &law, p->rules_dir, err);
	if (code == 0)
		code = dossier_set_meta(d, "rules", rules.digest, err);
	if (code == 0)
		code = judge_rules(d, &rules, err);
	if (code == 0)
		code = judge_limbs(d, &rules, &law, err);
	if (code == 0)
		code = judge_gate(d, gate, err);
	rules_free(&rules);
	law_free(&law);
	return code;
}
