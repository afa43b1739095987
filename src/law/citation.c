/*
 * The grammar, from the outside in:
 *
 *	citation = [act] cite [follows]			"Regulation (EU) 2024/2847, Article 13"
 *	cite     = { chunk "of" } anchor {component}	"point (2)(b) of Part I of Annex I"
 *	component = "(2)" | "point (b)" | "fourth subparagraph" | "Part I" | ...
 *
 * after which a list may follow: "and (4)", "to 15". What is read is a place: an
 * anchor and steps below it, from which the id is written.
 */
#include "law/citation.h"

#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "law/act.h"
#include "law/token.h"

enum { STEPS = 6, STEP = 8, CHUNKS = 4, RANGE = 60, DIGEST_MIN = 8 };

enum anchor {
	ANCHOR_NONE = 0,
	ANCHOR_ARTICLE, ANCHOR_RECITAL, ANCHOR_ANNEX, ANCHOR_CHAPTER,
	ANCHOR_FAQ, ANCHOR_GUIDANCE,
	ANCHOR_WHOLE,			/* .base is the id */
};

struct place {
	enum anchor anchor;
	const char *prefix;		/* "ir-2025-2392-", or NULL */
	char base[CITATION_ID];		/* "art-13" */
	char part[16];			/* "-part-1" */
	char version[CITATION_ID];	/* of the FAQ: the id of the version named, or "" */
	char steps[STEPS][STEP];
	size_t count;
	int sub;
	bool sub_last;			/* the subparagraph was named after all steps */
	bool plural;
};

/* --- steps --- */

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static unsigned char lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 32) : c;
}

/* "8", "5a", "b", "iv" */
static bool is_step(struct bytes s)
{
	size_t digits = 0;

	while (digits < s.n && is_digit(s.at[digits]))
		digits++;
	if (digits)
		return digits <= 3 && s.n - digits <= 1;
	return s.n == 1 || (roman_value(s) > 0 && s.n <= 5);
}

static bool step_add(struct place *p, struct bytes s)
{
	size_t n = 0;

	if (p->count == STEPS || s.n >= STEP)
		return false;
	for (; n < s.n; n++)
		p->steps[p->count][n] = (char)lower(s.at[n]);
	p->steps[p->count++][n] = '\0';
	p->sub_last = false;
	return true;
}

/* "2c" in an annex is 2 and c, "3.1" is 3 and 1; in an article "5a" is one paragraph. */
static bool number_add(struct place *p, const struct token *t)
{
	struct bytes rest = t->text, part;
	size_t n = t->text.n;

	if (t->kind == TOKEN_NUMBER && p->anchor == ANCHOR_ANNEX && !is_digit(t->text.at[n - 1]))
		return step_add(p, bytes_first(t->text, n - 1)) && step_add(p, bytes_skip(t->text, n - 1));
	while (bytes_field(&rest, '.', &part))
		if (!is_step(part) || !step_add(p, part))
			return false;
	return true;
}

/* --- components --- */

static bool take_group(struct cursor *c, struct place *p)
{
	struct cursor ahead = *c;
	struct token t;

	if (!token_take(&ahead, TOKEN_GROUP, &t) || !is_step(t.text) || !step_add(p, t.text))
		return false;
	*c = ahead;
	return true;
}

/* What stands after "point": "(b)", "40", "3.1", "b" */
static bool take_value(struct cursor *c, struct place *p)
{
	struct cursor ahead = *c;
	struct token t;

	if (take_group(c, p))
		return true;
	t = token_next(&ahead);
	if (t.kind == TOKEN_OTHER && t.text.at[0] == '.')		/* "no. 40" */
		t = token_next(&ahead);
	if (t.kind == TOKEN_NUMBER || t.kind == TOKEN_DOTTED) {
		if (!number_add(p, &t))
			return false;
	} else if (t.kind != TOKEN_WORD || t.text.n != 1 || !step_add(p, t.text)) {
		return false;
	}
	*c = ahead;
	return true;
}

