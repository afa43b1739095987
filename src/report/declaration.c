/*
 * The EU declaration of conformity (Annex V) and the simplified one (Annex VI),
 * as drafts: whoever signs fills in place, date, name and signature. Refused while
 * something speaks against the product; while questions are open, they stand at
 * its top.
 */
#include "report/documents.h"

#include <string.h>

#include "base/auto.h"
#include "report/techdoc.h"

/* Where the Regulation is published: Annex VI gives the reference, and Article 28(3) asks for those of all acts. */
#define PUBLISHED "OJ L, 2024/2847, 20.11.2024"

/* --- when there is none --- */

/* Answers to the questions before all others with which no declaration is drawn up. */
static const struct { const char *key, *answer; } none_for[] = {
	{ "SCOPE", "OUT-OF-SCOPE" }, { "SCOPE", "TEST-RELEASE" }, { "ROLE", "IMPORTER" }, { "ROLE", "DISTRIBUTOR" },
	{ "ROLE", "STEWARD" }, { "ROLE", "NO-ROLE" }, { "TIME", "ONLY-ARTICLE-14" },
};

static bool answered_away(const struct result_verdict *v)
{
	for (size_t i = 0; i < COUNT(none_for); i++)
		if (strcmp(v->key, none_for[i].key) == 0 && strcmp(v->verdict, none_for[i].answer) == 0)
			return true;
	return false;
}

static void reason(struct text *why, const struct result_verdict *v)
{
	text_printf(why, "%s  %s (%s): %s\n", v->verdict, v->key, v->title ? v->title : "", v->reason ? v->reason : "");
}

bool declaration_refused(const struct results *r, struct text *why)
{
	size_t before = why->n;

	if (!r->declaration)
		text_add(why, "Nothing is declared; 'cradle check IMAGE -p product.yaml --dossier FILE' reads a declaration\n");
	for (size_t i = 0; i < r->verdict_count; i++)
		if (answered_away(&r->verdicts[i]))
			reason(why, &r->verdicts[i]);
	for (size_t i = 0; i < r->not_met; i++)
		reason(why, r->against[i]);
	return why->n > before;
}

/* --- what is open --- */

static void open_points(struct techdoc *t)
{
	const struct results *r = t->r;

	if (r->accepted)
		doc_note(t->doc, "Findings in the image that are accepted for a time, and so do not speak against the product: %zu. Whoever "
				 "signs should know them: technical documentation, 3.7.", r->accepted);
	if (r->needs_input == 0)
		return;
	doc_heading(t->doc, 1, "open", "Not to be signed yet: %zu points are not decided", r->needs_input);
	for (size_t i = 0; i < r->question_count; i++) {
		const struct result_question *q = &r->questions[i];

		doc_gap(t->doc, arena_printf(&t->doc->mem, "%s (decides %zu: %s%s)", q->ask, q->count, q->verdicts[0]->key,
					     q->count > 1 ? " and more" : ""), q->key,
			q->verdicts[0]->source_count ? q->verdicts[0]->sources[0].provision->citation : NULL);
	}
}

/* While a point is open nobody has shown that the product conforms: the statement is not written, not even as a draft. */
static bool left_out(struct techdoc *t)
{
	if (t->r->needs_input)
		doc_text(t->doc, "The statement that the product conforms is left out while points are open: %zu.", t->r->needs_input);
	return t->r->needs_input;
}

static void what_was_looked_at(struct techdoc *t)
{
	const struct results *r = t->r;

	doc_note(t->doc, "Draft made by cradle %s from %s%s%s. Of %zu points %zu are met, %zu are not owed, %zu are open. A "
			 "pass is not conformity, and nothing here is legal advice: whoever signs answers for it (Article 28(4)).",
		 r->tool ? r->tool : "", r->declaration, r->image ? " and the image " : "; no image was read", r->image ? r->image : "",
		 r->points, r->met, r->exempt, r->needs_input);
}

/* --- Annex V --- */

static const struct asked identity[] = {
	{ "Name", "product.name", "annex-5-1", false }, { "Version", "product.version", "annex-5-1", false },
	{ "Type, and what identifies it", "product.model", "annex-5-1", false }, { 0 }
};

static const struct asked maker[] = {
	{ "Manufacturer", "product.manufacturer", "annex-5-2", false }, { "Address", "product.address", "annex-5-2", false }, { 0 }
};

static void object(struct techdoc *t)
{
	doc_heading(t->doc, 1, "annex-5-4", "4. Object of this declaration");
	doc_fact(t->doc, "Product", t->r->product);
	doc_fact(t->doc, "Version", t->r->product_version);
	techdoc_asked(t, "", (const struct asked[]){
		{ "Type, and what identifies it", "product.model", "annex-5-4", true },
		{ "Software that bears on compliance", "product.software_versions", "annex-5-4", true }, { 0 } });
	doc_fact(t->doc, "SHA-256 of the image", t->r->image_sha256);
}

static void conformity(struct techdoc *t)
{
	doc_heading(t->doc, 1, "annex-5-5", "5. Conformity");
	if (left_out(t))
		return;
	doc_text(t->doc, "The product named under 4 conforms to Regulation (EU) 2024/2847 (" PUBLISHED "). That it fulfils those "
			 "requirements of its Annex I which apply to it has been demonstrated.");
	doc_fact(t->doc, "Other Union acts",
		 "to be named by whoever signs, with their publication references, where there are any (Article 28(3))");
}

