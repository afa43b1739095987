#include "cli/card.h"

#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "faq/markdown.h"

enum { INDENT = 2, RULES_SHOWN = 12 };

static const char *verdict_style(const char *verdict)
{
	static const struct { const char *verdict, *style; } styles[] = {
		{ "yes", "good" }, { "no", "bad" }, { "conditional", "warn" }, { "narrow", "warn" }, { "explained", "bold" },
	};

	for (size_t i = 0; i < COUNT(styles); i++)
		if (strcmp(styles[i].verdict, verdict) == 0)
			return styles[i].style;
	return "off";
}

/* --- the card --- */

/* The answer's paragraphs and entries, each folded at the width of the screen. */
static void answer_show(struct screen *s, const struct faq_item *item)
{
	struct text plain = { 0 };
	struct bytes rest, line;

	markdown_plain(&plain, item->answer);
	rest = bytes_of(plain.at ? plain.at : "");
	while (bytes_line(&rest, &line)) {
		size_t indent = INDENT;
		char part[4096];

		while (indent - INDENT < line.n && line.at[indent - INDENT] == ' ')
			indent++;
		line = bytes_skip(line, indent - INDENT);
		snprintf(part, sizeof(part), "%.*s", (int)line.n, (const char *)line.at);
		if (line.n) {
			text_fill(s->out, ' ', indent);
			screen_wrap(s, indent, indent + (bytes_begin(line, "- ") ? 2 : 0), part);
		}
		text_char(s->out, '\n');
	}
	text_free(&plain);
}

static void cites_show(struct screen *s, struct law *law, const struct faq_item *item)
{
	screen_heading(s, "Rests on");
	for (size_t i = 0; i < item->cite_count; i++) {
		const struct faq_cite *c = &item->cites[i];
		const char *note = law_note(law, c->provision, NULL);
		size_t at;

		text_fill(s->out, ' ', INDENT);
		screen_column(s, "quiet", result_weight(c->weight), 21);
		screen_word(s, "bold", c->provision->citation);
		at = INDENT + 21 + text_width(c->provision->citation);
		text_char(s->out, ':');
		text_char(s->out, ' ');
		screen_wrap(s, at + 2, INDENT + 21, c->supports);
		if (*note) {
			text_add(s->out, " (");
			text_add(s->out, note);
			text_char(s->out, ')');
		}
		text_char(s->out, '\n');
	}
}

static void rests_show(struct screen *s, const struct faq_item *item)
{
	size_t at = INDENT, rules = 0;

	if (item->rest_count == 0)
		return;
	screen_heading(s, "What is decided by it");
	for (size_t i = 0; i < item->rest_count; i++)
		if (!item->rests[i].severity) {
			text_fill(s->out, ' ', INDENT);
			screen_column(s, "bold", item->rests[i].key, 16);
			screen_wrap(s, INDENT + 16, INDENT + 16, item->rests[i].title);
			text_char(s->out, '\n');
		}
	for (size_t i = 0; i < item->rest_count; i++) {
		if (!item->rests[i].severity || rules++ >= RULES_SHOWN)
			continue;
		if (rules == 1)
			text_fill(s->out, ' ', INDENT);
		at = screen_item(s, at, INDENT, "off", item->rests[i].key);
	}
	if (rules > RULES_SHOWN)
		text_printf(s->out, " and %zu more rule%s", rules - RULES_SHOWN, rules - RULES_SHOWN == 1 ? "" : "s");
	if (rules)
		text_char(s->out, '\n');
}

void card_title(struct screen *s, const struct faq_item *item)
{
	text_fill(s->out, ' ', INDENT);
	screen_wrap(s, INDENT, INDENT, item->question);
	text_char(s->out, '\n');
	text_fill(s->out, ' ', INDENT);
	screen_word(s, verdict_style(item->verdict), faq_verdict_text(item->verdict));
	text_add(s->out, "  ");
	screen_word(s, "quiet", item->id);
	text_char(s->out, '\n');
}

void card_show(struct screen *s, struct law *law, const struct faq_item *item)
{
	screen_style(s, "bold");
	screen_wrap(s, 0, 0, item->question);
	screen_style(s, "off");
	text_add(s->out, "\n\n");
	text_fill(s->out, ' ', INDENT);
	screen_word(s, verdict_style(item->verdict), faq_verdict_text(item->verdict));
	text_add(s->out, "\n\n");
	answer_show(s, item);
	cites_show(s, law, item);
	rests_show(s, item);
	if (item->see_count)
		screen_heading(s, "See also");
	for (size_t i = 0; i < item->see_count; i++)
		card_title(s, item->see[i]);
	text_printf(s->out, "\nAs of %s, published %s.\nPermalink: /faq/%s\n", item->as_of, item->published, item->id);
}

/* --- how a product stands on it --- */

