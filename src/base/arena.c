#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

enum { CHUNK = 64 * 1024, ALIGN = sizeof(max_align_t) };

struct arena_chunk {
	struct arena_chunk *older;
	size_t size, used;
	max_align_t data[];
};

static void arena_full(const struct arena *mem)
{
	fprintf(stderr, "cradle: out of memory: %s needs more than %zu MiB\n",
		mem->about ? mem->about : "an arena", mem->used >> 20);
	_exit(EXIT_ARENA_FULL);
}

static struct arena_chunk *chunk_add(struct arena *mem, size_t size)
{
	size_t want = size > CHUNK / 4 ? size : CHUNK;
	struct arena_chunk *chunk;

	if (mem->limit && (want > mem->limit || mem->used > mem->limit - want))
		arena_full(mem);
	chunk = malloc(sizeof(*chunk) + want);
	if (!chunk)
		arena_full(mem);
	chunk->size = want;
	chunk->used = 0;
	mem->used += want;
	/* a big block goes behind the newest chunk, which stays open for small ones */
	if (mem->newest && want != CHUNK) {
		chunk->older = mem->newest->older;
		mem->newest->older = chunk;
	} else {
		chunk->older = mem->newest;
		mem->newest = chunk;
	}
	return chunk;
}

void *arena_alloc(struct arena *mem, size_t size)
{
	struct arena_chunk *chunk = mem->newest;
	void *out;

	if (size > SIZE_MAX / 2)
		arena_full(mem);
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (!chunk || chunk->size - chunk->used < size)
		chunk = chunk_add(mem, size);
	out = (char *)chunk->data + chunk->used;
	chunk->used += size;
	return memset(out, 0, size);
}

void *arena_copy(struct arena *mem, const void *from, size_t size)
{
	void *out = arena_alloc(mem, size);

	return size ? memcpy(out, from, size) : out;
}

void *arena_room(struct arena *mem, void *list, size_t count, size_t *room, size_t size)
{
	void *out;

	if (count < *room)
		return list;
	*room = count ? 2 * count : 16;
	out = arena_alloc(mem, *room * size);
	return count ? memcpy(out, list, count * size) : out;
}

char *arena_text(struct arena *mem, const void *from, size_t n)
{
	char *out = arena_alloc(mem, n + 1);

	if (n)
		memcpy(out, from, n);
	return out;
}

char *arena_clean(struct arena *mem, const char *s)
{
	size_t n = s ? strlen(s) : 0;
	char *out;

	if (!s)
		return NULL;
	if (utf8_is_clean(s, n))
		return arena_text(mem, s, n);
	out = arena_alloc(mem, 4 * n + 1);
	utf8_clean(out, 4 * n + 1, s, n);
	return out;
}

char *arena_vprintf(struct arena *mem, const char *format, va_list args)
{
	va_list again;
	char *out;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		return arena_text(mem, "", 0);
	out = arena_alloc(mem, (size_t)n + 1);
	vsnprintf(out, (size_t)n + 1, format, args);
	return out;
}

char *arena_printf(struct arena *mem, const char *format, ...)
{
	va_list args;
	char *out;

	va_start(args, format);
	out = arena_vprintf(mem, format, args);
	va_end(args);
	return out;
}

void arena_free(struct arena *mem)
{
	struct arena_chunk *chunk = mem->newest, *older;

	for (; chunk; chunk = older) {
		older = chunk->older;
		free(chunk);
	}
	mem->newest = NULL;
	mem->used = 0;
}