static bool take_sub(struct cursor *c, struct place *p)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead), number;
	int n = t.kind == TOKEN_WORD ? ordinal_value(t.text) : 0;

	if (n > 0 || bytes_are_nocase(t.text, "last")) {
		struct token of = token_next(&ahead);

		if (of.word != WORD_SUB && of.word != WORD_SENTENCE && !bytes_are_nocase(of.text, "indent"))
			return false;
		if (n == 0 && of.word == WORD_SUB)
			return false;
		p->sub = of.word == WORD_SUB ? n : p->sub;
		p->sub_last = p->sub_last || of.word == WORD_SUB;
		*c = ahead;
		return true;
	}
	if (t.word != WORD_SUB)
		return false;
	token_next(&ahead);
	number = token_peek(&(struct cursor){ c->s, t.to });
	if ((number.kind != TOKEN_NUMBER && number.kind != TOKEN_GROUP) || number.text.n != 1 ||
	    !is_digit(number.text.at[0]) || number.text.at[0] == '0')
		return false;
	p->sub = number.text.at[0] - '0';
	p->sub_last = true;
	*c = (struct cursor){ c->s, number.to };
	return true;
}

static bool take_part(struct cursor *c, struct place *p)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead), number = token_next(&ahead);
	int n = number.kind == TOKEN_NUMBER && number.text.n == 1 ? number.text.at[0] - '0' : roman_value(number.text);

	if ((t.word != WORD_PART && t.word != WORD_CLASS) || n < 1 || n > 9)
		return false;
	snprintf(p->part, sizeof(p->part), "-%s-%d", t.word == WORD_PART ? "part" : "class", n);
	*c = ahead;
	return true;
}

/* One component; in a chunk before the anchor a bare "(2)" or "2" says nothing. */
static bool take_component(struct cursor *c, struct place *p, bool chunk)
{
	struct cursor ahead = *c;
	bool comma = token_take(&ahead, TOKEN_COMMA, NULL);
	struct token t = token_peek(&ahead);
	bool annex = p->anchor == ANCHOR_ANNEX;

	if (take_sub(&ahead, p) || ((annex || chunk) && take_part(&ahead, p))) {
		*c = ahead;
		return true;
	}
	if (t.word == WORD_POINT || t.word == WORD_PARAGRAPH) {
		p->plural = p->plural || t.plural;
		token_next(&ahead);
		if (!take_value(&ahead, p))
			return false;
	} else if (t.kind == TOKEN_GROUP && (p->count || !chunk) && (!comma || (annex && p->count == 0))) {
		if (!take_group(&ahead, p))
			return false;
	} else if (annex && !chunk && p->count == 0 && (t.kind == TOKEN_NUMBER || t.kind == TOKEN_DOTTED)) {
		struct cursor after = ahead;

		token_next(&after);
		/* "Annex VII 2(b)", "Annex I, 2c"; not "Annex I, 2 weeks" */
		if ((comma && token_peek(&after).kind != TOKEN_GROUP && is_digit(t.text.at[t.text.n - 1])) ||
		    !number_add(p, &t))
			return false;
		ahead = after;
	} else {
		return false;
	}
	*c = ahead;
	return true;
}

/* --- anchors --- */

/* "Article 13", "Art. 13", "recital (56)", "Annex I", "Chapter II" */
static bool take_unit(struct cursor *c, struct place *p)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead), number;
	bool roman = t.word == WORD_ANNEX || t.word == WORD_CHAPTER;
	long n = 0;

	if (token_peek(&ahead).kind == TOKEN_OTHER && ahead.at < c->s.n && c->s.at[ahead.at] == '.')
		token_next(&ahead);
	number = token_next(&ahead);
	if (number.kind == TOKEN_WORD && roman)
		n = roman_value(number.text);
	else if (number.kind == TOKEN_NUMBER || (number.kind == TOKEN_GROUP && t.word == WORD_RECITAL))
		bytes_number(number.text, &n);
	if (n < 1 || n > 999)
		return false;
	switch (t.word) {
	case WORD_ARTICLE: p->anchor = ANCHOR_ARTICLE; snprintf(p->base, sizeof(p->base), "art-%ld", n); break;
	case WORD_RECITAL: p->anchor = ANCHOR_RECITAL; snprintf(p->base, sizeof(p->base), "recital-%ld", n); break;
	case WORD_ANNEX: p->anchor = ANCHOR_ANNEX; snprintf(p->base, sizeof(p->base), "annex-%ld", n); break;
	case WORD_CHAPTER: p->anchor = ANCHOR_CHAPTER; snprintf(p->base, sizeof(p->base), "chapter-%ld", n); break;
	default: return false;
	}
	p->plural = t.plural;
	*c = ahead;
	return true;
}

