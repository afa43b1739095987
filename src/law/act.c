#include "law/act.h"

#include <string.h>

#include "base/auto.h"

enum { NAME_WORDS = 6 };

static const char *const kinds[] = { "Regulation", "Directive", "Decision", "Recommendation" };
static const char *const nouns[] = {
	"Regulation", "Directive",  "Decision", "Recommendation", "Act",       "Treaty",    "Treaties", "Charter",
	"Code",	      "Convention", "Protocol", "Agreement",	  "Guidelines", "Resolution", "Statute",
};
static const char *const makers[] = { "Commission", "Council", "Implementing", "Delegated", "Framework" };

/* Short names. "NIS 2" and "AI Act" are read by their first word or by their noun. */
static const struct { const char *name; enum whose whose; } short_names[] = {
	{ "CRA", ACT_OURS },	  { "GDPR", ACT_FOREIGN },  { "NIS", ACT_FOREIGN },    { "DORA", ACT_FOREIGN },
	{ "RED", ACT_FOREIGN },	  { "MDR", ACT_FOREIGN },   { "IVDR", ACT_FOREIGN },   { "TFEU", ACT_FOREIGN },
	{ "TEU", ACT_FOREIGN },	  { "GPSR", ACT_FOREIGN },  { "PLD", ACT_FOREIGN },    { "CSA", ACT_FOREIGN },
	{ "DSA", ACT_FOREIGN },	  { "DMA", ACT_FOREIGN },   { "eIDAS", ACT_FOREIGN },  { "EHDS", ACT_FOREIGN },
	{ "AIA", ACT_FOREIGN },	  { "CSL", ACT_FOREIGN },   { "ePrivacy", ACT_FOREIGN }, { "EUCC", ACT_FOREIGN },
	{ "DSGVO", ACT_FOREIGN }, { "CER", ACT_FOREIGN },
};

static bool is_one(struct bytes s, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_are(s, list[i]))
			return true;
	return false;
}

static bool is_capital(const struct token *t)
{
	return t->kind == TOKEN_WORD && t->text.at[0] >= 'A' && t->text.at[0] <= 'Z';
}

/* The source whose citation ends in this number: "2024/2847". */
static const struct law_source *source_numbered(const struct law *law, struct bytes number)
{
	for (size_t i = 0; i < law->source_count; i++) {
		struct bytes citation = bytes_of(law->sources[i].citation);

		if (citation.n > number.n && citation.at[citation.n - number.n - 1] == ' ' &&
		    bytes_same(bytes_skip(citation, citation.n - number.n), number))
			return &law->sources[i];
	}
	return NULL;
}

static void act_of_number(const struct law *law, struct bytes number, struct act *act)
{
	act->source = source_numbered(law, number);
	if (!act->source)
		act->whose = ACT_FOREIGN;
	else
		act->whose = strcmp(act->source->id, "cra-2024-2847") == 0 ? ACT_OURS : ACT_KNOWN;
}

/* "(EU) 2024/2847", "(EC) No 765/2008", "2014/53/EU" */
static bool act_number(struct cursor *c, struct bytes *number)
{
	struct token first, slash, second;

	token_take(c, TOKEN_GROUP, NULL);
	if (bytes_are_nocase(token_peek(c).text, "No"))
		token_next(c);
	first = token_next(c);
	slash = token_next(c);
	second = token_next(c);
	if (first.kind != TOKEN_NUMBER || slash.kind != TOKEN_OTHER || slash.text.at[0] != '/' ||
	    second.kind != TOKEN_NUMBER || slash.from != first.to || second.from != slash.to)
		return false;
	*number = (struct bytes){ first.text.at, second.to - first.from };
	if (c->at < c->s.n && c->s.at[c->at] == '/') {
		token_next(c);
		token_take(c, TOKEN_WORD, NULL);
	}
	return true;
}

/* "Commission Delegated Regulation (EU) 2026/881" */
static bool act_by_number(const struct law *law, struct cursor *c, struct act *act)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead);
	struct bytes number;

	for (int i = 0; i < 3 && is_one(t.text, makers, COUNT(makers)); i++)
		t = token_next(&ahead);
	if (t.kind != TOKEN_WORD || !is_one(t.text, kinds, COUNT(kinds)) || !act_number(&ahead, &number))
		return false;
	act_of_number(law, number, act);
	*c = ahead;
	return true;
}

