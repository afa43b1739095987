#include "facts/rpm.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

/* rpmtag.h */
enum { TAG_NAME = 1000, TAG_VERSION = 1001, TAG_RELEASE = 1002, TAG_EPOCH = 1003, TAG_VENDOR = 1011,
       TAG_LICENSE = 1014, TAG_PACKAGER = 1015, TAG_ARCH = 1022, TAG_SOURCERPM = 1044 };
enum { TYPE_INT32 = 4, TYPE_STRING = 6, TYPE_STRING_ARRAY = 8, TYPE_I18NSTRING = 9 };

static const struct { uint32_t tag; size_t to; } texts[] = {
	{ TAG_NAME,	 offsetof(struct rpm_package, name) },
	{ TAG_VERSION,	 offsetof(struct rpm_package, version) },
	{ TAG_RELEASE,	 offsetof(struct rpm_package, release) },
	{ TAG_ARCH,	 offsetof(struct rpm_package, arch) },
	{ TAG_VENDOR,	 offsetof(struct rpm_package, vendor) },
	{ TAG_PACKAGER,	 offsetof(struct rpm_package, packager) },
	{ TAG_LICENSE,	 offsetof(struct rpm_package, license) },
	{ TAG_SOURCERPM, offsetof(struct rpm_package, source) },
};

static uint32_t be32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool take_text(struct arena *mem, struct bytes store, uint32_t offset, const char **out)
{
	struct bytes s = bytes_skip(store, offset);
	const unsigned char *end = s.n ? memchr(s.at, 0, s.n) : NULL;

	if (!end)
		return false;
	*out = arena_text(mem, s.at, (size_t)(end - s.at));
	return true;
}

static bool take_entry(struct arena *mem, const unsigned char *entry, struct bytes store, struct rpm_package *out)
{
	uint32_t tag = be32(entry), type = be32(entry + 4), offset = be32(entry + 8);

	if (tag == TAG_EPOCH && type == TYPE_INT32) {
		if (store.n < 4 || offset > store.n - 4)
			return false;
		out->epoch = (long)be32(store.at + offset);
		return true;
	}
	if (type != TYPE_STRING && type != TYPE_STRING_ARRAY && type != TYPE_I18NSTRING)
		return true;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i].tag == tag)
			return take_text(mem, store, offset, (const char **)(void *)((char *)out + texts[i].to));
	return true;
}

bool rpm_header(struct arena *mem, struct bytes header, struct rpm_package *out)
{
	struct rpm_package p = { .epoch = -1 };
	struct bytes store;
	uint64_t entries;

	if (header.n < 8)
		return false;
	entries = be32(header.at);
	if (8 + 16 * entries + be32(header.at + 4) > header.n)
		return false;
	store = bytes_first(bytes_skip(header, 8 + 16 * (size_t)entries), be32(header.at + 4));
	for (size_t i = 0; i < entries; i++)
		if (!take_entry(mem, header.at + 8 + 16 * i, store, &p))
			return false;
	if (!p.name || !p.version)
		return false;
	*out = p;
	return true;
}

/* A hostile schema may define Packages as a view that never ends. */
static int over_budget(void *left)
{
	return --*(long *)left < 0;
}

static const char *read_rows(struct arena *mem, sqlite3 *db,
			     void (*each)(void *self, const struct rpm_package *package), void *self)
{
	sqlite3_stmt *rows = NULL;
	const char *why = NULL;
	int code;

	code = sqlite3_prepare_v2(db, "SELECT blob FROM Packages", -1, &rows, NULL);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		struct rpm_package package;
		struct bytes blob;

		code = sqlite3_step(rows);
		if (code != SQLITE_ROW)
			break;
		blob.at = sqlite3_column_blob(rows, 0);
		blob.n = (size_t)sqlite3_column_bytes(rows, 0);
		if (!rpm_header(mem, blob, &package)) {
			why = "holds a package header that contradicts itself";
			break;
		}
		each(self, &package);
	}
	if (!why && code != SQLITE_DONE)
		why = arena_printf(mem, "is not an rpm database that can be read: %s", sqlite3_errmsg(db));
	sqlite3_finalize(rows);
	return why;
}

const char *rpm_database(struct arena *mem, struct bytes file,
			 void (*each)(void *self, const struct rpm_package *package), void *self)
{
	unsigned char *copy;
	const char *why;
	long budget = 100000;		/* times 1,000 steps: thousands of packages take a few hundred */
	sqlite3 *db = NULL;

	if (file.n < 100)
		return "is too short to be a database";
	copy = arena_copy(mem, file.at, file.n);
	/* bytes 18 and 19: a database in memory has no write-ahead log (sqlite.org/fileformat2.html, 1.3.3) */
	copy[18] = copy[19] = 1;
	if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_deserialize(db, "main", copy, (sqlite3_int64)file.n, (sqlite3_int64)file.n,
				SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
		sqlite3_close(db);
		return "is not a database that can be opened";
	}
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, (int)(16 * MIB));
	sqlite3_progress_handler(db, 1000, over_budget, &budget);
	why = read_rows(mem, db, each, self);
	sqlite3_close(db);
	return why;
}
