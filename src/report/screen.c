#include "report/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/auto.h"

struct screen screen_on(struct text *out, const struct report_options *options)
{
	bool usual = options->columns >= 60 && options->columns <= 120;

	return (struct screen){ out, options, usual ? (size_t)options->columns : 80 };
}

void screen_style(struct screen *s, const char *name)
{
	static const struct { const char *name, *code; } codes[] = {
		{ "bad", "\033[1;31m" }, { "warn", "\033[33m" }, { "good", "\033[1;32m" },
		{ "bold", "\033[1m" }, { "quiet", "\033[2m" }, { "off", "\033[0m" },
	};

	for (size_t i = 0; s->options->color && i < COUNT(codes); i++)
		if (strcmp(codes[i].name, name) == 0)
			text_add(s->out, codes[i].code);
}

void screen_word(struct screen *s, const char *name, const char *word)
{
	screen_style(s, name);
	text_add(s->out, word);
	screen_style(s, "off");
}

void screen_column(struct screen *s, const char *name, const char *word, size_t width)
{
	size_t used = text_width(word);

	screen_word(s, name, word);
	text_fill(s->out, ' ', used < width ? width - used : 1);
}

size_t screen_wrap(struct screen *s, size_t at, size_t indent, const char *text)
{
	const char *word = text;
	bool fresh = true;

	while (*word) {
		size_t n = strcspn(word, " \n"), width;
		char copy[1024];

		snprintf(copy, sizeof(copy), "%.*s", (int)n, word);
		width = text_width(copy);
		if (!fresh && at + 1 + width > s->columns) {
			text_char(s->out, '\n');
			text_fill(s->out, ' ', indent);
			at = indent;
			fresh = true;
		}
		if (!fresh) {
			text_char(s->out, ' ');
			at++;
		}
		text_add_bytes(s->out, word, n);
		at += width;
		word += n;
		fresh = *word == '\n' && word[1];
		if (fresh) {
			text_char(s->out, '\n');
			text_fill(s->out, ' ', at = indent);
		}
		word += strspn(word, " \n");
	}
	return at;
}

size_t screen_item(struct screen *s, size_t at, size_t indent, const char *style, const char *word)
{
	if (at > indent && at + 1 + text_width(word) > s->columns) {
		text_char(s->out, '\n');
		text_fill(s->out, ' ', at = indent);
	} else if (at > indent) {
		text_char(s->out, ' ');
		at++;
	}
	screen_word(s, style, word);
	return at + text_width(word);
}

void screen_paragraph(struct screen *s, size_t indent, const char *format, ...)
{
	struct arena mem = { 0 };
	va_list args;

	va_start(args, format);
	text_fill(s->out, ' ', indent);
	screen_wrap(s, indent, indent, arena_vprintf(&mem, format, args));
	text_char(s->out, '\n');
	va_end(args);
	arena_free(&mem);
}

void screen_heading(struct screen *s, const char *text)
{
	text_char(s->out, '\n');
	screen_word(s, "bold", text);
	text_add(s->out, "\n\n");
}
