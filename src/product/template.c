#include "product/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/bytes.h"
#include "base/json.h"
#include "base/utf8.h"

enum { NAME_WIDTH = 34 };	/* of a key and its form in an example */

struct writer {
	const struct schema *schema;
	const struct filled *filled;
	size_t count;
	struct text *out;
};

static void indent(struct writer *w, int depth)
{
	text_fill(w->out, ' ', 2 * (size_t)depth);
}

/* --- what comes from others --- */

/* Clean text ends no line, and with it no comment, where more could be declared. */
static void add_in_line(struct writer *w, const char *s)
{
	size_t n = strlen(s);
	AUTO(auto_free) char *clean = malloc(4 * n + 1);

	if (clean)
		text_add_bytes(w->out, clean, utf8_clean(clean, 4 * n + 1, s, n));
	else
		w->out->failed = true;
}

/* --- values --- */

/* Words that YAML or the reader would take for something else than a text. */
static bool is_special(const char *value)
{
	static const char *const words[] = { "yes", "no", "on", "off", "true", "false", "null", "none" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (bytes_are_nocase(bytes_of(value), words[i]))
			return true;
	return false;
}

static void write_value(struct writer *w, const struct schema_key *key, const char *value)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/";
	bool text = key->type == VALUE_TEXT || key->type == VALUE_REF;

	if (text && (is_special(value) || value[strspn(value, plain)] || strchr("-./", value[0])))
		json_string(w->out, value);
	else
		text_add(w->out, value);
}

/*
 * What may be written: "on | off | asks-first", "yes | no", "YYYY-MM-DD". None
 * of these is itself a value, so that a comment taken away says nothing yet.
 */
static void write_form(struct writer *w, const struct schema_key *key)
{
	static const char *const forms[] = {
		[VALUE_YESNO] = "yes | no", [VALUE_DATE] = "YYYY-MM-DD", [VALUE_MONTH] = "YYYY-MM", [VALUE_NUMBER] = "NUMBER",
		[VALUE_SHA256] = "DIGEST", [VALUE_RULE] = "RULE_ID", [VALUE_LIMB] = "I.2.x", [VALUE_REF] = "ID", [VALUE_TEXT] = "",
	};

	if (key->many)
		text_add(w->out, "[");
	for (size_t i = 0; i < key->word_count; i++)
		text_printf(w->out, "%s%s", i == 0 ? "" : " | ", key->words[i]);
	if (!key->word_count)
		text_add(w->out, forms[key->type]);
	if (key->many)
		text_add(w->out, "]");
}

/* "key: form", without a blank at the end where there is no form. */
static void write_open(struct writer *w, const char *before, const struct schema_key *key)
{
	text_printf(w->out, "%s%s:", before, key->last);
	if (key->type == VALUE_TEXT && !key->many)
		return;
	text_char(w->out, ' ');
	write_form(w, key);
}

static void write_cites(struct writer *w, const struct provision *const *cites, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_printf(w->out, "%s%s", i ? "; " : "", cites[i]->citation);
}

static const struct filled *find(const struct writer *w, const struct schema_key *key, size_t entry, bool hint)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->filled[i].key == key && w->filled[i].entry == entry && w->filled[i].hint == hint)
			return &w->filled[i];
	return NULL;
}

/* --- sections --- */

static void add_comment(struct writer *w, const char *before, const char *text)
{
	text_add(w->out, before);
	add_in_line(w, text);
}

static void add_hint(struct writer *w, const struct filled *hint)
{
	add_in_line(w, hint->value);
	if (hint->source)
		add_comment(w, ", ", hint->source);
}

/* 'source' is that of the line before, in an entry: it is not said again. */
static void write_said(struct writer *w, const char *name, const struct filled *f, const char *source)
{
	text_printf(w->out, "%s: ", name);
	write_value(w, f->key, f->value);
	if (f->source && (!source || strcmp(f->source, source) != 0))
		add_comment(w, "  # ", f->source);
	text_char(w->out, '\n');
}

static void write_key(struct writer *w, const struct schema_key *key, int depth)
{
	const struct filled *said = find(w, key, 0, false), *hint = find(w, key, 0, true);
	bool own = key->cites != key->section->cites;

	indent(w, depth);
	text_printf(w->out, "# %s%s", key->ask, own ? " (" : "");
	if (own)
		write_cites(w, key->cites, key->cite_count);
	text_printf(w->out, "%s\n", own ? ")" : "");
	if (hint && !said) {
		indent(w, depth);
		text_add(w->out, "# In the image: ");
		add_hint(w, hint);
		text_char(w->out, '\n');
	}
	indent(w, depth);
	if (said) {
		write_said(w, key->last, said, NULL);
		return;
	}
	write_open(w, "# ", key);
	text_char(w->out, '\n');
}

