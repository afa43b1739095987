#include "law/token.h"

#include "base/auto.h"

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static unsigned char at(struct bytes s, size_t i)
{
	return i < s.n ? s.at[i] : '\0';
}

/* Bytes of the blank at i, or 0. U+00A0, U+2009, U+202F: EUR-Lex sets numbers with them. */
static size_t blank_length(struct bytes s, size_t i)
{
	static const char *const wide[] = { "\xc2\xa0", "\xe2\x80\x89", "\xe2\x80\xaf" };

	if (at(s, i) == ' ' || at(s, i) == '\t' || at(s, i) == '\r' || at(s, i) == '\n')
		return i < s.n;
	for (size_t k = 0; k < COUNT(wide); k++)
		if (bytes_begin(bytes_skip(s, i), wide[k]))
			return bytes_of(wide[k]).n;
	return 0;
}

static size_t dash_length(struct bytes s, size_t i)
{
	static const char *const dashes[] = {
		"-", "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92", "\xe2\x80\x93", "\xe2\x80\x94",
	};

	for (size_t k = 0; k < COUNT(dashes); k++)
		if (bytes_begin(bytes_skip(s, i), dashes[k]))
			return bytes_of(dashes[k]).n;
	return 0;
}

static const struct { const char *text; enum word word; bool plural; } words[] = {
	{ "article", WORD_ARTICLE, false },	    { "articles", WORD_ARTICLE, true },
	{ "art", WORD_ARTICLE, false },		    { "arts", WORD_ARTICLE, true },
	{ "recital", WORD_RECITAL, false },	    { "recitals", WORD_RECITAL, true },
	{ "annex", WORD_ANNEX, false },		    { "annexes", WORD_ANNEX, true },
	{ "chapter", WORD_CHAPTER, false },	    { "chapters", WORD_CHAPTER, true },
	{ "part", WORD_PART, false },		    { "parts", WORD_PART, true },
	{ "class", WORD_CLASS, false },		    { "classes", WORD_CLASS, true },
	{ "point", WORD_POINT, false },		    { "points", WORD_POINT, true },
	{ "pt", WORD_POINT, false },		    { "definition", WORD_POINT, false },
	{ "letter", WORD_POINT, false },	    { "lit", WORD_POINT, false },
	{ "no", WORD_POINT, false },		    { "item", WORD_POINT, false },
	{ "paragraph", WORD_PARAGRAPH, false },	    { "paragraphs", WORD_PARAGRAPH, true },
	{ "para", WORD_PARAGRAPH, false },	    { "paras", WORD_PARAGRAPH, true },
	{ "par", WORD_PARAGRAPH, false },	    { "subparagraph", WORD_SUB, false },
	{ "subpara", WORD_SUB, false },		    { "sub-paragraph", WORD_SUB, false },
	{ "sub-para", WORD_SUB, false },	    { "subpar", WORD_SUB, false },
	{ "sentence", WORD_SENTENCE, false },	    { "section", WORD_SECTION, false },
	{ "sections", WORD_SECTION, true },	    { "entry", WORD_SECTION, false },
	{ "question", WORD_SECTION, false },	    { "version", WORD_VERSION, false },
	{ "v", WORD_VERSION, false },		    { "example", WORD_EXAMPLE, false },
	{ "footnote", WORD_FOOTNOTE, false },	    { "faq", WORD_FAQ, false },
	{ "faqs", WORD_FAQ, false },		    { "guidance", WORD_GUIDANCE, false },
	{ "draft", WORD_DRAFT, false },		    { "of", WORD_OF, false },
	{ "the", WORD_THE, false },		    { "and", WORD_AND, false },
	{ "or", WORD_AND, false },		    { "to", WORD_TO, false },
	{ "in", WORD_OF, false },		    { "under", WORD_OF, false },
	{ "this", WORD_THIS, false },		    { "that", WORD_THAT, false },
	{ "those", WORD_THAT, false },		    { "for", WORD_FILLER, false },
	{ "on", WORD_FILLER, false },
};

static void word_meaning(struct token *t)
{
	unsigned char first = t->text.at[0] | 32;

	for (size_t i = 0; i < COUNT(words); i++)
		if ((unsigned char)words[i].text[0] == first && bytes_are_nocase(t->text, words[i].text)) {
			t->word = words[i].word;
			t->plural = words[i].plural;
			return;
		}
}

static size_t word_end(struct bytes s, size_t i)
{
	while (is_letter(at(s, i)) || (at(s, i) == '-' && is_letter(at(s, i + 1))))
		i++;
	return i;
}