static void standards(struct techdoc *t)
{
	const char *applied = techdoc_value(t, "", "class.standards");
	bool some = techdoc_is(applied, "full") || techdoc_is(applied, "partial");

	doc_heading(t->doc, 1, "annex-5-6", "6. Standards, common specifications, certification");
	techdoc_asked(t, "", (const struct asked[]){
		{ "Applied", "class.standards", "annex-5-6", false },
		{ "Which", "class.standards_applied", "annex-5-6", !some }, { 0 } });
	if (techdoc_is(applied, "none"))
		doc_text(t->doc, "What was done instead stands in the technical documentation, point 5.");
}

static void procedure(struct techdoc *t)
{
	static const struct { const char *route, *words; bool body; } routes[] = {
		{ "module-a", "internal control (module A)", false },
		{ "module-b-c", "examination of the type and conformity to it (modules B and C)", true },
		{ "module-h", "full quality assurance (module H)", true },
		{ "certificate", "a European cybersecurity certificate", false },
	};
	const char *route = techdoc_value(t, "", "class.route"), *words = route;
	bool body = true, certificate = true;

	for (size_t i = 0; route && i < COUNT(routes); i++)
		if (strcmp(routes[i].route, route) == 0) {
			words = routes[i].words;
			body = routes[i].body;
			certificate = i > 0;
		}
	doc_heading(t->doc, 1, "annex-5-7", "7. Conformity assessment");
	doc_fact_from(t->doc, "Procedure", words, techdoc_from(t, declared_find(t->r, "", "class.route")));
	if (!route)
		techdoc_gap(t, "class.route", "annex-5-7", "The procedure that was followed");
	if (route && !body)
		doc_fact(t->doc, "Notified body", "none takes part in this procedure");
	techdoc_asked(t, "", (const struct asked[]){
		{ "Notified body, name and number", "class.notified_body", "annex-5-7", !body },
		{ "Certificate", "class.certificate", "annex-5-7", !certificate }, { 0 } });
}

static void signature(struct techdoc *t)
{
	static const char blank[] = "……………………………………………………";

	doc_heading(t->doc, 1, "annex-5-8", "8. Signature");
	doc_fact(t->doc, "On behalf of", t->r->declaration ? techdoc_value(t, "", "product.manufacturer") : NULL);
	doc_fact(t->doc, "Place", blank);
	doc_fact(t->doc, "Date of issue", blank);
	doc_fact(t->doc, "Name", blank);
	doc_fact(t->doc, "Function", blank);
	doc_fact(t->doc, "Signature", blank);
}

int declaration_make(struct doc *doc, const struct results *r, struct err *err)
{
	struct techdoc t = { .doc = doc, .r = r, .plain = true };

	(void)err;
	document_begin(doc, r, "EU declaration of conformity", "Regulation (EU) 2024/2847, Article 28 and Annex V");
	doc->draft = true;
	open_points(&t);
	doc_heading(doc, 1, "annex-5-1", "1. Product");
	techdoc_asked(&t, "", identity);
	doc_heading(doc, 1, "annex-5-2", "2. Manufacturer");
	techdoc_asked(&t, "", maker);
	doc_heading(doc, 1, "annex-5-3", "3. Responsibility");
	doc_text(doc, "The manufacturer issues this declaration and takes sole responsibility for it.");
	object(&t);
	conformity(&t);
	standards(&t);
	procedure(&t);
	signature(&t);
	what_was_looked_at(&t);
	return 0;
}

/* --- Annex VI --- */

/* The model's own words are the law's; they are shown where the user imported them. */
static void model(struct techdoc *t)
{
	const char *words = law_text(t->r->law, "annex-6");

	if (words)
		doc_note(t->doc, "Model of Annex VI, as imported: %s", words);
	else
		doc_note(t->doc, "Annex VI gives a model. This says the same in our words: compare it with the model before use. 'cradle "
				 "law import' brings the law's text, which is then printed here.");
}

int declaration_simplified_make(struct doc *doc, const struct results *r, struct err *err)
{
	struct techdoc t = { .doc = doc, .r = r, .plain = true };
	const char *maker_name, *type, *at;

	(void)err;
	document_begin(doc, r, "Simplified EU declaration of conformity", "Regulation (EU) 2024/2847, Article 13(20) and Annex VI");
	doc->draft = true;
	maker_name = techdoc_value(&t, "", "product.manufacturer");
	type = techdoc_value(&t, "", "product.model");
	at = techdoc_value(&t, "", "information.declaration_at");
	open_points(&t);
	doc_heading(doc, 1, "declaration", "Declaration");
	if (!left_out(&t) && maker_name && r->product && *r->product && type)
		doc_text(doc, "%s declares that %s%s%s (%s) complies with Regulation (EU) 2024/2847 (" PUBLISHED ").", maker_name, r->product,
			 r->product_version && *r->product_version ? " " : "", r->product_version ? r->product_version : "", type);
	techdoc_asked(&t, "", (const struct asked[]){
		{ "Manufacturer", "product.manufacturer", "annex-6", false }, { "Product", "product.name", "annex-6", false },
		{ "Type", "product.model", "annex-6", false },
		{ "The full declaration is at", "information.declaration_at", "art-13-20", false }, { 0 } });
	if (at)
		doc_note(doc, "The full declaration must be there when this one is given out: nobody looked whether it is.");
	model(&t);
	what_was_looked_at(&t);
	return 0;
}
