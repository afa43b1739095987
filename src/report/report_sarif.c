/*
 * Findings for code scanning: SARIF 2.1.0 (OASIS; clauses in brackets), kept
 * within what GitHub takes of it. A result is a finding, or a verdict that a
 * declaration alone makes: of what a verdict has from findings, these are told.
 *
 * Without -v there is what fails and what could not be decided. What passed is
 * left out then: GitHub would show each as an alert.
 */
#include "report/formats.h"

#include <inttypes.h>
#include <string.h>

#include "base/auto.h"
#include "base/json.h"
#include "base/markup.h"
#include "base/names.h"
#include "base/sha256.h"
#include "report/declared.h"

/* of one run, and bytes of a title or message, that GitHub takes; places told beside the first */
enum { RESULTS = 25000, TITLE = 250, WORDS = 1000, RELATED = 20 };

struct rule {
	const char *id, *title, *limb, *fix;
	int rank;			/* of the worst result */
	size_t index;
};

struct result {
	const struct result_finding *finding;	/* or a verdict */
	const struct result_verdict *verdict;
	struct rule *rule;
	const char *kind;
	int rank;			/* 1 low .. 4 critical; 0: level "none" */
	char fingerprint[SHA256_HEX];
	size_t again;			/* how many before it have the same fingerprint */
};

struct sarif {
	struct json j;
	struct arena mem;
	const struct results *r;
	const char *declaration;	/* path of the declaration in facts, or NULL */
	struct names by_id, prints, limbs;
	struct rule **rules;
	size_t rule_count, rule_room;
	struct result *results;
	size_t result_count, result_room, left_out;
	const char **taxa;		/* keys of limbs that rules bear on */
	size_t taxon_count, taxon_room;
};

/* --- what is told --- */

static const struct severity { const char *word, *level, *score; } severities[] = {
	{ "", "none", NULL },
	/* GitHub's words for these ranges are ours; they are no CVSS scores */
	{ "low", "note", "2.0" }, { "medium", "warning", "5.5" }, { "high", "error", "8.0" }, { "critical", "error", "9.5" },
};

/* How a state is told (3.27.9), and only with -v? */
static const struct kind { const char *state, *kind; bool verbose; } kinds[] = {
	{ "fail", "fail", false }, { "contended", "review", false }, { "unknown", "open", false },
	{ "not_effective", "informational", true }, { "pass", "pass", true }, { "not_applicable", "notApplicable", true },
};

static int rank_of(const char *severity)
{
	for (int i = (int)COUNT(severities) - 1; i > 0; i--)
		if (strcmp(severities[i].word, severity) == 0)
			return i;
	return 0;
}

static struct rule *rule_of(struct sarif *s, const char *id, const char *title, const char *limb, const char *fix)
{
	void **at = names_at(&s->by_id, bytes_of(id));
	struct rule *rule = *at;
	void **key;

	if (rule)
		return rule;
	rule = *at = ARENA_NEW(&s->mem, struct rule);
	*rule = (struct rule){ .id = id, .title = title, .limb = limb, .fix = fix, .index = s->rule_count };
	ARENA_ROOM(&s->mem, s->rules, s->rule_count, s->rule_room);
	s->rules[s->rule_count++] = rule;
	key = names_at(&s->limbs, bytes_of(limb));
	if (*key || !law_limb(s->r->law, limb))
		return rule;
	ARENA_ROOM(&s->mem, s->taxa, s->taxon_count, s->taxon_room);
	s->taxa[s->taxon_count++] = limb;
	*key = (void *)(uintptr_t)s->taxon_count;
	return rule;
}

/* --- fingerprints (docs/formats.md defines them) --- */

/* The ":12" behind a path in a text is left out, so that a line may move. Returns what follows. */
static const char *past_line(const struct sarif *s, const char *from, const char *colon)
{
	const char *token = colon, *end = colon + 1 + strspn(colon + 1, "0123456789");
	size_t n = s->declaration ? strlen(s->declaration) : 0;
	bool path = false, scheme = false;

	while (token > from && token[-1] != ' ')
		token--;
	for (const char *c = token; c < colon; c++) {
		path = path || *c == '/';
		scheme = scheme || strncmp(c, "://", 3) == 0;
	}
	if (n && (size_t)(colon - token) == n && strncmp(token, s->declaration, n) == 0)
		path = true;
	return path && !scheme ? end : colon;
}

