/* The law index: what is in it, and that it hangs together. */
#include "unit.h"

#include "law/law.h"

static struct law law;

static int load(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) != 0)
		print_error("%s\n", err.text);
	return err.kind;
}

static int unload(void **state)
{
	law_free(&law);
	return 0;
}

static const struct { const char *id, *citation, *weight, *source, *note; } known[] = {
	{ "recital-56", "Recital 56", "recital", "cra-2024-2847", "" },
	{ "art-3-40", "Article 3, point (40)", "law", "cra-2024-2847", "" },
	{ "art-14-7-d", "Article 14(7), third subparagraph, point (d)", "law", "cra-2024-2847", "" },
	{ "annex-1-part-1-2-b", "Annex I, Part I, point (2)(b)", "law", "cra-2024-2847", "" },
	{ "annex-8-part-4-3-1-a", "Annex VIII, Part IV, point 3.1(a)", "law", "cra-2024-2847", "" },
	{ "art-32-5a", "Article 32(5a)", "law", "reg-2025-327", "applies only from 2027-03-26" },
	{ "faq-4-2-5", "Commission FAQ 4.2.5", "faq", "faq", "" },
	{ "faq-4-6-1", "Commission FAQ 4.6.1", "faq", "faq", "no longer there since 2026-07-01" },
	{ "guidance-4", "C(2026) 5252, point 4", "guidance", "guidance", "" },
	{ "guidance-161", "C(2026) 5252, point 161", "guidance", "guidance", "" },
	{ "guidance-257", "C(2026) 5252, point 257", "guidance", "guidance", "" },
	{ "guidance-draft-86", "Draft guidance of March 2026, point 86", "guidance", "guidance-draft",
	  "no longer there since 2026-07-27" },
	{ "guidance-draft", "Ares(2026)2319816", "guidance", "guidance-draft",
	  "draft of 3 March 2026, superseded by C(2026) 5252 (C(2026) 5252 final, 2026-07-27)" },
	{ "faq-version-1-0", "Commission FAQ, version 1.0", "faq", "faq-version-1-0",
	  "version 1.0, superseded by Commission FAQ (version 1.4, 2026-09-04)" },
	{ "ir-2025-2392-recital-4", "Implementing Regulation (EU) 2025/2392, recital 4", "recital", "ir-2025-2392", "" },
	{ "ir-2025-2392-annex-1-class-1-12", "Implementing Regulation (EU) 2025/2392, Annex I, Class I, point 12", "law",
	  "ir-2025-2392", "" },
	{ "dr-2026-881-art-3-a", "Delegated Regulation (EU) 2026/881, Article 3, point (a)", "law", "dr-2026-881", "" },
	{ "dr-2025-1535", "Delegated Regulation (EU) 2025/1535", "law", "dr-2025-1535", "" },
	{ "com-2026-590", "COM(2026) 590", "none", "com-2026-590", "a proposal, COM(2026) 590 final, 9.9.2026" },
	{ "en-40000-1-2", "EN 40000-1-2", "standard", "en-40000-1-2", "a draft, after enquiry, June 2026" },
};

static void test_known(void **state)
{
	for (size_t i = 0; i < COUNT(known); i++) {
		const struct provision *p = law_provision(&law, known[i].id);

		print_message("#  %s\n", known[i].id);
		assert_non_null(p);
		assert_string_equal(p->citation, known[i].citation);
		assert_string_equal(p->weight, known[i].weight);
		assert_string_equal(p->source->id, known[i].source);
		assert_string_equal(law_note(&law, p, NULL), known[i].note);
	}
	assert_null(law_provision(&law, "art-72"));
	assert_null(law_provision(&law, "guidance-258"));
	assert_null(law_provision(&law, ""));
}

/* The Regulation as it was published: 130 recitals, 71 articles, 8 chapters, 8 annexes, each clause with a hash. */
static void test_whole(void **state)
{
	size_t count = 0, recitals = 0, articles = 0;

	for (size_t i = 0; i < law.provision_count; i++) {
		const struct provision *p = &law.provisions[i];
		const struct provision *parent = law_parent(&law, p);

		assert_true(strlen(p->about) > 0 && strlen(p->citation) > 0);
		assert_ptr_equal(law_provision(&law, p->id), p);
		if (!p->hash)
			continue;
		count++;
		assert_int_equal(strlen(p->hash), 64);
		recitals += strncmp(p->id, "recital-", 8) == 0;
		articles += strncmp(p->id, "art-", 4) == 0 && !parent;
	}
	assert_int_equal(count, 917);
	assert_int_equal(recitals, 130);
	assert_int_equal(articles, 71);
}

static const struct { const char *id, *parent; } parents[] = {
	{ "art-13-8-sub-3", "art-13-8" }, { "art-13-8", "art-13" }, { "art-13", NULL },
	{ "annex-1-part-1-2-b", "annex-1-part-1-2" }, { "annex-1-part-1", "annex-1" }, { "annex-1", NULL },
	{ "annex-8-part-4-3-1-a", "annex-8-part-4-3-1" }, { "annex-8-part-4-3-1", "annex-8-part-4-3" },
	{ "faq-4-2-5", "faq-4-2" }, { "guidance-161", "guidance" }, { "ir-2025-2392-recital-4", "ir-2025-2392" },
};

static void test_parents(void **state)
{
	for (size_t i = 0; i < COUNT(parents); i++) {
		const struct provision *p = law_parent(&law, law_provision(&law, parents[i].id));

		print_message("#  %s\n", parents[i].id);
		if (parents[i].parent)
			assert_string_equal(p->id, parents[i].parent);
		else
			assert_null(p);
	}
}

static void test_days(void **state)
{
	const struct provision *inserted = law_provision(&law, "art-32-5a"), *deleted = law_provision(&law, "faq-4-6");

	assert_string_equal(law_note(&law, inserted, "2027-03-26"), "");
	assert_string_equal(law_note(&law, inserted, "2027-03-25"), "applies only from 2027-03-26");
	assert_string_equal(law_note(&law, deleted, "2026-06-30"), "");
}

static void test_sources(void **state)
{
	for (size_t i = 0; i < law.source_count; i++) {
		const struct law_source *s = &law.sources[i];

		print_message("#  %s\n", s->id);
		assert_non_null(law_provision(&law, s->id));
		/* what cannot be cited as current says so, and the other way round */
		assert_int_equal(s->current, *law_note(&law, law_provision(&law, s->id), NULL) == '\0');
	}
	assert_int_equal(law.change_count, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known), cmocka_unit_test(test_whole),   cmocka_unit_test(test_parents),
		cmocka_unit_test(test_days),  cmocka_unit_test(test_sources),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
