#include "facts/bootcopy.h"

#include <string.h>

#include "base/auto.h"

enum { SCRIPT_SIZE = 256 * 1024, SCRIPTS = 2048, COPIES = 64, WORDS = 12 };

struct finder {
	struct look *look;
	struct bootcopy *list;
	size_t count;
	const char *path;
	long line;
	const struct node *read[SCRIPTS];	/* a folder may be reached by two names, a script by its link */
	size_t read_count;
};

/* A word of a shell's line: blanks and the operators ; & | > end it, quotes come off. */
static bool shell_word(struct bytes *rest, struct bytes *word)
{
	size_t n = 0;

	*rest = bytes_trim(*rest);
	if (rest->n == 0 || rest->at[0] == '#')
		return false;
	if (rest->at[0] == '"' || rest->at[0] == '\'') {
		for (n = 1; n < rest->n && rest->at[n] != rest->at[0]; n++)
			;
		*word = bytes_skip(bytes_first(*rest, n), 1);
		*rest = bytes_skip(*rest, n + 1);
		return true;
	}
	if (strchr(";&|><", rest->at[0])) {
		while (n < rest->n && rest->at[n] == rest->at[0])
			n++;
	} else {
		while (n < rest->n && !strchr(" \t;&|><", rest->at[n] ? rest->at[n] : ' '))
			n++;
	}
	if (n == 0)
		n = 1;
	*word = bytes_first(*rest, n);
	*rest = bytes_skip(*rest, n);
	return true;
}

static bool is_end(struct bytes word)
{
	return word.n && strchr(";&|", word.at[0]) != NULL;
}

