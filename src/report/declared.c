#include "report/declared.h"

#include <string.h>

/* "updates.optout.where" is section "updates" and key "optout.where": no section outside lists has a dot. */
static bool named(const struct result_declared *d, const char *name)
{
	size_t n = strlen(d->section);

	return d->key && strncmp(name, d->section, n) == 0 && name[n] == '.' && strcmp(name + n + 1, d->key) == 0;
}

const struct result_declared *declared_find(const struct results *r, const char *part, const char *name)
{
	for (size_t i = 0; i < r->declared_count; i++)
		if (r->declared[i].item < 0 && strcmp(r->declared[i].part, part) == 0 && named(&r->declared[i], name))
			return &r->declared[i];
	return NULL;
}

const char *declared_value(const struct results *r, const char *part, const char *name)
{
	const struct result_declared *d = declared_find(r, part, name);

	return d ? d->value : NULL;
}

static bool of_list(const struct result_declared *d, const char *part, const char *list)
{
	return d->item >= 0 && strcmp(d->part, part) == 0 && strcmp(d->section, list) == 0;
}

int64_t declared_entries(const struct results *r, const char *part, const char *list)
{
	int64_t n = 0;

	for (size_t i = 0; i < r->declared_count; i++)
		if (of_list(&r->declared[i], part, list) && r->declared[i].item >= n)
			n = r->declared[i].item + 1;
	return n;
}

const char *declared_entry(const struct results *r, const char *part, const char *list, int64_t item, const char *key,
			   size_t n)
{
	for (size_t i = 0; i < r->declared_count; i++) {
		const struct result_declared *d = &r->declared[i];

		if (d->item == item && d->key && of_list(d, part, list) && strcmp(d->key, key) == 0 && n-- == 0)
			return d->value;
	}
	return NULL;
}

/* The rows of an entry stand together: they are in the order of the declaration. */
size_t declared_items(const struct results *r, struct arena *mem, const char *list, struct declared_item **out)
{
	struct declared_item *items = NULL, *last;
	size_t count = 0, room = 0;

	for (size_t i = 0; i < r->declared_count; i++) {
		const struct result_declared *d = &r->declared[i];

		if (d->item < 0 || !d->key || strcmp(d->section, list) != 0)
			continue;
		last = count ? &items[count - 1] : NULL;
		if (last && last->item == d->item && last->rows + last->count == d && strcmp(last->part, d->part) == 0) {
			last->count++;
			continue;
		}
		ARENA_ROOM(mem, items, count, room);
		items[count++] = (struct declared_item){ d->part, d->item, d, 1 };
	}
	*out = items;
	return count;
}

const char *declared_item_value(const struct declared_item *entry, const char *key, size_t n)
{
	for (size_t i = 0; i < entry->count; i++)
		if (strcmp(entry->rows[i].key, key) == 0 && n-- == 0)
			return entry->rows[i].value;
	return NULL;
}

static bool same_entry(const struct result_declared *a, const struct result_declared *b)
{
	return a->item == b->item && of_list(a, b->part, b->section);
}

const struct result_declared *declared_next(const struct results *r, const char *part, const char *list,
					    const struct result_declared *after)
{
	for (size_t i = after ? (size_t)(after - r->declared) + 1 : 0; i < r->declared_count; i++)
		if (of_list(&r->declared[i], part, list) && !(after && same_entry(&r->declared[i], after)))
			return &r->declared[i];
	return NULL;
}

const struct result_declared *declared_of(const struct results *r, const struct result_declared *entry, const char *key,
					  size_t n)
{
	for (const struct result_declared *d = entry; d < r->declared + r->declared_count && same_entry(d, entry); d++)
		if (d->key && strcmp(d->key, key) == 0 && n-- == 0)
			return d;
	return NULL;
}

bool declared_concerns(const struct declared_item *entry, const struct result_verdict *v)
{
	const char *limb, *key = result_limb(v);

	if (strcmp(entry->part, v->part) != 0)
		return false;
	for (size_t i = 0; (limb = declared_item_value(entry, "limb", i)); i++)
		if (strncmp(limb, key, strlen(limb)) == 0 && (!key[strlen(limb)] || key[strlen(limb)] == '.'))
			return true;
	return false;
}

const char *declared_part(const struct results *r, size_t n)
{
	if (n == 0)
		return "";
	for (size_t i = 0; i < r->declared_count; i++)
		if (strcmp(r->declared[i].section, "parts") == 0 && r->declared[i].key &&
		    strcmp(r->declared[i].key, "id") == 0 && --n == 0)
			return r->declared[i].value;
	return NULL;
}
