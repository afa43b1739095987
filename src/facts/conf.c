#include "facts/conf.h"

#include <string.h>

#include "base/auto.h"

static bool next_line(struct conf_line *l)
{
	struct bytes line;

	if (!bytes_line(&l->rest, &line))
		return false;
	l->line++;
	l->whole = bytes_trim(line);
	return true;
}

static bool is_comment(struct bytes s, const char *marks)
{
	return s.n == 0 || strchr(marks, s.at[0]) != NULL;
}

bool conf_words(struct conf_line *l)
{
	while (next_line(l)) {
		struct bytes s = l->whole;
		size_t n = 0;

		if (is_comment(s, "#"))
			continue;
		while (n < s.n && s.at[n] != '=' && s.at[n] != ' ' && s.at[n] != '\t')
			n++;
		l->key = bytes_first(s, n);
		s = bytes_trim(bytes_skip(s, n));
		if (s.n && s.at[0] == '=')
			s = bytes_skip(s, 1);
		l->value = bytes_unquote(s);
		return true;
	}
	return false;
}

bool conf_ini(struct conf_line *l)
{
	while (next_line(l)) {
		struct bytes s = l->whole;

		if (is_comment(s, "#;"))
			continue;
		if (s.at[0] == '[') {
			const unsigned char *end = memchr(s.at, ']', s.n);

			l->section = bytes_trim(bytes_skip(bytes_first(s, end ? (size_t)(end - s.at) : s.n), 1));
			continue;
		}
		if (!bytes_cut(s, '=', &l->key, &l->value)) {
			l->key = s;
			l->value = (struct bytes){ 0 };
		}
		l->value = bytes_unquote(l->value);
		return true;
	}
	return false;
}

