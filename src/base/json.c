#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void json_string(struct text *out, const char *value)
{
	const char *from = value, *s = value;

	text_char(out, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		text_add_bytes(out, from, (size_t)(s - from));
		from = s + 1;
		if (c == '"' || c == '\\')
			text_printf(out, "\\%c", c);
		else if (c == '\n')
			text_add(out, "\\n");
		else if (c == '\t')
			text_add(out, "\\t");
		else
			text_printf(out, "\\u%04x", c);
	}
	text_add_bytes(out, from, (size_t)(s - from));
	text_char(out, '"');
}

static void json_start(struct json *j, const char *key)
{
	if (j->depth && j->filled[j->depth])
		text_char(j->out, ',');
	if (j->depth && !j->compact) {
		text_char(j->out, '\n');
		text_fill(j->out, ' ', 2 * (size_t)j->depth);
	} else if (j->depth && j->filled[j->depth]) {
		text_char(j->out, ' ');
	}
	j->filled[j->depth] = true;
	if (key) {
		json_string(j->out, key);
		text_add(j->out, ": ");
	}
}

void json_open(struct json *j, const char *key, char bracket)
{
	json_start(j, key);
	text_char(j->out, bracket);
	if (j->depth + 1 < (int)sizeof(j->close))
		j->depth++;
	j->filled[j->depth] = false;
	j->close[j->depth] = bracket == '{' ? '}' : ']';
}

void json_close(struct json *j)
{
	char bracket = j->close[j->depth];
	bool filled = j->filled[j->depth--];

	if (filled && !j->compact) {
		text_char(j->out, '\n');
		text_fill(j->out, ' ', 2 * (size_t)j->depth);
	}
	text_char(j->out, bracket);
	if (j->depth == 0)
		text_char(j->out, '\n');
}

void json_null(struct json *j, const char *key)
{
	json_start(j, key);
	text_add(j->out, "null");
}

void json_text(struct json *j, const char *key, const char *value)
{
	if (!value) {
		json_null(j, key);
		return;
	}
	json_start(j, key);
	json_string(j->out, value);
}

void json_int(struct json *j, const char *key, int64_t value)
{
	json_start(j, key);
	text_printf(j->out, "%" PRId64, value);
}

void json_bool(struct json *j, const char *key, bool value)
{
	json_start(j, key);
	text_add(j->out, value ? "true" : "false");
}

void json_real(struct json *j, const char *key, double value)
{
	if (!isfinite(value)) {
		json_null(j, key);
		return;
	}
	json_start(j, key);
	text_printf(j->out, "%.17g", value);
}

void json_raw(struct json *j, const char *key, const char *value)
{
	size_t n = strlen(value);

	while (n && strchr(" \n", value[n - 1]))
		n--;
	json_start(j, key);
	text_add_bytes(j->out, value, n);
}