static void print_text(const struct sarif *s, struct text *out, const char *text)
{
	for (const char *c = text ? text : ""; *c;) {
		const char *next = *c == ':' && c[1] >= '0' && c[1] <= '9' ? past_line(s, text, c) : c;

		if (next == c)
			text_char(out, *c++);
		else
			c = next;
	}
}

static void fingerprint(struct sarif *s, struct result *result)
{
	const struct result_finding *f = result->finding;
	struct text of = { 0 };
	void **seen;

	text_add(&of, result->rule->id);
	text_char(&of, '\n');
	text_add(&of, f ? f->path ? f->path : "" : result->verdict->key);
	text_char(&of, '\n');
	print_text(s, &of, f ? f->detail : result->verdict->reason);
	sha256_of(of.at, of.n, result->fingerprint);
	text_free(&of);
	seen = names_at(&s->prints, bytes_of(result->fingerprint));
	result->again = (size_t)(uintptr_t)*seen;
	*seen = (void *)(uintptr_t)(result->again + 1);
}

/* --- which results there are --- */

static void add_result(struct sarif *s, struct result result)
{
	if (s->result_count == RESULTS) {
		s->left_out++;
		return;
	}
	if (result.rank > result.rule->rank)
		result.rule->rank = result.rank;
	fingerprint(s, &result);
	ARENA_ROOM(&s->mem, s->results, s->result_count, s->result_room);
	s->results[s->result_count++] = result;
}

static void add_finding(struct sarif *s, const struct result_finding *f, bool verbose)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].state, f->state) == 0 && (verbose || !kinds[i].verbose))
			add_result(s, (struct result){ .finding = f, .kind = kinds[i].kind, .rank = i == 0 ? rank_of(f->severity) : 0,
						       .rule = rule_of(s, f->rule, f->title, f->limb, f->fix) });
}

/* Findings tell themselves; a reason that was rejected is a matter of the declaration, whatever was found. */
static bool of_declaration(const struct result_verdict *v)
{
	for (size_t i = 0; i < v->fact_count && strcmp(v->verdict, "NOT-MET") == 0; i++)
		if (v->facts[i].rule)
			return false;
	return true;
}

static void add_verdict(struct sarif *s, const struct result_verdict *v, const char *kind, int rank)
{
	add_result(s, (struct result){ .verdict = v, .kind = kind, .rank = rank,
				       .rule = rule_of(s, result_limb(v), v->title, result_limb(v), NULL) });
}

static void collect(struct sarif *s, bool verbose)
{
	const struct results *r = s->r;

	for (size_t i = 0; i < r->not_met; i++)
		if (of_declaration(r->against[i]))
			add_verdict(s, r->against[i], "fail", r->against[i]->worst ? 3 : 1);
	for (size_t i = 0; i < r->finding_count; i++)
		if (!result_without_object(r, &r->findings[i]))
			add_finding(s, &r->findings[i], verbose);
	for (size_t i = 0; verbose && i < r->verdict_count; i++)
		if (strcmp(r->verdicts[i].verdict, "NEEDS-INPUT") == 0 && !r->verdicts[i].sum)
			add_verdict(s, &r->verdicts[i], "open", 0);
}

/* --- texts --- */

/* In a message brackets make links and braces stand for arguments (3.11.5, 3.11.6). */
static const char *plain(struct sarif *s, const char *text)
{
	struct text out = { 0 };
	const char *kept;

	for (text = result_cut(&s->mem, text, WORDS); *text; text++) {
		if (strchr("\\[]", *text))
			text_char(&out, '\\');
		if (strchr("{}", *text))
			text_char(&out, *text);
		text_char(&out, *text);
	}
	kept = arena_text(&s->mem, out.at ? out.at : "", out.n);
	text_free(&out);
	return kept;
}

static void message(struct sarif *s, const char *key, const char *text, const char *markdown)
{
	json_open(&s->j, key, '{');
	json_text(&s->j, "text", text);
	if (markdown)
		json_text(&s->j, "markdown", markdown);
	json_close(&s->j);
}

