#include "pipeline/example.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "facts/daemons.h"
#include "facts/files.h"
#include "facts/look.h"
#include "facts/sniff.h"
#include "judge/accept.h"
#include "judge/judge.h"

/* What all examples are run with. */
struct course {
	const struct rules *rules;
	const struct law *law;
	struct schema schema;
	struct dossier d;
};

struct example {
	const struct yaml *doc;
	struct tree tree;
	struct facts facts;
	struct arena mem;
	const char *forced[16];
};

static int set_content(struct example *e, struct node *n, const struct yaml *at, struct err *err)
{
	struct bytes s = bytes_of(at->text);

	if (bytes_begin(s, "base64:")) {
		unsigned char *out = arena_alloc(&e->mem, s.n);
		int size;

		s = bytes_skip(s, 7);
		size = EVP_DecodeBlock(out, s.at, (int)s.n);
		if (size < 0)
			return yaml_error(err, at, "no base64");
		/* it counts what '=' stands for */
		for (size_t i = s.n; i > 0 && s.at[i - 1] == '='; i--)
			size--;
		s = (struct bytes){ out, (size_t)size };
	}
	n->bytes = s;
	n->size = s.n;
	n->content = CONTENT_KEPT;
	return 0;
}

static int add_files(struct example *e, struct err *err)
{
	const struct yaml *files = yaml_get(e->doc, "files"), *links = yaml_get(e->doc, "links");

	for (const struct yaml *at = files ? files->child : NULL; at; at = at->next) {
		struct node *n = tree_add(&e->tree, bytes_of(at->key), NODE_FILE, err);

		if (!n || !at->text)
			return yaml_error(err, at, "not a file that an image can hold");
		n->mode = strstr(at->key, "bin/") || bytes_begin(bytes_of(at->text), "#!") ? 0755 : 0644;
		if (set_content(e, n, at, err) != 0)
			return -1;
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

static bool daemon_known(const char *name)
{
	const struct daemon_info *d = daemons;

	while (d->name && strcmp(d->name, name) != 0)
		d++;
	return d->name != NULL;
}

static int example_prepare(struct example *e, struct err *err)
{
	const struct yaml *enabled = yaml_get(e->doc, "enabled");
	size_t n = 0;

	for (const struct yaml *at = enabled ? enabled->child : NULL; at; at = at->next) {
		if (!at->text || !daemon_known(at->text))
			return yaml_error(err, at, "no daemon '%s'", at->text ? at->text : "");
		if (n + 1 == COUNT(e->forced))
			return yaml_error(err, at, "more than %zu daemons", n);
		e->forced[n++] = at->text;
	}
	if (add_files(e, err) != 0 || set_modes(e, err) != 0)
		return -1;
	tree_finish(&e->tree);
	run_facts(e);
	FACT(&e->facts, image, .format = "example", .size = 0, .entries = (int64_t)e->tree.count, .refused = 0,
	     .modes = FLAG_YES, .owners = FLAG_YES, .links = FLAG_YES);
	return 0;
}

struct seen {
	const char *rule;		/* others may have run before it */
	const char *state;		/* the one that is expected, or NULL */
	bool there;
	struct text all;		/* for the message */
};

static int on_finding(void *self, const struct query_row *r, struct err *err)
{
	enum { RULE, STATE, PATH, LINE, DETAIL };
	struct seen *seen = self;

	(void)err;
	if (strcmp(r->values[RULE], seen->rule) != 0)
		return 0;
	seen->there = seen->there || (seen->state && strcmp(seen->state, r->values[STATE]) == 0);
	text_printf(&seen->all, "; %s %s:%s %s", r->values[STATE], r->values[PATH] ? r->values[PATH] : "-",
		    r->values[LINE] ? r->values[LINE] : "-", r->values[DETAIL] ? r->values[DETAIL] : "");
	return 0;
}

static int example_declare(struct course *c, const struct yaml *declared, struct err *err)
{
	struct product product;
	int code;

	if (!declared)
		return 0;
	code = product_build(&product, &c->schema, c->law, declared, NULL, err);
	if (code == 0)
		code = store_declared(&c->d, &product, product.parts, err);
	product_free(&product);
	return code;
}

static int example_findings(struct course *c, const struct rule *rule, struct seen *seen, size_t *fails,
			    struct err *err)
{
	for (size_t i = 0; rule->last && i < c->rules->count; i++)
		if (!c->rules->list[i].last && judge_rule(&c->d, &c->rules->list[i], fails, err) != 0)
			return -1;
	if (judge_rule(&c->d, rule, fails, err) != 0)
		return -1;
	return dossier_query(&c->d, "SELECT rule, state, path, line, detail FROM finding", on_finding, seen, err);
}

static int example_judge(struct example *e, const struct rule *rule, struct course *c, struct err *err)
{
	const char *want = yaml_text(e->doc, "finds");
	struct seen seen = { .rule = rule->id, .state = yaml_text(e->doc, "state") };
	size_t fails;
	int code = 0;

	if (dossier_add_facts(&c->d, &e->facts, err) != 0 ||
	    example_declare(c, yaml_get(e->doc, "declared"), err) != 0)
		return -1;
	if (example_findings(c, rule, &seen, &fails, err) != 0)
		code = -1;
	else if (strtoul(want, NULL, 10) != fails)
		code = yaml_error(err, e->doc, "rule %s: expected %s findings, got %zu%s", rule->id, want, fails,
				  seen.all.at ? seen.all.at : "");
	else if (seen.state && !seen.there)
		code = yaml_error(err, e->doc, "rule %s: expected a finding '%s', got%s", rule->id, seen.state,
				  seen.all.at ? seen.all.at : " none");
	text_free(&seen.all);
	return code;
}

/* The dossier is empty and is so again afterwards: making one anew takes longer than most examples. */
static int example_run(struct course *c, const struct rule *rule, const struct yaml *doc, struct err *err)
{
	struct example e = { .doc = doc };
	struct err undo;
	int code;

	tree_init(&e.tree);
	facts_init(&e.facts);
	code = example_prepare(&e, err);
	if (code == 0)
		code = dossier_begin(&c->d, err);
	if (code == 0) {
		code = example_judge(&e, rule, c, err);
		if (dossier_rollback(&c->d, &undo) != 0 && code == 0) {
			*err = undo;
			code = -1;
		}
	}
	facts_free(&e.facts);
	tree_free(&e.tree);
	arena_free(&e.mem);
	return code;
}

int examples_run(const struct rules *rules, const struct law *law, size_t *run, struct err *err)
{
	struct course c = { .rules = rules, .law = law };
	int code = schema_load(&c.schema, law, err);

	*run = 0;
	if (code == 0)
		code = dossier_create(&c.d, err);
	for (size_t i = 0; code == 0 && i < rules->count; i++) {
		const struct rule *rule = &rules->list[i];
		const struct yaml *list = rules_concern(rules, rule) ? yaml_get(rule->doc, "examples") : NULL;

		for (const struct yaml *at = list ? list->child : NULL; code == 0 && at; at = at->next, ++*run)
			code = example_run(&c, rule, at, err);
	}
	dossier_close(&c.d);
	schema_free(&c.schema);
	return code;
}
