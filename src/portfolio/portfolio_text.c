/*
 * For a terminal: which products fail, on which limbs, and which finding or
 * open key most of them share.
 *
 * The matrix has limbs as rows while the products fit beside them, and turns
 * around when they don't: then each limb is one letter wide.
 */
#include "portfolio/formats.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "report/screen.h"

enum { KEY = 20, TITLE = 42, CELL = 3, COUNT_COLUMN = 8 };

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* What nobody declared has no version: its image's digest tells it from others of that name. */
const char *portfolio_label(struct arena *mem, const struct release *r)
{
	if (!r->declared && !*r->version && r->image_sha256)
		return arena_printf(mem, "%s, image %.8s", r->name, r->image_sha256);
	return arena_printf(mem, "%s%s%s%s%s%s", r->name, *r->version ? " " : "", r->version, *r->part ? " (" : "", r->part,
			    *r->part ? ")" : "");
}

/* What does not fit into 'width' columns is cut, with a mark. */
static void cut(struct text *out, const char *s, size_t width)
{
	size_t used = 0;
	char one[8];

	if (text_width(s) <= width) {
		text_add(out, s);
		text_fill(out, ' ', width - text_width(s));
		return;
	}
	while (*s) {
		size_t n = utf8_length((const unsigned char *)s, strlen(s));

		n = n ? n : 1;
		snprintf(one, sizeof(one), "%.*s", (int)n, s);
		if (used + text_width(one) + 1 > width)
			break;
		text_add(out, one);
		used += text_width(one);
		s += n;
	}
	text_add(out, "~");
	text_fill(out, ' ', width - used - 1);
}

/* --- the answer --- */

static void gate_count(struct screen *s, const char *gate, size_t n, const char *before)
{
	if (!n)
		return;
	text_add(s->out, before);
	text_printf(s->out, "%zu ", n);
	screen_word(s, result_style(gate), gate);
}

static void write_summary(struct screen *s, const struct portfolio *p)
{
	text_printf(s->out, "%zu product%s", p->product_count, plural(p->product_count));
	gate_count(s, "FAIL", p->fail, ": ");
	gate_count(s, "INCOMPLETE", p->incomplete, p->fail ? ", " : ": ");
	gate_count(s, "PASS", p->pass, p->fail + p->incomplete ? ", " : ": ");
	text_char(s->out, '\n');
	if (p->older)
		screen_paragraph(s, 0, "Each by its latest release; %zu older one%s below (%zu FAIL).", p->older,
				 p->older == 1 ? " stands" : "s stand", p->older_fail);
	if (p->unread_count)
		screen_heading(s, "Not read, and so not counted");
	for (size_t i = 0; i < p->unread_count; i++)
		screen_paragraph(s, 2, "%s", p->unread[i].why);
}

static void write_release(struct screen *s, const struct release *r, size_t number)
{
	struct arena mem = { 0 };
	size_t at = 36;

	text_printf(s->out, "%4zu  ", number);
	if (r->latest)
		screen_column(s, result_style(r->gate), r->gate, 12);
	else
		screen_column(s, "quiet", r->gate, 12);
	text_printf(s->out, "%7zu  %6zu   ", r->not_met, r->needs_input);
	at = screen_wrap(s, at, 38, portfolio_label(&mem, r));
	screen_wrap(s, at, 38, arena_printf(&mem, "%s%s", r->latest ? "" : ", older", r->declared ? "" : ", not declared"));
	text_char(s->out, '\n');
	arena_free(&mem);
}

static void write_products(struct screen *s, const struct portfolio *p)
{
	if (!p->count)
		return;
	screen_heading(s, "Products, worst first");
	screen_word(s, "quiet", "   #  gate        not met    open   product");
	text_char(s->out, '\n');
	for (size_t i = 0; i < p->count; i++)
		write_release(s, &p->releases[i], i + 1);
}

/* --- the matrix --- */

