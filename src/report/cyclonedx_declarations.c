/*
 * Declarations: of each verdict a claim, with what speaks for it and against it.
 *
 *	MET, N/A-OK, DEVIATION-OK	a claim, with the facts it rests on as evidence
 *	NOT-MET, ...-REJECTED		a counter claim, with what was found as evidence; where the
 *					declaration names a measure, that is a claim with the same
 *					as counter-evidence
 *	NEEDS-INPUT			a claim that it is not known, without evidence
 *	IN-SCOPE, MANUFACTURER ...	a claim; it is an answer, so nothing is attested of it
 *
 * The score of conformance is 1 for MET, 0 for NOT-MET and what was rejected, and
 * is left out for everything else. How sure somebody is (confidence) and who
 * affirms it (affirmation) are not for a program to say: both are left out.
 */
#include "report/cyclonedx.h"

#include <string.h>

struct kind {
	const char *verdict, *predicate;
	int score;			/* 1, 0, or -1: none */
	bool counter;
};

static const struct kind kinds[] = {
	{ "MET", "The product meets", 1, false },
	{ "N/A-OK", "The product need not meet, for it does not apply", -1, false },
	{ "DEVIATION-OK", "Other terms were agreed with a business user for", -1, false },
	{ "NEEDS-INPUT", "It is not known whether the product meets", -1, false },
	{ "NOT-MET", "The product does not meet", 0, true },
	{ "N/A-REJECTED", "It is claimed not to apply, and that does not hold", 0, true },
	{ "DEVIATION-REJECTED", "Other terms are claimed, and that does not hold", 0, true },
};

/* A piece of evidence that is no finding: something declared, a file, a measure. */
struct item {
	const char *ref, *property, *description, *name, *content, *url, *sort, *until;
};

struct declarations {
	struct bom *b;
	struct evidence evidence;
	const char **findings;		/* [finding_count]: references, NULL where not used */
	size_t *next_of_limb;		/* [finding_count]: the next failing finding of the same limb */
	struct names limbs;		/* limb: its first failing finding, with 1 added */
	struct names facts;		/* what was declared: its reference */
	struct item *items;
	size_t item_count, item_room;
	struct declared_item *essential, *risks, *accepted, *files;
	size_t essential_count, risk_count, accepted_count, file_count;
	const char **risk_refs, **file_refs, **accepted_refs;	/* accepted_refs: of findings */
};

static const struct kind *kind_of(const struct result_verdict *v)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].verdict, v->verdict) == 0)
			return &kinds[i];
	return NULL;
}

/* --- evidence --- */

static struct item *item_add(struct declarations *d, const char *kind, const char *name)
{
	ARENA_ROOM(&d->b->mem, d->items, d->item_count, d->item_room);
	d->items[d->item_count] = (struct item){ .ref = bom_ref(d->b, kind, name) };
	return &d->items[d->item_count++];
}

static bool speaks_against(const struct result_finding *f)
{
	return strcmp(f->state, "fail") == 0 || strcmp(f->state, "contended") == 0;
}

static const char *finding_ref(struct declarations *d, size_t i)
{
	const struct result_finding *f = &d->b->r->findings[i];

	if (!d->findings[i])
		d->findings[i] = bom_ref(d->b, "finding", arena_printf(&d->b->mem, "%s:%s", f->rule, result_place(&d->b->mem, f->path, f->line)));
	return d->findings[i];
}

/* Chains the failing findings of each limb, so that each of them is evidence against something. */
static void chain_findings(struct declarations *d)
{
	const struct results *r = d->b->r;

	d->limbs.mem = &d->b->mem;
	d->findings = arena_alloc(&d->b->mem, (r->finding_count + 1) * sizeof(*d->findings));
	d->next_of_limb = arena_alloc(&d->b->mem, (r->finding_count + 1) * sizeof(*d->next_of_limb));
	d->accepted_refs = arena_alloc(&d->b->mem, (r->finding_count + 1) * sizeof(*d->accepted_refs));
	for (size_t i = r->finding_count; i-- > 0;) {
		void **first;

		if (!speaks_against(&r->findings[i]) || !r->findings[i].limb)
			continue;
		first = names_at(&d->limbs, bytes_of(r->findings[i].limb));
		d->next_of_limb[i] = (size_t)(uintptr_t)*first;
		*first = (void *)(uintptr_t)(i + 1);
	}
	for (size_t i = 0; i < r->finding_count; i++)
		if (speaks_against(&r->findings[i]))
			finding_ref(d, i);
}

