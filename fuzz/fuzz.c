/*
 * fuzz.c - one harness for all that parses what comes from others.
 *
 * A target is a row of formats[] ("format-tar": the input is the image), a
 * probe ("probe-sshd": the input is the file that the first pattern of its
 * .reads names), or one of texts[] ("text-declaration": the input is the file).
 * With FUZZER it is a libFuzzer program for the target whose name it is started
 * under (argv[0]); without, a plain program:
 *
 *	replay --list			every target, and where a probe's input stands
 *	replay TARGET FILE...		runs the files through it
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "evidence/manifest.h"
#include "facts/look.h"
#include "facts/sniff.h"
#include "faq/corpus.h"
#include "faq/markdown.h"
#include "faq/query.h"
#include "faq/search.h"
#include "image/input.h"
#include "image/stream.h"
#include "judge/decide.h"
#include "law/check.h"
#include "law/citation.h"
#include "law/clause.h"
#include "product/product.h"
#include "web/head.h"
#include "web/web.h"
#include "web/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- formats --- */

/* The first word of a row's name, in small letters: "cpio and initramfs" is "format-cpio". */
static void format_target(char *out, size_t size, const struct format *f)
{
	size_t n = (size_t)snprintf(out, size, "format-");

	for (const char *p = f->name; isalnum((unsigned char)*p) && n + 1 < size; p++)
		out[n++] = (char)tolower((unsigned char)*p);
	out[n] = '\0';
}

static enum want want(void *self, const struct node *n)
{
	(void)self;
	return n->content == CONTENT_LATE || n->size % 2 ? WANT_KEEP : n->size % 3 ? WANT_LOOK : WANT_NOTHING;
}

static void look_at(void *self, struct node *n, struct reader *content)
{
	unsigned char piece[64];

	(void)self;
	(void)n;
	reader_at(content, content->size / 2, piece, sizeof(piece));
}

static int scan_once(const struct format *f, struct image *img, struct scan *scan, const struct input *in, bool late,
		     struct err *err)
{
	struct job job = { .img = img, .scan = scan, .late = late };
	struct stream *made = NULL;
	int code;

	if (f->needs_input)
		job.input = in;
	else
		job.stream = made = stream_of_input(in, scan);
	code = f->scan(&job, err);
	stream_free(made);
	return code;
}

static void run_format(const struct format *f, const uint8_t *data, size_t size)
{
	struct input in = { .fd = -1, .memory = data, .size = size };
	struct image img = { .size = size };
	struct tree tree;
	struct scan scan = { .tree = &tree, .want = want, .look = look_at };
	struct err err = { 0 };

	/* what a format does not bid on it never gets */
	if (f->bid(bytes_first((struct bytes){ data, size }, HEAD), size) <= 0)
		return;
	tree_init(&tree);
	if (scan_once(f, &img, &scan, &in, false, &err) == 0) {
		for (struct node *n = tree.root->child; n; n = tree_next(n)) {
			struct bytes content;
			const char *why;

			if (n->same && n->same->same)
				abort();	/* a hard link leads to contents, never to another link */
			tree_read(&tree, n, MIB, &content, &why);
		}
		if (img.stream && tree.late)
			scan_once(f, &img, &scan, &in, true, &err);
	}
	tree_free(&tree);
	image_close(&img);
}

/* --- probes --- */

/* A path that the pattern matches. */
static void literal(char *out, size_t size, const char *pattern)
{
	size_t n = 0;

	for (const char *p = pattern; *p && n + 1 < size; p++) {
		if (p[0] == '*' && p[1] == '*') {
			p += p[2] == '/' ? 2 : 1;
			if (*p != '/')
				out[n++] = 'x';
		} else if (*p == '[' && p[1] && strchr(p, ']')) {
			out[n++] = p[1];
			p = strchr(p, ']');
		} else {
			out[n++] = *p == '*' || *p == '?' ? 'x' : *p;
		}
	}
	out[n] = '\0';
}

/* The letters and digits of its name: "cloud-init" is "probe-cloudinit". */
static void probe_target(char *out, size_t size, const struct probe *probe)
{
	size_t n = (size_t)snprintf(out, size, "probe-");

	for (const char *p = probe->name; *p && n + 1 < size; p++)
		if (isalnum((unsigned char)*p))
			out[n++] = *p;
	out[n] = '\0';
}