static void write_about(struct writer *w, const struct schema_section *section, int depth)
{
	indent(w, depth);
	text_printf(w->out, "# --- %s (", section->about);
	write_cites(w, section->cites, section->cite_count);
	text_add(w->out, ")\n");
}

/* --- lists --- */

/* How an entry looks, key by key with its question. */
static void write_example(struct writer *w, const struct schema_section *list, int depth)
{
	for (size_t i = 0; i < list->key_count; i++) {
		size_t start;

		indent(w, depth);
		start = w->out->n;
		write_open(w, i == 0 ? "# - " : "#   ", &list->keys[i]);
		text_fill(w->out, ' ', w->out->n - start < NAME_WIDTH ? NAME_WIDTH - (w->out->n - start) : 1);
		text_printf(w->out, "# %s\n", list->keys[i].ask);
	}
}

/* The entry's keys that are known, then the names of those that are not. */
static void write_entry(struct writer *w, const struct schema_section *list, size_t entry, int depth)
{
	const char *source = NULL;
	bool first = true;

	for (size_t i = 0; i < list->key_count; i++) {
		const struct filled *f = find(w, &list->keys[i], entry, false);

		if (!f)
			continue;
		indent(w, depth);
		text_add(w->out, first ? "- " : "  ");
		write_said(w, list->keys[i].last, f, source);
		source = f->source;
		first = false;
	}
	for (size_t i = 0; !first && i < list->key_count; i++) {
		const struct filled *hint = find(w, &list->keys[i], entry, true);

		if (find(w, &list->keys[i], entry, false))
			continue;
		indent(w, depth);
		text_printf(w->out, "  # %s:", list->keys[i].last);
		if (hint) {
			text_add(w->out, "  # in the image: ");
			add_hint(w, hint);
		}
		text_char(w->out, '\n');
	}
}

static size_t entries_of(const struct writer *w, const struct schema_section *list)
{
	size_t n = 0;

	for (size_t i = 0; i < w->count; i++)
		if (w->filled[i].key->section == list && w->filled[i].entry >= n)
			n = w->filled[i].entry + 1;
	return n;
}

static void write_list(struct writer *w, const struct schema_section *list, const char *name, int depth)
{
	size_t entries = entries_of(w, list);

	write_about(w, list, depth);
	indent(w, depth);
	text_printf(w->out, "%s:\n", name);
	write_example(w, list, depth + 1);
	for (size_t i = 0; i < entries; i++)
		write_entry(w, list, i, depth + 1);
}

/* "inventory.services" stands below "inventory:", which is opened once. */
static void write_section(struct writer *w, size_t i)
{
	const struct schema_section *s = &w->schema->sections[i];
	const char *dot = strchr(s->name, '.'), *before = i ? s[-1].name : "";
	size_t group = dot ? (size_t)(dot - s->name) + 1 : 0;

	text_char(w->out, '\n');
	if (dot && strncmp(before, s->name, group) != 0)
		text_printf(w->out, "%.*s:\n", (int)group - 1, s->name);
	if (s->list) {
		write_list(w, s, s->name + group, dot ? 1 : 0);
		return;
	}
	write_about(w, s, 0);
	text_printf(w->out, "%s:\n", s->name);
	for (size_t k = 0; k < s->key_count; k++)
		write_key(w, &s->keys[k], 1);
}

/* --- the first screen --- */

static void write_head(struct writer *w, const struct schema_key *const *questions, size_t count)
{
	size_t said = 0;

	for (size_t i = 0; i < w->count; i++)
		said += !w->filled[i].hint;
	text_add(w->out,
		 "# product.yaml: what a manufacturer says about a product, for cradle.\n"
		 "#\n"
		 "#	cradle check IMAGE -p product.yaml\n"
		 "#\n"
		 "# What is not said is unknown, and what is unknown is never taken for met. To answer a\n"
		 "# question, remove the \"# \" before its key and put one of the words, or your own, behind\n"
		 "# the colon; \"none\" says that there is none.\n");
	if (said)
		text_printf(w->out, "#\n# %zu answer%s come%s from the image, each with the file and line behind it: check"
				    " them.\n", said, said == 1 ? "" : "s", said == 1 ? "s" : "");
	text_add(w->out, "#\n# Begin with these; they decide the most:\n#\n");
	for (size_t i = 0; i < count; i++) {
		const struct schema_key *key = questions[i];

		if (!find(w, key, 0, false))
			text_printf(w->out, "#   %-26s %s (%s)\n", key->name, key->ask, key->cites[0]->citation);
	}
}

void template_write(const struct schema *schema, const struct schema_key *const *questions, size_t question_count,
		    const struct filled *filled, size_t count, struct text *out)
{
	struct writer w = { schema, filled, count, out };

	write_head(&w, questions, question_count);
	for (size_t i = 0; i < schema->section_count; i++)
		write_section(&w, i);
}