static const char *finding_words(struct sarif *s, const struct result *result)
{
	const struct result_finding *f = result->finding;
	const char *text = f->title;

	if (strcmp(result->kind, "open") == 0)
		text = arena_printf(&s->mem, "Could not be decided: %s", text);
	if (strcmp(result->kind, "review") == 0)
		text = arena_printf(&s->mem, "Two programs want the same: %s", text);
	if (f->detail && *f->detail)
		text = arena_printf(&s->mem, "%s: %s", text, f->detail);
	text = result_cut(&s->mem, text, WORDS / 2);
	if (result_accepted(f))
		text = arena_printf(&s->mem, "%s (%s %s)", text, result_accepted(f), f->until ? f->until : "");
	if (strcmp(result->kind, "fail") == 0)
		text = arena_printf(&s->mem, "%s. Fix: %s", text, f->fix);
	return text;
}

static const char *verdict_words(struct sarif *s, const struct result_verdict *v)
{
	const char *text = arena_printf(&s->mem, "%s %s: %s", v->verdict, v->key, v->reason);

	if (v->needs)
		text = arena_printf(&s->mem, "%s Question: %s", text, v->needs);
	if (v->needs_key)
		text = arena_printf(&s->mem, "%s (%s)", text, v->needs_key);
	return text;
}

/* --- places --- */

/* A path as a relative reference (RFC 3986, 4.2); a colon would make a scheme of what stands before it. */
static const char *uri_of(struct sarif *s, const char *path)
{
	struct text out = { 0 };
	const char *kept;

	for (; *path; path++)
		if ((*path >= '0' && *path <= '9') || (*path >= 'A' && *path <= 'Z') || (*path >= 'a' && *path <= 'z') ||
		    strchr("-._~/", *path))
			text_char(&out, *path);
		else
			text_printf(&out, "%%%02X", (unsigned char)*path);
	kept = arena_text(&s->mem, out.at ? out.at : "", out.n);
	text_free(&out);
	return kept;
}

/* 'base' is NULL for what is no file of the image: the declaration, the image itself. */
static void place(struct sarif *s, const char *path, int64_t line, const char *base, const char *about)
{
	json_open(&s->j, NULL, '{');
	json_open(&s->j, "physicalLocation", '{');
	json_open(&s->j, "artifactLocation", '{');
	json_text(&s->j, "uri", uri_of(s, path));
	if (base)
		json_text(&s->j, "uriBaseId", base);
	json_close(&s->j);
	if (line > 0) {
		json_open(&s->j, "region", '{');
		json_int(&s->j, "startLine", line);
		json_close(&s->j);
	}
	json_close(&s->j);
	if (about)
		message(s, "message", plain(s, about), NULL);
	json_close(&s->j);
}

/* A finding without a place is about the whole image, or the declaration. */
static void finding_places(struct sarif *s, const struct result_finding *f)
{
	bool declared = s->declaration && result_of_declaration(f) && (!f->path || strcmp(f->path, s->declaration) == 0);
	const char *whole = declared ? s->declaration : s->r->image ? s->r->image : "image";

	json_open(&s->j, "locations", '[');
	place(s, f->path ? f->path : whole, f->line, f->path && !declared ? "ROOTFS" : NULL, NULL);
	json_close(&s->j);
}

static void fact_place(struct sarif *s, const struct result_fact *f)
{
	place(s, f->path, f->line, f->rule ? "ROOTFS" : NULL, f->rule ? f->rule : f->name);
}

static void verdict_places(struct sarif *s, const struct result_verdict *v)
{
	size_t first = 0, n = 0;

	while (first < v->fact_count && !v->facts[first].path)
		first++;
	json_open(&s->j, "locations", '[');
	if (first < v->fact_count)
		fact_place(s, &v->facts[first]);
	else
		place(s, s->declaration ? s->declaration : s->r->image ? s->r->image : "image", 0, NULL, NULL);
	json_close(&s->j);
	for (size_t i = first + 1; i < v->fact_count && n < RELATED; i++) {
		if (!v->facts[i].path)
			continue;
		if (n++ == 0)
			json_open(&s->j, "relatedLocations", '[');
		fact_place(s, &v->facts[i]);
	}
	if (n)
		json_close(&s->j);
}

/* --- results --- */

