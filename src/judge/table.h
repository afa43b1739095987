/*
 * table.h - a decision table: rows of condition, verdict, provisions, reason.
 *
 *	key: I.2.c.optout		# or keys: [I.2.d, I.2.e]; a table without is begun with by others
 *	name: optout			# the file's name
 *	begins: [applies, claim]	# tables whose rows come before these
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
 *					may stand for the date: { from: time.placed }
 *	  { at_least: 5 }		a number; also below:; a key's name may stand for it
 *	  { has: cost }			a key with several values has this one
 *	claim: made | none		an entry of claims[] for this limb; claim.ground: its keys
 *	tailor_made: made | none	the same for tailor_made[]
 *	essential: made | none		the same for essential[]
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
 * no image, and there is no claim or agreement. A row without one, or whose
 * example another row decides, fails the build.
 */
#ifndef CRADLE_JUDGE_TABLE_H
#define CRADLE_JUDGE_TABLE_H

#include "base/yaml.h"
#include "product/product.h"

struct row {
	const char *id, *verdict, *because;
	const struct yaml *when;	/* NULL: always */
	const struct yaml *example;
	const struct provision *const *cites;
	size_t cite_count;
	const struct schema_key *needs;	/* or NULL */
	const char *needs_name;		/* as written: also a list's name */
	const struct table *table;	/* where it stands */
	const struct yaml *doc;
};

struct table {
	const char *name, *file;
	const char *const *keys;
	size_t key_count;
	const struct row *rows;		/* those of the tables it begins with first */
	size_t row_count;
};

struct tables {
	struct arena mem;
	const struct schema *schema;
	const struct law *law;
	struct table *list;		/* by file name */
	size_t count;
	char digest[65];		/* SHA-256 over all files in order */
};

/* Those of the program (data/decisions/); what is wrong is said with file, line and column. */
int tables_load(struct tables *tables, const struct schema *schema, const struct law *law, struct err *err);
void tables_free(struct tables *tables);

/* The table that decides this key, or NULL. */
const struct table *tables_find(const struct tables *tables, const char *key);

/* Runs every row's example; *ran is how many. The first that fails is the error. */
int tables_check(const struct tables *tables, size_t *ran, struct err *err);

#endif
