/*
 * pq.h - a connection to PostgreSQL, or to an engine that speaks its protocol.
 *
 *	struct pq pq;
 *
 *	if (pq_open(&pq, "postgresql://loader@db.example/cra", err) != 0 ||
 *	    pq_run(&pq, "BEGIN", err) != 0)
 *		...
 *	pq_close(&pq);
 *
 * libpq does the work (https://www.postgresql.org/docs/current/libpq.html); it
 * is looked for when a connection is opened, so that nobody else needs it. What
 * the URL does not say comes from libpq's own variables and files (PGPASSWORD,
 * PGSSLROOTCERT, ~/.pgpass).
 *
 * A server on another machine must show a certificate for its name
 * (sslmode=verify-full), unless the URL or PGSSLMODE says otherwise; libpq's own
 * default would take any, or none. No message holds a password.
 */
#ifndef CRADLE_PORTFOLIO_PQ_H
#define CRADLE_PORTFOLIO_PQ_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"

struct pq {
	void *connection;
	char state[6];			/* SQLSTATE of the last failure, or "" */
};

/* Is this written like the address of a database? Then no message may repeat it. */
bool pq_is_url(const char *s);

int pq_open(struct pq *pq, const char *url, struct err *err);
void pq_close(struct pq *pq);

/* Runs statements that give no rows. */
int pq_run(struct pq *pq, const char *sql, struct err *err);

/* Calls row() with the texts of each row; NULL for NULL. */
int pq_rows(struct pq *pq, const char *sql, void (*row)(void *self, const char *const *values), void *self,
	    struct err *err);

/* COPY ... FROM STDIN: pq_copy(), the rows in pieces as they come, pq_copied(). */
int pq_copy(struct pq *pq, const char *sql, struct err *err);
int pq_copy_rows(struct pq *pq, struct bytes rows, struct err *err);
int pq_copied(struct pq *pq, struct err *err);

/* The last failure came from somebody else doing the same: what was begun may be tried again from its beginning. */
bool pq_again(const struct pq *pq);

#endif
