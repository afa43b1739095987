#include <string.h>

#include "portfolio/formats.h"

const struct portfolio_format portfolio_formats[] = {
	{ "text", "txt", portfolio_text },
	{ "html", "html", portfolio_html },
	{ "csv", "csv", portfolio_csv },
	{ "json", "json", portfolio_json },
	{ 0 },
};

const struct portfolio_format *portfolio_format_for(const char *name, const char *file)
{
	const char *dot = file ? strrchr(path_last(file), '.') : NULL;

	for (const struct portfolio_format *f = portfolio_formats; f->name; f++)
		if (name ? strcmp(f->name, name) == 0 : dot && strcmp(f->suffix, dot + 1) == 0)
			return f;
	return name ? NULL : &portfolio_formats[0];
}
