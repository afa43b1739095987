#include "dossier/check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/limits.h"
#include "dossier/adopt.h"
#include "dossier/seal.h"

static const char anew[] = "make it anew with 'cradle check IMAGE --dossier FILE'";

static int no_dossier(const char *path, struct err *err)
{
	return err_set(err, ERR_DAMAGED, "'%s' is not a dossier; 'cradle check IMAGE --dossier FILE' makes one", path);
}

/* --- the file: https://www.sqlite.org/fileformat.html, 1.3 --- */

static unsigned long long number_at(const unsigned char *at, int n)
{
	unsigned long long out = 0;

	while (n--)
		out = out << 8 | *at++;
	return out;
}

static const char magic[16] = "SQLite format 3";

bool dossier_likely(const char *path)
{
	AUTO(auto_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char head[sizeof(magic)];

	return fd >= 0 && pread(fd, head, sizeof(head), 0) == sizeof(head) && memcmp(head, magic, sizeof(head)) == 0;
}

int check_file(const char *path, struct err *err)
{
	enum { HEADER = 100 };
	/* a pipe that nobody writes to must not make us wait */
	AUTO(auto_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	unsigned char header[HEADER] = { 0 };
	unsigned long long page, size, stated;
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot open '%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_DAMAGED, "'%s' is not a dossier: it is no regular file", path);
	n = pread(fd, header, sizeof(header), 0);
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
	if (n == 0)
		return err_set(err, ERR_DAMAGED, "'%s' is empty, not a dossier; %s", path, anew);
	if (n < (ssize_t)sizeof(magic) || memcmp(header, magic, sizeof(magic)) != 0)
		return no_dossier(path, err);
	page = number_at(header + 16, 2) == 1 ? 65536 : number_at(header + 16, 2);
	stated = page * number_at(header + 28, 4);
	size = (unsigned long long)st.st_size;
	if (n < HEADER || size < stated)
		return err_set(err, ERR_DAMAGED, "'%s' ends early: %llu of %llu bytes are there; copy it again, or %s", path, size,
			       n < HEADER ? (unsigned long long)HEADER : stated, anew);
	if (size > LIMIT_DOSSIER)
		return err_set(err, ERR_LIMIT, "'%s' is larger than %llu MiB, and no dossier is; %s", path, LIMIT_DOSSIER / MIB, anew);
	if (stated && size > stated)
		return err_set(err, ERR_DAMAGED, "'%s' is damaged: %llu bytes stand behind its end; %s", path, size - stated, anew);
	return 0;
}

/* --- what is in it --- */

static int pragma_int(struct dossier *d, const char *sql, int *out)
{
	sqlite3_stmt *st = NULL;
	int code = -1;

	if (sqlite3_prepare_v2(d->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
		*out = sqlite3_column_int(st, 0);
		code = 0;
	}
	sqlite3_finalize(st);
	return code;
}

static int check_format(struct dossier *d, const char *path, struct err *err)
{
	int application = 0, version = 0;

	if (pragma_int(d, "PRAGMA application_id", &application) != 0 || pragma_int(d, "PRAGMA user_version", &version) != 0 ||
	    application != DOSSIER_APPLICATION)
		return no_dossier(path, err);
	if (version > DOSSIER_VERSION)
		return err_set(err, ERR_UNSUPPORTED, "'%s' is a dossier of format %d; this program reads up to format %d: use a newer one",
			       path, version, DOSSIER_VERSION);
	if (version < 1)
		return err_set(err, ERR_DAMAGED, "'%s' is changed or damaged: there is no format %d of a dossier; %s", path, version, anew);
	return 0;
}

static int check_pages(struct dossier *d, const char *path, struct err *err)
{
	sqlite3_stmt *st = NULL;
	const char *says = NULL;
	int code = sqlite3_prepare_v2(d->db, "PRAGMA quick_check(1)", -1, &st, NULL);

	if (code == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		says = (const char *)sqlite3_column_text(st, 0);
	/* the text is the statement's: it is looked at before that ends */
	code = says && strcmp(says, "ok") == 0 ? 0 : -1;
	if (code != 0)
		err_set(err, ERR_DAMAGED, "'%s' is damaged: %.200s; %s", path, says ? says : sqlite3_errmsg(d->db), anew);
	sqlite3_finalize(st);
	return code;
}

static const char *text_at(sqlite3_stmt *st, int column)
{
	const char *s = st ? (const char *)sqlite3_column_text(st, column) : NULL;

	return s ? s : "";
}

/* Holds two lists of tables and views, in the order of names, against each other. */
static int compare_schema(sqlite3_stmt *theirs, sqlite3_stmt *ours, const char *path, struct err *err)
{
	for (;;) {
		int a = sqlite3_step(theirs), b = sqlite3_step(ours), order;

		if ((a != SQLITE_ROW && a != SQLITE_DONE) || (b != SQLITE_ROW && b != SQLITE_DONE))
			return err_set(err, ERR_DAMAGED, "'%s' is damaged: %s", path, sqlite3_errmsg(sqlite3_db_handle(theirs)));
		if (a == SQLITE_DONE && b == SQLITE_DONE)
			return 0;
		order = a == SQLITE_DONE ? 1 : b == SQLITE_DONE ? -1 : strcmp(text_at(theirs, 0), text_at(ours, 0));
		if (order > 0)
			return err_set(err, ERR_DAMAGED, "'%s' lacks the %s '%s': it was changed by hand, or is of another build; %s", path,
				       text_at(ours, 1), text_at(ours, 0), anew);
		if (order < 0)
			return err_set(err, ERR_DAMAGED, "'%s' holds the %s '%.60s', which no dossier has: it was changed by hand, or is of"
				       " another build; %s", path, text_at(theirs, 1), text_at(theirs, 0), anew);
		if (strcmp(text_at(theirs, 1), text_at(ours, 1)) != 0 || strcmp(text_at(theirs, 2), text_at(ours, 2)) != 0)
			return err_set(err, ERR_DAMAGED, "in '%s' the %s '%s' is not as cradle makes it: it was changed by hand, or is of"
				       " another build; %s", path, text_at(ours, 1), text_at(ours, 0), anew);
	}
}

static const char listing[] = "SELECT name, type, coalesce(sql, tbl_name) FROM sqlite_schema ORDER BY name, type";

/* SHA-256 over the names, types and texts of all that the schema holds; false where it cannot be read. */
static bool schema_digest(struct dossier *d, char hex[SHA256_HEX])
{
	struct sha256 *sum = sha256_new();
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(d->db, listing, -1, &st, NULL);

	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(st);
		for (int i = 0; code == SQLITE_ROW && i < 3; i++)
			sha256_add(sum, text_at(st, i), strlen(text_at(st, i)) + 1);
	}
	sqlite3_finalize(st);
	sha256_end(sum, hex);
	return code == SQLITE_DONE;
}

/* What a dossier of ours has, worked out once: many may be opened. Empty where that failed: then nothing is like it. */
static char ours_digest[SHA256_HEX];

static void take_ours(void)
{
	struct err err = { 0 };
	struct dossier fresh;

	if (dossier_create(&fresh, &err) != 0)
		return;
	if (!schema_digest(&fresh, ours_digest))
		ours_digest[0] = '\0';
	dossier_close(&fresh);
}

/* Says in which table or view it differs. */
static int schema_differs(struct dossier *d, const char *path, struct err *err)
{
	sqlite3_stmt *theirs = NULL, *ours = NULL;
	struct dossier fresh;
	int code;

	if (dossier_create(&fresh, err) != 0)
		return -1;
	if (sqlite3_prepare_v2(d->db, listing, -1, &theirs, NULL) != SQLITE_OK)
		code = err_set(err, ERR_DAMAGED, "'%s' is damaged: %s; %s", path, sqlite3_errmsg(d->db), anew);
	else if (sqlite3_prepare_v2(fresh.db, listing, -1, &ours, NULL) != SQLITE_OK)
		code = err_set(err, ERR_SYSTEM, "out of memory");
	else
		code = compare_schema(theirs, ours, path, err);
	sqlite3_finalize(theirs);
	sqlite3_finalize(ours);
	dossier_close(&fresh);
	return code;
}

/*
 * A view or trigger of somebody else would answer for us; a column of another build would be read as ours. What
 * another version wrote is of *other tables.
 */
static int check_schema(struct dossier *d, const char *path, bool *other, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char hex[SHA256_HEX];

	pthread_once(&once, take_ours);
	*other = !schema_digest(d, hex) || strcmp(hex, ours_digest) != 0;
	return *other && !adopt_may(d) ? schema_differs(d, path, err) : 0;
}

static int check_rows(struct dossier *d, const char *path, struct err *err)
{
	struct arena mem = { .about = "a dossier's digest" };
	struct seal_flaw flaw;
	const char *stated;
	char hex[SHA256_HEX];
	int code = seal_take(d, hex, &flaw, err);

	if (code != 0)
		return err_wrap(err, "'%s' is damaged", path);
	stated = dossier_meta(d, &mem, "digest");
	if (flaw.what)
		code = err_set(err, ERR_DAMAGED, "'%s' is changed or damaged: %s holds %s; %s", path, flaw.column, flaw.what, anew);
	else if (!stated)
		code = err_set(err, ERR_DAMAGED, "'%s' lacks the digest of its rows: it was changed by hand, or is of an earlier build; %s",
			       path, anew);
	else if (strcmp(stated, hex) != 0)
		code = err_set(err, ERR_DAMAGED, "'%s' was changed after cradle wrote it: its rows do not have the digest it carries; %s",
			       path, anew);
	arena_free(&mem);
	return code;
}

int check_dossier(struct dossier *d, const char *path, struct err *err)
{
	int longest = sqlite3_limit(d->db, SQLITE_LIMIT_LENGTH, (int)LIMIT_DOSSIER_VALUE);
	bool other = false;
	int code;

	/* cells that point outside their page are an error at once */
	sqlite3_exec(d->db, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
	code = check_format(d, path, err);
	if (code == 0)
		code = check_pages(d, path, err);
	if (code == 0)
		code = check_schema(d, path, &other, err);
	if (code == 0)
		code = check_rows(d, path, err);
	sqlite3_limit(d->db, SQLITE_LIMIT_LENGTH, longest);
	if (code == 0 && other)
		code = adopt(d, path, err);
	return code;
}