static const char *letter_style(char letter)
{
	for (const struct portfolio_letter *l = portfolio_letters; l->letter; l++)
		if (l->letter == letter && l->verdict)
			return result_style(l->verdict);
	return "quiet";
}

static void write_letter(struct screen *s, const char *verdict)
{
	char word[2] = { portfolio_letter(verdict), '\0' };

	screen_word(s, letter_style(*word), word);
}

static void write_legend(struct screen *s)
{
	size_t at = 2;

	text_add(s->out, "\n  ");
	for (const struct portfolio_letter *l = portfolio_letters; l->letter; l++) {
		char word[80];

		snprintf(word, sizeof(word), "%c %s%s", l->letter, l->about, l[1].letter ? "," : "");
		at = screen_item(s, at, 2, "quiet", word);
	}
	text_char(s->out, '\n');
}

static void write_key(struct screen *s, const struct portfolio_limb *limb, size_t width)
{
	char word[200];

	snprintf(word, sizeof(word), limb->sum ? "(%s)" : "%s", limb->key);
	screen_style(s, "bold");
	cut(s->out, word, width);
	screen_style(s, "off");
}

/* The heading of a group, where the row begins one. */
static void group_line(struct screen *s, const struct portfolio *p, size_t i)
{
	if (i && strcmp(p->limbs[i].group, p->limbs[i - 1].group) == 0)
		return;
	screen_word(s, "quiet", p->limbs[i].group);
	text_char(s->out, '\n');
}

static void matrix_by_limb(struct screen *s, const struct portfolio *p)
{
	size_t title = s->columns - 2 - KEY - CELL * p->count - 1;

	title = title < TITLE ? title : TITLE;
	text_fill(s->out, ' ', 2 + KEY + title);
	for (size_t k = 0; k < p->count; k++)
		text_printf(s->out, "%*zu", CELL, k + 1);
	text_char(s->out, '\n');
	for (size_t i = 0; i < p->limb_count; i++) {
		group_line(s, p, i);
		text_add(s->out, "  ");
		write_key(s, &p->limbs[i], KEY);
		cut(s->out, p->limbs[i].title, title);
		for (size_t k = 0; k < p->count; k++) {
			text_fill(s->out, ' ', CELL - 1);
			write_letter(s, portfolio_verdict(&p->releases[k], &p->limbs[i]));
		}
		text_char(s->out, '\n');
	}
}

/* One limb with how many products stand how on it. */
static void limb_line(struct screen *s, const struct portfolio_limb *limb)
{
	size_t room = s->columns - 2 - KEY - 3 * COUNT_COLUMN, title = room < TITLE ? room : TITLE;

	text_add(s->out, "  ");
	write_key(s, limb, KEY);
	cut(s->out, limb->title, title - 1);
	screen_style(s, limb->against ? "bad" : "quiet");
	text_printf(s->out, "%*zu", COUNT_COLUMN, limb->against);
	screen_style(s, "off");
	text_printf(s->out, "%*zu%*zu\n", COUNT_COLUMN, limb->open, COUNT_COLUMN, limb->met);
}

/* Those that products miss, most first; all of them in the order of the law with -v. */
static void limb_counts(struct screen *s, const struct portfolio *p)
{
	size_t room = s->columns - 2 - KEY - 3 * COUNT_COLUMN, title = room < TITLE ? room : TITLE;

	screen_heading(s, "Limbs that most products miss");
	text_fill(s->out, ' ', 1 + KEY + title);
	screen_word(s, "quiet", " against    open     met");
	text_char(s->out, '\n');
	for (size_t i = 0; s->options->verbose && i < p->limb_count; i++) {
		group_line(s, p, i);
		limb_line(s, &p->limbs[i]);
	}
	for (size_t n = p->product_count; !s->options->verbose && n > 0; n--)
		for (size_t i = 0; i < p->limb_count; i++)
			if (p->limbs[i].against == n && !p->limbs[i].sum)
				limb_line(s, &p->limbs[i]);
}