static void suppression(struct sarif *s, const struct result_finding *f)
{
	if (!result_accepts(f))
		return;
	json_open(&s->j, "suppressions", '[');
	json_open(&s->j, NULL, '{');
	json_text(&s->j, "kind", "external");
	json_text(&s->j, "status", "accepted");
	json_text(&s->j, "justification", arena_printf(&s->mem, "accepted until %s%s%s", f->until ? f->until : "",
						       f->because ? ": " : "", f->because ? f->because : ""));
	json_close(&s->j);
	json_close(&s->j);
}

static void fingerprints(struct sarif *s, const struct result *result)
{
	json_open(&s->j, "partialFingerprints", '{');
	json_text(&s->j, "cradle/v1", arena_printf(&s->mem, "%s:%zu", result->fingerprint, result->again + 1));
	/* the only one GitHub looks at; it would make its own from files that it does not have */
	json_text(&s->j, "primaryLocationLineHash", arena_printf(&s->mem, "%.16s:%zu", result->fingerprint, result->again + 1));
	json_close(&s->j);
}

static void finding_properties(struct sarif *s, const struct result_finding *f)
{
	json_open(&s->j, "properties", '{');
	json_text(&s->j, "state", f->state);
	json_text(&s->j, "severity", f->severity);
	json_text(&s->j, "requirement", f->limb);
	json_text(&s->j, "detail", f->detail);
	json_text(&s->j, "accepted", f->accepted);
	json_text(&s->j, "until", f->until);
	json_close(&s->j);
}

static void verdict_properties(struct sarif *s, const struct result_verdict *v)
{
	json_open(&s->j, "properties", '{');
	json_text(&s->j, "verdict", v->verdict);
	json_text(&s->j, "key", v->key);
	json_text(&s->j, "decidedBy", v->row);
	json_text(&s->j, "answeredBy", v->needs_key);
	json_text(&s->j, "restsOn", result_citations(&s->mem, v));
	json_close(&s->j);
}

static void write_result(struct sarif *s, const struct result *result)
{
	const char *text = result->finding ? finding_words(s, result) : verdict_words(s, result->verdict);

	json_open(&s->j, NULL, '{');
	json_text(&s->j, "ruleId", result->rule->id);
	json_int(&s->j, "ruleIndex", (int64_t)result->rule->index);
	json_text(&s->j, "kind", result->kind);
	json_text(&s->j, "level", severities[result->rank].level);
	message(s, "message", plain(s, text), NULL);
	if (result->finding) {
		finding_places(s, result->finding);
		fingerprints(s, result);
		suppression(s, result->finding);
		finding_properties(s, result->finding);
	} else {
		verdict_places(s, result->verdict);
		fingerprints(s, result);
		verdict_properties(s, result->verdict);
	}
	json_close(&s->j);
}

/* --- rules and requirements --- */

/* What to do, what it rests on and by which weight, where it is explained: as text, and as Markdown. */
static void help(struct sarif *s, const struct rule *rule)
{
	const struct limb *limb = law_limb(s->r->law, rule->limb);
	const char *day = s->r->as_of && *s->r->as_of ? s->r->as_of : NULL;
	struct text plain_text = { 0 }, marked = { 0 };

	if (rule->fix) {
		text_printf(&plain_text, "Fix: %s\n", rule->fix);
		text_add(&marked, "**Fix:** ");
		text_markdown(&marked, rule->fix);
		text_add(&marked, "\n\n");
	}
	text_printf(&plain_text, "Bears on %s%s%s.\n", rule->limb, limb ? ": " : "", limb ? limb->title : "");
	text_printf(&marked, "Bears on **%s**%s%s:\n\n", rule->limb, limb ? ", " : "", limb ? limb->title : "");
	for (size_t i = 0; limb && i < limb->ref_count; i++) {
		const struct source_ref *ref = &limb->refs[i];
		const char *note = law_note(s->r->law, ref->provision, day);

		text_printf(&plain_text, "- %s (%s%s%s)\n", ref->provision->citation, result_weight(ref->weight), *note ? ": " : "", note);
		text_printf(&marked, "- %s (%s%s%s)\n", ref->provision->citation, result_weight(ref->weight), *note ? ": " : "", note);
	}
	if (limb && limb->faq) {
		text_printf(&plain_text, "Explained by: cradle faq show %s\n", limb->faq);
		text_printf(&marked, "\nExplained by `cradle faq show %s`\n", limb->faq);
	}
	text_printf(&plain_text, "%s", result_notice);
	text_printf(&marked, "\n%s", result_notice);
	message(s, "help", plain_text.at, marked.at);
	text_free(&plain_text);
	text_free(&marked);
}

