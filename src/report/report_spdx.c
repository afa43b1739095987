/*
 * The packages of an image as an SPDX 2.3 document in JSON (the specification's
 * clauses are in brackets): the image is a package that CONTAINS the others.
 * What the package managers' records do not say is NOASSERTION, in their own
 * words in a comment where those are not SPDX's.
 */
#include "report/formats.h"

#include <ctype.h>
#include <string.h>

#include "base/auto.h"
#include "base/json.h"
#include "base/names.h"
#include "base/uuid.h"
#include "report/spdx.h"

struct spdx {
	struct json j;
	struct arena mem;
	struct names ids;		/* SPDX identifiers given so far */
	const struct results *r;
	const struct inventory *packages;
};

/* The image is the first. */
static const char image_id[] = "SPDXRef-Image";

/* --- names --- */

/* Letters, digits, "." and "-" as they are, all else "-" (7.2). */
static const char *sanitized(struct arena *mem, const char *s)
{
	char *out = arena_text(mem, s, strlen(s));

	for (char *c = out; *c; c++)
		if (!isascii((unsigned char)*c) || (!isalnum((unsigned char)*c) && *c != '.'))
			*c = '-';
	return out;
}

/* An identifier that none before has. */
static const char *id_of(struct spdx *s, const char *name, const char *version, const char *arch)
{
	const char *base = sanitized(&s->mem, arena_printf(&s->mem, "%s-%s%s%s", name, version, *arch ? "-" : "", arch));
	const char *id = arena_printf(&s->mem, "SPDXRef-Package-%s", base);

	for (size_t n = 2; names_find(&s->ids, bytes_of(id)); n++)
		id = arena_printf(&s->mem, "SPDXRef-Package-%s-%zu", base, n);
	*names_at(&s->ids, bytes_of(id)) = s;
	return id;
}

/*
 * Unique and the same for the same document (6.5): the form that SPDX proposes
 * for those that are not on the web, with a UUID made of what the document
 * depends on.
 */
static const char *namespace_of(struct spdx *s)
{
	const struct results *r = s->r;
	char uuid[UUID_TEXT];

	uuid_name(UUID_CRADLE, arena_printf(&s->mem, "spdx\n%s\n%s\n%s\n%s\n%s", r->image, r->image_sha256, result_subject(&s->mem, r),
					    r->tool, r->as_of ? r->as_of : ""), uuid);
	return arena_printf(&s->mem, "https://spdx.org/spdxdocs/%s-%s", sanitized(&s->mem, r->image), uuid);
}

/* --- one package --- */

/*
 * A vendor is an organisation. A maintainer "Name <address>" may be a person or
 * a team, and SPDX wants to know which (7.5): only a name that says so is one.
 */
static bool is_organisation(const char *name)
{
	static const char *const words[] = {
		"team", "maintainers", "developers", "project", "group", "foundation", "gmbh", "inc.", "ltd", "packagers",
	};
	char lower[256];
	size_t n = 0;

	if (!strchr(name, '@'))
		return true;
	for (; name[n] && name[n] != '<' && n + 1 < sizeof(lower); n++)
		lower[n] = (char)tolower((unsigned char)name[n]);
	lower[n] = '\0';
	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(lower, words[i]))
			return true;
	return false;
}

/* "Organization: Name (address)" */
static const char *supplier_of(struct spdx *s, const char *supplier)
{
	const char *open = supplier ? strchr(supplier, '<') : NULL, *close = open ? strchr(open, '>') : NULL;
	int n = open ? (int)(open - supplier) : 0;

	if (!supplier || !*supplier || !is_organisation(supplier))
		return "NOASSERTION";
	while (n > 0 && supplier[n - 1] == ' ')
		n--;
	if (!n || !close)
		return arena_printf(&s->mem, "Organization: %s", supplier);
	return arena_printf(&s->mem, "Organization: %.*s (%.*s)", n, supplier, (int)(close - open) - 1, open + 1);
}

/* What could not be said in SPDX's words is kept in the record's. */
static void comment(struct spdx *s, const char *licence, const char *supplier)
{
	const char *text = "";

	if (licence && *licence && !spdx_expression(licence))
		text = arena_printf(&s->mem, "licence as the package's record has it: %s", licence);
	if (supplier && *supplier && strcmp(supplier_of(s, supplier), "NOASSERTION") == 0)
		text = arena_printf(&s->mem, "%s%smaintainer as the package's record has it: %s", text, *text ? "; " : "", supplier);
	if (*text)
		json_text(&s->j, "comment", text);
}

static void purl(struct spdx *s, const char *locator)
{
	if (!locator || !*locator)
		return;
	json_open(&s->j, "externalRefs", '[');
	json_open(&s->j, NULL, '{');
	json_text(&s->j, "referenceCategory", "PACKAGE-MANAGER");
	json_text(&s->j, "referenceType", "purl");
	json_text(&s->j, "referenceLocator", locator);
	json_close(&s->j);
	json_close(&s->j);
}

static void not_asserted(struct spdx *s, const char *licence)
{
	json_text(&s->j, "downloadLocation", "NOASSERTION");
	json_bool(&s->j, "filesAnalyzed", false);
	json_text(&s->j, "licenseConcluded", "NOASSERTION");
	json_text(&s->j, "licenseDeclared", licence && spdx_expression(licence) ? licence : "NOASSERTION");
	json_text(&s->j, "copyrightText", "NOASSERTION");
}

static const char *name_of(struct spdx *s, const struct inventory_row *row)
{
	const char *name = inventory_cell(s->packages, row, "name");

	return name && *name ? name : "unnamed";
}