/* " (version 1.2)," as the id of that version; the current one has the id of the FAQ itself */
static void take_version(const struct law *law, struct cursor *c, char version[CITATION_ID])
{
	struct cursor ahead = *c;
	struct token t = token_peek(&ahead);

	if (t.kind == TOKEN_COMMA || (t.kind == TOKEN_OTHER && t.text.at[0] == '('))
		token_next(&ahead);
	if (!token_take_word(&ahead, WORD_VERSION) || !token_take(&ahead, TOKEN_DOTTED, &t) || t.text.n > 8)
		return;
	snprintf(version, CITATION_ID, "faq-version-%.*s", (int)t.text.n, (const char *)t.text.at);
	if (bytes_end(bytes_of(law_source_find(law, "faq")->version), version + strlen("faq-version-")))
		snprintf(version, CITATION_ID, "faq");
	for (char *dot = version; (dot = strchr(dot, '.')) != NULL;)
		*dot = '-';
	t = token_peek(&ahead);
	if (t.kind == TOKEN_OTHER && t.text.at[0] == ')')
		token_next(&ahead);
	*c = ahead;
}

/* "FAQ 4.2.5", "FAQ (version 1.2), section 6.2", "FAQ v1.4" */
static bool take_faq(const struct law *law, struct cursor *c, struct place *p)
{
	struct cursor ahead = *c;
	struct token t;

	if (!token_take_word(&ahead, WORD_FAQ))
		return false;
	take_version(law, &ahead, p->version);
	snprintf(p->base, sizeof(p->base), "%s", p->version);
	p->anchor = ANCHOR_WHOLE;
	*c = ahead;
	token_take(&ahead, TOKEN_COMMA, NULL);
	if (!token_take_word(&ahead, WORD_SECTION))
		token_take_word(&ahead, WORD_POINT);
	t = token_next(&ahead);
	if ((t.kind != TOKEN_DOTTED && (t.kind != TOKEN_NUMBER || t.text.n != 1)) || !number_add(p, &t)) {
		p->count = 0;
		return p->version[0] != '\0';
	}
	snprintf(p->base, sizeof(p->base), "faq");
	p->anchor = ANCHOR_FAQ;
	*c = ahead;
	return true;
}

/* "C(2026) 5252 final", "Ares(2026)2319816", "draft guidance", "guidance" */
static bool take_guidance_name(struct cursor *c, bool *draft, bool *exact)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead), year, number;

	*draft = t.word == WORD_DRAFT;
	if (*draft)
		t = token_next(&ahead);
	*exact = bytes_are(t.text, "C") || bytes_are(t.text, "Ares");
	if (*exact) {
		*draft = bytes_are(t.text, "Ares");
		year = token_next(&ahead);
		number = token_next(&ahead);
		if (year.kind != TOKEN_GROUP || !bytes_are(year.text, "2026") ||
		    !bytes_are(number.text, *draft ? "2319816" : "5252"))
			return false;
		if (bytes_are_nocase(token_peek(&ahead).text, "final"))
			token_next(&ahead);
	} else if (t.word != WORD_GUIDANCE) {
		return false;
	}
	*c = ahead;
	return true;
}

/* ", of 27 July 2026" or "of March 2026" after the guidance's name */
static bool take_when(struct cursor *c)
{
	struct cursor ahead = *c;
	struct token t;

	token_take(&ahead, TOKEN_COMMA, NULL);
	if (!token_take_word(&ahead, WORD_OF))
		return false;
	token_take(&ahead, TOKEN_NUMBER, NULL);
	if (!token_take(&ahead, TOKEN_WORD, &t) || t.word != WORD_NONE || !token_take(&ahead, TOKEN_NUMBER, &t) ||
	    t.text.n != 4)
		return false;
	*c = ahead;
	return true;
}

