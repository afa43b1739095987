/*
 * citation.h - citations in all usual spellings, to ids and back.
 *
 *	struct citation c;
 *
 *	for (size_t at = 0; citation_next(law, text, at, &c); at = c.to)
 *		for (size_t i = 0; !c.foreign && i < c.count; i++)
 *			use(c.ids[i]);		"annex-1-part-1-2-b"
 *
 * Read are, among others,
 *
 *	Annex I, Part I, point (2)(b)		annex I 2c
 *	Art. 13(8), fourth subparagraph		fourth subparagraph of Article 13(8)
 *	Articles 13(3) and 13(4)		recitals 54 to 56
 *	Commission FAQ 4.2.5			point 161 of the guidance
 *	Regulation (EU) 2024/2847, Article 13	art-13-8-sub-4
 *
 * A citation that names another act ("Article 6 GDPR") is found, marked foreign
 * and has no ids. One that points ("paragraph 2 of this Article") is not found.
 * Whether a provision exists is law_provision()'s answer, not the reader's. The
 * way back is provision.citation, which reads as its own id again.
 *
 * A citation may carry the first digits (8 to 64) of the clause's hash, so that
 * it is noticed when the clause changes under it:
 *
 *	[annex-1-part-1-2-b sha256:0123abcd]	Article 13(8) (sha256:0123abcd)
 */
#ifndef CRADLE_LAW_CITATION_H
#define CRADLE_LAW_CITATION_H

#include "law/law.h"

enum { CITATION_IDS = 64, CITATION_ID = 64 };

struct citation {
	size_t from, to;		/* where it stands in the text */
	bool foreign;
	bool odd_sub;			/* names a subparagraph, but its point stands in another one */
	size_t count;
	char ids[CITATION_IDS][CITATION_ID];
	char hash[65];			/* the digits after "sha256:", or "" */
};

/* The next citation that begins at or after 'at'. False at the end. */
bool citation_next(const struct law *law, struct bytes text, size_t at, struct citation *c);

/* The whole text as one citation that is ours, or -1 with *err set. */
int citation_read(const struct law *law, struct bytes text, struct citation *c, struct err *err);

/* The provision that is nearest to an id that does not exist, or NULL. */
const struct provision *citation_nearest(const struct law *law, const char *id);

#endif
