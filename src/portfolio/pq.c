#include "portfolio/pq.h"

#include <string.h>

#include "base/auto.h"

bool pq_is_url(const char *s)
{
	return strncmp(s, "postgresql://", 13) == 0 || strncmp(s, "postgres://", 11) == 0;
}

/* A serialization failure, a deadlock; a key, a name or a row that another one made first. */
bool pq_again(const struct pq *pq)
{
	static const char *const states[] = { "40001", "40P01", "23505", "42P06", "42P07", "42710", "42701" };

	for (size_t i = 0; i < COUNT(states); i++)
		if (strcmp(states[i], pq->state) == 0)
			return true;
	return false;
}

#ifdef HAVE_LIBPQ

#include <dlfcn.h>
#include <libpq-fe.h>
#include <stdio.h>

/* What is used of libpq. */
#define FUNCTIONS(X) \
	X(PQconninfoParse) X(PQconninfoFree) X(PQfreemem) X(PQconnectdbParams) X(PQstatus) X(PQerrorMessage) X(PQfinish) \
	X(PQparameterStatus) X(PQsetNoticeProcessor) X(PQexec) X(PQresultStatus) X(PQresultErrorField) X(PQntuples) \
	X(PQnfields) X(PQgetvalue) X(PQgetisnull) X(PQclear) X(PQputCopyData) X(PQputCopyEnd) X(PQgetResult)
#define MEMBER(name) __typeof__(name) *name;
static struct { FUNCTIONS(MEMBER) } pg;