/* "Cyber Resilience Act", "Machinery Regulation", "Treaty on the Functioning of the European Union" */
static bool act_by_noun(struct cursor *c, struct act *act)
{
	struct cursor ahead = *c;
	bool ours = false, named = false;

	for (int i = 0; i < NAME_WORDS; i++) {
		struct token t = token_next(&ahead);

		if (t.kind != TOKEN_WORD || (!is_capital(&t) && (i == 0 || t.word == WORD_NONE)))
			return false;
		if (is_one(t.text, nouns, COUNT(nouns))) {
			/* "the Regulation" alone names nothing */
			if (!named && !ours && is_one(t.text, kinds, COUNT(kinds)))
				return false;
			act->whose = ours ? ACT_OURS : ACT_FOREIGN;
			*c = ahead;
			return true;
		}
		if (t.word == WORD_ARTICLE || t.word == WORD_RECITAL)
			return false;
		named = named || t.word == WORD_NONE || t.word == WORD_ANNEX;
		ours = ours || bytes_are(t.text, "Resilience") || t.word == WORD_THIS;
	}
	return false;
}

static bool act_by_short_name(struct cursor *c, struct act *act)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead), next = token_peek(&ahead);

	/* "NIS2" is a word and a number to us */
	for (size_t i = 0; t.kind == TOKEN_WORD && i < COUNT(short_names); i++) {
		if (!bytes_are(t.text, short_names[i].name))
			continue;
		if (next.kind == TOKEN_NUMBER && (next.from == t.to || bytes_are(t.text, "NIS")) && next.text.n == 1)
			token_next(&ahead);
		act->whose = short_names[i].whose;
		*c = ahead;
		return true;
	}
	return false;
}

bool act_named(const struct law *law, struct cursor *c, struct act *act)
{
	*act = (struct act){ 0 };
	return act_by_number(law, c, act) || act_by_short_name(c, act) || act_by_noun(c, act);
}

/* "of that Directive", "of this Regulation" */
static bool act_pointed_at(struct cursor *c, struct act *act)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead), noun = token_next(&ahead);

	if (t.word != WORD_THIS && t.word != WORD_THAT)
		return false;
	if (is_one(noun.text, makers, COUNT(makers)))
		noun = token_next(&ahead);
	act->whose = t.word == WORD_THIS ? ACT_OURS : ACT_FOREIGN;
	*c = ahead;
	return noun.kind == TOKEN_WORD;
}

bool act_follows(const struct law *law, struct cursor *c, struct act *act)
{
	struct cursor ahead = *c;
	bool of;

	*act = (struct act){ 0 };
	if (bytes_are(token_peek(&ahead).text, "thereof")) {
		act->whose = ACT_FOREIGN;
		token_next(c);
		return true;
	}
	token_take(&ahead, TOKEN_COMMA, NULL);
	of = token_take_word(&ahead, WORD_OF) || token_take_word(&ahead, WORD_TO);
	if (of && act_pointed_at(&ahead, act)) {
		*c = ahead;
		return true;
	}
	if (of)
		token_take_word(&ahead, WORD_THE);
	else if (ahead.at != c->at && token_peek(c).kind == TOKEN_COMMA)
		return false;		/* ", Regulation ..." begins something new */
	if (act_by_number(law, &ahead, act) || act_by_short_name(&ahead, act) || (of && act_by_noun(&ahead, act))) {
		*c = ahead;
		return true;
	}
	return false;
}

static bool take_phrase(struct cursor *c, const char *phrase)
{
	struct cursor ahead = *c, words = { .s = bytes_of(phrase) };
	struct token w;

	while ((w = token_next(&words)).kind != TOKEN_END)
		if (!bytes_same(token_next(&ahead).text, w.text))
			return false;
	*c = ahead;
	return true;
}

/* "of 28 November 2025" */
static void take_date(struct cursor *c)
{
	struct cursor ahead = *c;

	if (token_take_word(&ahead, WORD_OF) && token_take(&ahead, TOKEN_NUMBER, NULL) &&
	    token_take(&ahead, TOKEN_WORD, NULL) && token_take(&ahead, TOKEN_NUMBER, NULL))
		*c = ahead;
}

/* "(NIS 2 Directive)" or "[^4]": up to the bracket that closes it, not far */
static void take_bracket(struct cursor *c)
{
	struct cursor ahead = *c;
	struct token t = token_next(&ahead);

	if (t.kind == TOKEN_GROUP) {
		*c = ahead;
		return;
	}
	if (t.kind != TOKEN_OTHER || (t.text.at[0] != '(' && t.text.at[0] != '['))
		return;
	for (int i = 0; i < 8; i++) {
		t = token_next(&ahead);
		if (t.kind == TOKEN_OTHER && (t.text.at[0] == ')' || t.text.at[0] == ']')) {
			*c = ahead;
			return;
		}
	}
}

void act_tail(struct cursor *c)
{
	struct token t;

	take_phrase(c, "of the European Parliament and of the Council");
	take_bracket(c);
	take_date(c);
	take_bracket(c);
	t = token_peek(c);
	if (t.kind == TOKEN_COMMA || (t.kind == TOKEN_OTHER && t.text.at[0] == ':'))
		token_next(c);
}