/* "recorded in lib/apk/db/installed:1, built from busybox" */
static void source_info(struct spdx *s, const struct inventory_row *row)
{
	const char *source = inventory_cell(s->packages, row, "source"), *place = result_place(&s->mem, row->path, row->line);

	if (source && *source)
		source = arena_printf(&s->mem, "%sbuilt from %s", *place ? ", " : "", source);
	if (*place || (source && *source))
		json_text(&s->j, "sourceInfo", arena_printf(&s->mem, "%s%s%s", *place ? "recorded in " : "", place,
							    source ? source : ""));
}

static void package(struct spdx *s, const struct inventory_row *row, const char *id)
{
	const char *version = inventory_cell(s->packages, row, "version");
	const char *licence = inventory_cell(s->packages, row, "license");
	const char *supplier = inventory_cell(s->packages, row, "supplier");

	json_open(&s->j, NULL, '{');
	json_text(&s->j, "name", name_of(s, row));
	json_text(&s->j, "SPDXID", id);
	if (version && *version)
		json_text(&s->j, "versionInfo", version);
	json_text(&s->j, "supplier", supplier_of(s, supplier));
	not_asserted(s, licence);
	source_info(s, row);
	comment(s, licence, supplier);
	purl(s, inventory_cell(s->packages, row, "purl"));
	json_close(&s->j);
}

static void image(struct spdx *s)
{
	json_open(&s->j, NULL, '{');
	json_text(&s->j, "name", result_subject(&s->mem, s->r));
	json_text(&s->j, "SPDXID", image_id);
	if (s->r->product_version && *s->r->product_version)
		json_text(&s->j, "versionInfo", s->r->product_version);
	json_text(&s->j, "packageFileName", s->r->image);
	json_text(&s->j, "supplier", "NOASSERTION");
	not_asserted(s, NULL);
	json_text(&s->j, "primaryPackagePurpose", "FIRMWARE");
	json_open(&s->j, "checksums", '[');
	json_open(&s->j, NULL, '{');
	json_text(&s->j, "algorithm", "SHA256");
	json_text(&s->j, "checksumValue", s->r->image_sha256);
	json_close(&s->j);
	json_close(&s->j);
	json_close(&s->j);
}

/* --- the document --- */

/* 1970 is no day on which anything was made: it says that none was given (6.9 asks for one). */
static void creation(struct spdx *s)
{
	bool dated = s->r->as_of && *s->r->as_of;

	json_open(&s->j, "creationInfo", '{');
	json_text(&s->j, "created", arena_printf(&s->mem, "%sT00:00:00Z", dated ? s->r->as_of : "1970-01-01"));
	json_open(&s->j, "creators", '[');
	json_text(&s->j, NULL, arena_printf(&s->mem, "Tool: cradle-%s", s->r->tool));
	json_close(&s->j);
	json_text(&s->j, "comment", dated ? "The date is that of the assessment; no clock was read."
					  : "No date was given (--as-of, SOURCE_DATE_EPOCH), and no clock was read: 1970-01-01 stands for none.");
	json_close(&s->j);
}

static void relationship(struct spdx *s, const char *from, const char *type, const char *to)
{
	json_open(&s->j, NULL, '{');
	json_text(&s->j, "spdxElementId", from);
	json_text(&s->j, "relationshipType", type);
	json_text(&s->j, "relatedSpdxElement", to);
	json_close(&s->j);
}

static void packages(struct spdx *s, const char **ids)
{
	json_open(&s->j, "packages", '[');
	image(s);
	for (size_t i = 0; i < s->packages->count; i++) {
		const struct inventory_row *row = &s->packages->rows[i];
		const char *version = inventory_cell(s->packages, row, "version"), *arch = inventory_cell(s->packages, row, "arch");

		ids[i] = id_of(s, name_of(s, row), version ? version : "", arch ? arch : "");
		package(s, row, ids[i]);
	}
	json_close(&s->j);
}

static void document(struct spdx *s)
{
	const char **ids = arena_alloc(&s->mem, (s->packages->count + 1) * sizeof(*ids));

	json_open(&s->j, NULL, '{');
	json_text(&s->j, "spdxVersion", "SPDX-2.3");
	json_text(&s->j, "dataLicense", "CC0-1.0");
	json_text(&s->j, "SPDXID", "SPDXRef-DOCUMENT");
	json_text(&s->j, "name", result_subject(&s->mem, s->r));
	json_text(&s->j, "documentNamespace", namespace_of(s));
	json_text(&s->j, "comment", "The packages that the package managers' records in the image name. What was put there without "
				    "one is not among them.");
	creation(s);
	packages(s, ids);
	json_open(&s->j, "relationships", '[');
	relationship(s, "SPDXRef-DOCUMENT", "DESCRIBES", image_id);
	for (size_t i = 0; i < s->packages->count; i++)
		relationship(s, image_id, "CONTAINS", ids[i]);
	json_close(&s->j);
	json_close(&s->j);
}

int report_spdx(const struct results *r, const struct report_options *o, struct text *out, struct err *err)
{
	struct spdx s = { .j = { .out = out }, .mem = { .about = "an SPDX document" }, .r = r };

	(void)o;
	if (!r->image)
		return err_set(err, ERR_USAGE, "spdx lists the packages of an image, and no image was read here; "
					       "'cradle check IMAGE' reads one");
	s.ids.mem = &s.mem;
	s.packages = inventory_find(r->inventory, "package");
	document(&s);
	arena_free(&s.mem);
	return 0;
}