static void run_probe(const struct probe *probe, const uint8_t *data, size_t size)
{
	const char *forced[] = { probe->name, NULL };
	struct arena mem = { .about = "a probe", .limit = LIMIT_ARENA };
	struct facts facts;
	struct tree tree;
	struct look look = {
		.tree = &tree, .facts = &facts, .mem = &mem, .probe = probe->name, .as_of = "2026-11-22",
		.no_password_check = true, .forced = forced,
	};
	struct err err = { 0 };
	char path[LIMIT_PATH];
	struct node *n;

	tree_init(&tree);
	facts_init(&facts);
	literal(path, sizeof(path), probe->reads && probe->reads[0] ? probe->reads[0] : "etc/x");
	n = tree_add(&tree, bytes_of(path), NODE_FILE, &err);
	if (n) {
		n->mode = 0755;
		n->size = size;
		n->content = CONTENT_KEPT;
		/* a copy of just this size, so that a read past its end is seen */
		n->bytes = (struct bytes){ malloc(size ? size : 1), size };
		memcpy((void *)(uintptr_t)n->bytes.at, data, size);
		tree_finish(&tree);
		probe->run(&look);
		free((void *)(uintptr_t)n->bytes.at);
	}
	facts_free(&facts);
	tree_free(&tree);
	arena_free(&mem);
}

/* --- texts --- */

/* A declaration that is read has parts whose every fact has a key; one that is not has a mistake to show. */
static void run_declaration(const uint8_t *data, size_t size)
{
	static struct schema schema;
	static struct law law;
	struct err err = { 0 };
	struct product p;

	if (!schema.key_count && (law_load(&law, &err) != 0 || schema_load(&schema, &law, &err) != 0))
		abort();
	if (product_read(&p, &schema, &law, "product.yaml", (struct bytes){ data, size }, NULL, &err) != 0) {
		struct text out = { 0 };

		product_mistakes(&p, &err, &out);
		if (out.n == 0)
			abort();
		text_free(&out);
	}
	for (size_t i = 0; p.mistakes.count == 0 && i < p.part_count; i++)
		for (size_t k = 0; k < schema.key_count; k++) {
			const struct fact *f = part_fact(&p.parts[i], &schema.keys[k]);

			if (f && (f->key != &schema.keys[k] || !*f->value || f->line < 1))
				abort();
		}
	product_free(&p);
}

/* A table that is read decides; of nothing said, nothing is met unless a row always holds. */
static void run_table(const uint8_t *data, size_t size)
{
	const struct embedded file = { .path = "decisions/x.yaml", .text = { data, size } };
	static struct schema schema;
	static struct law law;
	struct decision_tables read;
	struct decisions out;
	struct product p;
	struct err err = { 0 };
	size_t ran;

	if (!schema.key_count && (law_load(&law, &err) != 0 || schema_load(&schema, &law, &err) != 0))
		abort();
	if (tables_read(&read, &schema, &law, &file, 1, &err) != 0)
		return;
	if (product_empty(&p, &schema, &err) != 0 || decide(&out, &read, &p, NULL, &err) != 0)
		abort();
	for (size_t i = 0; i < out.count; i++)
		if (!out.list[i].verdict || !out.list[i].reason)
			abort();
	tables_check(&read, &ran, &err);
	decisions_free(&out);
	product_free(&p);
	tables_free(&read);
}

/* Loaded once: reading citations leaves it as it is. */
static struct law *the_law(void)
{
	static struct law law;
	struct err err = { 0 };

	if (law.provision_count == 0 && law_load(&law, &err) != 0)
		abort();
	return &law;
}

static void run_citation(const uint8_t *data, size_t size)
{
	struct bytes text = { data, size };
	struct law *law = the_law();
	struct citation c;

	for (size_t at = 0; citation_next(law, text, at, &c); at = c.to) {
		if (c.to <= at || c.to > text.n || c.from >= c.to || c.count > CITATION_IDS)
			abort();
		for (size_t i = 0; i < c.count; i++)
			if (!memchr(c.ids[i], '\0', CITATION_ID))
				abort();
	}
}