static void rule_properties(struct sarif *s, const struct rule *rule)
{
	json_open(&s->j, "properties", '{');
	json_open(&s->j, "tags", '[');
	json_text(&s->j, NULL, "security");
	json_text(&s->j, NULL, rule->limb);
	json_close(&s->j);
	if (severities[rule->rank].score)
		json_text(&s->j, "security-severity", severities[rule->rank].score);
	json_close(&s->j);
}

/* Which requirement of the taxonomy it bears on. */
static void relationships(struct sarif *s, const struct rule *rule)
{
	size_t at = (size_t)(uintptr_t)names_find(&s->limbs, bytes_of(rule->limb));

	if (!at)
		return;
	json_open(&s->j, "relationships", '[');
	json_open(&s->j, NULL, '{');
	json_open(&s->j, "target", '{');
	json_text(&s->j, "id", rule->limb);
	json_int(&s->j, "index", (int64_t)at - 1);
	json_open(&s->j, "toolComponent", '{');
	json_text(&s->j, "name", "CRA");
	json_int(&s->j, "index", 0);
	json_close(&s->j);
	json_close(&s->j);
	json_open(&s->j, "kinds", '[');
	json_text(&s->j, NULL, "relevant");
	json_close(&s->j);
	json_close(&s->j);
	json_close(&s->j);
}

static void write_rule(struct sarif *s, const struct rule *rule)
{
	const char *rests = result_limb_citations(&s->mem, s->r, rule->limb);

	json_open(&s->j, NULL, '{');
	json_text(&s->j, "id", rule->id);
	json_text(&s->j, "name", result_cut(&s->mem, rule->title, TITLE));
	message(s, "shortDescription", plain(s, rule->title), NULL);
	message(s, "fullDescription", plain(s, *rests ? arena_printf(&s->mem, "%s. Rests on %s.", rule->title, rests) : rule->title), NULL);
	help(s, rule);
	json_open(&s->j, "defaultConfiguration", '{');
	json_text(&s->j, "level", severities[rule->rank].level);
	json_close(&s->j);
	rule_properties(s, rule);
	relationships(s, rule);
	json_close(&s->j);
}

static void tool(struct sarif *s)
{
	json_open(&s->j, "tool", '{');
	json_open(&s->j, "driver", '{');
	json_text(&s->j, "name", "cradle");
	json_text(&s->j, "version", s->r->tool);
	json_open(&s->j, "supportedTaxonomies", '[');
	json_open(&s->j, NULL, '{');
	json_text(&s->j, "name", "CRA");
	json_int(&s->j, "index", 0);
	json_close(&s->j);
	json_close(&s->j);
	json_open(&s->j, "rules", '[');
	for (size_t i = 0; i < s->rule_count; i++)
		write_rule(s, s->rules[i]);
	json_close(&s->j);
	json_close(&s->j);
	json_close(&s->j);
}

static void taxonomy(struct sarif *s)
{
	json_open(&s->j, "taxonomies", '[');
	json_open(&s->j, NULL, '{');
	json_text(&s->j, "name", "CRA");
	json_text(&s->j, "fullName", "Requirements of Regulation (EU) 2024/2847, in cradle's keys and titles");
	json_bool(&s->j, "isComprehensive", false);
	json_open(&s->j, "taxa", '[');
	for (size_t i = 0; i < s->taxon_count; i++) {
		const struct limb *limb = law_limb(s->r->law, s->taxa[i]);

		json_open(&s->j, NULL, '{');
		json_text(&s->j, "id", limb->key);
		json_text(&s->j, "name", limb->title);
		message(s, "shortDescription", plain(s, limb->title), NULL);
		message(s, "fullDescription", plain(s, result_limb_citations(&s->mem, s->r, limb->key)), NULL);
		json_close(&s->j);
	}
	json_close(&s->j);
	json_close(&s->j);
	json_close(&s->j);
}

/* --- the run --- */

