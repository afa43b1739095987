#include "diff/weigh.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "facts/version.h"

/* --- is it in force? --- */

/* Without a row here a thing is in force by being there. Words that are in neither list, and NULL: not known. */
static const struct gate { const char *table, *column, *on, *off; } gates[] = {
	{ "service", "starts", "yes", "no" },
	{ "listener", "state", "open contended", "off" },
	{ "login", "enabled", "yes", "no" },
	{ "grant", "works", "yes", "no" },
	{ "log", "enabled", "yes", "no" },
	{ "firewall", "enabled", "yes", "no" },
	{ "crypto", "state", "effective default", "not-effective" },
	{ "credential", "in_use", "yes", "no" },
	{ "debug", "enabled", "yes", "no" },
};

enum force { FORCE_UNKNOWN = 0, FORCE_OFF, FORCE_ON };

/* Is it one of these words, blanks between them? */
static bool among(const char *words, const char *word, size_t n)
{
	while (*words) {
		size_t k = strcspn(words, " ");

		if (k == n && memcmp(words, word, n) == 0)
			return true;
		words += k + (words[k] == ' ');
	}
	return false;
}

static const struct gate *gate_of(const struct inventory *t)
{
	for (size_t i = 0; i < COUNT(gates); i++)
		if (strcmp(gates[i].table, t->kind->name) == 0)
			return &gates[i];
	return NULL;
}

static enum force force_of(const struct inventory *t, const struct inventory_row *row, bool seen)
{
	const struct gate *gate = gate_of(t);
	const char *cell;

	if (!row)
		return seen ? FORCE_OFF : FORCE_UNKNOWN;
	if (!gate)
		return FORCE_ON;
	cell = inventory_cell(t, row, gate->column);
	if (cell && among(gate->on, cell, strlen(cell)))
		return FORCE_ON;
	return cell && among(gate->off, cell, strlen(cell)) ? FORCE_OFF : FORCE_UNKNOWN;
}

/* --- scales --- */

enum scale_flag {
	SCALE_TIMID = 1,		/* what would be better is only not worse: that it is not seen proves nothing */
	SCALE_DEPENDS = 2,		/* worse or better depends on what it does */
	SCALE_HELPS = 4,		/* its kind protects: when one goes and another comes, they are to be compared by hand */
	SCALE_NUMBER = 8,		/* a smaller number is worse, where the column 'order' names is alike */
	SCALE_VERSION = 16,		/* a lower version is worse */
};

/*
 * order: from the safest to the most exposed, '|' between steps, blanks between
 * what is alike. "-": it is not there or not in force; a scale without it only
 * compares two that are. "~": the column is NULL. "*": any other value. "!": where
 * the column is NULL there is nothing to compare; else NULL is on no scale.
 */
struct scale {
	const char *table, *column;	/* column "": the thing itself, "there" or not */
	const char *order;
	const char *limb;		/* NULL: the table's */
	const char *worse;
	const char *better;
	int flags;
	const char *when;		/* "rule": only rows that have one; "!rule": only those without */
};