/* Why an accepted finding is accepted, and until when. */
static void accepted_item(struct declarations *d, size_t i)
{
	const struct result_finding *f = &d->b->r->findings[i];
	const char *why = NULL;
	struct item *item;

	for (size_t k = 0; k < d->accepted_count && !why; k++) {
		const char *rule = declared_item_value(&d->accepted[k], "rule", 0);
		const char *path = declared_item_value(&d->accepted[k], "path", 0);

		if (rule && strcmp(rule, f->rule) == 0 && (!path || strcmp(path, "any") == 0 || (f->path && strcmp(path, f->path) == 0)))
			why = declared_item_value(&d->accepted[k], "reason", 0);
	}
	item = item_add(d, "accepted", arena_printf(&d->b->mem, "%s:%s", f->rule, result_place(&d->b->mem, f->path, f->line)));
	item->property = "cradle:accepted";
	item->description = arena_printf(&d->b->mem, "%s: %s %s", f->title, result_accepted(f) ? result_accepted(f) : f->accepted,
					 f->until ? f->until : "no date");
	item->name = "reason";
	item->content = why;
	item->sort = "declaration";
	item->until = bom_time(d->b, f->until);
	d->accepted_refs[i] = item->ref;
}

static void declared_evidence(struct declarations *d)
{
	struct bom *b = d->b;

	d->risk_refs = arena_alloc(&b->mem, (d->risk_count + 1) * sizeof(*d->risk_refs));
	for (size_t i = 0; i < d->risk_count; i++) {
		const char *id = declared_item_value(&d->risks[i], "id", 0), *threat = declared_item_value(&d->risks[i], "threat", 0);
		const char *measure = declared_item_value(&d->risks[i], "measure", 0);
		struct item *item;

		if (!measure)
			continue;
		item = item_add(d, "risk", id ? id : "");
		item->property = "cradle:risk";
		item->description = arena_printf(&b->mem, "Risk: %s", threat ? threat : "not said");
		item->name = "measure";
		item->content = measure;
		item->sort = "declaration";
		d->risk_refs[i] = item->ref;
	}
	d->file_refs = arena_alloc(&b->mem, (d->file_count + 1) * sizeof(*d->file_refs));
	for (size_t i = 0; i < d->file_count; i++) {
		const char *id = declared_item_value(&d->files[i], "id", 0), *state = declared_item_value(&d->files[i], "state", 0);
		const char *about = declared_item_value(&d->files[i], "about", 0), *sum = declared_item_value(&d->files[i], "sha256", 0);
		const char *path = declared_item_value(&d->files[i], "path", 0);
		struct item *item;

		if (state && strcmp(state, "planned") == 0)	/* what is planned shows nothing */
			continue;
		item = item_add(d, "file", id ? id : "");
		item->property = "cradle:file";
		item->description = about ? about : "A file of evidence";
		item->name = path;
		item->content = sum ? arena_printf(&b->mem, "SHA-256 %s", sum) : NULL;
		item->sort = "declaration";
		d->file_refs[i] = item->ref;
	}
	for (size_t i = 0; i < b->r->finding_count; i++)
		if (b->r->findings[i].accepted)
			accepted_item(d, i);
}

/* What was declared is one piece of evidence, however many verdicts rest on it. */
static const char *fact_ref(struct declarations *d, const struct result_fact *f)
{
	const char *name = f->rule ? f->rule : f->name, *at = result_place(&d->b->mem, f->path, f->line);
	const char *key = arena_printf(&d->b->mem, "%s\n%s\n%s", name, at, f->value ? f->value : "");
	void **ref = names_at(&d->facts, bytes_of(key));
	struct item *item;

	if (!*ref) {
		item = item_add(d, f->rule ? "finding" : "declared", arena_printf(&d->b->mem, "%s:%s", name, at));
		item->property = f->rule ? "cradle:finding" : "cradle:declared";
		item->description = arena_printf(&d->b->mem, "%s%s%s", name, f->value ? ": " : "", f->value ? f->value : "");
		item->name = at;
		item->content = f->value;
		item->sort = f->rule ? "image content" : "declaration";
		*ref = (void *)(uintptr_t)item->ref;
	}
	return *ref;
}

