/*
 * exports(5): "PATH CLIENT(OPTIONS) CLIENT(OPTIONS)". A blank before the
 * bracket makes two of it: CLIENT with the default options, and everybody with
 * these. "-OPTIONS" sets what follows on the line.
 */
#include "facts/keyed.h"

#include <string.h>

static const char *join(struct look *look, struct bytes general, struct bytes own)
{
	return look_fmt(look, "%s%s%s", look_str(look, general), general.n && own.n ? "," : "", look_str(look, own));
}

static void client_say(struct look *look, struct place at, const char *path, struct bytes word, struct bytes general)
{
	const unsigned char *open = word.n ? memchr(word.at, '(', word.n) : NULL;
	size_t n = open ? (size_t)(open - word.at) : word.n;
	struct bytes client = bytes_first(word, n), own = bytes_skip(word, n + 1);
	const char *options;

	if (bytes_end(own, ")"))
		own.n--;
	options = join(look, general, own);
	FACT(look->facts, setting, .at = at, .daemon = "nfs", .scope = path, .key = "export", .state = "effective",
	     .source = "file", .value = look_fmt(look, "%s %s", client.n ? look_str(look, client) : "*",
						 *options ? options : "ro"));
}

static void export_line(struct look *look, struct place at, struct bytes line)
{
	struct bytes path, word, general = { 0 };
	bool any = false;

	if (line.at[0] == '"') {
		const unsigned char *end = memchr(line.at + 1, '"', line.n - 1);

		path = bytes_skip(bytes_first(line, end ? (size_t)(end - line.at) : line.n), 1);
		line = bytes_skip(line, path.n + 2);
	} else {
		bytes_word(&line, &path);
	}
	while (bytes_word(&line, &word)) {
		if (word.at[0] == '#')
			break;
		if (word.at[0] == '-') {
			general = bytes_skip(word, 1);
			continue;
		}
		any = true;
		client_say(look, at, look_str(look, path), word, general);
	}
	if (!any)
		client_say(look, at, look_str(look, path), (struct bytes){ 0 }, general);
}

/* Lines that end with a backslash go on; they are joined in a copy. */
static void exports_read(struct look *look, const char *path, struct bytes file)
{
	char *text = arena_text(look->mem, file.at, file.n);
	struct bytes rest = { (const unsigned char *)text, file.n }, line;

	for (size_t i = 0; i + 1 < file.n; i++)
		if (text[i] == '\\' && text[i + 1] == '\n')
			text[i] = text[i + 1] = ' ';
	for (long now = 1; bytes_line(&rest, &line); now++) {
		line = bytes_trim(line);
		if (line.n && line.at[0] != '#')
			export_line(look, place_line(path, now), line);
	}
}

static void nfs_run(struct look *look)
{
	struct bytes file;

	if (look_text(look, "etc/exports", &file))
		exports_read(look, "etc/exports", file);
	for (struct node **n = look_glob(look, "etc/exports.d/*.exports"); *n; n++)
		if (look_text_node(look, *n, &file))
			exports_read(look, (*n)->path, file);
	if (keyed_present(look, "nfs"))
		look_listens(look, "nfs", "tcp", "*", 2049, (struct place){ 0 }, "compiled", FLAG_NO);
}

const struct probe probe_nfs = {
	.name = "nfs",
	.about = "what is exported by NFS, to whom, and how",
	.reads = (const char *const[]){ "etc/exports", "etc/exports.d/*", NULL },
	.run = nfs_run,
};