static const struct scale scales[] = {
	{ "service", "", "- | there", NULL, "it starts by default now: what it does decides",
	  "it starts by default no more: what it did decides", SCALE_DEPENDS, NULL },
	{ "service", "user", "* | root ~", "I.2.k", "it runs as root now, or as nobody says", "it runs as root no more",
	  SCALE_TIMID, NULL },

	{ "listener", "reach", "- loopback | local | any", "I.2.j", "more of the network can reach it",
	  "less of the network can reach it", 0, NULL },
	{ "listener", "tls", "yes | no", "I.2.e", "no longer encrypted from the first byte", "encrypted from the first byte", 0,
	  NULL },

	{ "account", "password", "- locked none | hash | empty", "I.2.d", "a password opens it, or none is needed",
	  "its password opens it no more, or one is needed", 0, NULL },
	{ "account", "interactive", "no | yes", "I.2.d", "it has a shell now", "it has no shell any more", 0, NULL },
	{ "account", "hash", "! yescrypt scrypt bcrypt | sha512 sha256 | md5 bsdi | des", "I.2.e",
	  "its password is kept by a weaker hash", "its password is kept by a stronger hash", 0, NULL },
	{ "account", "guessed", "- ~ | *", "I.2.b.config", "a default password opens it",
	  "no default password was found to open it", SCALE_TIMID, NULL },
	{ "account", "uid", "- * | 0", "I.2.d", "it has the rights of root now", "it has the rights of root no more", 0, NULL },

	{ "login", "", "- | there", "I.2.d", "one more way to log in", "one way less to log in", 0, NULL },
	{ "login", "password", "asked | empty-ok | none", "I.2.d", "less is asked for", "more is asked for", 0, NULL },
	{ "grant", "", "- | there", "I.2.d", "one more right without a password", "one right less without a password", 0, NULL },

	{ "updater", "", "there | -", "I.2.c.updatable", "a mechanism that brings updates is gone",
	  "a mechanism that brings updates was added", SCALE_TIMID | SCALE_HELPS, NULL },
	{ "updater", "automatic", "yes | no -", "I.2.c.auto", "updates are installed by itself no more",
	  "updates are installed by itself", SCALE_HELPS, NULL },
	{ "updater", "enabled", "yes | no -", "I.2.c.default-on", "automatic updates are on by default no more",
	  "automatic updates are on by default", SCALE_HELPS, NULL },
	{ "updater", "authentic", "- yes | no", "I.2.c.updatable", "an update is installed without proof of where it comes from",
	  "an update is installed only with proof of where it comes from", 0, NULL },
	{ "updater", "transport", "- https file | http ftp tftp", "I.2.e", "updates come without encryption",
	  "updates come encrypted", 0, NULL },
	{ "updater", "security_only", "yes | no", "II.2.separate", "security updates come with others only",
	  "security updates come by themselves", 0, NULL },
	{ "updater", "opt_out", "* | ~", "I.2.c.optout", "no way to turn updates off is seen any more", NULL, SCALE_TIMID, NULL },
	{ "updater", "postpone", "* | ~", "I.2.c.postpone", "no way to postpone updates is seen any more", NULL, SCALE_TIMID, NULL },
	{ "updater", "notice", "* | ~", "I.2.c.notify", "no notice of updates is seen any more", NULL, SCALE_TIMID, NULL },

	{ "reset", "enabled", "yes | no -", "I.2.b.reset", "a way back to the original state is gone",
	  "there is a way back to the original state", SCALE_HELPS, NULL },

	{ "log", "persistence", "persistent remote | volatile | none -", "I.2.l", "records are kept less long, or not at all",
	  "records are kept longer", SCALE_HELPS, NULL },
	{ "log", "auth", "yes | no", "I.2.l", "it takes no authentication events any more", "it takes authentication events", 0,
	  NULL },
	{ "log", "tls", "yes | no", "I.2.e", "records travel without encryption", "records travel encrypted", 0, NULL },

	{ "firewall", "policy", "drop reject | accept -", "I.2.j", "the packet filter lets more through",
	  "the packet filter lets less through", SCALE_HELPS, "!rule" },
	{ "firewall", "", "- | there", "I.2.j", "one more rule lets packets in from outside",
	  "one rule less lets packets in from outside", 0, "rule" },

	{ "crypto", "weak", "- ~ | *", "I.2.e", "something weak is accepted", "what was weak is accepted no more", 0, NULL },
	{ "key", "", "- | there", "I.2.e", "a secret key is in every unit of the image", "a secret key left the image", 0, NULL },
	{ "key", "encrypted", "yes | no", "I.2.e", "the key needs no passphrase any more", "the key needs a passphrase", 0, NULL },
	{ "key", "known", "- ~ | *", "I.2.e", "it is a published key", "it is a published key no more", 0, NULL },
	{ "key", "bits", "algorithm", "I.2.e", "the key is shorter", "the key is longer", SCALE_NUMBER, NULL },
	{ "certificate", "bits", "algorithm", "I.2.e", "its key is shorter", "its key is longer", SCALE_NUMBER, NULL },

	{ "credential", "", "- | there", "I.2.d", "one more secret is the same in every unit", "one secret less in the image", 0,
	  NULL },
	{ "credential", "known", "- ~ | *", "I.2.b.config", "it is a known default", "it is a known default no more", 0, NULL },
	{ "credential", "form", "hash psk | base64 clear", "I.2.e", "it stands in clear", "it stands in clear no more", 0, NULL },

	{ "debug", "", "- | there", "I.2.j", "one more door left by development", "one door of development less", 0, NULL },

	{ "package", "version", "", "I.2.a", "an older version: what was fixed since is open again", NULL,
	  SCALE_VERSION | SCALE_TIMID, NULL },
};