static void evidence_begin(struct declarations *d, const char *ref, const char *property, const char *description)
{
	json_open(&d->b->j, NULL, '{');
	json_text(&d->b->j, "bom-ref", ref);
	json_text(&d->b->j, "propertyName", property);
	json_text(&d->b->j, "description", description);
}

static void evidence_data(struct declarations *d, const char *name, const char *content, const char *sort)
{
	if ((!name || !*name) && (!content || !*content))
		return;
	json_open(&d->b->j, "data", '[');
	json_open(&d->b->j, NULL, '{');
	bom_text(d->b, "name", name);
	if (content && *content) {
		json_open(&d->b->j, "contents", '{');
		json_open(&d->b->j, "attachment", '{');
		json_text(&d->b->j, "contentType", "text/plain");
		json_text(&d->b->j, "content", content);
		json_close(&d->b->j);
		json_close(&d->b->j);
	}
	json_text(&d->b->j, "classification", sort);
	json_close(&d->b->j);
	json_close(&d->b->j);
}

static void evidence_end(struct declarations *d, const char *until)
{
	bom_text(d->b, "created", d->b->when);
	bom_text(d->b, "expires", until);
	json_close(&d->b->j);
}

static void evidence(struct declarations *d)
{
	const struct results *r = d->b->r;

	json_open(&d->b->j, "evidence", '[');
	for (size_t i = 0; i < r->finding_count; i++) {
		const struct result_finding *f = &r->findings[i];

		if (!d->findings[i])
			continue;
		evidence_begin(d, d->findings[i], "cradle:finding",
			       arena_printf(&d->b->mem, "%s (%s, %s%s%s)", f->title, f->state, f->severity,
					    f->accepted ? ", acceptance: " : "", f->accepted ? f->accepted : ""));
		evidence_data(d, result_place(&d->b->mem, f->path, f->line), f->detail,
			      result_of_declaration(f) ? "image content and declaration" : "image content");
		evidence_end(d, NULL);
	}
	for (size_t i = 0; i < d->item_count; i++) {
		evidence_begin(d, d->items[i].ref, d->items[i].property, d->items[i].description);
		evidence_data(d, d->items[i].name, d->items[i].content, d->items[i].sort);
		evidence_end(d, d->items[i].until);
	}
	json_close(&d->b->j);
}

/* --- what speaks for and against a verdict --- */

/* The findings that its facts name, and the other failing ones of its limb, which weigh too little to decide. */
static void found(struct declarations *d, const struct result_verdict *v, bool against, struct refs *out)
{
	const size_t *list;
	size_t count = evidence_of_verdict(&d->evidence, v, &list);

	for (size_t i = 0; i < count; i++)
		if (speaks_against(&d->b->r->findings[list[i]]) == against)
			refs_add(d->b, out, finding_ref(d, list[i]));
	if (!against || *v->part)
		return;
	for (size_t i = (size_t)(uintptr_t)names_find(&d->limbs, bytes_of(v->key)); i; i = d->next_of_limb[i - 1])
		if (d->evidence.of[i - 1] != d->evidence.round)
			refs_add(d->b, out, finding_ref(d, i - 1));
}

/* What was declared, and rules' facts that no finding in the dossier stands for. */
static void said(struct declarations *d, const struct result_verdict *v, struct refs *out)
{
	for (size_t i = 0; i < v->fact_count; i++) {
		const struct result_fact *f = &v->facts[i];

		if ((f->path || f->rule) && evidence_first(&d->evidence, f) == EVIDENCE_NONE) {
			const char *ref = fact_ref(d, f);
			bool there = false;

			for (size_t k = 0; k < out->count && !there; k++)
				there = out->list[k] == ref;
			if (!there)
				refs_add(d->b, out, ref);
		}
	}
}

static void files(struct declarations *d, const struct result_verdict *v, struct refs *out)
{
	for (size_t i = 0; i < d->file_count; i++)
		if (d->file_refs[i] && declared_concerns(&d->files[i], v))
			refs_add(d->b, out, d->file_refs[i]);
}

