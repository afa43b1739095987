/* The knowledge base that is part of the program: that it is whole, in order, and found by every way that leads to it. */
#include "unit.h"

#include "faq/faq.h"

static struct law law;
static struct faq faq;

static int set_up(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) == 0 && faq_open(&faq, &law, faq_builtin(), &err) == 0)
		return 0;
	print_error("%s\n", err.text);
	return -1;
}

static int tear_down(void **state)
{
	faq_close(&faq);
	law_free(&law);
	return 0;
}

static long counted(const char *sql)
{
	sqlite3_stmt *st;
	long n = -1;

	assert_int_equal(sqlite3_prepare_v2(faq.db, sql, -1, &st, NULL), SQLITE_OK);
	if (sqlite3_step(st) == SQLITE_ROW)
		n = (long)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static void test_counts(void **state)
{
	size_t items = 0;

	assert_true(faq.module_count >= 12);
	assert_true(faq.item_count >= 220);
	assert_int_equal(counted("SELECT count(*) FROM item"), faq.item_count);
	assert_int_equal(counted("SELECT count(*) FROM words"), faq.item_count);
	assert_int_equal(counted("SELECT count(*) FROM form"), faq.item_count);
	assert_int_equal(counted("SELECT count(*) FROM change"), faq.change_count);
	assert_int_equal(counted("PRAGMA user_version"), 1);
	assert_true(faq.change_count >= faq.item_count);
	for (size_t i = 0; i < faq.module_count; i++)
		items += faq.modules[i].item_count;
	assert_int_equal(items, faq.item_count);
}

/* Items stand by module, in it by section, and are numbered from 1. */
static void test_order(void **state)
{
	size_t at = 0;

	for (size_t i = 0; i < faq.module_count; i++) {
		const struct faq_module *m = &faq.modules[i];
		size_t number = 0;

		assert_ptr_equal(faq_module(&faq, bytes_of(m->id)), m);
		assert_true(m->section_count > 0 && m->task_count > 0 && m->cite_count > 0 && m->role_count > 0);
		for (size_t s = 0; s < m->section_count; s++)
			for (size_t k = 0; k < m->sections[s].item_count; k++, at++) {
				const struct faq_item *item = m->sections[s].items[k];

				assert_ptr_equal(item, &faq.items[at]);
				assert_ptr_equal(item, m->items[number]);
				assert_ptr_equal(item->section, &m->sections[s]);
				assert_ptr_equal(item->module, m);
				assert_int_equal(item->number, ++number);
			}
		assert_int_equal(number, m->item_count);
	}
	assert_int_equal(at, faq.item_count);
}

static bool among(const char *const *words, const char *word)
{
	for (size_t i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static void test_items(void **state)
{
	for (size_t i = 0; i < faq.item_count; i++) {
		const struct faq_item *item = &faq.items[i];
		const char *slash = strchr(item->id, '/');

		if (!slash || strcmp(slash + 1, item->slug) != 0 || strncmp(item->id, item->module->id, (size_t)(slash - item->id)) != 0)
			fail_msg("'%s' is not its module and slug", item->id);
		assert_ptr_equal(faq_item(&faq, bytes_of(item->id)), item);
		if (!among(faq_verdicts, item->verdict) || item->ask_count < 3 || item->cite_count < 1 || !*item->brief)
			fail_msg("'%s' is not whole", item->id);
		assert_int_equal(strlen(item->hash), 64);
		assert_int_equal(strlen(item->as_of), 10);
		assert_true(strcmp(item->published, item->as_of) <= 0 && strcmp(item->as_of, item->module->updated) <= 0 &&
			    strcmp(item->as_of, faq.updated) <= 0);
		for (size_t k = 0; k < item->role_count; k++)
			assert_true(among(faq_roles, item->roles[k]) && faq_has_role(item, item->roles[k]));
		assert_false(faq_has_role(item, "king"));
		for (size_t k = 0; k < item->see_count; k++)
			assert_ptr_not_equal(item->see[k], item);
	}
}

static size_t weight_rank(const char *weight)
{
	size_t i = 0;

	while (faq_weights[i] && strcmp(faq_weights[i], weight) != 0)
		i++;
	assert_non_null(faq_weights[i]);
	return i;
}

/* The law first; each with the index's weight, from a source that is in force. */
static void test_cites(void **state)
{
	for (size_t i = 0; i < faq.item_count; i++) {
		const struct faq_item *item = &faq.items[i];

		for (size_t k = 0; k < item->cite_count; k++) {
			const struct faq_cite *c = &item->cites[k];

			assert_ptr_equal(law_provision(&law, c->provision->id), c->provision);
			assert_string_equal(c->weight, c->provision->weight);
			assert_null(c->provision->source->superseded_by);
			if (!*c->supports)
				fail_msg("'%s' does not say what '%s' supports", item->id, c->provision->id);
			if (k && weight_rank(item->cites[k - 1].weight) > weight_rank(c->weight))
				fail_msg("'%s': '%s' stands behind what weighs less", item->id, c->provision->id);
		}
	}
}

/* From a provision to the items and back. */
static void test_uses(void **state)
{
	size_t there = 0, back = 0;

	for (size_t i = 0; i < law.provision_count; i++) {
		const char *id = law.provisions[i].id;
		const struct faq_uses *uses = faq_uses(&faq, id);

		for (size_t k = 0; uses && k < uses->count; k++, there++) {
			bool cites = false;

			for (size_t c = 0; c < uses->items[k]->cite_count; c++)
				cites = cites || strcmp(uses->items[k]->cites[c].provision->id, id) == 0;
			assert_true(cites);
			assert_true(k == 0 || uses->items[k - 1] < uses->items[k]);
		}
	}
	for (size_t i = 0; i < faq.item_count; i++)
		for (size_t k = 0; k < faq.items[i].cite_count; k++) {
			bool before = false;

			for (size_t c = 0; c < k; c++)
				before = before || faq.items[i].cites[c].provision == faq.items[i].cites[k].provision;
			back += !before;
		}
	assert_int_equal(there, back);
	assert_true(faq_uses(&faq, "annex-1-part-1-2-b")->count >= 10);
	assert_null(faq_uses(&faq, "art-9999"));
	assert_null(faq_uses(&faq, ""));
}

/* Every limb is explained by an item that says so. */
static void test_explains(void **state)
{
	for (size_t i = 0; i < law.limb_count; i++) {
		const struct faq_item *item = faq_explains(&faq, law.limbs[i].key);

		if (!item)
			fail_msg("nothing explains %s", law.limbs[i].key);
		assert_ptr_equal(item, faq_item(&faq, bytes_of(law.limbs[i].faq)));
	}
	assert_null(faq_explains(&faq, "I.9.z"));
	for (size_t i = 0; i < faq.item_count; i++) {
		bool rule = false;

		for (size_t k = 0; k < faq.items[i].rest_count; k++) {
			const struct faq_rest *rest = &faq.items[i].rests[k];

			assert_true(rest->key && *rest->key && rest->title && *rest->title && rest->limb);
			/* limbs before rules */
			assert_false(rule && !rest->severity);
			rule = rule || rest->severity;
		}
	}
}

static const struct { const char *id; bool is; } ids[] = {
	{ "secure-by-default/meaning", true },	{ "secure-by-default", false },	 { "secure-by-default/", false },
	{ "secure-by-default/nothing", false }, { "Secure-by-default/meaning", false }, { "/secure-by-default/meaning", false },
	{ "meaning", false },			{ "", false },			 { "secure-by-default/meaning ", false },
	{ "../secure-by-default/meaning", false },
};

static void test_ids(void **state)
{
	for (size_t i = 0; i < COUNT(ids); i++) {
		print_message("#  '%s'\n", ids[i].id);
		assert_int_equal(faq_item(&faq, bytes_of(ids[i].id)) != NULL, ids[i].is);
	}
	assert_null(faq_item(&faq, (struct bytes){ (const unsigned char *)"secure-by-default/meaning\0x", 27 }));
	assert_null(faq_module(&faq, BYTES("")));
	assert_null(faq_module(&faq, BYTES("secure-by-default/meaning")));
	for (size_t i = 0; i < faq.item_count; i++)
		for (size_t k = 0; k < faq.items[i].was_count; k++)
			assert_ptr_equal(faq_item(&faq, bytes_of(faq.items[i].was[k])), &faq.items[i]);
}

static void test_tasks(void **state)
{
	for (size_t i = 0; i < faq.module_count; i++)
		for (size_t k = 0; k < faq.modules[i].task_count; k++) {
			const struct faq_task *t = &faq.modules[i].tasks[k];

			if (!*t->id || !*t->title || !*t->output || !*t->evidence || !*t->done || !t->cite_count || !t->item_count)
				fail_msg("%s: task '%s' is not whole", faq.modules[i].id, t->id);
			assert_true(among(faq_roles, t->role));
			/* a file, or with a slash behind it a folder */
			if (t->evidence[strcspn(t->evidence, "/\\")] && t->evidence[strcspn(t->evidence, "/\\") + 1])
				fail_msg("'%s' is no name of a file", t->evidence);
			assert_true(t->evidence[0] != '.');
		}
}

static void test_verdicts(void **state)
{
	for (size_t i = 0; faq_verdicts[i]; i++) {
		assert_string_not_equal(faq_verdict_text(faq_verdicts[i]), faq_verdicts[i]);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(faq_verdict_text(faq_verdicts[i]), faq_verdict_text(faq_verdicts[k]));
	}
	assert_string_equal(faq_verdict_text("yes"), "Yes");
	assert_string_equal(faq_verdict_text("else"), "else");
}

/* Newest first; the newest of each item is what it says now. */
static void test_changes(void **state)
{
	for (size_t i = 1; i < faq.change_count; i++)
		assert_true(strcmp(faq.changes[i - 1].date, faq.changes[i].date) >= 0);
	for (size_t i = 0; i < faq.item_count; i++) {
		const struct faq_change *newest = NULL;

		for (size_t k = 0; k < faq.change_count && !newest; k++)
			if (faq.changes[k].item == &faq.items[i])
				newest = &faq.changes[k];
		assert_non_null(newest);
		assert_string_equal(newest->date, faq.items[i].as_of);
		assert_string_equal(newest->hash, faq.items[i].hash);
	}
}

/* Opened again it is the same. */
static void test_again(void **state)
{
	struct err err = { 0 };
	struct faq other;

	assert_int_equal(faq_open(&other, &law, faq_builtin(), &err), 0);
	assert_string_equal(other.digest, faq.digest);
	assert_int_equal(other.item_count, faq.item_count);
	faq_close(&other);
	assert_null(other.items);
}

/* One that ends early is refused. */
static void test_cut(void **state)
{
	static const size_t cuts[] = { 0, 1, 100, 4096, 8192 };

	for (size_t i = 0; i < COUNT(cuts); i++) {
		struct err err = { 0 };
		struct faq other;

		assert_int_equal(faq_open(&other, &law, bytes_first(faq_builtin(), cuts[i]), &err), -1);
		assert_true(err.kind != ERR_NONE && *err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),	 cmocka_unit_test(test_order),	  cmocka_unit_test(test_items),
		cmocka_unit_test(test_cites),	 cmocka_unit_test(test_uses),	  cmocka_unit_test(test_explains),
		cmocka_unit_test(test_ids),	 cmocka_unit_test(test_tasks),	  cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_changes),	 cmocka_unit_test(test_again),	  cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