enum { RANK_UNKNOWN = -1, RANK_APART = -2 };	/* not known; nothing to compare with */

static int rank_of(const char *order, const char *word)
{
	int rank = 0, any = RANK_UNKNOWN;

	while (*order) {
		size_t n = strcspn(order, " ");

		if (n == 1 && *order == '|')
			rank++;
		else if (n == 1 && *order == '*' && strcmp(word, "-") != 0 && strcmp(word, "~") != 0)
			any = rank;
		else if (strlen(word) == n && memcmp(order, word, n) == 0)
			return rank;
		order += n + (order[n] == ' ');
	}
	return any;
}

static bool has_absent(const struct scale *s)
{
	return rank_of(s->order, "-") >= 0;
}

static int value_rank(const struct scale *s, const struct inventory *t, const struct inventory_row *row)
{
	const char *cell = *s->column ? inventory_cell(t, row, s->column) : "there";

	/* in an image's own words "-" and "~" are words like others */
	if (cell && (strcmp(cell, "-") == 0 || strcmp(cell, "~") == 0))
		cell = "";
	return !cell && *s->order == '!' ? RANK_APART : rank_of(s->order, cell ? cell : "~");
}

static int side_rank(const struct scale *s, const struct inventory *t, const struct inventory_row *row, enum force force)
{
	int absent = has_absent(s) ? rank_of(s->order, "-") : RANK_APART;

	if (force == FORCE_OFF)
		return absent;
	if (!row)
		return absent == RANK_APART ? RANK_APART : RANK_UNKNOWN;
	if (force == FORCE_ON)
		return value_rank(s, t, row);
	/* in force or not: known where it comes to the same */
	return absent == RANK_APART || value_rank(s, t, row) == absent ? value_rank(s, t, row) : RANK_UNKNOWN;
}

static enum diff_direction ranks_compare(int was, int now)
{
	if (was == RANK_APART || now == RANK_APART || was == now)
		return DIFF_NEUTRAL;
	if (now == RANK_UNKNOWN)
		return DIFF_UNKNOWN;
	if (was == RANK_UNKNOWN)
		return now > 0 ? DIFF_WORSE : DIFF_NEUTRAL;
	return now > was ? DIFF_WORSE : DIFF_BETTER;
}

/* --- numbers and versions --- */

static enum diff_direction numbers_compare(const struct scale *s, const struct weighing *w)
{
	const char *a = inventory_cell(w->table, w->was, s->column), *b = inventory_cell(w->table, w->now, s->column);
	const char *of_a = inventory_cell(w->table, w->was, s->order), *of_b = inventory_cell(w->table, w->now, s->order);
	long was, now;

	if (!a || !b || !of_a || !of_b || strcmp(of_a, of_b) != 0)
		return DIFF_NEUTRAL;
	if (!bytes_number(bytes_of(a), &was) || !bytes_number(bytes_of(b), &now) || was == now)
		return DIFF_NEUTRAL;
	return now < was ? DIFF_WORSE : DIFF_BETTER;
}

/* Alpine writes "1.2_rc1" for what comes before 1.2, where dpkg writes "1.2~rc1". */
static void version_usual(char *out, size_t size, const char *version)
{
	static const char *const before[] = { "_alpha", "_beta", "_pre", "_rc" };

	snprintf(out, size, "%s", version);
	for (size_t i = 0; i < COUNT(before); i++)
		for (char *at = out; (at = strstr(at, before[i])); at++)
			*at = '~';
}

/* A digest or a name of a branch is no version. */
static bool is_version(const char *s)
{
	return isdigit((unsigned char)*s) && strpbrk(s, ".-+~:");
}

static enum diff_direction versions_compare(const struct scale *s, const struct weighing *w)
{
	const char *was = inventory_cell(w->table, w->was, s->column), *now = inventory_cell(w->table, w->now, s->column);
	char a[200], b[200];
	int order;