static void run_lawcheck(const uint8_t *data, size_t size)
{
	struct law law;
	struct check check;
	struct err err = { 0 };

	if (law_load(&law, &err) != 0)
		abort();
	law_check(&law, (struct bytes){ data, size }, "2026-11-22", &check);
	law_free(&law);
}

static void run_clauses(void (*read)(struct clauses *, struct bytes), struct bytes text)
{
	struct arena mem = { .about = "clauses", .limit = LIMIT_ARENA };
	struct clauses c = { .mem = &mem };
	char hex[SHA256_HEX];

	read(&c, text);
	for (const struct clause *k = c.first; k; k = k->next)
		clause_hash(&mem, bytes_of(k->text), hex);
	arena_free(&mem);
}

static void run_lawhtml(const uint8_t *data, size_t size)
{
	run_clauses(html_read, (struct bytes){ data, size });
}

static void run_lawmarkdown(const uint8_t *data, size_t size)
{
	run_clauses(markdown_read, (struct bytes){ data, size });
}

/* What comes over a connection, as long as it is requests. */
static void run_head(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct head h;

	while (head_read(&h, in) == HEAD_WHOLE) {
		host_is_ours(h.host, "https://cra.example.org");
		head_takes_gzip(&h);
		head_knows(&h, "\"etag\"");
		in = bytes_skip(in, h.n);
	}
}

static void target_add(void *self, const char *target, struct text *out)
{
	text_add(out, target);
}

/* An item that is read is whole; its answer is shown in every way, also where it would be refused. */
static void run_item(const uint8_t *data, size_t size)
{
	static const struct faq_module module = { .id = "m" };
	struct faq faq = { .mem = { .about = "the knowledge base", .limit = LIMIT_ARENA }, .law = the_law() };
	struct text said = { 0 }, shown = { 0 };
	struct faq_problems problems = { .out = &said };
	struct faq_item item = { 0 };
	struct err err = { 0 };

	if (faq_item_read(&faq, &module, "m/x.md", (struct bytes){ data, size }, &problems, &item)) {
		if (!item.question || !item.verdict || !item.answer || !item.brief || strlen(item.hash) != 64)
			abort();
		for (size_t i = 0; i < item.cite_count; i++)
			if (!item.cites[i].provision || !*item.cites[i].supports)
				abort();
		markdown_html(&shown, item.answer, &(struct markdown_links){ target_add, NULL });
		markdown_plain(&shown, item.answer);
		markdown_check(item.answer, &err);
	} else if (problems.count == 0 || said.n == 0) {
		abort();
	}
	text_free(&said);
	text_free(&shown);
	arena_free(&faq.mem);
}

/* What a question is understood as runs in FTS5, and its hits are items. The first byte says whether it is being typed. */
static void run_query(const uint8_t *data, size_t size)
{
	static struct faq faq;
	static struct model model;
	static struct search search;
	static struct tokens *tokens;
	const struct search_filter filter = { .typing = size && (data[0] & 1) };
	struct bytes text = bytes_skip((struct bytes){ data, size }, size ? 1 : 0);
	struct search_result found;
	struct text match = { 0 };
	struct err err = { 0 };
	struct query q;

	if (!tokens && (faq_open(&faq, the_law(), faq_builtin(), &err) != 0 || search_open(&search, &faq, &err) != 0 ||
			model_load(&model, &faq, &err) != 0 || !(tokens = tokens_open(faq.db, &err))))
		abort();
	query_read(&q, &model, tokens, text, filter.typing);
	if (query_match(&q, &match) != (match.n > 0))
		abort();
	if ((search_ask(&search, text, &filter, &found, &err) == 0) != (text.n <= LIMIT_QUERY))
		abort();
	for (size_t i = 0; i < found.count; i++)
		if (found.hits[i].item < faq.items || found.hits[i].item >= faq.items + faq.item_count)
			abort();
	text_free(&match);
}