static bool take_guidance(struct cursor *c, struct place *p)
{
	static const struct { enum word word; const char *infix; } kinds[] = {
		{ WORD_POINT, "" }, { WORD_PARAGRAPH, "" }, { WORD_RECITAL, "" }, { WORD_EXAMPLE, "-example" },
		{ WORD_FOOTNOTE, "-footnote" },
	};
	struct cursor ahead = *c;
	const char *infix = NULL;
	bool draft, exact, comma;
	struct token t;

	if (!take_guidance_name(&ahead, &draft, &exact))
		return false;
	exact = take_when(&ahead) || exact;
	snprintf(p->base, sizeof(p->base), "%s", draft ? "guidance-draft" : "guidance");
	p->anchor = ANCHOR_WHOLE;
	*c = ahead;
	comma = token_take(&ahead, TOKEN_COMMA, NULL);
	t = token_peek(&ahead);
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (t.word == kinds[i].word) {
			infix = kinds[i].infix;
			p->plural = t.plural;
			token_next(&ahead);
		}
	if (!infix && t.word == WORD_SECTION) {
		token_next(&ahead);
		if (token_peek(&ahead).kind == TOKEN_DOTTED || token_peek(&ahead).kind == TOKEN_NUMBER)
			*c = (token_next(&ahead), ahead);
		return exact;
	}
	t = token_next(&ahead);
	if ((!infix && (comma || t.kind == TOKEN_GROUP)) || (t.kind != TOKEN_NUMBER && t.kind != TOKEN_GROUP) ||
	    !is_digit(t.text.at[t.text.n - 1]) || !is_step(t.text) || !step_add(p, t.text))
		return exact;
	snprintf(p->part, sizeof(p->part), "%s", infix ? infix : "");
	p->anchor = ANCHOR_GUIDANCE;
	*c = ahead;
	return true;
}

/* Sources that are cited by a name of their own: "COM(2026) 590", "EN 40000-1-2". */
static bool take_source(const struct law *law, struct cursor *c, struct place *p)
{
	struct token first = token_peek(c);

	for (size_t i = 0; i < law->source_count; i++) {
		struct cursor ahead = *c, name = { .s = bytes_of(law->sources[i].citation) };
		struct token want, got;

		if (first.kind != TOKEN_WORD || first.text.at[0] != (unsigned char)law->sources[i].citation[0])
			continue;
		do {
			want = token_next(&name);
			got = want.kind ? token_next(&ahead) : want;
		} while (want.kind && want.kind == got.kind && bytes_same(want.text, got.text));
		if (want.kind)
			continue;
		/* "EN 40000-1-1" is not the beginning of "EN 40000-1-10" */
		p->anchor = ANCHOR_WHOLE;
		snprintf(p->base, sizeof(p->base), "%s", law->sources[i].id);
		*c = ahead;
		return true;
	}
	return false;
}

static bool is_id_letter(unsigned char c)
{
	return is_digit(c) || c == '-' || (c >= 'a' && c <= 'z');
}

/* Our own ids stand in texts as they are. */
static bool take_id(const struct law *law, struct cursor *c, struct place *p)
{
	static const char *const begins[] = { "art-", "annex-", "recital-", "chapter-", "faq-", "guidance-" };
	struct cursor ahead = *c;
	struct token first = token_next(&ahead);
	size_t end = first.from;
	struct bytes id;
	bool ours = false;

	while (end < c->s.n && is_id_letter(c->s.at[end]))
		end++;
	while (end > first.from && c->s.at[end - 1] == '-')
		end--;
	id = (struct bytes){ c->s.at + first.from, end - first.from };
	if (first.kind != TOKEN_WORD || id.n < 5 || id.n >= CITATION_ID || !memchr(id.at, '-', id.n))
		return false;
	/* "art-3.png" and "art-3_x" are names of other things */
	if (end < c->s.n && (c->s.at[end] == '_' || c->s.at[end] == '/' ||
			     (c->s.at[end] == '.' && end + 1 < c->s.n && lower(c->s.at[end + 1]) >= 'a' &&
			      lower(c->s.at[end + 1]) <= 'z')))
		return false;
	for (size_t i = 0; i < COUNT(begins); i++)
		ours = ours || (bytes_begin(id, begins[i]) && is_digit(id.at[bytes_of(begins[i]).n]));
	snprintf(p->base, sizeof(p->base), "%.*s", (int)id.n, (const char *)id.at);
	if (!ours && !law_provision(law, p->base))
		return false;
	p->anchor = ANCHOR_WHOLE;
	*c = (struct cursor){ c->s, end };
	return true;
}

static bool take_anchor(const struct law *law, struct cursor *c, struct place *p)
{
	struct cursor ahead = *c;

	if (take_unit(c, p)) {
		while (take_component(c, p, false))
			;
		return true;
	}
	/* "Commission FAQ", "CRA guidance": whose it is may be said */
	if (bytes_are(token_peek(&ahead).text, "Commission") || bytes_are(token_peek(&ahead).text, "CRA")) {
		token_next(&ahead);
		if (take_faq(law, &ahead, p) || take_guidance(&ahead, p)) {
			*c = ahead;
			return true;
		}
		*p = (struct place){ 0 };
	}
	if (take_faq(law, c, p) || take_guidance(c, p))
		return true;
	*p = (struct place){ 0 };
	return take_source(law, c, p);
}