static void mitigations(struct declarations *d, const struct result_verdict *v, struct refs *out)
{
	for (size_t i = 0; i < d->risk_count; i++)
		if (d->risk_refs[i] && declared_concerns(&d->risks[i], v))
			refs_add(d->b, out, d->risk_refs[i]);
	for (size_t i = *v->part ? 0 : (size_t)(uintptr_t)names_find(&d->limbs, bytes_of(v->key)); i; i = d->next_of_limb[i - 1])
		if (d->accepted_refs[i - 1])
			refs_add(d->b, out, d->accepted_refs[i - 1]);
}

static const char *measure_of(struct declarations *d, const struct result_verdict *v)
{
	for (size_t i = 0; i < d->essential_count; i++) {
		const char *limb = declared_item_value(&d->essential[i], "limb", 0);

		if (limb && strcmp(limb, result_limb(v)) == 0 && strcmp(d->essential[i].part, v->part) == 0)
			return declared_item_value(&d->essential[i], "measure", 0);
	}
	return NULL;
}

/* The reason, what is missing, and the other verdicts it rests on. */
static const char *reasoning(struct declarations *d, const struct result_verdict *v)
{
	struct text text = { 0 };
	const char *kept;

	text_printf(&text, "%s%s%s", v->reason, v->needs ? " Missing: " : "", v->needs ? v->needs : "");
	for (size_t i = 0; i < v->fact_count; i++)
		if (!v->facts[i].path && !v->facts[i].rule && v->facts[i].name)
			text_printf(&text, " Rests on %s: %s.", v->facts[i].name, v->facts[i].value ? v->facts[i].value : "");
	kept = arena_text(&d->b->mem, text.at, text.n);
	text_free(&text);
	return kept;
}

/* --- claims --- */

static void claim(struct declarations *d, const char *ref, const struct result_verdict *v, const char *predicate,
		  const char *why, const struct refs *for_it, const struct refs *against)
{
	struct bom *b = d->b;
	struct refs mitigated = { 0 };

	mitigations(d, v, &mitigated);
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "bom-ref", ref);
	json_text(&b->j, "target", arena_printf(&b->mem, "target:%s", v->part));
	json_text(&b->j, "predicate", predicate);
	refs_write(b, "mitigationStrategies", &mitigated);
	bom_text(b, "reasoning", why);
	refs_write(b, "evidence", for_it);
	refs_write(b, "counterEvidence", against);
	json_close(&b->j);
}

static const char *claim_ref(struct declarations *d, const struct result_verdict *v)
{
	return arena_printf(&d->b->mem, "claim:%s", v->key);
}

static const char *counter_ref(struct declarations *d, const struct result_verdict *v)
{
	return arena_printf(&d->b->mem, "counter-claim:%s", v->key);
}

static void claims_against(struct declarations *d, const struct result_verdict *v, const char *predicate)
{
	const char *measure = measure_of(d, v);
	struct refs against = { 0 }, declared = { 0 };

	found(d, v, true, &against);
	said(d, v, &against);
	claim(d, counter_ref(d, v), v, predicate, reasoning(d, v), &against, &declared);
	if (!measure)
		return;
	files(d, v, &declared);
	claim(d, claim_ref(d, v), v, arena_printf(&d->b->mem, "Declared, for %s: %s", v->key, measure),
	      "The declaration says so; the counter-evidence is why it is not met.", &declared, &against);
}

static void claims_of(struct declarations *d, const struct result_verdict *v)
{
	const struct kind *kind = kind_of(v);
	const char *predicate = kind ? arena_printf(&d->b->mem, "%s: %s (%s)", kind->predicate, v->title, v->key)
				     : arena_printf(&d->b->mem, "%s: %s", v->title, v->verdict);
	struct refs for_it = { 0 }, against = { 0 };

	if (kind && kind->counter) {
		claims_against(d, v, predicate);
		return;
	}
	if (strcmp(v->verdict, "NEEDS-INPUT") != 0) {
		found(d, v, false, &for_it);
		said(d, v, &for_it);
		files(d, v, &for_it);
	}
	found(d, v, true, &against);
	claim(d, claim_ref(d, v), v, predicate, reasoning(d, v), &for_it, &against);
}

