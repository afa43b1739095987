/* The normal form. tools/law_provisions.py has a second implementation, on purpose. */
#include "law/clause.h"

#include <string.h>

#include "base/auto.h"
#include "base/text.h"

enum { MARK_LONGEST = 20 };

static const struct { const char *from, *to; } same[] = {
	{ "\xe2\x80\x98", "'" }, { "\xe2\x80\x99", "'" }, { "\xe2\x80\x9a", "'" }, { "\xe2\x80\x9b", "'" },
	{ "\xe2\x80\x9c", "\"" }, { "\xe2\x80\x9d", "\"" }, { "\xe2\x80\x9e", "\"" }, { "\xe2\x80\x9f", "\"" },
	{ "\xc2\xab", "\"" }, { "\xc2\xbb", "\"" },
	{ "\xe2\x80\x90", "-" }, { "\xe2\x80\x91", "-" }, { "\xe2\x80\x92", "-" }, { "\xe2\x80\x93", "-" },
	{ "\xe2\x80\x94", "-" }, { "\xe2\x80\x95", "-" }, { "\xe2\x88\x92", "-" },
	{ "\xc2\xa0", " " }, { "\xe2\x80\x87", " " }, { "\xe2\x80\x89", " " }, { "\xe2\x80\xaf", " " }, { "\t", " " },
	{ "\r", " " },
	{ "\xc2\xad", "" }, { "\xe2\x80\x8b", "" }, { "\xe2\x81\xa0", "" }, { "\xef\xbb\xbf", "" },
	{ "\xe2\x80\xa6", "..." },
};

/* Bytes of the footnote mark at the beginning, or 0. */
static size_t note_length(struct bytes s)
{
	size_t i = 2;

	if (!bytes_begin(s, "[^"))
		return 0;
	while (i < s.n && i <= MARK_LONGEST + 1 && s.at[i] != ']' && s.at[i] != ' ')
		i++;
	return i > 2 && i < s.n && s.at[i] == ']' ? i + 1 : 0;
}

static void blanks_drop(struct text *out)
{
	while (out->n && out->at[out->n - 1] == ' ')
		out->at[--out->n] = '\0';
}

/* One line with plain characters and single blanks; footnote marks go, with the blanks before them. */
static void line_unify(struct text *out, struct bytes line)
{
	while (line.n) {
		size_t note = note_length(line), i = 0, length = 1;
		const char *to = NULL;

		if (note) {
			blanks_drop(out);
			line = bytes_skip(line, note);
			continue;
		}
		if (line.at[0] >= 0x80 || line.at[0] < ' ')
			while (i < COUNT(same) && !bytes_begin(line, same[i].from))
				i++;
		else
			i = COUNT(same);
		if (i < COUNT(same)) {
			to = same[i].to;
			length = strlen(same[i].from);
		}
		if (!to)
			text_add_bytes(out, line.at, 1);
		else
			text_add(out, to);
		if (out->n > 1 && out->at[out->n - 1] == ' ' && out->at[out->n - 2] == ' ')
			out->at[--out->n] = '\0';
		line = bytes_skip(line, length);
	}
}

static bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
static bool is_small(unsigned char c) { return c >= 'a' && c <= 'z'; }
static bool is_roman(unsigned char c) { return c == 'i' || c == 'v' || c == 'x'; }

static size_t run_of(struct bytes s, size_t i, size_t most, bool (*is)(unsigned char))
{
	size_t n = 0;

	while (n < most && i + n < s.n && is(s.at[i + n]))
		n++;
	return n;
}

/* "(8)", "(5a)", "(b)", "(iv)": the length, or 0 */
static size_t round_length(struct bytes s)
{
	size_t n;

	if (s.n < 3 || s.at[0] != '(')
		return 0;
	n = run_of(s, 1, 3, is_digit);
	if (n)
		n += run_of(s, 1 + n, 1, is_small);
	else
		n = run_of(s, 1, 5, is_roman);
	if (n == 0 || 1 + n >= s.n || s.at[1 + n] != ')')
		n = run_of(s, 1, 1, is_small);
	return n && 1 + n < s.n && s.at[1 + n] == ')' ? n + 2 : 0;
}

/* "3.", "3.1." */
static size_t dotted_length(struct bytes s)
{
	size_t n = run_of(s, 0, 2, is_digit), more;

	if (n == 0 || n >= s.n || s.at[n] != '.')
		return 0;
	more = run_of(s, n + 1, 2, is_digit);
	return more && n + 1 + more < s.n && s.at[n + 1 + more] == '.' ? n + more + 2 : n + 1;
}

/* The line without the number it begins with. */
static struct bytes number_skip(struct bytes line)
{
	struct bytes s = bytes_begin(line, "- ") ? bytes_skip(line, 2) : line;
	size_t n = round_length(s);

	n = n ? n : dotted_length(s);
	if (n == 0 || (n < s.n && s.at[n] != ' '))
		return line;
	return bytes_trim(bytes_skip(s, n));
}

const char *clause_normal(struct arena *mem, struct bytes text)
{
	struct text out = { 0 }, line = { 0 };
	struct bytes raw;
	char *kept;

	while (bytes_line(&text, &raw)) {
		struct bytes plain;

		text_free(&line);
		line_unify(&line, raw);
		plain = number_skip(bytes_trim((struct bytes){ (const unsigned char *)line.at, line.n }));
		if (plain.n && out.n)
			text_char(&out, ' ');
		text_add_bytes(&out, plain.at, plain.n);
	}
	kept = arena_text(mem, out.n ? out.at : "", out.n);
	text_free(&line);
	text_free(&out);
	return kept;
}

void clause_hash(struct arena *mem, struct bytes text, char hex[SHA256_HEX])
{
	const char *normal = clause_normal(mem, text);

	sha256_of(normal, strlen(normal), hex);
}

const char *clause_shown(struct arena *mem, struct bytes text)
{
	struct text out = { 0 };
	char *kept;

	while (text.n) {
		size_t note = note_length(text);

		if (note) {
			while (out.n > 1 && out.at[out.n - 1] == ' ')
				out.at[--out.n] = '\0';
		} else {
			text_add_bytes(&out, text.at, 1);
		}
		text = bytes_skip(text, note ? note : 1);
	}
	kept = arena_text(mem, out.n ? out.at : "", out.n);
	text_free(&out);
	return kept;
}