static const char *file_named(struct bytes path)
{
	static const char *const names[] = { "passwd", "shadow" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (bytes_are(path, names[i]) || (bytes_end(path, names[i]) && path.n > 6 && path.at[path.n - 7] == '/'))
			return names[i];
	return NULL;
}

/* An absolute path of the script as one of the image; NULL when a variable stands in it. */
static const char *path_of(struct finder *f, struct bytes word)
{
	if (memchr(word.at, '$', word.n) || memchr(word.at, '`', word.n))
		return NULL;
	while (word.n && word.at[0] == '/')
		word = bytes_skip(word, 1);
	return look_str(f->look, word);
}

static void found(struct finder *f, struct bytes target, struct bytes source, struct bytes text)
{
	struct bootcopy *c = &f->list[f->count];
	const char *file = file_named(target);
	const char *slash = target.n && target.at[target.n - 1] == '/' ? "" : "/";

	/* "cp /usr/etc/passwd /var/" names the file on the left */
	if (!file && source.n && file_named(source)) {
		file = file_named(source);
		target = bytes_of(look_fmt(f->look, "%s%s%s", look_str(f->look, target), slash, file));
	}
	if (!file || f->count == COPIES || bytes_same(target, source) || bytes_are(target, "/dev/null"))
		return;
	if (source.n && !file_named(source) && !bytes_have(source, file))
		return;
	c->target = path_of(f, target);
	c->file = file;
	c->source = source.n ? path_of(f, source) : NULL;
	c->text = text;
	c->at = place_line(f->path, f->line);
	if (!c->target || (source.n && !c->source)) {
		look_unreadable(f->look, f->path, look_fmt(f->look, "line %ld puts a %s file into place whose name is "
							   "only known at run time", f->line, file));
		*c = (struct bootcopy){ 0 };
		return;
	}
	if (c->source && !look_exists(f->look, c->source))
		*c = (struct bootcopy){ 0 };
	else
		f->count++;
}

/* cp, mv, ln: "[-options] SOURCE TARGET" */
static void copy_command(struct finder *f, const struct bytes *words, size_t n)
{
	struct bytes plain[WORDS];
	size_t count = 0;

	for (size_t i = 1; i < n; i++)
		if (!bytes_begin(words[i], "-"))
			plain[count++] = words[i];
	for (size_t i = 0; count > 1 && i + 1 < count; i++)
		found(f, plain[count - 1], plain[i], (struct bytes){ 0 });
}

/* cat SOURCE > TARGET, echo "LINE" > TARGET: also with >> */
static void redirect_command(struct finder *f, const struct bytes *words, size_t n)
{
	bool echo = bytes_are(words[0], "echo") || bytes_are(words[0], "printf");
	size_t at = 0;

	for (size_t i = 1; i + 1 < n; i++)
		if (words[i].at[0] == '>')
			at = i;
	if (at < 2)
		return;
	for (size_t i = 1; i < at; i++) {
		if (bytes_begin(words[i], "-") || words[i].at[0] == '>')
			continue;
		if (!echo)
			found(f, words[at + 1], words[i], (struct bytes){ 0 });
		else if (memchr(words[i].at, ':', words[i].n))
			found(f, words[at + 1], (struct bytes){ 0 }, words[i]);
		return;
	}
}

static void command(struct finder *f, const struct bytes *words, size_t n)
{
	static const struct form { const char *name; void (*read)(struct finder *, const struct bytes *, size_t); } forms[] = {
		{ "cp", copy_command }, { "mv", copy_command }, { "ln", copy_command }, { "install", copy_command },
		{ "cat", redirect_command }, { "echo", redirect_command }, { "printf", redirect_command },
	};
	size_t start = 0;

	/* "if [ ] then", "busybox cp", "/bin/cp" */
	while (start < n && start < 6) {
		struct bytes name = words[start];
		const unsigned char *slash = name.n ? memrchr(name.at, '/', name.n) : NULL;

		if (slash)
			name = bytes_skip(name, (size_t)(slash - name.at) + 1);
		for (size_t i = 0; i < COUNT(forms); i++)
			if (bytes_are(name, forms[i].name)) {
				forms[i].read(f, words + start, n - start);
				return;
			}
		start++;
	}
}

static void script_line(struct finder *f, struct bytes line)
{
	struct bytes words[WORDS], word;
	size_t n = 0;

	/* most lines say nothing of it */
	if (!bytes_have(line, "passwd") && !bytes_have(line, "shadow"))
		return;
	while (shell_word(&line, &word)) {
		if (is_end(word)) {
			command(f, words, n);
			n = 0;
		} else if (n < WORDS && word.n) {
			words[n++] = word;
		}
	}
	command(f, words, n);
}

static bool read_before(struct finder *f, const struct node *n)
{
	for (size_t i = 0; i < f->read_count; i++)
		if (f->read[i] == n)
			return true;
	if (f->read_count == SCRIPTS)
		return true;
	f->read[f->read_count++] = n;
	return false;
}

static void script_read(struct finder *f, struct node *n)
{
	struct bytes file, line;

	if (!n || n->type != NODE_FILE || n->size > SCRIPT_SIZE || n->size == 0 || read_before(f, n))
		return;
	if (!look_read_node(f->look, n, &file) || memchr(file.at, 0, file.n))
		return;
	f->path = n->path;
	f->line = 0;
	while (bytes_line(&file, &line)) {
		f->line++;
		script_line(f, line);
	}
}

const struct bootcopy *bootcopy_find(struct look *look)
{
	static const char *const patterns[] = { BOOTCOPY_READS };
	struct finder *f = ARENA_NEW(look->mem, struct finder);

	f->look = look;
	f->list = arena_alloc(look->mem, (COPIES + 1) * sizeof(*f->list));
	for (size_t i = 0; i < COUNT(patterns); i++)
		for (struct node **n = look_glob(look, patterns[i]); *n; n++)
			script_read(f, look_find(look, (*n)->path));
	if (f->read_count == SCRIPTS)
		look_unreadable(look, "etc/init.d", "has more scripts than are looked through for a passwd file");
	return f->list;
}
