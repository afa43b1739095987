/*
 * arena.h - memory that is given back all at once.
 *
 *	struct arena mem = { .about = "facts", .limit = LIMIT_ARENA };
 *	char *copy = arena_copy(&mem, name, strlen(name));
 *	...
 *	arena_free(&mem);
 *
 * Everything handed out is zeroed and aligned for any type, and lives until
 * arena_free(). An arena that would grow past its limit ends the process with
 * EXIT_ARENA_FULL and one line on stderr: no caller has to check for NULL, and
 * the parent turns that exit into a clear message. A zero struct is an empty
 * arena without a limit.
 */
#ifndef CRADLE_BASE_ARENA_H
#define CRADLE_BASE_ARENA_H

#include <stddef.h>
#include <stdarg.h>

#define EXIT_ARENA_FULL 70

struct arena_chunk;

struct arena {
	const char *about;		/* named in the message when it is full */
	size_t limit;			/* bytes; 0 is no limit */
	size_t used;			/* bytes taken from the system so far */
	struct arena_chunk *newest;
};

void *arena_alloc(struct arena *mem, size_t size);
void *arena_copy(struct arena *mem, const void *from, size_t size);

/* A copy of the n bytes at 'from' with a NUL after them. */
char *arena_text(struct arena *mem, const void *from, size_t n);

/* A copy that does nothing to a terminal or a reader (base/utf8.h); NULL stays NULL. */
char *arena_clean(struct arena *mem, const char *s);

char *arena_printf(struct arena *mem, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *mem, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/*
 * Room for one more in a list that doubles when it is full: the list, or its
 * copy. ARENA_ROOM() takes lvalues:
 *
 *	ARENA_ROOM(mem, units->list, units->count, units->room);
 *	units->list[units->count++] = unit;
 */
void *arena_room(struct arena *mem, void *list, size_t count, size_t *room, size_t size);
#define ARENA_ROOM(mem, list, count, room) \
	((list) = arena_room((mem), (list), (count), &(room), sizeof(*(list))))

/* Gives everything back; the arena is empty and may be used again. */
void arena_free(struct arena *mem);

#define ARENA_NEW(mem, type) ((type *)arena_alloc((mem), sizeof(type)))

#endif
