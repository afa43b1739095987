#include "product/value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/moment.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "product/nearest.h"

enum {
	FIRST_YEAR = 1971, LAST_YEAR = 9989,	/* as moment.h reads them */
	NUMBER_DIGITS = 9,			/* days, years, ports, steps: none has more */
};

struct reading {
	const struct schema_key *key;
	const struct yaml *at;
	const struct law *law;
	struct mistakes *mistakes;
};

static const char *refuse(const struct reading *r, const char *why)
{
	mistake_add(r->mistakes, r->at->line, r->at->column, "%s: '%s' %s", r->key->name,
		    mistake_quote(r->mistakes, r->at->text), why);
	return NULL;
}

static const char *expected(const struct reading *r, const char *nearest)
{
	const char *what = value_expected(r->mistakes->mem, r->key);

	return refuse(r, arena_printf(r->mistakes->mem, "will not do: expected %s%s%s%s", what,
				      nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : ""));
}

/* --- one function for each type: the value in its one form, or NULL --- */

/* The controls that a double-quoted text can smuggle in would reach terminals and reports. */
static const char *read_text(const struct reading *r)
{
	const char *text = r->at->text;

	for (const char *line = text; *line; line += strspn(line, "\n\t")) {
		size_t n = strcspn(line, "\n\t");

		if (!utf8_is_clean(line, n))
			return refuse(r, "holds characters that do not print, or that turn text around");
		line += n;
	}
	return strspn(text, " \n\t") < strlen(text) ? text : refuse(r, "is empty: leave the key out, or say 'none'");
}

static const char *read_yesno(const struct reading *r)
{
	static const struct { const char *written, *value; } forms[] = {
		{ "yes", "yes" }, { "true", "yes" }, { "no", "no" }, { "false", "no" },
	};

	for (size_t i = 0; i < COUNT(forms); i++)
		if (bytes_are_nocase(bytes_of(r->at->text), forms[i].written))
			return forms[i].value;
	return expected(r, NULL);
}

/* true and false are what programs make of yes, no, on and off when they write YAML or JSON. */
static const char *word_of_flag(const struct reading *r, const char *a, const char *b)
{
	for (size_t i = 0; i < r->key->word_count; i++)
		if (strcmp(r->key->words[i], a) == 0 || strcmp(r->key->words[i], b) == 0)
			return r->key->words[i];
	return NULL;
}

static const char *read_word(const struct reading *r)
{
	const char *text = r->at->text, *flag = NULL;

	for (size_t i = 0; i < r->key->word_count; i++)
		if (strcmp(r->key->words[i], text) == 0)
			return r->key->words[i];
	if (r->at->plain && strcmp(text, "true") == 0)
		flag = word_of_flag(r, "yes", "on");
	else if (r->at->plain && strcmp(text, "false") == 0)
		flag = word_of_flag(r, "no", "off");
	if (flag)
		return flag;
	return expected(r, mistakes_shown(r->mistakes) ? nearest_word(text, r->key->words, r->key->word_count) : NULL);
}

/* "2027-12" or "2027-12-11" as numbers; day is 1 where there is none */
static bool date_parts(const char *text, bool with_day, long part[3])
{
	const char *form = with_day ? "dddd-dd-dd" : "dddd-dd";

	if (strlen(text) != strlen(form))
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
			return false;
	part[0] = strtol(text, NULL, 10);
	part[1] = strtol(text + 5, NULL, 10);
	part[2] = with_day ? strtol(text + 8, NULL, 10) : 1;
	return true;
}

static const char *read_date(const struct reading *r)
{
	long part[3];

	if (!date_parts(r->at->text, r->key->type == VALUE_DATE, part))
		return expected(r, NULL);
	if (part[0] < FIRST_YEAR || part[0] > LAST_YEAR)
		return refuse(r, "is far from any year that a product is placed or supported in");
	if (!date_exists(part[0], part[1], part[2]))
		return refuse(r, r->key->type == VALUE_DATE ? "is a day that does not exist" : "is a month that does not exist");
	return r->at->text;
}