static int load_library(struct err *err)
{
	void *library = pg.PQgetResult ? NULL : dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
	const char *lacks = NULL;

	if (pg.PQgetResult)
		return 0;
	if (!library)
		return err_set(err, ERR_SYSTEM, "PostgreSQL's client library is not here (libpq.so.5; Debian: apt-get install libpq5)");
#define FIND(name) \
	if (!(pg.name = (__typeof__(pg.name))dlsym(library, #name))) \
		lacks = #name;
	FUNCTIONS(FIND)
	if (!lacks)
		return 0;
	pg.PQgetResult = NULL;
	return err_set(err, ERR_SYSTEM, "libpq.so.5 is too old: it has no %s", lacks);
}

/* --- the address --- */

enum { OPTIONS = 64 };

struct options {
	const char *names[OPTIONS], *values[OPTIONS];
	size_t count;
};

static const char *option(const struct options *o, const char *name, const char *variable)
{
	const char *env = variable ? getenv(variable) : NULL;

	for (size_t i = 0; i < o->count; i++)
		if (strcmp(o->names[i], name) == 0)
			return o->values[i];
	return env && *env ? env : NULL;
}

static void option_add(struct options *o, const char *name, const char *value)
{
	if (o->count + 1 < OPTIONS) {
		o->names[o->count] = name;
		o->values[o->count++] = value;
	}
}

/* "127.0.0.1", but not "127.example.org" */
static bool is_loopback(struct bytes host)
{
	size_t n = 0;

	while (n < host.n && strchr(".0123456789", host.at[n]))
		n++;
	return bytes_are(host, "::1") || bytes_are_nocase(host, "localhost") || (bytes_begin(host, "127.") && n == host.n);
}

/* This machine: a socket, or a loopback address. Of several hosts all. */
static bool is_local(const char *hosts)
{
	struct bytes rest = bytes_of(hosts ? hosts : ""), host;

	while (bytes_field(&rest, ',', &host))
		if (host.n && host.at[0] != '/' && host.at[0] != '@' && !is_loopback(host))
			return false;
	return true;
}

static bool is_port(const char *ports)
{
	return strspn(ports, "0123456789,") == strlen(ports);
}

/*
 * libpq's own messages repeat parts of an address that it reads otherwise than
 * meant, and one of them may be the password. So what can be misread is refused.
 */
static int check_url(const char *url, struct err *err)
{
	const char *rest = strstr(url, "://") + 3, *query = strchr(rest, '?');
	size_t n = query ? (size_t)(query - rest) : strlen(rest), authority = strcspn(rest, "/?#");
	const char *at = memchr(rest, '@', n);

	if (at && ((size_t)(at - rest) > authority || memchr(at + 1, '@', n - (size_t)(at + 1 - rest))))
		return err_set(err, ERR_USAGE, "the database's address has an '@' or '/' in its user or password that must be"
			       " written %%40 or %%2F");
	return 0;
}

static int bad_url(struct err *err)
{
	return err_set(err, ERR_USAGE, "the database's address cannot be read (it is not repeated here, for its password):"
		       " postgresql://USER@HOST:PORT/DATABASE?OPTION=VALUE; signs other than letters, digits and -._~ as %%XX");
}

static int read_url(struct options *o, PQconninfoOption *parsed, struct err *err)
{
	const char *port, *host, *address;

	for (PQconninfoOption *p = parsed; p->keyword; p++)
		if (p->val && *p->val)
			option_add(o, p->keyword, p->val);
	port = option(o, "port", NULL);
	if (port && !is_port(port))
		return bad_url(err);
	host = option(o, "host", "PGHOST");
	address = option(o, "hostaddr", "PGHOSTADDR");
	if (!option(o, "sslmode", "PGSSLMODE") &&
	    (!is_local(address ? address : host) || option(o, "service", "PGSERVICE")))
		option_add(o, "sslmode", "verify-full");
	if (!option(o, "connect_timeout", "PGCONNECT_TIMEOUT"))
		option_add(o, "connect_timeout", "10");
	option_add(o, "client_encoding", "UTF8");
	option_add(o, "fallback_application_name", "cradle");
	return 0;
}

/* --- failures --- */

/* Its lines as one, without the last newline. */
static void one_line(char *out, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text && n + 3 < size; text++) {
		if (*text == '\n' && text[1]) {
			out[n++] = ';';
			out[n++] = ' ';
			text += strspn(text + 1, " \t");
		} else if (*text != '\n') {
			out[n++] = *text;
		}
	}
	out[n] = '\0';
}

static int lost(struct pq *pq, struct err *err)
{
	char why[400];

	one_line(why, sizeof(why), pg.PQerrorMessage(pq->connection));
	return err_set(err, ERR_SYSTEM, "the database: %s", *why ? why : "the connection was lost");
}

static const char *advice(const char *state)
{
	static const struct { const char *state, *says; } rows[] = {
		{ "42501", "; who loads needs the rights that docs/portfolio.md lists" },
		{ "25006", "; this server only reads (a standby?)" },
		{ "53100", "; its disk is full" },
		{ "57P01", "; nothing of what was on its way is kept" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].state, state) == 0)
			return rows[i].says;
	return "";
}

static int failed(struct pq *pq, const PGresult *r, struct err *err)
{
	const char *state = r ? pg.PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *says = r ? pg.PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	if (!state || !says)
		return lost(pq, err);
	snprintf(pq->state, sizeof(pq->state), "%s", state);
	return err_set(err, ERR_SYSTEM, "the database: %.400s (%s)%s", says, state, advice(state));
}

/* Ends when the server has nothing more to say: after a COPY, and after a lost connection. */
static int result(struct pq *pq, PGresult *r, ExecStatusType want, struct err *err)
{
	int code = r && pg.PQresultStatus(r) == want ? 0 : failed(pq, r, err);

	pg.PQclear(r);
	return code;
}

static void no_notice(void *self, const char *message)
{
	(void)self, (void)message;
}

static int refused(struct pq *pq, const struct options *o, struct err *err)
{
	const char *mode = option(o, "sslmode", NULL);
	char why[400];

	one_line(why, sizeof(why), pg.PQerrorMessage(pq->connection));
	return err_set(err, ERR_SYSTEM, "cannot connect to the database: %s%s", why,
		       mode && strcmp(mode, "verify-full") == 0 && (strstr(why, "SSL") || strstr(why, "certificate"))
		       ? "; to another machine cradle asks for sslmode=verify-full: sslrootcert=FILE names who is trusted" : "");
}

static int connect_to(struct pq *pq, struct options *o, struct err *err)
{
	const char *encoding;

	o->names[o->count] = NULL;
	pq->connection = pg.PQconnectdbParams(o->names, o->values, 0);
	if (!pq->connection)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (pg.PQstatus(pq->connection) != CONNECTION_OK)
		return refused(pq, o, err);
	pg.PQsetNoticeProcessor(pq->connection, no_notice, NULL);
	encoding = pg.PQparameterStatus(pq->connection, "server_encoding");
	if (encoding && strcmp(encoding, "UTF8") != 0)
		return err_set(err, ERR_UNSUPPORTED, "the database stores texts as %.40s, which has not all characters;"
			       " CREATE DATABASE ... ENCODING 'UTF8' makes one that does", encoding);
	return 0;
}

int pq_open(struct pq *pq, const char *url, struct err *err)
{
	struct options options = { 0 };
	PQconninfoOption *parsed;
	char *why = NULL;
	int code;

	*pq = (struct pq){ 0 };
	if (!pq_is_url(url))
		return err_set(err, ERR_USAGE, "--to takes the address of a database: postgresql://USER@HOST/DATABASE");
	if (check_url(url, err) != 0 || load_library(err) != 0)
		return -1;
	parsed = pg.PQconninfoParse(url, &why);
	pg.PQfreemem(why);	/* it may repeat the password */
	if (!parsed)
		return bad_url(err);
	code = read_url(&options, parsed, err);
	if (code == 0)
		code = connect_to(pq, &options, err);
	pg.PQconninfoFree(parsed);
	if (code != 0)
		pq_close(pq);
	return code;
}

void pq_close(struct pq *pq)
{
	if (pq->connection)
		pg.PQfinish(pq->connection);
	pq->connection = NULL;
}

int pq_run(struct pq *pq, const char *sql, struct err *err)
{
	pq->state[0] = '\0';
	return result(pq, pg.PQexec(pq->connection, sql), PGRES_COMMAND_OK, err);
}

int pq_rows(struct pq *pq, const char *sql, void (*row)(void *self, const char *const *values), void *self,
	    struct err *err)
{
	enum { COLUMNS = 16 };
	PGresult *r;

	pq->state[0] = '\0';
	r = pg.PQexec(pq->connection, sql);
	if (!r || pg.PQresultStatus(r) != PGRES_TUPLES_OK)
		return result(pq, r, PGRES_TUPLES_OK, err);
	for (int i = 0; i < pg.PQntuples(r); i++) {
		const char *values[COLUMNS] = { 0 };

		for (int k = 0; k < pg.PQnfields(r) && k < COLUMNS; k++)
			values[k] = pg.PQgetisnull(r, i, k) ? NULL : pg.PQgetvalue(r, i, k);
		row(self, values);
	}
	pg.PQclear(r);
	return 0;
}

int pq_copy(struct pq *pq, const char *sql, struct err *err)
{
	pq->state[0] = '\0';
	return result(pq, pg.PQexec(pq->connection, sql), PGRES_COPY_IN, err);
}

int pq_copy_rows(struct pq *pq, struct bytes rows, struct err *err)
{
	enum { PIECE = 1 << 20 };

	for (; rows.n; rows = bytes_skip(rows, PIECE))
		if (pg.PQputCopyData(pq->connection, (const char *)rows.at, rows.n < PIECE ? (int)rows.n : PIECE) != 1)
			return pq_copied(pq, err) != 0 ? -1 : lost(pq, err);
	return 0;
}

int pq_copied(struct pq *pq, struct err *err)
{
	bool ended = pg.PQputCopyEnd(pq->connection, NULL) == 1;
	PGresult *r = pg.PQgetResult(pq->connection);
	int code = result(pq, r, PGRES_COMMAND_OK, err);

	while ((r = pg.PQgetResult(pq->connection)))
		pg.PQclear(r);
	return code == 0 && !ended ? lost(pq, err) : code;
}

#else

static int without(struct err *err)
{
	return err_set(err, ERR_UNSUPPORTED, "this program was built without PostgreSQL (libpq-dev)");
}

int pq_open(struct pq *pq, const char *url, struct err *err)
{
	*pq = (struct pq){ 0 };
	return without(err);
}

void pq_close(struct pq *pq)
{
}

int pq_run(struct pq *pq, const char *sql, struct err *err)
{
	return without(err);
}

int pq_rows(struct pq *pq, const char *sql, void (*row)(void *self, const char *const *values), void *self,
	    struct err *err)
{
	return without(err);
}

int pq_copy(struct pq *pq, const char *sql, struct err *err)
{
	return without(err);
}

int pq_copy_rows(struct pq *pq, struct bytes rows, struct err *err)
{
	return without(err);
}

int pq_copied(struct pq *pq, struct err *err)
{
	return without(err);
}

#endif
