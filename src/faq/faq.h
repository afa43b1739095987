/*
 * faq.h - the knowledge base: modules of items, each a question with its
 * verdict, its answer and the provisions it rests on.
 *
 *	struct faq faq;
 *
 *	if (faq_open(&faq, &law, faq_builtin(), err) != 0)
 *		...
 *	const struct faq_item *item = faq_item(&faq, "secure-by-default/opt-out");
 *	faq_close(&faq);
 *
 * It is written as text below data/faq/ (docs/faq.md). The build reads that
 * (corpus.h), refuses what is wrong with it (lint.h) and packs it into one
 * SQLite database with the search index (store.h), which is part of the
 * program. faq_open() reads the texts back; search.h asks the index.
 *
 * Everything here lives in faq.mem and is the same for as long as it is open.
 * To add an item: one file, and its name in the module's 'sections'.
 */
#ifndef CRADLE_FAQ_FAQ_H
#define CRADLE_FAQ_FAQ_H

#include <sqlite3.h>

#include "law/law.h"

struct faq_cite {
	const struct provision *provision;
	const char *weight;		/* law recital faq guidance standard */
	const char *supports;		/* what this provision carries, in our words; "" for a task's */
	long line;			/* in its source, 0 when it comes from the index */
};

/* A limb or a rule that an item explains. */
struct faq_rest {
	const char *key;		/* "I.2.b.config", "E-FTP-CLEAR" */
	const char *title;
	const char *severity;		/* of a rule; NULL: it is a limb */
	const struct limb *limb;	/* the limb, or that of the rule */
};

struct faq_item {
	const char *id;			/* "secure-by-default/opt-out" */
	const char *slug;		/* "opt-out": the anchor on the module's page */
	const char *question;
	const char *verdict;		/* yes no conditional narrow explained */
	const char *answer;		/* Markdown (markdown.h); its first paragraph is the answer in short */
	const char *brief;		/* that paragraph as plain text */
	const char *published, *as_of;	/* YYYY-MM-DD */
	const char *hash;		/* SHA-256 of what a reader is told (faq_hash()) */
	const char *const *roles, *const *asks, *const *was;
	size_t role_count, ask_count, was_count;
	struct faq_cite *cites;		/* the law first, then by weight; else as written */
	size_t cite_count;
	const struct faq_item **see;
	size_t see_count;
	struct faq_rest *rests;		/* limbs in the order of the law, then rules by id */
	size_t rest_count;
	const struct faq_module *module;
	const struct faq_section *section;
	size_t number;			/* within the module, from 1 */
	const char *file;		/* NULL when it comes from the index */
	const struct yaml *doc;
};

struct faq_section {
	const char *title;
	const struct faq_item **items;
	size_t item_count;
};

/* One step of a module's workflow: what a role does, with what to show for it. */
struct faq_task {
	const char *id, *title, *role, *output, *evidence, *done;
	const struct faq_item **items;	/* the cards that explain it */
	size_t item_count;
	struct faq_cite *cites;
	size_t cite_count;
	const struct limb **limbs;
	size_t limb_count;
	const char *const *keys;	/* of product.yaml, that show it done */
	size_t key_count;
};

struct faq_module {
	const char *id, *title, *label, *lead, *use, *overview, *published;
	const char *updated;		/* the newest date of its items */
	const char *const *roles;
	size_t role_count;
	const struct faq_module **related;
	size_t related_count;
	struct faq_cite *cites;		/* of the overview */
	size_t cite_count;
	struct faq_section *sections;
	size_t section_count;
	const struct faq_item **items;	/* in the order of the sections */
	size_t item_count;
	struct faq_task *tasks;
	size_t task_count;
	const char *file;
	const struct yaml *doc;
};

/* A version of an item, newest first. */
struct faq_change {
	const char *id, *date, *hash, *what;
	const struct faq_item *item;	/* NULL: it is gone */
};

struct faq {
	struct arena mem;
	const struct law *law;
	struct faq_module *modules;	/* as listed in data/faq/modules.yaml */
	size_t module_count;
	struct faq_item *items;		/* by module, then in the order of its sections */
	size_t item_count;
	struct faq_change *changes;
	size_t change_count;
	const char *updated;		/* the newest date of all items */
	const char *digest;		/* SHA-256 over all items' hashes: the corpus' version */
	struct names by_id;		/* items, old ids too */
	struct names by_provision;	/* struct faq_uses by provision id */
	sqlite3 *db;			/* the index; NULL when it was read from a folder */
};

/* What of the knowledge base cites a provision, or a part of it. */
struct faq_uses {
	const struct faq_item **items;
	size_t count, room;
};

/* The database that is part of the program. */
struct bytes faq_builtin(void);

/* Reads it; 'index' must live as long as 'faq'. The law index must, too. */
int faq_open(struct faq *faq, const struct law *law, struct bytes index, struct err *err);
void faq_close(struct faq *faq);

/* By id, or by one it had before; NULL: there is none. */
const struct faq_item *faq_item(const struct faq *faq, struct bytes id);
const struct faq_module *faq_module(const struct faq *faq, struct bytes id);

/* The items that cite this very provision, in order of the corpus; NULL: none. */
const struct faq_uses *faq_uses(const struct faq *faq, const char *provision);

/* The item that explains a limb, or a rule, or NULL. */
const struct faq_item *faq_explains(const struct faq *faq, const char *key);

/* Is the limb what the item is about: one that it explains, or one that rests on a provision of the law that it cites? */
bool faq_on_limb(const struct faq_item *item, const struct limb *limb);

/* Do the item's roles (or the module's) include this one? */
bool faq_has_role(const struct faq_item *item, const char *role);

/* A verdict in words, for people: "Yes, in narrow cases". */
const char *faq_verdict_text(const char *verdict);

/* All verdicts, weights and roles there are, NULL-terminated; in the order in which they are shown. */
extern const char *const faq_verdicts[], *const faq_weights[], *const faq_roles[];

#endif
