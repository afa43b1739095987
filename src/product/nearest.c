#include "product/nearest.h"

#include <string.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Three rows of the table are enough: this one, the one before, and for swaps the one before that. */
size_t nearest_distance(const char *a, const char *b)
{
	size_t rows[3][NEAREST_LENGTH + 1], n = strlen(a), m = strlen(b);
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	if (n > NEAREST_LENGTH || m > NEAREST_LENGTH)
		return NEAREST_LENGTH;
	for (size_t j = 0; j <= m; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *spare = before;

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[m];
}

/* As many slips as may be in a name of this length. */
static size_t slips(const char *name)
{
	size_t n = strlen(name);

	return n < 3 ? 1 : 1 + n / 4;
}

const char *nearest_word(const char *word, const char *const *words, size_t count)
{
	size_t best = slips(word) + 1;
	const char *out = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t d = nearest_distance(word, words[i]);

		if (d < best && d < strlen(words[i])) {
			best = d;
			out = words[i];
		}
	}
	return out;
}

static const char *last_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

/* Below the first name: "automatic.default" of "update.automatic.default". */
static const char *below(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot ? dot + 1 : name;
}

/* Twice the slips, so that one can be said to be half a slip worse. */
static size_t key_score(const char *written, const char *key)
{
	size_t whole = 2 * nearest_distance(written, key);

	if (strcmp(below(written), below(key)) == 0)
		return least(whole, 2);
	if (strcmp(last_name(written), last_name(key)) == 0)
		return least(whole, 3);
	return whole;
}

struct nearest {
	const char *written;
	size_t best;
	char name[NEAREST_LENGTH + 1];
};

/* The first n letters of a name. */
static void consider(struct nearest *near, const char *name, size_t n)
{
	char part[sizeof(near->name)];
	size_t score;

	if (n >= sizeof(part))
		return;
	memcpy(part, name, n);
	part[n] = '\0';
	score = key_score(near->written, part);
	if (score < near->best) {
		near->best = score;
		memcpy(near->name, part, n + 1);
	}
}

/* A key, and what holds it and others: "updates.postpone". */
static void consider_key(struct nearest *near, const char *name)
{
	for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'))
		consider(near, name, (size_t)(dot - name));
	consider(near, name, strlen(name));
}

const char *nearest_key(struct arena *mem, const struct schema *schema, const struct schema_section *list,
			const char *name)
{
	struct nearest near = { .written = name, .best = 2 * slips(name) + 1 };

	for (size_t i = 0; list && i < list->key_count; i++)
		consider(&near, list->keys[i].last, strlen(list->keys[i].last));
	for (size_t i = 0; !list && i < schema->section_count; i++)
		consider_key(&near, schema->sections[i].name);
	for (size_t i = 0; !list && i < schema->key_count; i++)
		if (!schema->keys[i].section->list)
			consider_key(&near, schema->keys[i].name);
	return *near.name ? arena_text(mem, near.name, strlen(near.name)) : NULL;
}
