/*
 * tokens.h - a text as the search sees it: words without case, accents and
 * endings, by FTS5's own tokenizer (porter over unicode61), so that a query and
 * the index never disagree.
 *
 *	struct tokens *tokens = tokens_open(db, err);
 *	size_t n = tokens_of(tokens, text, list, COUNT(list));
 *	tokens_close(tokens);
 */
#ifndef CRADLE_FAQ_TOKENS_H
#define CRADLE_FAQ_TOKENS_H

#include <sqlite3.h>

#include "base/bytes.h"
#include "base/err.h"

enum { TOKEN_STEM = 48 };		/* longer words are cut; no word of ours is */

struct token {
	size_t from, to;		/* where it stands in the text */
	char stem[TOKEN_STEM];
};

struct tokens;

/* The connection must stay open as long as it is used. NULL with *err set. */
struct tokens *tokens_open(sqlite3 *db, struct err *err);
void tokens_close(struct tokens *t);

/* The first tokens of a text, at most 'room'. */
size_t tokens_of(struct tokens *t, struct bytes text, struct token *out, size_t room);

/* FTS5's interface on this connection (sqlite.org/fts5.html, 7), or NULL. */
struct fts5_api *tokens_api(sqlite3 *db);

#define TOKENS_SQL "porter unicode61 remove_diacritics 2"

#endif