/* "6 I.1  7 I.2.a": which columns are which limbs */
static void column_names(struct screen *s, const struct portfolio *p)
{
	size_t at = 2;

	text_add(s->out, "\n  ");
	for (size_t i = 0; i < p->limb_count; i++) {
		char word[200];

		snprintf(word, sizeof(word), p->limbs[i].sum ? "%zu (%s)%s" : "%zu %s%s", i + 1, p->limbs[i].key,
			 i + 1 < p->limb_count ? "," : "");
		at = screen_item(s, at, 2, "quiet", word);
	}
	text_char(s->out, '\n');
}

/* Columns from 'begin' that fit, whole groups if one does. */
static size_t columns_end(const struct portfolio *p, size_t begin, size_t room)
{
	size_t used = 0, end = begin, whole = begin;

	while (end < p->limb_count && used < room) {
		used++;
		end++;
		if (end == p->limb_count || strcmp(p->limbs[end].group, p->limbs[end - 1].group) != 0) {
			whole = end;
			used++;
		}
	}
	return whole > begin ? whole : end;
}

static void column_gap(struct screen *s, const struct portfolio *p, size_t begin, size_t i)
{
	if (i > begin && strcmp(p->limbs[i].group, p->limbs[i - 1].group) != 0)
		text_char(s->out, ' ');
}

/* The numbers of limbs, read downwards. */
static void column_numbers(struct screen *s, const struct portfolio *p, size_t begin, size_t end, size_t label)
{
	for (size_t ten = p->limb_count >= 100 ? 100 : p->limb_count >= 10 ? 10 : 1; ten; ten /= 10) {
		text_fill(s->out, ' ', label);
		for (size_t i = begin; i < end; i++) {
			char digit[2] = { i + 1 >= ten ? (char)('0' + (i + 1) / ten % 10) : ' ', '\0' };

			column_gap(s, p, begin, i);
			screen_word(s, "quiet", digit);
		}
		text_char(s->out, '\n');
	}
}

static void matrix_by_product(struct screen *s, const struct portfolio *p)
{
	enum { LABEL = 22 };
	struct arena mem = { 0 };
	size_t end;

	for (size_t begin = 0; begin < p->limb_count; begin = end) {
		end = columns_end(p, begin, s->columns - LABEL);
		text_add(s->out, begin ? "\n" : "");
		column_numbers(s, p, begin, end, LABEL);
		for (size_t k = 0; k < p->count; k++) {
			text_printf(s->out, "%4zu ", k + 1);
			cut(s->out, portfolio_label(&mem, &p->releases[k]), LABEL - 6);
			text_char(s->out, ' ');
			for (size_t i = begin; i < end; i++) {
				column_gap(s, p, begin, i);
				write_letter(s, portfolio_verdict(&p->releases[k], &p->limbs[i]));
			}
			text_char(s->out, '\n');
		}
	}
	column_names(s, p);
	arena_free(&mem);
}

static void write_matrix(struct screen *s, const struct portfolio *p)
{
	enum { SIDE_BY_SIDE = 6 };

	if (!p->limb_count)
		return;
	if (p->count > SIDE_BY_SIDE)
		limb_counts(s, p);
	screen_heading(s, "Limbs and products");
	(p->count <= SIDE_BY_SIDE ? matrix_by_limb : matrix_by_product)(s, p);
	write_legend(s);
	text_add(s->out, "  In brackets: the worst of others, counted there.\n");
}

/* --- what products share --- */

/* "3: 1, 4, 7": which releases, by their numbers */
static size_t write_releases(struct screen *s, const size_t *list, size_t count)
{
	enum { MOST = 24 };
	size_t shown = count > MOST && !s->options->verbose ? MOST : count, at = 7;

	text_add(s->out, "    in ");
	for (size_t i = 0; i < shown; i++) {
		char word[24];

		snprintf(word, sizeof(word), "%zu%s", list[i] + 1, i + 1 < shown ? "," : "");
		at = screen_item(s, at, 7, "quiet", word);
	}
	if (shown < count)
		text_printf(s->out, " and %zu more", count - shown);
	return at;
}

