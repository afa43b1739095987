/*
 * The bill of materials: the image, its system and its packages. What is listed
 * is what package managers say that they installed; whether that is all, nobody
 * knows, and compositions say so.
 */
#include "report/cyclonedx.h"

#include <string.h>

#include "report/spdx.h"

/* Columns of the table of packages, found once. */
struct columns {
	size_t manager, name, arch, version, source, supplier, license, purl;
};

/* One licence, an expression, or the package manager's own words: nothing is guessed. */
static void licence(struct bom *b, const char *text)
{
	if (!text || !*text)
		return;
	json_open(&b->j, "licenses", '[');
	json_open(&b->j, NULL, '{');
	if (!spdx_licence(text) && spdx_expression(text)) {
		json_text(&b->j, "expression", text);
	} else {
		json_open(&b->j, "license", '{');
		json_text(&b->j, spdx_licence(text) ? "id" : "name", text);
		json_close(&b->j);
	}
	json_close(&b->j);
	json_close(&b->j);
}

static void occurrence(struct bom *b, const char *path, int64_t line)
{
	if (!path)
		return;
	json_open(&b->j, "evidence", '{');
	json_open(&b->j, "occurrences", '[');
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "location", path);
	if (line > 0)
		json_int(&b->j, "line", line);
	json_close(&b->j);
	json_close(&b->j);
	json_close(&b->j);
}

/* Names of libraries begin with "lib" nearly everywhere; of the rest no more is known than that it is software. */
static const char *type_of(const char *name)
{
	return strncmp(name, "lib", 3) == 0 ? "library" : "application";
}

static void package(struct bom *b, const struct columns *at, const struct inventory_row *row)
{
	const char *const *cells = row->cells;
	const char *name = cells[at->name] && *cells[at->name] ? cells[at->name] : "a package without a name";
	const char *ref = bom_ref(b, "package", arena_printf(&b->mem, "%s@%s", name, cells[at->version] ? cells[at->version] : ""));

	refs_add(b, &b->packages, ref);
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "type", type_of(name));
	json_text(&b->j, "bom-ref", ref);
	if (cells[at->supplier] && *cells[at->supplier]) {
		json_open(&b->j, "supplier", '{');
		json_text(&b->j, "name", cells[at->supplier]);
		json_close(&b->j);
	}
	json_text(&b->j, "name", name);
	bom_text(b, "version", cells[at->version]);
	licence(b, cells[at->license]);
	bom_text(b, "purl", cells[at->purl]);
	occurrence(b, row->path, row->line);
	json_open(&b->j, "properties", '[');
	bom_property(b, "cradle:package:manager", cells[at->manager]);
	bom_property(b, "cradle:package:arch", cells[at->arch]);
	bom_property(b, "cradle:package:source", cells[at->source]);
	json_close(&b->j);
	json_close(&b->j);
}

static void packages(struct bom *b, const struct inventory *t)
{
	const struct columns at = {
		.manager = inventory_column(t, "manager"), .name = inventory_column(t, "name"), .arch = inventory_column(t, "arch"),
		.version = inventory_column(t, "version"), .source = inventory_column(t, "source"),
		.supplier = inventory_column(t, "supplier"), .license = inventory_column(t, "license"),
		.purl = inventory_column(t, "purl"),
	};

	for (size_t i = 0; i < t->count; i++)
		package(b, &at, &t->rows[i]);
}

/* The image as a component of the product that was declared; alone it is the product (metadata.component). */
static void image(struct bom *b)
{
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "type", "firmware");
	json_text(&b->j, "bom-ref", b->image);
	json_text(&b->j, "name", b->r->image);
	if (b->r->image_sha256) {
		json_open(&b->j, "hashes", '[');
		json_open(&b->j, NULL, '{');
		json_text(&b->j, "alg", "SHA-256");
		json_text(&b->j, "content", b->r->image_sha256);
		json_close(&b->j);
		json_close(&b->j);
	}
	json_close(&b->j);
}

static void operating_system(struct bom *b)
{
	const char *ref = bom_ref(b, "system", b->r->os);

	refs_add(b, &b->packages, ref);
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "type", "operating-system");
	json_text(&b->j, "bom-ref", ref);
	json_text(&b->j, "name", b->r->os);
	json_close(&b->j);
}

static void depends(struct bom *b, const char *ref, const struct refs *on)
{
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "ref", ref);
	refs_write(b, "dependsOn", on);
	json_close(&b->j);
}

/* What packages need of each other was not read: they have no row, which says that it is not known. */
static void dependencies(struct bom *b)
{
	struct refs image_only = { 0 };

	json_open(&b->j, "dependencies", '[');
	if (b->image && b->image != b->product) {
		refs_add(b, &image_only, b->image);
		depends(b, b->product, &image_only);
	}
	if (b->image && b->packages.count)
		depends(b, b->image, &b->packages);
	json_close(&b->j);
}

static void composition(struct bom *b, const char *aggregate, const char *key, const struct refs *refs)
{
	if (!refs->count)
		return;
	json_open(&b->j, NULL, '{');
	json_text(&b->j, "aggregate", aggregate);
	refs_write(b, key, refs);
	json_close(&b->j);
}

static void compositions(struct bom *b, size_t package_count)
{
	struct refs whole = { 0 };

	refs_add(b, &whole, b->product);
	if (b->image && b->image != b->product)
		refs_add(b, &whole, b->image);
	json_open(&b->j, "compositions", '[');
	composition(b, package_count ? "incomplete" : "unknown", "assemblies", &whole);
	composition(b, "unknown", "dependencies", &b->packages);
	json_close(&b->j);
}

void bom_components(struct bom *b)
{
	const struct inventory *t = inventory_find(b->r->inventory, "package");

	json_open(&b->j, "components", '[');
	if (b->image && b->image != b->product)
		image(b);
	if (b->image && b->r->os && *b->r->os)
		operating_system(b);
	if (t)
		packages(b, t);
	json_close(&b->j);
	dependencies(b);
	compositions(b, t ? t->count : 0);
}