/* --- "point (2)(b) of Part I of Annex I" --- */

static bool take_chunk(struct cursor *c, struct place *chunk)
{
	struct cursor ahead = *c;

	if (token_peek(&ahead).word == WORD_SECTION) {		/* "section 4.2.5 of the FAQ" */
		token_next(&ahead);
		if (!take_value(&ahead, chunk))
			return false;
	} else if (token_peek(&ahead).kind == TOKEN_COMMA || !take_component(&ahead, chunk, true)) {
		return false;
	}
	while (take_component(&ahead, chunk, true))
		;
	token_take(&ahead, TOKEN_COMMA, NULL);
	if (!token_take_word(&ahead, WORD_OF))
		return false;
	token_take_word(&ahead, WORD_THE);
	*c = ahead;
	return true;
}

static bool chunk_merge(struct place *p, const struct place *chunk)
{
	if (chunk->part[0])
		memcpy(p->part, chunk->part, sizeof(p->part));
	for (size_t i = 0; i < chunk->count; i++)
		if (!step_add(p, bytes_of(chunk->steps[i])))
			return false;
	if (chunk->sub) {
		p->sub = chunk->sub;
		p->sub_last = chunk->sub_last;
	}
	return true;
}

static bool take_cite(const struct law *law, struct cursor *c, struct place *p)
{
	struct place chunks[CHUNKS];
	struct cursor ahead = *c;
	size_t n = 0;

	*p = (struct place){ 0 };
	for (; n < CHUNKS; n++) {
		chunks[n] = (struct place){ 0 };
		if (!take_chunk(&ahead, &chunks[n]))
			break;
	}
	if (n == 0)
		return take_anchor(law, c, p);
	/* "the guidance" and "the FAQ" are anchors only behind a point: they have no number of their own */
	if (token_take_word(&ahead, WORD_GUIDANCE)) {
		p->anchor = ANCHOR_GUIDANCE;
		snprintf(p->base, sizeof(p->base), "guidance");
	} else if (token_take_word(&ahead, WORD_FAQ)) {
		p->anchor = ANCHOR_FAQ;
		snprintf(p->base, sizeof(p->base), "faq");
	} else if (!take_anchor(law, &ahead, p)) {
		return false;
	}
	while (n-- > 0)
		if (!chunk_merge(p, &chunks[n]))
			return false;
	*c = ahead;
	return true;
}

/* --- from places to ids --- */

static void id_write(const struct place *p, bool with_sub, char id[CITATION_ID])
{
	int n = snprintf(id, CITATION_ID, "%s%s%s", p->prefix ? p->prefix : "", p->base, p->part);

	for (size_t i = 0; i < p->count && n < CITATION_ID; i++)
		n += snprintf(id + n, CITATION_ID - (size_t)n, "-%s", p->steps[i]);
	if (with_sub && p->sub && n < CITATION_ID)
		snprintf(id + n, CITATION_ID - (size_t)n, "-sub-%d", p->sub);
}

/* "annex I 2c" names no part: fine where only one part has such a point. */
static bool part_guessed(const struct law *law, struct place *p, char id[CITATION_ID])
{
	char found[CITATION_ID] = "";
	int count = 0;

	if (p->anchor != ANCHOR_ANNEX || p->part[0] || p->count == 0)
		return false;
	for (int k = 0; k < 8; k++) {
		snprintf(p->part, sizeof(p->part), "-%s-%d", k < 4 ? "part" : "class", k % 4 + 1);
		id_write(p, false, id);
		if (law_provision(law, id)) {
			memcpy(found, id, CITATION_ID);
			count++;
		}
	}
	p->part[0] = '\0';
	if (count == 1)
		memcpy(id, found, CITATION_ID);
	return count == 1;
}

/* The subparagraph that the provision's own citation names, or 0. */
static int sub_of(const struct provision *p)
{
	struct cursor c = { .s = bytes_of(p->citation) };
	struct token t;

	while ((t = token_next(&c)).kind != TOKEN_END)
		if (t.kind == TOKEN_WORD && ordinal_value(t.text) && token_peek(&c).word == WORD_SUB)
			return ordinal_value(t.text);
	return 0;
}