static size_t digits_end(struct bytes s, size_t i)
{
	while (is_digit(at(s, i)))
		i++;
	return i;
}

/* A number, a dotted number or an ordinal. */
static enum token_kind number_end(struct bytes s, size_t *i)
{
	size_t end = digits_end(s, *i), letters;
	enum token_kind kind = TOKEN_NUMBER;

	while (at(s, end) == '.' && is_digit(at(s, end + 1))) {
		end = digits_end(s, end + 1);
		kind = TOKEN_DOTTED;
	}
	letters = word_end(s, end);
	if (kind == TOKEN_NUMBER && letters == end + 1) {
		end = letters;
	} else if (kind == TOKEN_NUMBER && letters > end + 1) {
		kind = TOKEN_WORD;
		end = letters;
	}
	*i = end;
	return kind;
}

/* "(2)": past the closing bracket, or i when it is none. */
static size_t group_end(struct bytes s, size_t i)
{
	size_t end = i + 1;

	while (end - i <= 6 && (is_letter(at(s, end)) || is_digit(at(s, end))))
		end++;
	return end > i + 1 && at(s, end) == ')' ? end + 1 : i;
}

/* True when an empty line was among the blanks. */
static bool skip_blanks(struct cursor *c)
{
	size_t n, lines = 0;

	while ((n = blank_length(c->s, c->at)) > 0) {
		lines += at(c->s, c->at) == '\n';
		c->at += n;
	}
	return lines > 1;
}

struct token token_next(struct cursor *c)
{
	size_t before = c->at;
	bool gap = skip_blanks(c);
	struct token t = { .from = c->at };
	size_t i = c->at;

	if (gap) {
		t = (struct token){ .kind = TOKEN_GAP, .from = before, .to = c->at };
		return t;
	}
	if (i >= c->s.n)
		return (struct token){ .text = bytes_skip(c->s, i), .from = i, .to = i };
	if (is_letter(at(c->s, i))) {
		t.kind = TOKEN_WORD;
		i = word_end(c->s, i);
	} else if (is_digit(at(c->s, i))) {
		t.kind = number_end(c->s, &i);
	} else if (at(c->s, i) == '(' && group_end(c->s, i) > i) {
		t.kind = TOKEN_GROUP;
		i = group_end(c->s, i);
	} else if (dash_length(c->s, i)) {
		t.kind = TOKEN_DASH;
		i += dash_length(c->s, i);
	} else {
		t.kind = at(c->s, i) == ',' ? TOKEN_COMMA : TOKEN_OTHER;
		i++;
	}
	t.to = c->at = i;
	t.text = t.kind == TOKEN_GROUP ? (struct bytes){ c->s.at + t.from + 1, t.to - t.from - 2 } :
					 (struct bytes){ c->s.at + t.from, t.to - t.from };
	if (t.kind == TOKEN_WORD)
		word_meaning(&t);
	return t;
}

struct token token_peek(const struct cursor *c)
{
	struct cursor copy = *c;

	return token_next(&copy);
}

bool token_take(struct cursor *c, enum token_kind kind, struct token *t)
{
	struct cursor copy = *c;
	struct token found = token_next(&copy);

	if (found.kind != kind)
		return false;
	if (t)
		*t = found;
	*c = copy;
	return true;
}

bool token_take_word(struct cursor *c, enum word word)
{
	struct cursor copy = *c;

	if (token_next(&copy).word != word)
		return false;
	*c = copy;
	return true;
}

int roman_value(struct bytes s)
{
	static const char *const ones[] = { "", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix" };
	int value = 0;

	while (s.n && value < 30 && (s.at[0] == 'x' || s.at[0] == 'X')) {
		value += 10;
		s = bytes_skip(s, 1);
	}
	for (size_t i = 1; s.n && i < COUNT(ones); i++)
		if (bytes_are_nocase(s, ones[i]))
			return value + (int)i;
	return s.n ? 0 : value;
}

int ordinal_value(struct bytes s)
{
	static const char *const names[][2] = {
		{ "first", "1st" }, { "second", "2nd" }, { "third", "3rd" },   { "fourth", "4th" }, { "fifth", "5th" },
		{ "sixth", "6th" }, { "seventh", "7th" }, { "eighth", "8th" }, { "ninth", "9th" },
	};

	for (size_t i = 0; s.n > 2 && i < COUNT(names); i++)
		if (bytes_are_nocase(s, names[i][0]) || bytes_are_nocase(s, names[i][1]))
			return (int)i + 1;
	return 0;
}
