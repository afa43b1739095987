#include "base/names.h"

#include "base/hash.h"

struct name {
	struct name *next;
	struct bytes text;
	uint64_t hash;
	void *value;
};

static struct name *find(const struct names *names, struct bytes text, uint64_t hash)
{
	struct name *n = names->room ? names->buckets[hash & (names->room - 1)] : NULL;

	while (n && (n->hash != hash || !bytes_same(n->text, text)))
		n = n->next;
	return n;
}

static void grow(struct names *names)
{
	size_t room = names->room ? 2 * names->room : 64;
	struct name **buckets = arena_alloc(names->mem, room * sizeof(*buckets));

	for (size_t i = 0; i < names->room; i++)
		for (struct name *n = names->buckets[i], *next; n; n = next) {
			next = n->next;
			n->next = buckets[n->hash & (room - 1)];
			buckets[n->hash & (room - 1)] = n;
		}
	names->buckets = buckets;
	names->room = room;
}

void *names_find(const struct names *names, struct bytes name)
{
	struct name *n = find(names, name, hash_bytes(name.at, name.n));

	return n ? n->value : NULL;
}

void **names_at(struct names *names, struct bytes name)
{
	uint64_t hash = hash_bytes(name.at, name.n);
	struct name *n = find(names, name, hash);

	if (n)
		return &n->value;
	if (names->count >= names->room)
		grow(names);
	n = ARENA_NEW(names->mem, struct name);
	n->text = bytes_of(arena_text(names->mem, name.at, name.n));
	n->text.n = name.n;
	n->hash = hash;
	n->next = names->buckets[hash & (names->room - 1)];
	names->buckets[hash & (names->room - 1)] = n;
	names->count++;
	return &n->value;
}