static void id_add(const struct law *law, struct place p, struct citation *c)
{
	char *id = c->ids[c->count];
	const struct provision *found;

	if (c->count == CITATION_IDS)
		return;
	id_write(&p, p.sub_last || p.count == 0, id);
	found = law_provision(law, id);
	if (!found && !part_guessed(law, &p, id))
		id_write(&p, p.sub_last || p.count == 0, id);
	if (found && p.sub && !p.sub_last && sub_of(found) != p.sub)
		c->odd_sub = true;
	c->count++;
	/* a section of an old version: that version is cited too */
	if (p.anchor == ANCHOR_FAQ && strchr(p.version, '-') && c->count < CITATION_IDS)
		memcpy(c->ids[c->count++], p.version, CITATION_ID);
}

/* --- lists: "and (4)", "to 15" --- */

static bool is_number(const char *step)
{
	return is_digit((unsigned char)step[0]);
}

/* Puts a step in the place of the last one of its kind: after (2)(b), (4) is a paragraph and (c) a point. */
static bool step_replace(struct place *p, struct bytes s)
{
	bool number = is_digit(s.at[0]);

	if (p->count && !number && is_number(p->steps[p->count - 1]))
		return step_add(p, s);
	while (p->count && is_number(p->steps[p->count - 1]) != number)
		p->count--;
	if (p->count == 0)
		return false;
	p->count--;
	p->sub = 0;
	return step_add(p, s);
}

/* The number that ends the base: "art-13" */
static char *base_number(struct place *p)
{
	char *dash = strrchr(p->base, '-');

	return dash ? dash + 1 : NULL;
}

static bool base_replace(struct place *p, long n)
{
	char *at = base_number(p);

	if (!at || n < 1 || n > 999)
		return false;
	snprintf(at, (size_t)(p->base + sizeof(p->base) - at), "%ld", n);
	p->count = 0;
	p->sub = 0;
	p->part[0] = '\0';
	return true;
}

/* Reads the member of a list into p, which holds the one before it. */
static bool take_member(struct cursor *c, struct place *p)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead);
	long n = 0;

	if (t.word == WORD_POINT || t.word == WORD_PARAGRAPH)
		t = token_next(&ahead);
	if (t.kind == TOKEN_GROUP && p->anchor != ANCHOR_RECITAL) {
		if (!is_step(t.text) || !step_replace(p, t.text))
			return false;
	} else if (p->anchor == ANCHOR_GUIDANCE && p->plural && t.kind == TOKEN_NUMBER) {
		if (!is_step(t.text) || !step_replace(p, t.text))
			return false;
	} else if (p->anchor == ANCHOR_FAQ && t.kind == TOKEN_DOTTED) {
		p->count = 0;
		if (!number_add(p, &t))
			return false;
	} else if (p->plural && (p->anchor == ANCHOR_ARTICLE || p->anchor == ANCHOR_RECITAL) &&
		   (t.kind == TOKEN_NUMBER || t.kind == TOKEN_GROUP)) {
		if (!bytes_number(t.text, &n) || !base_replace(p, n))
			return false;
	} else if (p->plural && p->anchor == ANCHOR_ANNEX && t.kind == TOKEN_WORD && p->count == 0 && !p->part[0]) {
		if (!base_replace(p, roman_value(t.text)))
			return false;
	} else {
		return false;
	}
	while (p->anchor != ANCHOR_FAQ && p->anchor != ANCHOR_RECITAL && p->anchor != ANCHOR_GUIDANCE &&
	       take_component(&ahead, p, false))
		;
	*c = ahead;
	return true;
}

/* The text that counts in a range: the last step, or the number of the article. */
static char *counter(struct place *p)
{
	return p->count ? p->steps[p->count - 1] : base_number(p);
}

/* Adds what lies between two ends that differ only in their last number or letter. */
static void range_add(const struct law *law, struct place from, struct place to, struct citation *c)
{
	char *first = counter(&from), *last = counter(&to);
	long a, b;

	if (!first || !last || from.count != to.count)
		return;
	if (bytes_number(bytes_of(first), &a) && bytes_number(bytes_of(last), &b)) {
		for (long n = a + 1; n < b && n < 1000 && n - a < RANGE; n++) {
			snprintf(first, STEP, "%u", (unsigned)n % 1000);
			id_add(law, from, c);
		}
	} else if (strlen(first) == 1 && strlen(last) == 1) {
		for (char x = (char)(first[0] + 1); x < last[0]; x++) {
			first[0] = x;
			id_add(law, from, c);
		}
	}
}