static bool is_name(struct bytes s)
{
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!(s.at[i] == '_' || (s.at[i] >= 'A' && s.at[i] <= 'Z') ||
		      (s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9')))
			return false;
	return true;
}

bool conf_shell(struct conf_line *l)
{
	while (next_line(l)) {
		struct bytes s = l->whole;

		if (is_comment(s, "#"))
			continue;
		if (bytes_begin(s, "export "))
			s = bytes_trim(bytes_skip(s, 7));
		if (!bytes_cut(s, '=', &l->key, &l->value) || !is_name(l->key))
			continue;
		if (l->value.n && (l->value.at[0] == '"' || l->value.at[0] == '\'')) {
			/* up to the closing quote: a comment may follow */
			const unsigned char *end = memchr(l->value.at + 1, l->value.at[0], l->value.n - 1);

			if (end)
				l->value = (struct bytes){ l->value.at + 1, (size_t)(end - l->value.at - 1) };
		} else {
			struct bytes rest = l->value, word;

			l->value = bytes_word(&rest, &word) ? word : (struct bytes){ 0 };
		}
		return true;
	}
	return false;
}

/* a word of UCI: bare, or in quotes that may stand next to each other */
static bool uci_word(struct bytes *rest, struct bytes *word)
{
	*rest = bytes_trim(*rest);
	if (rest->n == 0 || rest->at[0] == '#')
		return false;
	if (rest->at[0] == '\'' || rest->at[0] == '"') {
		const unsigned char *end = memchr(rest->at + 1, rest->at[0], rest->n - 1);
		size_t n = end ? (size_t)(end - rest->at) : rest->n;

		*word = bytes_skip(bytes_first(*rest, n), 1);
		*rest = bytes_skip(*rest, n + 1);
		return true;
	}
	return bytes_word(rest, word);
}

bool conf_uci(struct conf_uci *u)
{
	struct bytes line, what;

	while (bytes_line(&u->rest, &line)) {
		u->line++;
		if (!uci_word(&line, &what))
			continue;
		u->is_section = bytes_are(what, "config");
		u->is_list = bytes_are(what, "list");
		u->key = u->value = (struct bytes){ 0 };
		if (u->is_section) {
			u->type = u->name = (struct bytes){ 0 };
			if (!uci_word(&line, &u->type))
				continue;
			uci_word(&line, &u->name);
			u->section++;
			u->section_line = u->line;
			return true;
		}
		if (!u->is_list && !bytes_are(what, "option"))
			continue;
		if (!uci_word(&line, &u->key))
			continue;
		uci_word(&line, &u->value);
		return true;
	}
	return false;
}

/* --- blocks --- */

static bool block_blank(struct conf_block *b)
{
	while (b->rest.n) {
		unsigned char c = b->rest.at[0];

		if (c == '#') {
			const unsigned char *end = memchr(b->rest.at, '\n', b->rest.n);

			b->rest = end ? bytes_skip(b->rest, (size_t)(end - b->rest.at)) : (struct bytes){ 0 };
			continue;
		}
		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			return true;
		b->now += c == '\n';
		b->rest = bytes_skip(b->rest, 1);
	}
	return false;
}

/* up to the closing quote, which is taken too; a backslash hides the next byte */
static struct bytes block_quoted(struct conf_block *b)
{
	unsigned char quote = b->rest.at[0];
	struct bytes word;
	size_t n = 1;

	while (n < b->rest.n && b->rest.at[n] != quote) {
		n += b->rest.at[n] == '\\' && n + 1 < b->rest.n;
		b->now += b->rest.at[n] == '\n';
		n++;
	}
	word = bytes_skip(bytes_first(b->rest, n), 1);
	b->rest = bytes_skip(b->rest, n + 1);
	return word;
}

/*
 * As ngx_conf_read_token() does: a '{' ends a word, but not in "${"; a '}'
 * inside a word is an ordinary character.
 */
static struct bytes block_word(struct conf_block *b)
{
	struct bytes word, s = b->rest;
	size_t n = 0;

	if (s.at[0] == '"' || s.at[0] == '\'')
		return block_quoted(b);
	for (; n < s.n && !strchr(" \t\r\n;", s.at[n] ? s.at[n] : ' '); n++) {
		if (s.at[n] == '{' && (n == 0 || s.at[n - 1] != '$'))
			break;
		n += s.at[n] == '\\' && n + 1 < s.n && s.at[n + 1] != '\n';
	}
	if (n == 0)
		n = 1;			/* a NUL: passed over */
	word = bytes_first(s, n);
	b->rest = bytes_skip(s, n);
	return word;
}

bool conf_block(struct conf_block *b)
{
	if (b->now == 0)
		b->now = 1;
	b->count = b->more = 0;
	b->kind = BLOCK_NONE;
	while (block_blank(b)) {
		unsigned char c = b->rest.at[0];

		if (b->count == 0)
			b->line = b->now;
		if (c == ';' || c == '{' || c == '}') {
			if (c == ';' && b->count == 0) {
				b->rest = bytes_skip(b->rest, 1);
				continue;
			}
			/* "a b }" lacks its ';': give a first, the brace next time */
			b->kind = c == '{' ? BLOCK_OPEN : c == '}' && b->count == 0 ? BLOCK_CLOSE : BLOCK_SIMPLE;
			if (c != '}' || b->count == 0)
				b->rest = bytes_skip(b->rest, 1);
			b->depth += b->kind == BLOCK_OPEN;
			b->depth -= b->kind == BLOCK_CLOSE && b->depth > 0;
			return true;
		}
		if (b->count < COUNT(b->words)) {
			b->words[b->count++] = block_word(b);
		} else {
			block_word(b);
			b->more++;
		}
	}
	if (b->count)
		b->kind = BLOCK_SIMPLE;
	return b->count != 0;
}

bool conf_row(struct conf_row *r)
{
	struct bytes line;

	while (bytes_line(&r->rest, &line)) {
		r->line++;
		if (bytes_begin(bytes_trim(line), "#"))
			continue;
		r->count = 0;
		memset(r->f, 0, sizeof(r->f));
		while (r->count < COUNT(r->f) && bytes_word(&line, &r->f[r->count]))
			r->count++;
		if (r->count)
			return true;
	}
	return false;
}

bool conf_bool(struct bytes s, bool otherwise)
{
	static const char *const yes[] = { "yes", "true", "on", "1", "enabled", "enable" };
	static const char *const no[] = { "no", "false", "off", "0", "disabled", "disable" };

	for (size_t i = 0; i < COUNT(yes); i++)
		if (bytes_are_nocase(s, yes[i]))
			return true;
	for (size_t i = 0; i < COUNT(no); i++)
		if (bytes_are_nocase(s, no[i]))
			return false;
	return otherwise;
}

void conf_hostport(struct bytes s, struct bytes *host, long *port)
{
	const unsigned char *end;
	long n;

	*port = -1;
	*host = s;
	if (s.n && s.at[0] == '[') {
		end = memchr(s.at, ']', s.n);
		if (!end)
			return;
		*host = bytes_skip(bytes_first(s, (size_t)(end - s.at)), 1);
		s = bytes_skip(s, (size_t)(end - s.at) + 1);
		if (s.n && s.at[0] == ':' && bytes_number(bytes_skip(s, 1), &n))
			*port = n;
		return;
	}
	if (bytes_number(s, &n)) {
		*host = (struct bytes){ 0 };
		*port = n;
		return;
	}
	end = s.n ? memrchr(s.at, ':', s.n) : NULL;
	/* more than one colon and no brackets: an IPv6 address */
	if (end && memchr(s.at, ':', s.n) == end &&
	    bytes_number(bytes_skip(s, (size_t)(end - s.at) + 1), &n)) {
		*host = bytes_first(s, (size_t)(end - s.at));
		*port = n;
	}
}
