#include "report/oscal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/moment.h"
#include "report/declared.h"

#define OSCAL_VERSION "1.1.3"
#define REGULATION "http://data.europa.eu/eli/reg/2024/2847/oj"

static const char blank_id[UUID_TEXT] = "00000000-0000-5000-8000-000000000000";

/* Length of the blank or end of line at c, in bytes; 0: it is none. */
static size_t blank_at(const char *c)
{
	static const char *const wide[] = {
		"\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
	};

	if ((unsigned char)*c <= ' ')
		return 1;
	for (size_t i = 0; i < COUNT(wide); i++)
		if (strncmp(c, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return strncmp(c, "\xe2\x80", 2) == 0 && (unsigned char)c[2] <= 0x8a ? 3 : 0;	/* U+2000 to U+200A */
}

/* Is there anything but blanks in it? */
static bool is_said(const char *value)
{
	while (value && *value && blank_at(value))
		value += blank_at(value);
	return value && *value;
}

/* --- ids --- */

static const char *name_in(struct oscal *o, const char *space, const char *kind, const char *name)
{
	char *id = arena_alloc(&o->mem, UUID_TEXT);

	o->line.n = 0;
	text_printf(&o->line, "%s\n%s", kind, name);
	uuid_name(space, o->line.at, id);
	return id;
}

const char *oscal_id(struct oscal *o, const char *kind, const char *name)
{
	return name_in(o, o->product, kind, name);
}

const char *oscal_id_common(struct oscal *o, const char *kind, const char *name)
{
	return name_in(o, UUID_CRADLE, kind, name);
}

const char *oscal_to(struct oscal *o, const char *id)
{
	return arena_printf(&o->mem, "#%s", id);
}

const char *oscal_token(struct oscal *o, const char *text)
{
	char *token = arena_printf(&o->mem, "%s%s", isalpha((unsigned char)*text) ? "" : "_", text);

	for (char *c = token; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			*c = '_';
	return token;
}

const char *oscal_part_id(struct oscal *o, const char *limb, const char *suffix)
{
	return oscal_token(o, arena_printf(&o->mem, "%s_%s", limb, suffix));
}

/* --- text --- */

static bool inside_word(const char *text, const char *at)
{
	return at > text && isalnum((unsigned char)at[-1]) && isalnum((unsigned char)at[1]);
}

/* What begins a heading, a list, a quotation or a table only does so at the beginning of a line. */
static bool marks_up(const char *text, const char *at)
{
	bool begins = at == text || at[-1] == '\n';

	if (*at == '_')
		return !inside_word(text, at);
	return strchr("\\`*~^[]<>{}&\"|", *at) || (begins && strchr("#+-=", *at));
}

void oscal_markup(struct oscal *o, const char *key, const char *text)
{
	if (!text || !*text)
		return;
	o->line.n = 0;
	for (const char *c = text; *c; c++) {
		if (marks_up(text, c))
			text_char(&o->line, '\\');
		text_char(&o->line, *c);
	}
	json_text(&o->j, key, o->line.at);
}

void oscal_markup_printf(struct oscal *o, const char *key, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = arena_vprintf(&o->mem, format, args);
	va_end(args);
	oscal_markup(o, key, text);
}

void oscal_string(struct oscal *o, const char *key, const char *text)
{
	size_t blank, end = 0;

	o->line.n = 0;
	for (const char *c = text ? text : ""; *c; c += blank ? blank : 1) {
		blank = blank_at(c);
		if (!blank) {
			text_char(&o->line, *c);
			end = o->line.n;
		} else if (o->line.n) {
			text_char(&o->line, ' ');
		}
	}
	if (!end)
		return;
	o->line.at[end] = '\0';
	json_text(&o->j, key, o->line.at);
}

const char *oscal_time(struct oscal *o, const char *day)
{
	int year, month, date, n = 0;

	if (!day || sscanf(day, "%4d-%2d-%2d%n", &year, &month, &date, &n) != 3 || n != 10 || day[n] || year < 1900 ||
	    !date_exists(year, month, date))
		return NULL;
	return arena_printf(&o->mem, "%sT00:00:00Z", day);
}

/* --- properties, links, lists --- */

void oscal_prop(struct oscal *o, const char *name, const char *value)
{
	oscal_prop_of(o, name, value, NULL, NULL);
}

void oscal_prop_of(struct oscal *o, const char *name, const char *value, const char *class, const char *remarks)
{
	if (!is_said(value))
		return;
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "name", name);
	json_text(&o->j, "ns", OSCAL_NS);
	oscal_string(o, "value", value);
	if (class)
		json_text(&o->j, "class", oscal_token(o, class));
	oscal_markup(o, "remarks", remarks);
	json_close(&o->j);
}

void oscal_prop_count(struct oscal *o, const char *name, size_t count)
{
	oscal_prop(o, name, arena_printf(&o->mem, "%zu", count));
}

void oscal_link(struct oscal *o, const char *href, const char *rel)
{
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "href", href);
	json_text(&o->j, "rel", rel);
	json_close(&o->j);
}

void oscal_item(struct oscal *o, struct oscal_list *list)
{
	if (!list->open)
		json_open(&o->j, list->key, '[');
	list->open = true;
	json_open(&o->j, NULL, '{');
}

void oscal_list_end(struct oscal *o, struct oscal_list *list)
{
	if (list->open)
		json_close(&o->j);
	list->open = false;
}

/* --- the product and its parts --- */

const char *oscal_component(struct oscal *o, const char *part)
{
	return oscal_id(o, "component", part);
}

const char *oscal_component_type(const struct results *r, const char *part)
{
	static const struct { const char *kind, *type; } types[] = {
		{ "hardware", "hardware" }, { "device", "hardware" }, { "remote-processing", "service" },
		{ "cloud", "service" }, { "website", "service" }, { "service", "service" },
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
	return "software";
}

const char *oscal_component_title(const struct results *r, const char *part)
{
	if (*part)
		return part;
	return is_said(r->product) ? r->product : is_said(r->image) ? r->image : "A product without a name";
}

const char *oscal_implementation(const struct result_verdict *v)
{
	static const struct { const char *verdict, *state; } states[] = {
		{ "MET", "implemented" }, { "N/A-OK", "not-applicable" }, { "DEVIATION-OK", "alternative" },
	};

	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(states[i].verdict, v->verdict) == 0)
			return states[i].state;
	return NULL;
}

bool oscal_answer(const struct result_verdict *v)
{
	for (size_t i = 0; v->limb && i < v->limb->answer_count; i++)
		if (strcmp(v->limb->answers[i], v->verdict) == 0)
			return true;
	return false;
}

/* --- the document --- */

static void manufacturer(struct oscal *o)
{
	const char *name = declared_value(o->r, "", "product.manufacturer");

	if (!name)
		return;
	json_open(&o->j, "parties", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", oscal_id(o, "party", "manufacturer"));
	json_text(&o->j, "type", "organization");
	oscal_string(o, "name", name);
	json_close(&o->j);
	json_close(&o->j);
}

static void metadata(struct oscal *o, const char *title, const char *day)
{
	const char *when = oscal_time(o, day);

	json_open(&o->j, "metadata", '{');
	oscal_markup(o, "title", title);
	json_text(&o->j, "last-modified", when ? when : o->when);
	oscal_string(o, "version", day ? day : is_said(o->r->product_version) ? o->r->product_version : "1");
	json_text(&o->j, "oscal-version", OSCAL_VERSION);
	json_open(&o->j, "props", '[');
	oscal_prop(o, "cradle", o->r->tool);
	if (!day) {
		oscal_prop(o, "rules", o->r->rules);
		oscal_prop(o, "decisions", o->r->decisions);
		oscal_prop(o, "as-of", oscal_time(o, o->r->as_of) ? o->r->as_of : "no date was given; times here are not real");
	}
	json_close(&o->j);
	if (!day)
		manufacturer(o);
	oscal_markup(o, "remarks", result_notice);
	json_close(&o->j);
}

/* What tells this product from others: what it is called, its version, its image. */
static void name_product(struct oscal *o)
{
	const struct results *r = o->r;

	uuid_name(UUID_CRADLE, arena_printf(&o->mem, "product\n%s\n%s\n%s", r->product ? r->product : "",
					    r->product_version ? r->product_version : "", r->image_sha256 ? r->image_sha256 : ""),
		  o->product);
}

void oscal_begin(struct oscal *o, const struct results *r, struct text *out, const char *model, const char *title,
		 const char *day)
{
	*o = (struct oscal){ .j = { .out = out }, .r = r, .mem = { .about = "an OSCAL document" } };
	name_product(o);
	o->when = oscal_time(o, r->as_of);
	if (!o->when)
		o->when = "1970-01-01T00:00:00Z";
	json_open(&o->j, NULL, '{');
	json_open(&o->j, model, '{');
	json_text(&o->j, "uuid", blank_id);
	o->id_at = out->n - (UUID_TEXT - 1) - 1;	/* before its quote */
	metadata(o, title, day);
}

/* The document is written; its id is made of it and takes the place that was left for it. */
void oscal_end(struct oscal *o)
{
	char id[UUID_TEXT];

	json_close(&o->j);
	json_close(&o->j);
	if (!o->j.out->failed) {
		uuid_name(UUID_CRADLE, o->j.out->at, id);
		memcpy(o->j.out->at + o->id_at, id, UUID_TEXT - 1);
	}
	text_free(&o->line);
	arena_free(&o->mem);
}

/* --- the back matter --- */

void oscal_back_matter(struct oscal *o)
{
	json_open(&o->j, "back-matter", '{');
	json_open(&o->j, "resources", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", oscal_id_common(o, "resource", "regulation"));
	json_text(&o->j, "title", "Regulation (EU) 2024/2847 (Cyber Resilience Act)");
	json_open(&o->j, "rlinks", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "href", REGULATION);
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
}

void oscal_resource_file(struct oscal *o, const char *id, const char *title, const char *file)
{
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "uuid", id);
	json_text(&o->j, "title", title);
	json_open(&o->j, "rlinks", '[');
	json_open(&o->j, NULL, '{');
	json_text(&o->j, "href", file);
	json_text(&o->j, "media-type", "application/json");
	json_close(&o->j);
	json_close(&o->j);
	json_close(&o->j);
}

const char *oscal_catalog_resource(struct oscal *o)
{
	return oscal_id_common(o, "resource", "catalog");
}