static bool concerns(const struct faq_item *item, const char *key)
{
	for (size_t i = 0; i < item->rest_count; i++)
		if (strcmp(item->rests[i].key, key) == 0)
			return true;
	return false;
}

static void place_show(struct screen *s, const char *path, int64_t line)
{
	if (!path || !*path)
		return;
	text_add(s->out, "  ");
	text_add(s->out, path);
	if (line > 0)
		text_printf(s->out, ":%lld", (long long)line);
}

static void verdict_show(struct screen *s, const struct result_verdict *v)
{
	text_fill(s->out, ' ', INDENT);
	screen_column(s, result_style(v->verdict), v->verdict, 13);
	screen_column(s, "bold", v->key, 18);
	screen_wrap(s, INDENT + 31, INDENT + 13, v->needs ? v->needs : v->reason);
	text_char(s->out, '\n');
	for (size_t i = 0; i < v->fact_count; i++)
		if (v->facts[i].path && *v->facts[i].path) {
			text_fill(s->out, ' ', INDENT + 13);
			text_add(s->out, v->facts[i].rule ? v->facts[i].rule : v->facts[i].name ? v->facts[i].name : "");
			place_show(s, v->facts[i].path, v->facts[i].line);
			text_char(s->out, '\n');
		}
}

static void finding_show(struct screen *s, const struct result_finding *f)
{
	text_fill(s->out, ' ', INDENT);
	screen_column(s, result_style(f->severity), f->severity, 13);
	screen_word(s, "bold", f->rule);
	place_show(s, f->path, f->line);
	text_char(s->out, '\n');
	text_fill(s->out, ' ', INDENT + 13);
	screen_wrap(s, INDENT + 13, INDENT + 13, f->detail && *f->detail ? f->detail : f->title);
	text_char(s->out, '\n');
}

void card_product(struct screen *s, const struct faq_item *item, const struct results *r)
{
	const char *name = r->product && *r->product ? r->product : r->image ? r->image : r->declaration;
	size_t shown = 0;
	struct text heading = { 0 };

	text_printf(&heading, "How %s%s%s stands (%s)", name ? name : "the product",
		 r->product_version && *r->product_version ? " " : "", r->product_version ? r->product_version : "",
		 r->gate ? r->gate : "not decided");
	screen_heading(s, heading.at ? heading.at : "");
	text_free(&heading);
	for (size_t i = 0; i < r->verdict_count; i++)
		if (r->verdicts[i].limb && faq_on_limb(item, r->verdicts[i].limb)) {
			verdict_show(s, &r->verdicts[i]);
			shown++;
		}
	for (size_t i = 0; i < r->finding_count; i++)
		if (strcmp(r->findings[i].state, "fail") == 0 && concerns(item, r->findings[i].rule)) {
			finding_show(s, &r->findings[i]);
			shown++;
		}
	if (shown == 0)
		screen_paragraph(s, INDENT, "Nothing in this dossier is decided by what this card explains.");
}

/* --- as JSON --- */

static void verdict_json(struct json *j, const struct result_verdict *v)
{
	json_open(j, NULL, '{');
	json_text(j, "key", v->key);
	json_text(j, "verdict", v->verdict);
	json_text(j, "reason", v->reason);
	json_text(j, "needs", v->needs);
	json_open(j, "facts", '[');
	for (size_t i = 0; i < v->fact_count; i++) {
		json_open(j, NULL, '{');
		json_text(j, "rule", v->facts[i].rule);
		json_text(j, "name", v->facts[i].name);
		json_text(j, "path", v->facts[i].path);
		json_int(j, "line", v->facts[i].line);
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

static void finding_json(struct json *j, const struct result_finding *f)
{
	json_open(j, NULL, '{');
	json_text(j, "rule", f->rule);
	json_text(j, "severity", f->severity);
	json_text(j, "path", f->path);
	json_int(j, "line", f->line);
	json_text(j, "detail", f->detail);
	json_text(j, "fix", f->fix);
	json_close(j);
}

void card_product_json(struct json *j, const struct faq_item *item, const struct results *r)
{
	json_open(j, "product", '{');
	json_text(j, "name", r->product);
	json_text(j, "version", r->product_version);
	json_text(j, "image", r->image);
	json_text(j, "gate", r->gate);
	json_open(j, "verdicts", '[');
	for (size_t i = 0; i < r->verdict_count; i++)
		if (r->verdicts[i].limb && faq_on_limb(item, r->verdicts[i].limb))
			verdict_json(j, &r->verdicts[i]);
	json_close(j);
	json_open(j, "findings", '[');
	for (size_t i = 0; i < r->finding_count; i++)
		if (strcmp(r->findings[i].state, "fail") == 0 && concerns(item, r->findings[i].rule))
			finding_json(j, &r->findings[i]);
	json_close(j);
	json_close(j);
}
