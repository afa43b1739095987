/*
 * table.h - a decision table: rows of condition, verdict, provisions, reason.
 *
 *	keys: [I.2.c.optout]		# what it decides; a table without is shared by others
 *	begins: [applies, claim]	# tables whose rows come before these
 *	then: [measure, open]		# and after its first rows, those that speak against the product
 *	rows:
 *	  - id: manual-only
 *	    when: { updates.optout.where: manual-only }
 *	    verdict: NOT-MET
 *	    because: The only way to turn updates off stands in the manual; the product offers none.
 *	    cites: [annex-1-part-1-2-c]		# beside those of the key; optional
 *	    needs: updates.optout.where		# with NEEDS-INPUT: the key that would decide it
 *	    example: { updates.optout.where: manual-only, I.2.c.auto: MET }
 *
 * The rows are asked from the first to the last. A condition is true, false or
 * unknown (Kleene's three values): what is not said is unknown. The first row
 * that is true decides, if no row before it is unknown. Where some are, each of
 * them could be the one: if all would say the same, that is the verdict; a
 * verdict against the product also stands while only an exemption (N/A-OK,
 * DEVIATION-OK, OUT-OF-SCOPE ...) is open; otherwise it is NEEDS-INPUT, and
 * asks for the first thing unknown. So more facts can turn NEEDS-INPUT into
 * anything, but fewer facts never give a MET that was not there before.
 *
 * A condition is a map of which all must hold:
 *	updates.optout.where: none	a declared key has this value
 *	scope.kind: [website, service]	... one of these
 *	I.2.c.auto: MET			another key's verdict in the same part
 *	SUPPORT.x: { ... }		and these tests instead of a value:
 *	  { not: none }			any other value (a list: none of these)
 *	  { said: yes }			something is said that is not 'none'
 *	  { before: 2027-12-11 }	a date; also from: (that day or later); a key's name
 *					may stand for the date: { from: time.placed }; of an
 *					entry, a key of the same entry: { before: date }
 *	  { at_least: 5 }		a number; also below:; a key's name may stand for it
 *	  { has: cost }			a key with several values has this one
 *	claim: made | none		an entry of claims[] for this limb; claim.ground: its keys
 *	tailor_made: made | none	the same for tailor_made[]
 *	essential: made | none		the same for essential[]; unknown while there is no list
 *					(of these three, an entry that does not name its limb may be
 *					the one for any)
 *	found.image: yes | no		an image was read
 *	found.fails: { at_least: 1 }	findings against this limb that nobody accepted; also
 *					found.unknown, found.accepted, found.expired (accepted until
 *					a day before --as-of), found.undated (accepted, but there is no
 *					date to hold it against), found.uncovered (fails that neither
 *					claim.covers nor tailor_made.covers names)
 *	some: { of: risks, limb: this, when: { treatment: accepted } }
 *					an entry (that concerns this limb) for which the condition holds;
 *					inside, the names are those of the entry. every: all of them, and
 *					at least one; none: not one. A list that is not there is unknown
 *	any: [ {...}, {...} ]		one of these conditions holds
 *	not: {...}			this one does not
 * A row without 'when' always holds. In 'because', {key} stands for the value.
 *
 * Each row has an example: facts, verdicts and counts under which it is this
 * row that decides; entries are written as lists (risks: [{ limb: I.2.d }]).
 * What an example does not say is unknown, but 'found.' counts are 0, there is
 * no image and no claim or agreement, and unless it says otherwise SCOPE is
 * IN-SCOPE, ROLE MANUFACTURER and TIME APPLIES. The row of a shared table
 * is tried in the first that shares it, by name. tables_check() runs them. A row without one, or whose
 * example another row decides, fails the build.
 */
#ifndef CRADLE_JUDGE_TABLE_H
#define CRADLE_JUDGE_TABLE_H

#include "base/embedded.h"
#include "judge/condition.h"

struct row {
	const char *id, *verdict, *because;
	const struct condition *when;	/* NULL: always */
	const struct provision **cites;
	size_t cite_count;
	const char *needs;		/* a key of the declaration, or NULL */
	const struct yaml *doc;		/* where it stands, with its example */
	const struct decision_table *table;
};

struct decision_table {
	const char *name;		/* the file's: "optout" */
	const struct yaml *doc;
	const struct limb **limbs;	/* that it decides */
	size_t limb_count;
	struct row *own;
	size_t own_count;
	const struct row **rows;	/* those of the tables it begins with, its own, those that come then */
	size_t row_count;
};

struct decision_tables {
	struct arena mem;
	const struct schema *schema;
	const struct law *law;
	struct decision_table *list;		/* by file name */
	size_t count;
	const struct decision_table **of_limb;	/* [law.limb_count]; NULL for sums */
	const char *digest;		/* SHA-256 over the program's files; NULL: others were read */
};

/* Those of the program (data/decisions/); what is wrong is said with file, line and column. */
int tables_load(struct decision_tables *tables, const struct schema *schema, const struct law *law, struct err *err);

/* As tables_load() from other files, sorted by path; tests read bad ones. They must outlive the tables. */
int tables_read(struct decision_tables *tables, const struct schema *schema, const struct law *law,
		const struct embedded *files, size_t count, struct err *err);
void tables_free(struct decision_tables *tables);

/* Does this row cite what every verdict on the limb cites anyway? */
bool limb_cites(const struct limb *limb, const struct provision *provision);

/* The table of that file name ("optout"), or NULL. */
const struct decision_table *tables_find(const struct decision_tables *tables, const char *name);

#endif
