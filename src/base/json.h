/*
 * json.h - writes JSON (RFC 8259), two spaces deep, same input same bytes.
 *
 *	struct json j = { .out = &text };
 *
 *	json_open(&j, NULL, '{');
 *	json_text(&j, "gate", "FAIL");
 *	json_open(&j, "verdicts", '[');
 *	...
 *	json_close(&j);
 *	json_close(&j);
 *
 * 'key' is NULL inside an array. A NULL text is null. Text is escaped; it must
 * be UTF-8 (what comes from an image went through utf8_clean()). A number that
 * JSON cannot write (infinity) is null.
 */
#ifndef CRADLE_BASE_JSON_H
#define CRADLE_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct json {
	struct text *out;
	bool compact;			/* all on one line */
	int depth;
	bool filled[32];		/* something was written at this depth */
	char close[32];
};

void json_open(struct json *j, const char *key, char bracket);
void json_close(struct json *j);
void json_text(struct json *j, const char *key, const char *value);
void json_int(struct json *j, const char *key, int64_t value);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);
void json_real(struct json *j, const char *key, double value);

/* What is JSON already, as it is; blanks and newlines at its end are left out. */
void json_raw(struct json *j, const char *key, const char *value);

/* value as a JSON string with its quotes, nothing else. */
void json_string(struct text *out, const char *value);

#endif
