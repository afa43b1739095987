#include "pipeline/example.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "facts/files.h"
#include "facts/look.h"
#include "facts/sniff.h"
#include "judge/judge.h"

struct example {
	const struct yaml *doc;
	struct tree tree;
	struct facts facts;
	struct arena mem;
	const char *forced[16];
};

static struct bytes content_of(struct example *e, const char *text)
{
	struct bytes s = bytes_of(text);
	unsigned char *out;
	int n;

	if (!bytes_begin(s, "base64:"))
		return s;
	s = bytes_skip(s, 7);
	out = arena_alloc(&e->mem, s.n + 4);
	n = EVP_DecodeBlock(out, s.at, (int)s.n);
	for (size_t i = s.n; n > 0 && i > 0 && s.at[i - 1] == '='; i--)
		n--;
	return (struct bytes){ out, n > 0 ? (size_t)n : 0 };
}

static int add_files(struct example *e, struct err *err)
{
	const struct yaml *files = yaml_get(e->doc, "files"), *links = yaml_get(e->doc, "links");

	for (const struct yaml *at = files ? files->child : NULL; at; at = at->next) {
		struct node *n = tree_add(&e->tree, bytes_of(at->key), NODE_FILE, err);

		if (!n || !at->text)
			return yaml_error(err, at, "not a file that an image can hold");
		n->mode = strstr(at->key, "bin/") || bytes_begin(bytes_of(at->text), "#!") ? 0755 : 0644;
		n->bytes = content_of(e, at->text);
		n->size = n->bytes.n;
		n->content = CONTENT_KEPT;
	}
	for (const struct yaml *at = links ? links->child : NULL; at; at = at->next) {
		struct node *n = tree_add(&e->tree, bytes_of(at->key), NODE_LINK, err);

		if (!n || !at->text)
			return yaml_error(err, at, "not a link that an image can hold");
		n->mode = 0777;
		n->link = at->text;
	}
	return 0;
}

static int set_modes(struct example *e, struct err *err)
{
	const struct yaml *modes = yaml_get(e->doc, "modes");

	for (const struct yaml *at = modes ? modes->child : NULL; at; at = at->next) {
		struct node *n = tree_find(&e->tree, at->key);

		if (!n || !at->text)
			return yaml_error(err, at, "no such file in the example");
		n->mode = (uint32_t)strtoul(at->text, NULL, 8) & 07777;
	}
	return 0;
}

static void run_facts(struct example *e)
{
	struct sniff sniff = { .facts = &e->facts, .mem = &e->mem };
	struct look look = {
		.tree = &e->tree, .facts = &e->facts, .mem = &e->mem, .forced = e->forced, .as_of = "2026-11-22",
	};

	for (struct node *n = e->tree.root->child; n; n = tree_next(n)) {
		struct reader reader = { .size = n->size, .all = n->bytes };

		if (n->type == NODE_FILE)
			sniff_look(&sniff, n, &reader);
	}
	probes_run(&look);
	files_add(&e->facts, &e->tree, false);
}

static int example_prepare(struct example *e, struct err *err)
{
	const struct yaml *enabled = yaml_get(e->doc, "enabled");
	size_t n = 0;

	for (const struct yaml *at = enabled ? enabled->child : NULL; at && n < 15; at = at->next)
		e->forced[n++] = at->text;
	if (add_files(e, err) != 0 || set_modes(e, err) != 0)
		return -1;
	tree_finish(&e->tree);
	run_facts(e);
	FACT(&e->facts, image, .format = "example", .size = 0, .entries = (int64_t)e->tree.count, .refused = 0,
	     .modes = FLAG_YES, .owners = FLAG_YES, .links = FLAG_YES);
	return 0;
}

static int on_state(void *self, const struct query_row *r, struct err *err)
{
	(void)err;
	text_printf(self, "\n  %s  %s:%s  %s", r->values[0], r->values[1] ? r->values[1] : "-",
		    r->values[2] ? r->values[2] : "-", r->values[3] ? r->values[3] : "");
	return 0;
}

static int example_judge(struct example *e, const struct rule *rule, struct dossier *d, struct err *err)
{
	const char *state = yaml_text(e->doc, "state"), *want = yaml_text(e->doc, "finds");
	struct text seen = { 0 };
	size_t fails;
	int code = 0;

	if (dossier_add_facts(d, &e->facts, err) != 0 || judge_rule(d, rule, &fails, err) != 0)
		return -1;
	if (dossier_query(d, "SELECT state, path, line, detail FROM finding", on_state, &seen, err) != 0)
		return -1;
	if (want && strtoul(want, NULL, 10) != fails)
		code = yaml_error(err, e->doc, "rule %s: expected %s findings, got %zu:%s", rule->id, want, fails,
				  seen.at ? seen.at : " none");
	else if (state && (!seen.at || !strstr(seen.at, state)))
		code = yaml_error(err, e->doc, "rule %s: expected a finding '%s', got:%s", rule->id, state,
				  seen.at ? seen.at : " none");
	text_free(&seen);
	return code;
}

/* The dossier is empty and is so again afterwards: making one anew takes longer than most examples. */
static int example_run(const struct rule *rule, const struct yaml *doc, struct dossier *d, struct err *err)
{
	struct example e = { .doc = doc };
	struct err undo;
	int code;

	tree_init(&e.tree);
	facts_init(&e.facts);
	code = example_prepare(&e, err);
	if (code == 0)
		code = dossier_begin(d, err);
	if (code == 0) {
		code = example_judge(&e, rule, d, err);
		if (dossier_rollback(d, &undo) != 0 && code == 0) {
			*err = undo;
			code = -1;
		}
	}
	facts_free(&e.facts);
	tree_free(&e.tree);
	arena_free(&e.mem);
	return code;
}

int examples_run(const struct rules *rules, size_t *run, struct err *err)
{
	struct dossier d;
	int code = dossier_create(&d, err);

	*run = 0;
	for (size_t i = 0; code == 0 && i < rules->count; i++) {
		const struct rule *rule = &rules->list[i];
		const struct yaml *list = rules_concern(rules, rule) ? yaml_get(rule->doc, "examples") : NULL;

		for (const struct yaml *at = list ? list->child : NULL; code == 0 && at; at = at->next, ++*run)
			code = example_run(rule, at, &d, err);
	}
	dossier_close(&d);
	return code;
}
