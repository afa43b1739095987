/* Citations: every provision there and back, the usual spellings, and what must not be read as ours. */
#include "unit.h"

#include <stdio.h>

#include "base/text.h"
#include "law/citation.h"

static struct law law;

static int load(void **state)
{
	struct err err = { 0 };

	return law_load(&law, &err);
}

static int unload(void **state)
{
	law_free(&law);
	return 0;
}

/* id to citation and back, and the id itself */
static void test_round_trip(void **state)
{
	for (size_t i = 0; i < law.provision_count; i++) {
		const struct provision *p = &law.provisions[i];
		struct err err = { 0 };
		struct citation c;

		if (citation_read(&law, bytes_of(p->citation), &c, &err) != 0)
			fail_msg("%s: %s", p->id, err.text);
		assert_int_equal(c.count, 1);
		assert_string_equal(c.ids[0], p->id);
		assert_false(c.odd_sub);
		/* the two names of whole papers are common words */
		if (strcmp(p->id, "faq") == 0 || strcmp(p->id, "guidance") == 0)
			continue;
		if (citation_read(&law, bytes_of(p->id), &c, &err) != 0)
			fail_msg("%s", err.text);
		assert_string_equal(c.ids[0], p->id);
	}
}

static const struct { const char *text, *ids; } spellings[] = {
	/* annexes */
	{ "Annex I, Part I, point (2)(b)", "annex-1-part-1-2-b" },
	{ "Annex I, Part I, point 2(b)", "annex-1-part-1-2-b" },
	{ "Annex I Part I (2)(b)", "annex-1-part-1-2-b" },
	{ "Annex I, Part I (2)(b)", "annex-1-part-1-2-b" },
	{ "Annex I, Part I, (2)(b)", "annex-1-part-1-2-b" },
	{ "Annex I, Part I, 2(b)", "annex-1-part-1-2-b" },
	{ "ANNEX I, PART I, POINT (2)(B)", "annex-1-part-1-2-b" },
	{ "Annex 1 Part 1 point 2 (b)", "annex-1-part-1-2-b" },
	{ "Annex I, Part I, point (2), point (b)", "annex-1-part-1-2-b" },
	{ "annex I 2c", "annex-1-part-1-2-c" },
	{ "Annex I (2)(c)", "annex-1-part-1-2-c" },
	{ "point (2)(b) of Part I of Annex I", "annex-1-part-1-2-b" },
	{ "Part I, point (2)(c), of Annex I", "annex-1-part-1-2-c" },
	{ "Part II of Annex I", "annex-1-part-2" },
	{ "Annex I, Part II, point (8)", "annex-1-part-2-8" },
	{ "Annex I Part II (2)", "annex-1-part-2-2" },
	{ "Annex\xc2\xa0I,\xc2\xa0Part\xc2\xa0I", "annex-1-part-1" },
	{ "Annex\nVII", "annex-7" },
	{ "Annex VII 2(b)", "annex-7-2-b" },
	{ "Annex VII, point 2(b)", "annex-7-2-b" },
	{ "Annex VII, point (2)(b)", "annex-7-2-b" },
	{ "Annex VII (2)(b)", "annex-7-2-b" },
	{ "point 2(b) of Annex VII", "annex-7-2-b" },
	{ "Annex II, point 8(e)", "annex-2-8-e" },
	{ "Annex III, Class I, point 3", "annex-3-class-1-3" },
	{ "Annex III class I (3)", "annex-3-class-1-3" },
	{ "Class II of Annex III", "annex-3-class-2" },
	{ "Annex VIII, Part IV, point 3.1(a)", "annex-8-part-4-3-1-a" },
	{ "point 3.1(a) of Part IV of Annex VIII", "annex-8-part-4-3-1-a" },
	{ "Annexes III and IV", "annex-3 annex-4" },
	{ "Annex I, Part I, point (2)(b) and (c)", "annex-1-part-1-2-b annex-1-part-1-2-c" },
	{ "Annex I, Part I, point (2)(a), (b) and (c)", "annex-1-part-1-2-a annex-1-part-1-2-b annex-1-part-1-2-c" },
	/* articles */
	{ "Article 13", "art-13" },
	{ "Art. 13", "art-13" },
	{ "art 13", "art-13" },
	{ "Article 13(8)", "art-13-8" },
	{ "Article 13 (8)", "art-13-8" },
	{ "Article 13, paragraph 8", "art-13-8" },
	{ "Article 13 para. 8", "art-13-8" },
	{ "paragraph 8 of Article 13", "art-13-8" },
	{ "Art. 13(8), fourth subparagraph", "art-13-8-sub-4" },
	{ "Article 13(8), 4th subparagraph", "art-13-8-sub-4" },
	{ "Article 13(8) subpara 4", "art-13-8-sub-4" },
	{ "Article 13(8), sub-paragraph 4", "art-13-8-sub-4" },
	{ "fourth subparagraph of Article 13(8)", "art-13-8-sub-4" },
	{ "Article 13(10), second sentence", "art-13-10" },
	{ "Article 3, point (40)", "art-3-40" },
	{ "Article 3(40)", "art-3-40" },
	{ "Article 3 point 40", "art-3-40" },
	{ "Art. 3 no. 40", "art-3-40" },
	{ "point (40) of Article 3", "art-3-40" },
	{ "Article 14(2), point (c)(ii)", "art-14-2-c-ii" },
	{ "Article 14(2)(c)(ii)", "art-14-2-c-ii" },
	{ "Article 14(7), third subparagraph, point (d)", "art-14-7-d" },
	{ "Article 32(5a)", "art-32-5a" },
	{ "Article 71(2), second subparagraph", "art-71-2-sub-2" },
	{ "Articles 13(3) and 13(4)", "art-13-3 art-13-4" },
	{ "Article 13(3) and (4)", "art-13-3 art-13-4" },
	{ "Articles 13(4), 31(3)", "art-13-4 art-31-3" },
	{ "Articles 13, 14 and 15", "art-13 art-14 art-15" },
	{ "Articles 18 to 20", "art-18 art-19 art-20" },
	{ "Article 2(2) to (4)", "art-2-2 art-2-3 art-2-4" },
	{ "Article 32(1), points (a) to (c)", "art-32-1-a art-32-1-b art-32-1-c" },
	{ "Article 14(2)(a), (b) and (4)(a)", "art-14-2-a art-14-2-b art-14-4-a" },
	{ "Article 13(8) of Regulation (EU) 2024/2847", "art-13-8" },
	{ "Article 13 of the CRA", "art-13" },
	{ "Article 13(8) of the Cyber Resilience Act", "art-13-8" },
	{ "Article 13 of this Regulation", "art-13" },
	{ "Regulation (EU) 2024/2847, Article 13", "art-13" },
	{ "Regulation (EU) 2024/2847 of the European Parliament and of the Council, Article 13(8)", "art-13-8" },
	{ "CRA Article 13(8)", "art-13-8" },
	{ "Cyber Resilience Act, Annex I, Part II", "annex-1-part-2" },
	{ "Chapter IV", "chapter-4" },
	/* recitals */
	{ "recital 56", "recital-56" },
	{ "Recital (56)", "recital-56" },
	{ "recital 56, last sentence", "recital-56" },
	{ "recitals 54 to 56", "recital-54 recital-55 recital-56" },
	{ "recitals (54), (55) and (56)", "recital-54 recital-55 recital-56" },
	{ "recital 64 of the CRA", "recital-64" },
	/* the Commission's papers */
	{ "Commission FAQ 4.2.5", "faq-4-2-5" },
	{ "FAQ 4.2.5", "faq-4-2-5" },
	{ "FAQs 4.2.5", "faq-4-2-5" },
	{ "FAQ, 4.2.5", "faq-4-2-5" },
	{ "FAQ section 4.2.5", "faq-4-2-5" },
	{ "FAQ entry 4.2.5", "faq-4-2-5" },
	{ "section 4.2.5 of the FAQ", "faq-4-2-5" },
	{ "FAQ 4", "faq-4" },
	{ "FAQ 4.2.4 and 4.2.5", "faq-4-2-4 faq-4-2-5" },
	{ "FAQ v1.4, 4.2.5", "faq-4-2-5" },
	{ "FAQ (version 1.2), section 6.2", "faq-6-2 faq-version-1-2" },
	{ "FAQ version 1.3", "faq-version-1-3" },
	{ "C(2026) 5252", "guidance" },
	{ "C(2026) 5252 point 161", "guidance-161" },
	{ "C(2026) 5252 final, point 161", "guidance-161" },
	{ "C(2026)5252, paragraph 161", "guidance-161" },
	{ "guidance point 161", "guidance-161" },
	{ "guidance 161", "guidance-161" },
	{ "Commission guidance, point 161", "guidance-161" },
	{ "CRA guidance point (161)", "guidance-161" },
	{ "point 161 of the guidance", "guidance-161" },
	{ "guidance points 160 to 162", "guidance-160 guidance-161 guidance-162" },
	{ "guidance points 31, 32", "guidance-31 guidance-32" },
	{ "guidance example 10", "guidance-example-10" },
	{ "C(2026) 5252, footnote 18", "guidance-footnote-18" },
	{ "draft guidance, point 85", "guidance-draft-85" },
	{ "draft guidance of March 2026", "guidance-draft" },
	{ "Ares(2026)2319816", "guidance-draft" },
	/* other acts that are in the index */
	{ "Implementing Regulation (EU) 2025/2392", "ir-2025-2392" },
	{ "Commission Implementing Regulation (EU) 2025/2392, recital 4", "ir-2025-2392-recital-4" },
	{ "recital 5 of Implementing Regulation (EU) 2025/2392", "ir-2025-2392-recital-5" },
	{ "Annex I, Class I, point 7, to Implementing Regulation (EU) 2025/2392", "ir-2025-2392-annex-1-class-1-7" },
	{ "Article 3, point (a), of Delegated Regulation (EU) 2026/881", "dr-2026-881-art-3-a" },
	{ "Articles 3 and 4 of Delegated Regulation (EU) 2026/881", "dr-2026-881-art-3 dr-2026-881-art-4" },
	{ "Delegated Regulation (EU) 2025/1535", "dr-2025-1535" },
	{ "Regulation (EU) 2025/327, Article 104(3)", "reg-2025-327-art-104-3" },
	{ "COM(2026) 590", "com-2026-590" },
	{ "EN 40000-1-2", "en-40000-1-2" },
	/* ids */
	{ "annex-1-part-1-2-b", "annex-1-part-1-2-b" },
	{ "art-13-8-sub-4", "art-13-8-sub-4" },
	{ "ir-2025-2392-recital-4", "ir-2025-2392-recital-4" },
};

