/*
 * CycloneDX 1.6: the bill of materials, the requirements as a standard, and what
 * is claimed of each, with evidence and counter-evidence.
 */
#include "report/formats.h"

#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "base/uuid.h"
#include "report/cyclonedx.h"

static const char blank_serial[] = "urn:uuid:00000000-0000-5000-8000-000000000000";

/* --- references and values --- */

const char *bom_ref(struct bom *b, const char *kind, const char *name)
{
	const char *ref = arena_printf(&b->mem, "%s:%s", kind, name), *first = ref;
	void **times = names_at(&b->taken, bytes_of(first)), **at = times;

	while (*at) {
		uintptr_t n = (uintptr_t)*times + 1;

		*times = (void *)n;
		ref = arena_printf(&b->mem, "%s#%zu", first, (size_t)n);
		at = names_at(&b->taken, bytes_of(ref));
		times = names_at(&b->taken, bytes_of(first));
	}
	*at = (void *)(uintptr_t)1;
	return ref;
}

const char *bom_time(struct bom *b, const char *day)
{
	int year, month, date, n = 0;

	if (!day || sscanf(day, "%4d-%2d-%2d%n", &year, &month, &date, &n) != 3 || n != 10 || day[n] || !date_exists(year, month, date))
		return NULL;
	return arena_printf(&b->mem, "%sT00:00:00Z", day);
}

void bom_text(struct bom *b, const char *key, const char *value)
{
	if (value && *value)
		json_text(&b->j, key, value);
}

void bom_property(struct bom *b, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "name", name);
	json_text(&b->j, "value", value);
	json_close(&b->j);
}

void refs_add(struct bom *b, struct refs *refs, const char *ref)
{
	ARENA_ROOM(&b->mem, refs->list, refs->count, refs->room);
	refs->list[refs->count++] = ref;
}

void refs_write(struct bom *b, const char *key, const struct refs *refs)
{
	if (!refs->count)
		return;
	json_open(&b->j, key, '[');
	for (size_t i = 0; i < refs->count; i++)
		json_text(&b->j, NULL, refs->list[i]);
	json_close(&b->j);
}

/* --- the product --- */

const char *bom_type(const struct results *r, const char *part)
{
	static const struct { const char *kind, *type; } types[] = {
		{ "hardware", "device" }, { "device", "device" }, { "component", "library" }, { "library", "library" },
	};
	const char *kind = *part ? NULL : declared_value(r, "", "scope.kind");

	for (int64_t i = 0; *part && i < declared_entries(r, "", "parts"); i++) {
		const char *id = declared_entry(r, "", "parts", i, "id", 0);

		if (id && strcmp(id, part) == 0)
			kind = declared_entry(r, "", "parts", i, "kind", 0);
	}
	for (size_t i = 0; kind && i < COUNT(types); i++)
		if (strcmp(types[i].kind, kind) == 0)
			return types[i].type;
	return r->declaration || !r->image ? "application" : "firmware";
}

const char *bom_name(const struct results *r, const char *part)
{
	if (*part)
		return part;
	return r->product && *r->product ? r->product : r->image ? r->image : "a product without a name";
}

static void manufacturer(struct bom *b)
{
	const char *name = declared_value(b->r, "", "product.manufacturer");

	if (!name)
		return;
	json_open(&b->j, "manufacturer", '{');
	json_text(&b->j, "name", name);
	json_close(&b->j);
}

static void product(struct bom *b)
{
	const struct results *r = b->r;

	json_open(&b->j, "component", '{');
	json_text(&b->j, "type", bom_type(r, ""));
	json_text(&b->j, "bom-ref", b->product);
	manufacturer(b);
	json_text(&b->j, "name", bom_name(r, ""));
	bom_text(b, "version", r->product_version);
	if (r->image && !r->declaration) {
		json_open(&b->j, "hashes", '[');
		json_open(&b->j, NULL, '{');
		json_text(&b->j, "alg", "SHA-256");
		json_text(&b->j, "content", r->image_sha256);
		json_close(&b->j);
		json_close(&b->j);
	}
	json_close(&b->j);
}

static void metadata(struct bom *b)
{
	const struct results *r = b->r;

	json_open(&b->j, "metadata", '{');
	bom_text(b, "timestamp", b->when);
	json_open(&b->j, "tools", '{');
	json_open(&b->j, "components", '[');
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "type", "application");
	json_text(&b->j, "bom-ref", bom_ref(b, "tool", "cradle"));
	json_text(&b->j, "name", "cradle");
	bom_text(b, "version", r->tool);
	json_close(&b->j);
	json_close(&b->j);
	json_close(&b->j);
	product(b);
	json_open(&b->j, "properties", '[');
	bom_property(b, "cradle:gate", r->gate);
	bom_property(b, "cradle:rules", r->rules);
	bom_property(b, "cradle:decisions", r->decisions);
	bom_property(b, "cradle:as-of", b->when ? r->as_of : "no date was given");
	bom_property(b, "cradle:notice", result_notice);
	json_close(&b->j);
	json_close(&b->j);
}

