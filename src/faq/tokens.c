#include "faq/tokens.h"

#include <stdlib.h>
#include <string.h>

struct tokens {
	fts5_tokenizer tokenizer;
	Fts5Tokenizer *instance;
};

fts5_api *tokens_api(sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &st, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(st, 1, (void *)&api, "fts5_api_ptr", NULL);
		sqlite3_step(st);
	}
	sqlite3_finalize(st);
	return api;
}

struct tokens *tokens_open(sqlite3 *db, struct err *err)
{
	const char *args[] = { "unicode61", "remove_diacritics", "2" };
	struct tokens *t = calloc(1, sizeof(*t));
	fts5_api *api = tokens_api(db);
	void *user;

	if (t && api && api->xFindTokenizer(api, "porter", &user, &t->tokenizer) == SQLITE_OK &&
	    t->tokenizer.xCreate(user, args, 3, &t->instance) == SQLITE_OK)
		return t;
	free(t);
	err_set(err, ERR_SYSTEM, "SQLite has no full text search (FTS5)");
	return NULL;
}

void tokens_close(struct tokens *t)
{
	if (t)
		t->tokenizer.xDelete(t->instance);
	free(t);
}

struct into {
	struct token *out;
	size_t n, room;
};

static int token_take(void *self, int flags, const char *stem, int n, int from, int to)
{
	struct into *into = self;
	struct token *token = &into->out[into->n];
	size_t length = (size_t)n < TOKEN_STEM - 1 ? (size_t)n : TOKEN_STEM - 1;

	if (flags & FTS5_TOKEN_COLOCATED)
		return SQLITE_OK;
	if (into->n == into->room)
		return SQLITE_DONE;
	memcpy(token->stem, stem, length);
	token->stem[length] = '\0';
	token->from = (size_t)from;
	token->to = (size_t)to;
	into->n++;
	return SQLITE_OK;
}

size_t tokens_of(struct tokens *t, struct bytes text, struct token *out, size_t room)
{
	struct into into = { out, 0, room };
	int n = text.n > 0x7fffffff ? 0x7fffffff : (int)text.n;

	if (text.n)
		t->tokenizer.xTokenize(t->instance, &into, FTS5_TOKENIZE_QUERY, (const char *)text.at, n, token_take);
	return into.n;
}