static void one(struct declarations *d, const char *key, const char *ref)
{
	json_open(&d->b->j, key, '[');
	json_text(&d->b->j, NULL, ref);
	json_close(&d->b->j);
}

/* What is attested of a requirement: the claims and how far it conforms. */
static void mapped(struct declarations *d, const struct result_verdict *v)
{
	struct bom *b = d->b;
	const struct kind *kind = kind_of(v);
	bool counter = kind && kind->counter;

	if (!v->limb)			/* no requirement of that key in the standard */
		return;
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "requirement", arena_printf(&b->mem, "requirement:%s", v->limb->key));
	if (!counter || measure_of(d, v))
		one(d, "claims", claim_ref(d, v));
	if (counter)
		one(d, "counterClaims", counter_ref(d, v));
	json_open(&b->j, "conformance", '{');
	if (kind && kind->score >= 0)
		json_int(&b->j, "score", kind->score);
	json_text(&b->j, "rationale", arena_printf(&b->mem, "%s: %s", v->verdict, v->needs ? v->needs : v->reason));
	json_close(&b->j);
	json_close(&b->j);
}

/* --- the rest --- */

static void targets(struct declarations *d)
{
	struct bom *b = d->b;
	const char *part;

	json_open(&b->j, "targets", '{');
	json_open(&b->j, "components", '[');
	for (size_t i = 0; (part = declared_part(b->r, i)); i++) {
		json_open(&b->j, NULL, '{');
		json_text(&b->j, "type", bom_type(b->r, part));
		json_text(&b->j, "bom-ref", bom_ref(b, "target", part));
		json_text(&b->j, "name", bom_name(b->r, part));
		if (!*part)
			bom_text(b, "version", b->r->product_version);
		json_close(&b->j);
	}
	json_close(&b->j);
	json_close(&b->j);
}

/* The manufacturer assesses itself, by way of a program: no third party is in it. */
static void assessors(struct declarations *d)
{
	struct bom *b = d->b;
	const char *name = declared_value(b->r, "", "product.manufacturer");

	json_open(&b->j, "assessors", '[');
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "bom-ref", bom_ref(b, "assessor", "self"));
	json_bool(&b->j, "thirdParty", false);
	if (name) {
		json_open(&b->j, "organization", '{');
		json_text(&b->j, "name", name);
		json_close(&b->j);
	}
	json_close(&b->j);
	json_close(&b->j);
}

static void attestations(struct declarations *d)
{
	struct bom *b = d->b;
	const struct results *r = b->r;

	json_open(&b->j, "attestations", '[');
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "summary",
		  arena_printf(&b->mem, "Gate: %s. Of %zu points %zu are not met, %zu need input, %zu are met, %zu are not owed. "
			       "Decided by a program, and signed by nobody. %s",
			       r->gate ? r->gate : "none", r->points, r->not_met, r->needs_input, r->met, r->exempt, result_notice));
	json_text(&b->j, "assessor", "assessor:self");
	json_open(&b->j, "map", '[');
	for (size_t i = 0; i < r->verdict_count; i++)
		mapped(d, &r->verdicts[i]);
	json_close(&b->j);
	json_close(&b->j);
	json_close(&b->j);
}

void bom_declarations(struct bom *b)
{
	const struct results *r = b->r;
	struct declarations d = { .b = b, .facts = { .mem = &b->mem } };

	evidence_index(&d.evidence, &b->mem, r);
	d.essential_count = declared_items(r, &b->mem, "essential", &d.essential);
	d.risk_count = declared_items(r, &b->mem, "risks", &d.risks);
	d.accepted_count = declared_items(r, &b->mem, "accepted", &d.accepted);
	d.file_count = declared_items(r, &b->mem, "evidence", &d.files);
	chain_findings(&d);
	declared_evidence(&d);
	json_open(&b->j, "declarations", '{');
	assessors(&d);
	attestations(&d);
	targets(&d);
	json_open(&b->j, "claims", '[');
	for (size_t i = 0; i < r->verdict_count; i++)
		claims_of(&d, &r->verdicts[i]);
	json_close(&b->j);
	evidence(&d);
	json_close(&b->j);
}
