#include "law/import.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/text.h"
#include "law/clause.h"
#include "law/load.h"

struct law_texts {
	struct arena mem;
	struct names by_id;		/* id to text, each checked */
};

/* --- the store --- */

static const char *store_folder(struct arena *mem)
{
	const char *own = getenv("CRADLE_DATA"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (own && *own)
		return own;
	/* the XDG specification: a relative path is invalid and is ignored */
	if (data && *data == '/')
		return arena_printf(mem, "%s/cradle", data);
	return home && *home ? arena_printf(mem, "%s/.local/share/cradle", home) : NULL;
}

static const char *store_path(struct arena *mem)
{
	const char *folder = store_folder(mem);

	return folder ? arena_printf(mem, "%s/law.tsv", folder) : NULL;
}

/* Lines of a text are kept apart by "\n" in the store, a backslash is doubled. */
static void field_write(struct text *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '\n')
			text_add(out, "\\n");
		else if (*s == '\\')
			text_add(out, "\\\\");
		else
			text_char(out, *s == '\t' ? ' ' : *s);
	}
}

static const char *field_read(struct arena *mem, struct bytes s)
{
	char *out = arena_alloc(mem, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool escaped = s.at[i] == '\\' && i + 1 < s.n;

		if (escaped)
			i++;
		out[n++] = escaped && s.at[i] == 'n' ? '\n' : (char)s.at[i];
	}
	return out;
}

static bool has_hash(struct arena *mem, const struct provision *p, const char *text)
{
	char hex[SHA256_HEX];

	clause_hash(mem, bytes_of(text), hex);
	return p->hash && strcmp(hex, p->hash) == 0;
}

/* A store that cannot be read, or a line of it that is not what it should be, is as if it were not there. */
static struct law_texts *texts_read(const struct law *law)
{
	struct law_texts *texts = calloc(1, sizeof(*texts));
	struct bytes rest = { 0 }, line, id;
	struct err ignored;
	const char *path;

	if (!texts)
		return NULL;
	texts->mem.about = "the law's text";
	texts->by_id.mem = &texts->mem;
	path = store_path(&texts->mem);
	if (!path || law_file_read(&texts->mem, path, &rest, &ignored) != 0)
		return texts;
	while (bytes_line(&rest, &line)) {
		const struct provision *p;

		if (!bytes_field(&line, '\t', &id))
			continue;
		p = names_find(&law->by_id, id);
		if (p)
			*names_at(&texts->by_id, id) = (void *)(uintptr_t)field_read(&texts->mem, line);
	}
	return texts;
}

const char *law_text(struct law *law, const char *id)
{
	const struct provision *p = law_provision(law, id);
	const char *text;

	if (law->no_texts)
		return NULL;
	if (!law->texts)
		law->texts = texts_read(law);
	text = law->texts && p ? names_find(&law->texts->by_id, bytes_of(id)) : NULL;
	return text && has_hash(&law->texts->mem, p, text) ? text : NULL;
}

void law_texts_free(struct law *law)
{
	if (law->texts)
		arena_free(&law->texts->mem);
	free(law->texts);
	law->texts = NULL;
}

/* --- import --- */

/* mkdir -p, for us only */
static int folder_make(const char *path, struct arena *mem, struct err *err)
{
	char *copy = arena_text(mem, path, strlen(path));

	for (char *slash = copy; slash; *slash = '/') {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			return err_set(err, ERR_SYSTEM, "cannot make the folder '%s': %s", copy, strerror(errno));
		if (!slash)
			break;
	}
	return 0;
}

static const struct change *change_before(const struct law *law, const struct provision *p, const char *hex)
{
	for (size_t i = 0; i < law->change_count; i++)
		if (law->changes[i].provision == p && law->changes[i].was && strcmp(law->changes[i].was, hex) == 0)
			return &law->changes[i];
	return NULL;
}

/* Sorts the clauses of the file: matched ones by id into 'kept', the others into the result. */
static void clauses_sort(struct law *law, struct arena *mem, const struct clauses *c, struct names *kept,
			 struct import *result)
{
	result->refused = arena_alloc(&law->mem, law->provision_count * sizeof(*result->refused));
	for (const struct clause *k = c->first; k; k = k->next) {
		const struct provision *p = law_provision(law, k->id);
		char hex[SHA256_HEX];

		clause_hash(mem, bytes_of(k->text), hex);
		if (!p || !p->hash) {
			result->unknown++;
		} else if (strcmp(hex, p->hash) == 0) {
			void **at = names_at(kept, bytes_of(k->id));

			result->matched += !*at;
			*at = (void *)(uintptr_t)clause_shown(mem, bytes_of(k->text));
		} else if (result->refused_count < law->provision_count) {
			result->refused[result->refused_count++] = (struct refused){ p, change_before(law, p, hex) };
		}
	}
}

static int store_write(struct law *law, const struct names *kept, const char *path, struct err *err)
{
	struct text out = { 0 };
	int code;

	text_add(&out, "# Clauses of Regulation (EU) 2024/2847, (c) European Union; made by 'cradle law import'\n");
	for (size_t i = 0; i < law->provision_count; i++) {
		const char *id = law->provisions[i].id;
		const char *text = names_find(kept, bytes_of(id));

		text = text ? text : law_text(law, id);
		if (!text)
			continue;
		text_printf(&out, "%s\t", id);
		field_write(&out, text);
		text_char(&out, '\n');
	}
	code = text_write(&out, path, err);
	text_free(&out);
	return code;
}

static bool is_html(struct bytes file)
{
	struct bytes head = bytes_trim(bytes_first(file, 4096));

	return bytes_begin(head, "<") || bytes_begin(head, "\xef\xbb\xbf<");
}

static int import_into(struct law *law, struct arena *mem, struct bytes file, struct import *result, struct err *err)
{
	struct clauses c = { .mem = mem };
	struct names kept = { .mem = mem };
	const char *folder = store_folder(mem);

	if (is_html(file) && !html_ready())
		return err_set(err, ERR_SYSTEM, "to read a web page takes libxml2 (libxml2.so.2), which is not installed");
	(is_html(file) ? html_read : markdown_read)(&c, file);
	clauses_sort(law, mem, &c, &kept, result);
	if (result->matched == 0)
		return err_set(err, ERR_UNSUPPORTED,
			       c.first ? "none of its clauses has the hash of Regulation (EU) 2024/2847 in English"
				       : "no clause of Regulation (EU) 2024/2847 in it");
	if (!folder)
		return err_set(err, ERR_USAGE, "no place to store it: none of CRADLE_DATA, XDG_DATA_HOME and HOME is set");
	result->path = arena_printf(&law->mem, "%s/law.tsv", folder);
	if (folder_make(folder, mem, err) != 0 || store_write(law, &kept, result->path, err) != 0)
		return -1;
	law_texts_free(law);		/* read anew when asked */
	return 0;
}

int law_import(struct law *law, struct bytes file, struct import *result, struct err *err)
{
	struct arena mem = { .about = "the file to import" };
	int code;

	*result = (struct import){ 0 };
	for (size_t i = 0; i < law->provision_count; i++)
		result->expected += law->provisions[i].hash != NULL;
	code = import_into(law, &mem, file, result, err);
	arena_free(&mem);
	return code;
}
