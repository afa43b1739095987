/*
 * rule.h - a rule: SQL over the dossier's views whose rows are findings.
 *
 *	id: D-SSH-ROOT
 *	title: Root can log in over SSH with a password
 *	limb: I.2.d
 *	and: [I.2.b.config]
 *	severity: high			# low | medium | high | critical
 *	probes: [sshd]			# who must have looked; unreadable facts of theirs make it unknown
 *	declared: SELECT ...		# optional: what of 'declaration' it is held against; no row, not applicable
 *	asks: findings			# optional: it asks 'finding' too and runs after all that don't
 *	applies: SELECT ...		# optional: no row, not applicable
 *	looked: SELECT path FROM ...	# optional, else the coverage of 'probes'; no row: unknown, not pass
 *	needs: [modes]			# optional: modes, owners, links must be kept by the image format
 *	decides: no			# optional, yes or no: fails are shown, but don't make a limb NOT-MET
 *	finds: |			# rows: path, line, detail [, severity]; each is a fail;
 *					# optional in a rule that can only tell 'unknown'
 *	  SELECT ...
 *	not_effective: SELECT ...	# optional: rows that are there but cannot take effect, and why
 *	contended: SELECT ...		# optional
 *	unknown: SELECT ...		# optional: rows that could not be decided, and why
 *	fix: Set PermitRootLogin to "no" or "prohibit-password".
 *	why: One sentence.
 *	faq: secure-by-default/what-settings	# the item of the knowledge base that explains it; a team's own may lack it
 *	examples: [...]			# run by the tests: at least one that finds, one that doesn't
 *
 * To add a rule: one such file below data/rules/, named after its id. Nothing
 * else. 'cradle rules check DIR' says what is wrong with it, with its line.
 */
#ifndef CRADLE_JUDGE_RULE_H
#define CRADLE_JUDGE_RULE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/yaml.h"
#include "dossier/dossier.h"
#include "law/law.h"

struct rule {
	const char *id, *title, *severity, *fix, *why;
	const char *faq;		/* id of the item that explains it, or NULL */
	const char *limbs[8];		/* the rule's own first, then those of 'and' */
	size_t limb_count;
	const char *probes[8];
	size_t probe_count;
	const char *needs[4];
	size_t need_count;
	const char *declared, *applies, *looked, *finds, *not_effective, *contended, *unknown;
	bool advises;			/* 'decides: no' */
	bool last;			/* 'asks: findings' */
	bool own;			/* from a team's folder, not part of the program */
	const struct yaml *doc;		/* where it stands, with its examples */
	struct bytes text;		/* the file, as it was read */
};

struct rules {
	struct arena mem;
	struct rule *list;		/* sorted by id */
	size_t count, room;
	bool has_own;			/* a team's folder was given */
	char digest[65];		/* SHA-256 over all files in order: the rules' version */
	char own_digest[65];		/* the same of the team's alone; "" without any */
};

/* The rules that are part of the program, and those of 'dir' when it is not NULL. */
int rules_load(struct rules *rules, const struct law *law, const char *dir, struct err *err);
void rules_free(struct rules *rules);
const struct rule *rules_find(const struct rules *rules, const char *id);

/* Is this rule to be checked? All are, but where a team's folder was given, only those in it. */
bool rules_concern(const struct rules *rules, const struct rule *rule);

/*
 * Each query must compile against the schema and those whose rows are findings
 * give path, line, detail and no more than a severity; each probe must exist;
 * each rule must have an example that finds and one that doesn't.
 */
int rules_check(const struct rules *rules, struct err *err);

/* Severity as a number: 1 low .. 4 critical, 0 for a word that is none of them. */
int severity_rank(const char *severity);

#endif