static void join(const struct citation *c, struct text *out)
{
	text_free(out);
	for (size_t i = 0; i < c->count; i++)
		text_printf(out, "%s%s", i ? " " : "", c->ids[i]);
}

static void test_spellings(void **state)
{
	struct text got = { 0 };

	for (size_t i = 0; i < COUNT(spellings); i++) {
		struct err err = { 0 };
		struct citation c;

		print_message("#  %s\n", spellings[i].text);
		if (citation_read(&law, bytes_of(spellings[i].text), &c, &err) != 0)
			fail_msg("%s", err.text);
		join(&c, &got);
		assert_string_equal(got.at, spellings[i].ids);
	}
	text_free(&got);
}

/* In prose: all that is ours, in order; "!" stands for one of another act. */
static const struct { const char *about, *text, *ids; } prose[] = {
	{ "another directive before", "see Directive (EU) 2022/2555, Article 21", "!" },
	{ "another act behind", "Article 6 GDPR and Article 13", "! art-13" },
	{ "another regulation behind", "Article 5 of Regulation (EU) 2016/679", "!" },
	{ "a comma before 'of'", "Article 2, point (1), of Regulation (EU) No 1025/2012", "!" },
	{ "an annex to another act", "Annex I to Regulation (EU) 2019/1020", "!" },
	{ "an old number", "Article 3(3), points (d), (e) and (f), of Directive 2014/53/EU", "!" },
	{ "a list of another act", "Article 2, points (18), (19) and (20), of Regulation (EU) 2024/1781", "!" },
	{ "a name", "Article 21 NIS 2, Article 21 NIS2 and NIS 2 Article 21", "! ! !" },
	{ "names with a noun", "Article 6 of the AI Act; Data Act, Article 4; the Machinery Regulation, Annex III", "! ! !" },
	{ "'thereof'", "the Treaty, and in particular Article 114 thereof", "! !" },
	{ "in brackets behind its act", "Regulation (EU) 2016/679 (Article 4) and Regulation (EU) 2025/327 (Article 104)",
	  "! reg-2025-327-art-104" },
	{ "some articles of an amending act", "Regulation (EU) 2025/327, Articles 104, 105", "reg-2025-327-art-104" },
	{ "a footnote mark", "[^annex-3-1]", "" },
	{ "treaties", "Article 290 TFEU, Article 114 of the Treaty on the Functioning of the European Union", "! !" },
	{ "that act", "Article 15 of that Directive; Article 12 of this Regulation", "! art-12" },
	{ "who adopted it", "Directive (EU) 2022/2555 of the European Parliament and of the Council (NIS 2), Article 21", "!" },
	{ "an annex of a recommendation", "Article 2 of the Annex to Recommendation 2003/361/EC", "!" },
	{ "'and' binds nothing", "with Regulation (EU) 2016/679 and Article 13", "! art-13" },
	{ "an amending act's other articles", "Regulation (EU) 2025/327, Article 2", "!" },
	{ "pointing is no citation", "paragraph 2 of this Article, point (b) of that paragraph, this Annex", "" },
	{ "words", "the article is in part 2 of the class; guidance 2026; annexed; chapter", "" },
	{ "file names", "art-3.png art-3_x chart-3 /art-3 state-of-the-art-5", "" },
	{ "the end of a sentence", "Under Article 13. The next one. See Annex II.", "art-13 annex-2" },
	{ "no reach over an empty line", "Annex I\n\n(2)(b)", "annex-1" },
	{ "a number behind a comma", "under Annex I, 2 weeks later; Article 13(8) and 14 days", "annex-1 art-13-8" },
	{ "a purpose, not an act", "Article 61 to supplement this Regulation", "art-61" },
	{ "a part in one breath", "Part I of Annex I and Part II of Annex I", "annex-1-part-1 annex-1-part-2" },
	{ "in brackets", "(Article 13(8)); [recital 56]", "art-13-8 recital-56" },
	{ "does not exist", "Article 72 and FAQ 9.9", "art-72 faq-9-9" },
};