static const char *read_number(const struct reading *r)
{
	const char *text = r->at->text;
	size_t whole = strspn(text, "0123456789"), rest = 0;

	if (text[whole] == '.')
		rest = 1 + strspn(text + whole + 1, "0123456789");
	if (whole == 0 || rest == 1 || text[whole + rest])
		return expected(r, NULL);
	if (whole > 1 && text[0] == '0')
		return refuse(r, "begins with a zero: some readers take that for an octal number");
	return whole + rest <= NUMBER_DIGITS ? text : refuse(r, "is larger or finer than anything counted here");
}

static const char *read_sha256(const struct reading *r)
{
	char *small = arena_text(r->mistakes->mem, r->at->text, strlen(r->at->text));

	for (char *p = small; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	if (strlen(small) != SHA256_HEX - 1 || strspn(small, "0123456789abcdef") != SHA256_HEX - 1)
		return expected(r, NULL);
	return small;
}

/* Whether the rule exists is for those to say who have the rules: a team may have its own. */
static const char *read_rule(const struct reading *r)
{
	const char *text = r->at->text;
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

	return text[n] == '\0' && n > 0 && n <= 40 ? text : expected(r, NULL);
}

static const char *read_limb(const struct reading *r)
{
	const struct law *law = r->law;
	const char **keys;

	for (size_t i = 0; i < law->limb_count; i++)
		if (limb_reaches(r->at->text, law->limbs[i].key))
			return r->at->text;
	if (!mistakes_shown(r->mistakes))
		return expected(r, NULL);
	keys = arena_alloc(r->mistakes->mem, law->limb_count * sizeof(*keys));
	for (size_t i = 0; i < law->limb_count; i++)
		keys[i] = law->limbs[i].key;
	return expected(r, nearest_word(r->at->text, keys, law->limb_count));
}

static const char *(*const readers[])(const struct reading *r) = {
	[VALUE_TEXT] = read_text,	[VALUE_YESNO] = read_yesno,   [VALUE_WORD] = read_word,
	[VALUE_DATE] = read_date,	[VALUE_MONTH] = read_date,    [VALUE_NUMBER] = read_number,
	[VALUE_SHA256] = read_sha256,	[VALUE_RULE] = read_rule,     [VALUE_LIMB] = read_limb,
	[VALUE_REF] = read_text,
};

bool value_unsaid(const struct yaml *at)
{
	static const char *const words[] = { "", "~", "null", "unknown" };

	for (size_t i = 0; at->text && i < COUNT(words); i++)
		if (strcmp(at->text, words[i]) == 0 && (at->plain || i == COUNT(words) - 1))
			return true;
	return false;
}

const char *value_read(const struct schema_key *key, const struct yaml *at, const struct law *law,
		       struct mistakes *mistakes)
{
	struct reading r = { key, at, law, mistakes };

	if (!at->text) {
		mistake_add(mistakes, at->line, at->column, "%s: expected %s, not a %s", key->name,
			    value_expected(mistakes->mem, key), at->kind == YAML_LIST ? "list" : "map of keys");
		return NULL;
	}
	return value_unsaid(at) ? NULL : readers[key->type](&r);
}

bool limb_reaches(const char *whole, const char *key)
{
	size_t n = strlen(whole);

	if (n == 0 || strncmp(whole, key, n) != 0)
		return false;
	return key[n] == '\0' || key[n] == '.' || (isdigit((unsigned char)whole[n - 1]) && islower((unsigned char)key[n]));
}

long value_days(const char *date)
{
	long part[3] = { FIRST_YEAR, 1, 1 };

	if (date_parts(date, true, part))
		return (long)date_days(part[0], part[1], part[2]);
	date_parts(date, false, part);
	for (part[2] = 31; !date_exists(part[0], part[1], part[2]); part[2]--)
		;
	return (long)date_days(part[0], part[1], part[2]);
}