static void take_list(const struct law *law, struct cursor *c, struct place p, struct citation *out)
{
	for (int i = 0; i < CITATION_IDS && p.anchor != ANCHOR_WHOLE; i++) {
		struct cursor ahead = *c;
		struct place next = p;
		bool range = false;

		if (token_take_word(&ahead, WORD_TO) || token_take(&ahead, TOKEN_DASH, NULL))
			range = true;
		else if (token_take(&ahead, TOKEN_COMMA, NULL))
			token_take_word(&ahead, WORD_AND);
		else if (!token_take_word(&ahead, WORD_AND))
			return;
		if (!take_member(&ahead, &next))
			return;
		if (range)
			range_add(law, p, next, out);
		id_add(law, next, out);
		p = next;
		*c = ahead;
	}
}

/* --- the whole --- */

static bool is_hex(unsigned char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

/* " sha256:0123abcd", in brackets or not */
static void take_hash(struct cursor *c, struct citation *out)
{
	struct bytes s = c->s;
	size_t i = c->at, n = 0;

	while (i < s.n && i < c->at + 3 && (s.at[i] == ' ' || s.at[i] == '(' || s.at[i] == '['))
		i++;
	if (!bytes_begin(bytes_skip(s, i), "sha256:"))
		return;
	i += 7;
	while (i + n < s.n && n < sizeof(out->hash) - 1 && is_hex(s.at[i + n]))
		n++;
	if (n < DIGEST_MIN)
		return;
	memcpy(out->hash, s.at + i, n);
	out->hash[n] = '\0';
	c->at = i + n;
}

static void act_apply(const struct law *law, const struct act *act, struct place *p, char prefix[CITATION_ID],
		      struct citation *out)
{
	out->foreign = out->foreign || act->whose == ACT_FOREIGN;
	if (act->whose != ACT_KNOWN)
		return;
	snprintf(prefix, CITATION_ID, "%s-", act->source->id);
	p->prefix = prefix;
}

static bool is_partial(const struct law *law, const struct act *act)
{
	char id[CITATION_ID];

	snprintf(id, sizeof(id), "%s-art-1", act->source->id);
	return !law_provision(law, id);
}

/*
 * Of an act that amends ours we know some articles only: what we do not have of
 * it is its own affair.
 */
static void unknown_drop(const struct law *law, struct citation *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->count; i++)
		if (law_provision(law, c->ids[i]))
			memmove(c->ids[kept++], c->ids[i], CITATION_ID);
	c->count = kept;
	c->foreign = kept == 0;
}

/* Provisions of an act may be followed by its name. */
static bool is_of_act(enum anchor anchor)
{
	return anchor >= ANCHOR_ARTICLE && anchor <= ANCHOR_CHAPTER;
}

static void finish(const struct law *law, struct cursor *c, struct place p, const struct act *before,
		   struct citation *out)
{
	struct cursor after_list;
	struct act act = { 0 };
	char prefix[CITATION_ID];
	struct place first = p;

	/* whose it is may only be said behind the list: read it twice */
	after_list = *c;
	out->count = 0;
	take_list(law, &after_list, p, out);
	if (before->whose)
		act = *before;
	else if (is_of_act(p.anchor))
		act_follows(law, &after_list, &act);
	act_apply(law, &act, &first, prefix, out);
	out->count = 0;
	id_add(law, first, out);
	take_list(law, c, first, out);
	c->at = after_list.at;
	if (act.whose == ACT_KNOWN && is_partial(law, &act))
		unknown_drop(law, out);
	if (out->foreign)
		out->count = 0;
}

/* "Regulation (EU) 2025/327 (Article 104)" */
static bool bracketed(const struct law *law, const struct cursor *behind, struct cursor *c, struct place *p)
{
	struct cursor ahead = *behind;
	struct token t = token_next(&ahead);

	if (t.kind != TOKEN_OTHER || t.text.at[0] != '(' || !take_cite(law, &ahead, p) || p->anchor == ANCHOR_WHOLE)
		return false;
	*c = ahead;
	return true;
}