static void test_prose(void **state)
{
	for (size_t i = 0; i < COUNT(prose); i++) {
		struct text got = { 0 };
		struct citation c;

		print_message("#  %s\n", prose[i].about);
		for (size_t at = 0; citation_next(&law, bytes_of(prose[i].text), at, &c); at = c.to) {
			assert_true(c.to > at && c.from < c.to && c.to <= strlen(prose[i].text));
			if (c.foreign && c.count == 0)
				text_add(&got, " !");
			for (size_t k = 0; k < c.count; k++)
				text_printf(&got, " %s", c.ids[k]);
		}
		assert_string_equal(got.at ? got.at + 1 : "", prose[i].ids);
		text_free(&got);
	}
}

static const struct { const char *text, *hash; bool odd; } marks[] = {
	{ "annex-1-part-1-2-b sha256:0123abcd", "0123abcd", false },
	{ "Article 13(8) (sha256:0123abcd", "0123abcd", false },
	{ "Article 13(8) sha256:0123abc", "", false },
	{ "Article 14(7), second subparagraph, point (d)", "", true },
	{ "Article 14(7), point (d)", "", false },
};

static void test_marks(void **state)
{
	for (size_t i = 0; i < COUNT(marks); i++) {
		struct citation c;

		print_message("#  %s\n", marks[i].text);
		assert_true(citation_next(&law, bytes_of(marks[i].text), 0, &c));
		assert_string_equal(c.hash, marks[i].hash);
		assert_int_equal(c.odd_sub, marks[i].odd);
	}
}