/* --- the requirements --- */

static const char *parent_of(struct bom *b, const struct limb *limb)
{
	const struct law *law = b->r->law;

	for (size_t i = 0; i < law->limb_count; i++)
		for (size_t k = 0; k < law->limbs[i].sum_count; k++)
			if (strcmp(law->limbs[i].sums[k], limb->key) == 0)
				return arena_printf(&b->mem, "requirement:%s", law->limbs[i].key);
	return NULL;
}

static void requirement(struct bom *b, const struct limb *limb)
{
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "bom-ref", bom_ref(b, "requirement", limb->key));
	json_text(&b->j, "identifier", limb->key);
	json_text(&b->j, "title", limb->title);
	json_open(&b->j, "descriptions", '[');
	for (size_t i = 0; i < limb->ref_count; i++) {
		const struct provision *p = limb->refs[i].provision;

		const char *note = law_note(b->r->law, p, NULL);

		json_text(&b->j, NULL, arena_printf(&b->mem, "%s (%s%s%s): %s", p->citation, result_weight(limb->refs[i].weight),
						    *note ? "; " : "", note, p->about));
	}
	json_close(&b->j);
	bom_text(b, "parent", parent_of(b, limb));
	json_open(&b->j, "properties", '[');
	for (size_t i = 0; i < limb->ref_count; i++) {
		bom_property(b, "cradle:citation", limb->refs[i].provision->citation);
		bom_property(b, "cradle:weight", limb->refs[i].weight);
	}
	json_close(&b->j);
	json_close(&b->j);
}

/* The text of the law is left out: members 'text' are missing on purpose. */
void bom_standard(struct bom *b)
{
	const struct law *law = b->r->law;
	const struct law_source *source = law_source_find(law, "cra-2024-2847");

	json_open(&b->j, "definitions", '{');
	json_open(&b->j, "standards", '[');
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "bom-ref", bom_ref(b, "standard", "cra"));
	json_text(&b->j, "name", "Regulation (EU) 2024/2847 (Cyber Resilience Act), Annex I");
	bom_text(b, "version", source ? source->version : NULL);
	json_text(&b->j, "description",
		  "Annex I limb by limb, and what is decided with it: Annexes II and VII, some articles, and the questions before all. "
		  "Identifiers and words are those of cradle, not of the law.");
	json_text(&b->j, "owner", "European Union");
	json_open(&b->j, "requirements", '[');
	for (size_t i = 0; i < law->limb_count; i++)
		requirement(b, &law->limbs[i]);
	json_close(&b->j);
	json_open(&b->j, "externalReferences", '[');
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "type", "website");
	json_text(&b->j, "url", "http://data.europa.eu/eli/reg/2024/2847/oj");
	json_close(&b->j);
	json_close(&b->j);
	json_close(&b->j);
	json_close(&b->j);
	json_close(&b->j);
}

/* --- the document --- */

int report_cyclonedx(const struct results *r, const struct report_options *options, struct text *out, struct err *err)
{
	struct bom b = { .j = { .out = out }, .r = r, .mem = { .about = "a bill of materials" } };
	char id[UUID_TEXT];
	size_t serial;

	(void)options;
	(void)err;
	b.taken.mem = &b.mem;
	b.when = bom_time(&b, r->as_of);
	b.product = bom_ref(&b, "product", bom_name(r, ""));
	b.image = !r->image ? NULL : r->declaration ? bom_ref(&b, "image", r->image) : b.product;
	json_open(&b.j, NULL, '{');
	json_text(&b.j, "bomFormat", "CycloneDX");
	json_text(&b.j, "specVersion", "1.6");
	json_text(&b.j, "serialNumber", blank_serial);
	serial = out->n - (UUID_TEXT - 1) - 1;		/* before its quote */
	json_int(&b.j, "version", 1);
	metadata(&b);
	bom_components(&b);
	bom_standard(&b);
	bom_declarations(&b);
	json_close(&b.j);
	if (!out->failed) {				/* the number is made of all the rest, as oscal_end() does */
		uuid_name(UUID_CRADLE, out->at, id);
		memcpy(out->at + serial, id, UUID_TEXT - 1);
	}
	arena_free(&b.mem);
	return 0;
}
