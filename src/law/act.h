/*
 * act.h - which act a text speaks of.
 *
 *	struct act act;
 *
 *	if (act_named(law, &cursor, &act) && act.whose == ACT_FOREIGN)
 *		...
 *
 * Acts are named by number ("Directive (EU) 2022/2555") or by name ("NIS 2",
 * "the Data Act"). Whatever is no act of ours is somebody else's: a citation
 * of another act must never be read as one of this.
 */
#ifndef CRADLE_LAW_ACT_H
#define CRADLE_LAW_ACT_H

#include "law/law.h"
#include "law/token.h"

enum whose {
	ACT_NONE = 0,
	ACT_OURS,		/* Regulation (EU) 2024/2847 */
	ACT_KNOWN,		/* one of sources.yaml: .source */
	ACT_FOREIGN,
};

struct act {
	enum whose whose;
	const struct law_source *source;	/* of ACT_OURS and ACT_KNOWN, when it stands there by number */
};

/* Reads the name of an act that begins at the cursor. */
bool act_named(const struct law *law, struct cursor *c, struct act *act);

/* Reads what may follow a citation: ", of Regulation (EU) 2016/679", "of that Directive", "GDPR". */
bool act_follows(const struct law *law, struct cursor *c, struct act *act);

/* Skips what may stand between an act and its article: who adopted it and when, its short name, a comma. */
void act_tail(struct cursor *c);

#endif