static void write_finding(struct screen *s, const struct portfolio_finding *f)
{
	struct arena mem = { 0 };
	size_t at;

	text_add(s->out, "  ");
	screen_column(s, result_style(f->severity), f->severity, 10);
	text_printf(s->out, "%4zu product%s  ", f->products, f->products == 1 ? " " : "s");
	at = 2 + 10 + 4 + 9 + 2;
	screen_word(s, "bold", f->rule);
	at = screen_wrap(s, at + text_width(f->rule), 4, arena_printf(&mem, "  %s  %s", f->limb, f->title));
	text_char(s->out, '\n');
	at = write_releases(s, f->releases, f->count);
	screen_wrap(s, at, 4, arena_printf(&mem, "; %zu place%s%s%s%s%s", f->places, plural(f->places),
					   f->path ? ", first " : "", f->path ? f->path : "",
					   f->line > 0 ? arena_printf(&mem, ":%" PRId64, f->line) : "",
					   f->accepted ? arena_printf(&mem, "; %zu more accepted for now", f->accepted) : ""));
	text_char(s->out, '\n');
	arena_free(&mem);
}

static void write_findings(struct screen *s, const struct portfolio *p)
{
	enum { MOST = 12 };
	size_t current = 0, shown, accepted = 0;

	while (current < p->finding_count && p->findings[current].products)
		current++;
	for (size_t i = current; i < p->finding_count; i++)
		accepted += p->findings[i].count == 0;
	if (!p->finding_count)
		return;
	screen_heading(s, "Worst findings across products");
	shown = s->options->verbose || current <= MOST + 1 ? current : MOST;
	for (size_t i = 0; i < shown; i++)
		write_finding(s, &p->findings[i]);
	if (shown < current)
		text_printf(s->out, "  and %zu more; -v lists them\n", current - shown);
	if (p->finding_count - current > accepted)
		text_printf(s->out, "  %zu more in older releases only\n", p->finding_count - current - accepted);
	if (accepted)
		text_printf(s->out, "  %zu more accepted for now wherever they are\n", accepted);
}

static void write_keys(struct screen *s, const struct portfolio *p)
{
	enum { MOST = 12 };
	size_t current = 0, shown;

	while (current < p->key_count && p->keys[current].products)
		current++;
	if (!current && !p->undeclared)
		return;
	screen_heading(s, "What most declarations do not say");
	shown = s->options->verbose || current <= MOST + 1 ? current : MOST;
	for (size_t i = 0; i < shown; i++) {
		const struct portfolio_key *k = &p->keys[i];

		text_printf(s->out, "  %4zu product%s  ", k->products, k->products == 1 ? " " : "s");
		screen_word(s, "bold", k->key);
		text_add(s->out, "\n    ");
		screen_wrap(s, 4, 4, k->ask);
		text_char(s->out, '\n');
	}
	if (shown < current)
		text_printf(s->out, "  and %zu more; -v lists them\n", current - shown);
	if (p->undeclared)
		screen_paragraph(s, 2, "%zu product%s no declaration: an image alone cannot answer what is open."
				 " 'cradle init' makes a product.yaml to fill in.", p->undeclared,
				 p->undeclared == 1 ? " has" : "s have");
}

int portfolio_text(const struct portfolio *p, const struct portfolio_options *o, struct text *out, struct err *err)
{
	struct screen s = screen_on(out, &o->report);

	(void)err;
	write_summary(&s, p);
	write_products(&s, p);
	write_matrix(&s, p);
	write_findings(&s, p);
	write_keys(&s, p);
	text_char(out, '\n');
	screen_style(&s, "quiet");
	screen_paragraph(&s, 0, "cradle decides about facts. A pass is not conformity, and nothing here is legal advice.");
	screen_style(&s, "off");
	return 0;
}