/* Whatever is asked of the site, what comes is a page: of a status that we send, without a byte of HTML from outside. */
static void run_target_of_site(const uint8_t *data, size_t size)
{
	static const int known[] = { 200, 301, 400, 404, 414 };
	static const struct site_options options = { .origin = "https://cra.example.org" };
	static struct site site;
	static bool opened;
	struct page page = { 0 };
	struct err err = { 0 };
	bool ours = false;

	if (!opened && site_open(&site, &options, &err) != 0)
		abort();
	opened = true;
	site_answer(&site, (struct bytes){ data, size }, &page);
	for (size_t i = 0; i < COUNT(known); i++)
		ours = ours || page.status == known[i];
	if (!ours || !page.type || page.body.failed || (page.status == 301) != (page.location[0] != '\0') ||
	    strpbrk(page.location, "\r\n"))
		abort();
	if (page.body.at && strstr(page.body.at, "<script>"))
		abort();
	page_free(&page);
}

/* A list without a flaw is what would be written of it; no path of one leads out of its folder. */
static void run_manifest(const uint8_t *data, size_t size)
{
	struct manifest m;
	struct text out = { 0 };

	manifest_read(&m, (struct bytes){ data, size });
	for (size_t i = 0; i < m.count; i++)
		if (!manifest_path(m.files[i].path) || manifest_find(&m, m.files[i].path) != &m.files[i])
			abort();
	manifest_write(&m, &out);
	if (m.flaw_count == 0 && (out.n != size || memcmp(out.at, data, size) != 0))
		abort();
	text_free(&out);
	manifest_free(&m);
}

static const struct { const char *name; void (*run)(const uint8_t *data, size_t size); } texts[] = {
	{ "text-site", run_target_of_site },
	{ "text-declaration", run_declaration },
	{ "text-head", run_head },
	{ "text-manifest", run_manifest },
	{ "text-item", run_item },
	{ "text-table", run_table },
	{ "text-query", run_query },
	{ "text-citation", run_citation },
	{ "text-lawcheck", run_lawcheck },
	{ "text-lawhtml", run_lawhtml },
	{ "text-lawmarkdown", run_lawmarkdown },
};

/* --- targets --- */

static bool run_target(const char *target, const uint8_t *data, size_t size)
{
	char name[64];

	for (const struct format *f = formats; f->name; f++) {
		format_target(name, sizeof(name), f);
		if (strcmp(name, target) == 0) {
			run_format(f, data, size);
			return true;
		}
	}
	for (size_t i = 0; probes[i]; i++) {
		probe_target(name, sizeof(name), probes[i]);
		if (strcmp(name, target) == 0) {
			run_probe(probes[i], data, size);
			return true;
		}
	}
	for (size_t i = 0; i < COUNT(texts); i++)
		if (strcmp(texts[i].name, target) == 0) {
			texts[i].run(data, size);
			return true;
		}
	return false;
}

#ifdef FUZZER

static const char *target_now;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *slash = strrchr((*argv)[0], '/');

	target_now = slash ? slash + 1 : (*argv)[0];
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!run_target(target_now, data, size))
		abort();
	return 0;
}

#else

static void list(void)
{
	char text[LIMIT_PATH], target[64];

	for (const struct format *f = formats; f->name; f++) {
		format_target(text, sizeof(text), f);
		puts(text);
	}
	for (size_t i = 0; probes[i]; i++) {
		literal(text, sizeof(text), probes[i]->reads && probes[i]->reads[0] ? probes[i]->reads[0] : "etc/x");
		probe_target(target, sizeof(target), probes[i]);
		printf("%s\t%s\n", target, text);
	}
	for (size_t i = 0; i < COUNT(texts); i++)
		puts(texts[i].name);
}

int main(int argc, char **argv)
{
	enum { ROOM = 16 * 1024 * 1024 };
	AUTO(auto_free) unsigned char *data = calloc(1, ROOM);

	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		list();
		return 0;
	}
	if (argc < 2 || !data || !run_target(argv[1], data, 0)) {
		fprintf(stderr, "usage: %s --list | TARGET FILE...\n", argv[0]);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		AUTO(auto_fclose) FILE *file = fopen(argv[i], "rb");

		if (!file) {
			fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
			return 1;
		}
		run_target(argv[1], data, fread(data, 1, ROOM, file));
	}
	return 0;
}

#endif