/* A citation that begins right here. */
static bool citation_here(const struct law *law, struct cursor *c, struct citation *out)
{
	struct cursor ahead = *c, behind;
	struct act act = { 0 };
	struct place p = { 0 };

	/* not the whole struct: its 64 ids are written when there are any, and this runs for every other word */
	out->from = token_peek(c).from;
	out->foreign = out->odd_sub = false;
	out->count = 0;
	out->hash[0] = '\0';
	if (take_id(law, &ahead, &p)) {
		id_add(law, p, out);
	} else if (act_named(law, &ahead, &act)) {
		behind = ahead;
		act_tail(&ahead);
		if ((take_cite(law, &ahead, &p) && p.anchor != ANCHOR_WHOLE) || bracketed(law, &behind, &ahead, &p)) {
			finish(law, &ahead, p, &act, out);
		} else {
			ahead = behind;
			out->foreign = !act.source;
			if (act.source)
				snprintf(out->ids[out->count++], CITATION_ID, "%s", act.source->id);
		}
	} else {
		ahead = *c;
		if (!take_cite(law, &ahead, &p))
			return false;
		finish(law, &ahead, p, &act, out);
	}
	take_hash(&ahead, out);
	out->to = ahead.at;
	*c = ahead;
	return true;
}

/* A word in the middle of another ("chart-3", "/art-3") begins nothing. */
static bool begins(struct bytes s, size_t at)
{
	unsigned char before = at > 0 && at <= s.n && s.at[at - 1] ? s.at[at - 1] : ' ';

	return !strchr("^_-/.", before) && !is_digit(before) && !(lower(before) >= 'a' && lower(before) <= 'z');
}

/* Most words of a text cannot begin a citation: that is seen at a glance. */
static bool may_begin(const struct token *t)
{
	return t->word || t->text.at[0] < 'a' || t->text.at[0] == 'e' || memchr(t->text.at, '-', t->text.n) ||
	       ordinal_value(t->text);
}

bool citation_next(const struct law *law, struct bytes text, size_t at, struct citation *c)
{
	struct cursor cursor = { .s = text, .at = at };
	struct token t;

	while ((t = token_peek(&cursor)).kind != TOKEN_END) {
		struct bytes behind = bytes_skip(text, t.to);

		/* an id may go on behind its first word: "art-3" */
		if (t.kind == TOKEN_WORD && begins(text, t.from) && (may_begin(&t) || bytes_begin(behind, "-"))) {
			struct cursor here = { .s = text, .at = t.from };

			if (citation_here(law, &here, c) && (c->count || c->foreign) && c->to > at)
				return true;
		}
		cursor.at = t.to;
	}
	return false;
}

int citation_read(const struct law *law, struct bytes text, struct citation *c, struct err *err)
{
	struct bytes whole = bytes_trim(text);
	struct cursor cursor = { .s = whole };
	int shown = whole.n < 200 ? (int)whole.n : 200;

	if (whole.n == 0 || !citation_here(law, &cursor, c) || (!c->count && !c->foreign) ||
	    bytes_trim(bytes_skip(whole, c->to)).n)
		return err_set(err, ERR_USAGE, "'%.*s' is no citation cradle can read", shown, (const char *)whole.at);
	if (c->foreign)
		return err_set(err, ERR_USAGE, "'%.*s' is a provision of another act", shown, (const char *)whole.at);
	return 0;
}

/* How far two last components are apart: by number or by letter. */
static long distance(const char *a, const char *b)
{
	long x, y;

	if (bytes_number(bytes_of(a), &x) && bytes_number(bytes_of(b), &y))
		return x > y ? x - y : y - x;
	return *a > *b ? *a - *b + 1000 : *b - *a + 1000;
}

const struct provision *citation_nearest(const struct law *law, const char *id)
{
	char parent[CITATION_ID];
	const char *dash = strrchr(id, '-');
	const struct provision *best = NULL;
	size_t n;
	long least = 0;

	if (!dash)
		return NULL;
	n = (size_t)(dash - id) + 1;
	for (size_t i = 0; i < law->provision_count; i++) {
		const struct provision *p = &law->provisions[i];
		long d;

		if (strncmp(p->id, id, n) != 0 || strchr(p->id + n, '-') || p->until)
			continue;
		d = distance(p->id + n, dash + 1);
		if (!best || d < least) {
			best = p;
			least = d;
		}
	}
	if (best || n >= sizeof(parent))
		return best;
	snprintf(parent, sizeof(parent), "%.*s", (int)n - 1, id);
	best = law_provision(law, parent);
	return best ? best : citation_nearest(law, parent);
}