	if (!was || !now || strcmp(was, now) == 0 || !is_version(was) || !is_version(now))
		return DIFF_NEUTRAL;
	version_usual(a, sizeof(a), was);
	version_usual(b, sizeof(b), now);
	order = version_compare(b, a);
	return order < 0 ? DIFF_WORSE : order > 0 ? DIFF_BETTER : DIFF_NEUTRAL;
}

/* --- together --- */

static bool applies(const struct scale *s, const struct inventory *t, const struct inventory_row *row)
{
	bool not = s->when && *s->when == '!';

	if (!s->when || !row)
		return true;
	return !inventory_cell(t, row, s->when + not) == not;
}

/* What the scale says; is it about rows of which one is not in force on either side, then nothing. */
static enum diff_direction scale_compare(const struct scale *s, const struct weighing *w, enum force was, enum force now)
{
	enum diff_direction direction;

	if (s->flags & (SCALE_NUMBER | SCALE_VERSION)) {
		if (!w->was || !w->now)
			return DIFF_NEUTRAL;
		direction = s->flags & SCALE_NUMBER ? numbers_compare(s, w) : versions_compare(s, w);
	} else {
		direction = ranks_compare(side_rank(s, w->table, w->was, was), side_rank(s, w->table, w->now, now));
	}
	if ((s->flags & SCALE_DEPENDS) && direction != DIFF_NEUTRAL)
		return DIFF_UNKNOWN;
	if ((s->flags & SCALE_HELPS) && w->replaced && direction != DIFF_NEUTRAL)
		return DIFF_UNKNOWN;
	if ((s->flags & SCALE_TIMID) && direction == DIFF_BETTER)
		return DIFF_NEUTRAL;
	return direction;
}

/* What decides when scales differ: something worse first, then what cannot be told. */
static bool decides(enum diff_direction a, enum diff_direction than)
{
	static const int weight[DIFF_DIRECTIONS] = {
		[DIFF_NEUTRAL] = 0, [DIFF_BETTER] = 1, [DIFF_UNKNOWN] = 2, [DIFF_WORSE] = 3,
	};

	return weight[a] > weight[than];
}

/* The cell that shows it: of the scale's column, or what says that the thing is in force. */
static void cell_weigh(const struct scale *s, const struct weighing *w, struct diff_cell *cells, enum diff_direction direction)
{
	const struct gate *gate = gate_of(w->table);
	size_t at = inventory_column(w->table, *s->column || !gate ? s->column : gate->column);

	if (at < w->table->column_count && decides(direction, cells[at].direction))
		cells[at].direction = direction;
}

static const char *words(const struct scale *s, const struct weighing *w, enum diff_direction direction)
{
	if (direction == DIFF_UNKNOWN && s->flags & SCALE_DEPENDS)
		return w->starts ? s->worse : s->better;
	if (direction == DIFF_UNKNOWN && !w->now && !w->seen_after)
		return "what it stood in cannot be read any more";
	if (direction == DIFF_UNKNOWN && s->flags & SCALE_HELPS && w->replaced)
		return "one went and another came: hold them against each other";
	if (direction == DIFF_UNKNOWN)
		return "it is not known any more";
	if (direction == DIFF_WORSE && !w->was && !w->seen_before)
		return "it is known now; before, its place could not be read";
	return direction == DIFF_WORSE ? s->worse : direction == DIFF_BETTER ? s->better : NULL;
}

void weigh(struct weighing *w, struct diff_cell *cells)
{
	enum force was = force_of(w->table, w->was, w->seen_before), now = force_of(w->table, w->now, w->seen_after);

	w->direction = DIFF_NEUTRAL;
	w->why = NULL;
	w->limb = w->table->kind->limb;
	w->starts = now == FORCE_ON && was != FORCE_ON;
	for (size_t i = 0; i < COUNT(scales); i++) {
		const struct scale *s = &scales[i];
		enum diff_direction direction;

		if (strcmp(s->table, w->table->kind->name) != 0 || !applies(s, w->table, w->was) || !applies(s, w->table, w->now))
			continue;
		direction = scale_compare(s, w, was, now);
		cell_weigh(s, w, cells, direction);
		if (!decides(direction, w->direction))
			continue;
		w->direction = direction;
		w->why = words(s, w, direction);
		w->limb = s->limb ? s->limb : w->limb;
	}
}
