/*
 * check.h - the citations of a text, held against the index.
 *
 *	struct check result;
 *
 *	law_check(law, text, as_of, &result);
 *	for (size_t i = 0; i < result.count; i++)
 *		print(result.remarks[i]);
 *
 * A remark is made where a citation names what does not exist, or not on the
 * day; where the clause's hash is not the one the citation carries; and where a
 * draft, a proposal or a superseded version is cited as if it were current. A
 * line that says itself that it speaks of one (draft, proposed, superseded,
 * replaced, deleted, inserted, amended) is left in peace about the day and the
 * source.
 */
#ifndef CRADLE_LAW_CHECK_H
#define CRADLE_LAW_CHECK_H

#include "base/bytes.h"
#include "law/law.h"

enum problem {
	PROBLEM_NONE = 0,
	PROBLEM_UNKNOWN,		/* no such provision */
	PROBLEM_SUBPARAGRAPH,		/* the point stands in another subparagraph */
	PROBLEM_HASH,			/* the clause has changed since it was cited */
	PROBLEM_DAY,			/* not there yet, or not any more */
	PROBLEM_SOURCE,			/* a draft, a proposal, superseded */
};

struct remark {
	long line, column;		/* from 1; the column counts bytes */
	enum problem problem;
	const char *cited;		/* as it stands in the text */
	const char *id, *message;
	const struct provision *nearest;	/* "did you mean", or NULL */
};

struct check {
	size_t citations, foreign;	/* found: of ours, of other acts */
	struct remark *remarks;		/* in the law's arena */
	size_t count, more;		/* listed, and left out past LIMIT_LAW_REMARKS */
};

/* "unknown", "subparagraph", "hash", "day", "source" */
const char *problem_name(enum problem problem);

/* 'day' is YYYY-MM-DD, or NULL for the index's own. */
void law_check(struct law *law, struct bytes text, const char *day, struct check *result);

#endif
