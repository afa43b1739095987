#include "product/product.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/limits.h"
#include "product/check.h"
#include "product/contradiction.h"
#include "product/evidence.h"
#include "product/reader.h"
#include "product/value.h"

static void product_init(struct product *product, const struct schema *schema, const char *path)
{
	*product = (struct product){ .mem = { .about = "a declaration" }, .schema = schema };
	product->path = arena_text(&product->mem, path, strlen(path));
	product->mistakes.mem = &product->mem;
}

int product_refuse(struct product *product, struct err *err)
{
	struct mistakes *m = &product->mistakes;
	size_t more;

	if (m->count == 0)
		return 0;
	mistakes_sort(m);
	more = m->count - 1;
	err_set(err, ERR_USAGE, "%s:%ld:%ld: %s", product->path, m->list[0].line, m->list[0].column, m->list[0].text);
	if (more)
		snprintf(err->text + strlen(err->text), sizeof(err->text) - strlen(err->text), " (and %zu more)", more);
	return -1;
}

static int build(struct product *product, const struct law *law, const struct yaml *doc, const char *folder,
		 struct err *err)
{
	reader_read(product, law, doc);
	check_product(product, law);
	contradictions_find(product, &product->mistakes);
	if (folder && evidence_check(product, folder, err) != 0)
		return -1;
	return product_refuse(product, err);
}

int product_build(struct product *product, const struct schema *schema, const struct law *law, const struct yaml *doc,
		  const char *folder, struct err *err)
{
	product_init(product, schema, doc->file);
	return build(product, law, doc, folder, err);
}

int product_read(struct product *product, const struct schema *schema, const struct law *law, const char *name,
		 struct bytes text, const char *folder, struct err *err)
{
	const struct yaml *doc;

	product_init(product, schema, name);
	if (text.n > LIMIT_DECLARATION)
		return err_set(err, ERR_USAGE, "%s: larger than a declaration may be (%llu MiB)", name,
			       LIMIT_DECLARATION / MIB);
	sha256_of(text.at, text.n, product->digest);
	doc = yaml_load(&product->mem, name, text, err);
	return doc ? build(product, law, doc, folder, err) : -1;
}

/* One byte more than may be is read at most: a pipe does not say how much is coming. */
static int read_whole(struct arena *mem, const char *path, struct bytes *out, struct err *err)
{
	bool standard = strcmp(path, "-") == 0;
	/* a pipe that nobody writes to is empty; who opens it without O_NONBLOCK would wait for ever */
	AUTO(auto_close) int fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t room = LIMIT_DECLARATION + 1, used = 0;
	struct stat st;
	char *to;
	ssize_t n = 1;

	if (fd < 0 || fstat(fd, &st) != 0 || (!standard && fcntl(fd, F_SETFL, 0) != 0))
		return err_set(err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	if (S_ISREG(st.st_mode) && (unsigned long long)st.st_size < LIMIT_DECLARATION)
		room = (size_t)st.st_size + 1;
	else if (S_ISREG(st.st_mode) && (unsigned long long)st.st_size > LIMIT_DECLARATION)
		return err_set(err, ERR_USAGE, "%s: larger than a declaration may be (%llu MiB)", path,
			       LIMIT_DECLARATION / MIB);
	to = arena_alloc(mem, room);
	while (used < room && (n = read(fd, to + used, room - used)) > 0)
		used += (size_t)n;
	if (n < 0)
		return err_set(err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	*out = (struct bytes){ (unsigned char *)to, used };
	return 0;
}

static const char *folder_of(struct arena *mem, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_text(mem, path, (size_t)(slash - path));
}

int product_load(struct product *product, const struct schema *schema, const struct law *law, const char *path,
		 struct err *err)
{
	struct arena mem = { .about = "a declaration's text" };
	struct bytes text;
	int code = -1;

	product_init(product, schema, path);
	if (read_whole(&mem, path, &text, err) == 0) {
		product_free(product);
		code = product_read(product, schema, law, path, text, folder_of(&mem, path), err);
	}
	arena_free(&mem);
	return code;
}

int product_empty(struct product *product, const struct schema *schema, struct err *err)
{
	static const struct yaml nothing = { .kind = YAML_MAP, .file = "" };

	(void)err;
	product_init(product, schema, "");
	reader_read(product, NULL, &nothing);
	return 0;
}

void product_free(struct product *product)
{
	arena_free(&product->mem);
	*product = (struct product){ 0 };
}

void product_mistakes(const struct product *product, const struct err *err, struct text *out)
{
	if (product->mistakes.count)
		mistakes_print(&product->mistakes, product->path, out);
	else
		text_printf(out, "%s\n", err->text);
}

const struct fact *part_fact(const struct part *part, const struct schema_key *key)
{
	const struct fact *own = part->said[key->index];

	if (own || !part->whole || key->section->of_part || part->unknown[key->index])
		return own;
	return part->whole->said[key->index];
}

const struct fact *entry_fact(const struct entry *entry, const char *last, size_t n)
{
	for (size_t i = 0; i < entry->count; i++)
		if (strcmp(entry->facts[i].key->last, last) == 0 && n-- == 0)
			return &entry->facts[i];
	return NULL;
}

bool entry_planned(const struct entry *entry)
{
	const struct fact *state = entry_fact(entry, "state", 0);

	return state && strcmp(state->value, "planned") == 0;
}

bool entry_concerns(const struct entry *entry, const char *limb)
{
	for (size_t i = 0; i < entry->count; i++)
		if (entry->facts[i].key->type == VALUE_LIMB && limb_reaches(entry->facts[i].value, limb))
			return true;
	return false;
}

const struct part *product_part(const struct product *product, const char *id)
{
	for (size_t i = 0; i < product->part_count; i++)
		if (product->parts[i].id && strcmp(product->parts[i].id, id) == 0)
			return &product->parts[i];
	return NULL;
}