static void notification(struct sarif *s, const char *text)
{
	json_open(&s->j, NULL, '{');
	json_text(&s->j, "level", "warning");
	message(s, "message", plain(s, text), NULL);
	json_close(&s->j);
}

static void invocation(struct sarif *s)
{
	json_open(&s->j, "invocations", '[');
	json_open(&s->j, NULL, '{');
	json_bool(&s->j, "executionSuccessful", true);
	json_open(&s->j, "toolExecutionNotifications", '[');
	if (s->r->note)
		notification(s, s->r->note);
	if (s->r->refused)
		notification(s, arena_printf(&s->mem, "%" PRId64 " entries have a path that leads out of the image and were left out",
					     s->r->refused));
	if (s->left_out)
		notification(s, arena_printf(&s->mem, "%zu more results are left out: %d are the most of one run", s->left_out, RESULTS));
	json_close(&s->j);
	json_close(&s->j);
	json_close(&s->j);
}

/* The image, so that a result says of which bytes it is. */
static void artifacts(struct sarif *s)
{
	if (!s->r->image)
		return;
	json_open(&s->j, "artifacts", '[');
	json_open(&s->j, NULL, '{');
	json_open(&s->j, "location", '{');
	json_text(&s->j, "uri", uri_of(s, s->r->image));
	json_close(&s->j);
	json_open(&s->j, "roles", '[');
	json_text(&s->j, NULL, "analysisTarget");
	json_close(&s->j);
	json_open(&s->j, "hashes", '{');
	json_text(&s->j, "sha-256", s->r->image_sha256);
	json_close(&s->j);
	json_close(&s->j);
	json_close(&s->j);
}

/* Results of the same product replace each other: GitHub's category is what stands before the last slash. */
static void about(struct sarif *s)
{
	json_open(&s->j, "automationDetails", '{');
	json_text(&s->j, "id", arena_printf(&s->mem, "cradle/%s/", uri_of(s, s->r->product && *s->r->product ? s->r->product :
									 s->r->image ? s->r->image : "product")));
	json_close(&s->j);
	json_open(&s->j, "originalUriBaseIds", '{');
	json_open(&s->j, "ROOTFS", '{');
	message(s, "description", "The root of the file system in the image.", NULL);
	json_close(&s->j);
	json_close(&s->j);
}

static void properties(struct sarif *s)
{
	const struct results *r = s->r;

	json_open(&s->j, "properties", '{');
	json_text(&s->j, "gate", r->gate);
	json_int(&s->j, "notMet", (int64_t)r->not_met);
	json_int(&s->j, "needsInput", (int64_t)r->needs_input);
	json_int(&s->j, "met", (int64_t)r->met);
	json_int(&s->j, "notOwed", (int64_t)r->exempt);
	json_text(&s->j, "imageSha256", r->image_sha256);
	json_text(&s->j, "rulesDigest", r->rules);
	json_text(&s->j, "decisionsDigest", r->decisions);
	json_text(&s->j, "asOf", r->as_of && *r->as_of ? r->as_of : NULL);
	json_text(&s->j, "notice", result_notice);
	json_close(&s->j);
}

static void write_run(struct sarif *s)
{
	json_open(&s->j, NULL, '{');
	tool(s);
	about(s);
	invocation(s);
	artifacts(s);
	taxonomy(s);
	json_open(&s->j, "results", '[');
	for (size_t i = 0; i < s->result_count; i++)
		write_result(s, &s->results[i]);
	json_close(&s->j);
	properties(s);
	json_close(&s->j);
}

int report_sarif(const struct results *r, const struct report_options *o, struct text *out, struct err *err)
{
	struct sarif s = { .j = { .out = out }, .mem = { .about = "a SARIF report" }, .r = r };

	(void)err;
	s.by_id.mem = s.prints.mem = s.limbs.mem = &s.mem;
	s.declaration = r->declared_count ? r->declared[0].path : r->declaration;
	collect(&s, o->verbose);
	json_open(&s.j, NULL, '{');
	json_text(&s.j, "$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
	json_text(&s.j, "version", "2.1.0");
	json_open(&s.j, "runs", '[');
	write_run(&s);
	json_close(&s.j);
	json_close(&s.j);
	arena_free(&s.mem);
	return 0;
}