static const char *const bad[] = {
	"", " ", "Article", "Annex", "13", "Article 13 and more", "GDPR", "Article 6 GDPR", "the law", "\xff\xfe",
	"Article 99999999999999999999", "Annex XXXXXXXXXXXX", "(((((((((((", "art-", "FAQ",
};

static void test_bad(void **state)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err err = { 0 };
		struct citation c;

		print_message("#  %s\n", bad[i]);
		assert_int_equal(citation_read(&law, bytes_of(bad[i]), &c, &err), -1);
		assert_int_equal(err.kind, ERR_USAGE);
	}
}

static const struct { const char *id, *nearest; } near[] = {
	{ "art-72", "art-71" },		     { "art-13-26", "art-13-25" },	    { "annex-1-part-3", "annex-1-part-2" },
	{ "annex-1-part-1-2-z", "annex-1-part-1-2-m" }, { "recital-131", "recital-130" }, { "guidance-300", "guidance-257" },
	{ "faq-4-9-9", "faq-4-5" },	     { "annex-9", "annex-8" },		    { "x", NULL },
};

static void test_nearest(void **state)
{
	for (size_t i = 0; i < COUNT(near); i++) {
		const struct provision *p = citation_nearest(&law, near[i].id);

		print_message("#  %s\n", near[i].id);
		if (near[i].nearest)
			assert_string_equal(p->id, near[i].nearest);
		else
			assert_null(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_spellings), cmocka_unit_test(test_prose),
		cmocka_unit_test(test_marks),	   cmocka_unit_test(test_bad),	     cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
