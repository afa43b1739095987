#include "product/mistakes.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { QUOTED = 60 };			/* bytes of what somebody wrote */

void mistake_add(struct mistakes *m, long line, long column, const char *format, ...)
{
	va_list args;

	if (m->count++ >= MISTAKES_KEPT)
		return;
	ARENA_ROOM(m->mem, m->list, m->kept, m->room);
	va_start(args, format);
	m->list[m->kept++] = (struct mistake){ line, column, arena_vprintf(m->mem, format, args) };
	va_end(args);
}

bool mistakes_shown(const struct mistakes *m)
{
	return m->count < MISTAKES_SHOWN;
}

const char *mistake_quote(const struct mistakes *m, const char *written)
{
	size_t n = strlen(written), end = 0, step;
	char clean[4 * QUOTED + 1];

	while (end < n && end < QUOTED) {
		step = utf8_length((const unsigned char *)written + end, n - end);
		end += step ? step : 1;
	}
	if (end > QUOTED)
		end -= step;
	utf8_clean(clean, sizeof(clean), written, end);
	return arena_printf(m->mem, "%s%s", clean, end < n ? "..." : "");
}

static int by_place(const void *a, const void *b)
{
	const struct mistake *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return strcmp(x->text, y->text);
}

void mistakes_sort(struct mistakes *m)
{
	if (m->kept)
		qsort(m->list, m->kept, sizeof(*m->list), by_place);
}

void mistakes_print(const struct mistakes *m, const char *name, struct text *out)
{
	size_t shown = m->kept < MISTAKES_SHOWN ? m->kept : MISTAKES_SHOWN;

	for (size_t i = 0; i < shown; i++)
		text_printf(out, "%s:%ld:%ld: %s\n", name, m->list[i].line, m->list[i].column, m->list[i].text);
	if (m->count > shown)
		text_printf(out, "%s: and %zu more\n", name, m->count - shown);
}
