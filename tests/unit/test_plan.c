/* A module's workflow as a plan, in every format: what others read back, and texts that mean harm. */
#include "unit.h"

#include <stdlib.h>

#include "faq/plan.h"
#include "product/product.h"

static struct law law;
static struct faq faq;
static struct schema schema;
static struct arena mem = { .about = "plans" };

static int set_up(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) == 0 && faq_open(&faq, &law, faq_builtin(), &err) == 0 && schema_load(&schema, &law, &err) == 0)
		return 0;
	print_error("%s\n", err.text);
	return -1;
}

static int tear_down(void **state)
{
	arena_free(&mem);
	schema_free(&schema);
	faq_close(&faq);
	law_free(&law);
	return 0;
}

static const char *written(const struct plan *plan, const char *format)
{
	struct text out = { 0 };
	const char *copy;

	assert_non_null(plan_format_find(format));
	plan_format_find(format)->write(plan, &out);
	copy = arena_text(&mem, out.at, out.n);
	text_free(&out);
	return copy;
}

/* The module's own task with texts that want to be something else. */
static struct faq_task hostile_task(const char *text)
{
	struct faq_task t = faq.modules[0].tasks[0];

	t.title = t.output = t.done = text;
	return t;
}

static struct plan hostile_plan(struct faq_module *m, struct faq_task *t)
{
	struct plan plan;

	*m = faq.modules[0];
	m->tasks = t;
	m->task_count = 1;
	plan_make(&plan, &mem, &faq, m);
	return plan;
}

static const char *const hostile[] = {
	"plain", "a: b", "- a", "# a", "\"quoted\"", "'quoted'", "a \"b\" 'c'", "*a*", "&a", "!a", "{a}", "[a]", "a, b", "yes", "null",
	"2026-11-30", "%a", "@a", "`a`", "a\\b", "back\\\"slash", "tab\there", "end:", " blanks ", "\xc3\xbc\xe2\x82\xac", "=1+1",
	"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "a\"b,c", "<b>a</b>", "[a](javascript:x)", "![a](b)", "| a |", "__a__", "~~~",
	"---", "...", "a # b", "? a", "> a", "1. a", "a;b",
};

/* --- YAML --- */

static const char *fact(const struct entry *entry, const char *last)
{
	const struct fact *f = entry_fact(entry, last, 0);

	return f ? f->value : NULL;
}

static void read_back(struct product *p, const char *yaml)
{
	struct err err = { 0 };
	struct text out = { 0 };

	if (product_read(p, &schema, &law, "plan.yaml", bytes_of(yaml), NULL, &err) == 0)
		return;
	product_mistakes(p, &err, &out);
	fail_msg("%s", out.at);
}

/* Each plan is a declaration in which nothing is said but the planned evidence. */
static void test_yaml(void **state)
{
	for (size_t i = 0; i < faq.module_count; i++) {
		const struct faq_module *m = &faq.modules[i];
		struct product p;
		struct plan plan;

		print_message("#  %s\n", m->id);
		plan_make(&plan, &mem, &faq, m);
		read_back(&p, written(&plan, "yaml"));
		assert_int_equal(p.part_count, 1);
		assert_int_equal(p.parts[0].fact_count, 0);
		assert_int_equal(p.parts[0].entry_count, m->task_count);
		for (size_t k = 0; k < m->task_count; k++) {
			const struct entry *e = &p.parts[0].entries[k];
			const struct faq_task *t = &m->tasks[k];
			size_t n = 0;

			assert_string_equal(e->list->name, "evidence");
			assert_string_equal(fact(e, "id"), plan.tasks[k].id);
			assert_string_equal(fact(e, "path"), plan.tasks[k].path);
			assert_string_equal(fact(e, "state"), "planned");
			assert_string_equal(fact(e, "role"), t->role);
			assert_string_equal(fact(e, "title"), t->title);
			assert_string_equal(fact(e, "about"), t->output);
			assert_string_equal(fact(e, "done"), t->done);
			assert_null(fact(e, "sha256"));
			while (entry_fact(e, "sources", n))
				assert_true(strncmp(entry_fact(e, "sources", n)->value, t->cites[n].provision->id,
						    strlen(t->cites[n].provision->id)) == 0), n++;
			assert_int_equal(n, t->cite_count);
			for (n = 0; entry_fact(e, "limb", n); n++)
				assert_string_equal(entry_fact(e, "limb", n)->value, t->limbs[n]->key);
			assert_int_equal(n, t->limb_count);
		}
		product_free(&p);
	}
}

static void test_yaml_hostile(void **state)
{
	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct faq_task t = hostile_task(hostile[i]);
		struct faq_module m;
		struct plan plan = hostile_plan(&m, &t);
		struct product p;

		print_message("#  %zu\n", i);
		plan.product = hostile[i];
		plan.tasks[0].state = PLAN_OPEN;
		plan.tasks[0].why = hostile[i];
		/* a tab is no text of a declaration */
		if (strchr(hostile[i], '\t'))
			continue;
		read_back(&p, written(&plan, "yaml"));
		assert_int_equal(p.parts[0].fact_count, 0);
		assert_int_equal(p.parts[0].entry_count, 1);
		assert_string_equal(fact(&p.parts[0].entries[0], "title"), hostile[i]);
		assert_string_equal(fact(&p.parts[0].entries[0], "done"), hostile[i]);
		product_free(&p);
	}
}

/* What is missing is told in a comment: a line break in it begins no line of the declaration. */
static void test_yaml_remark(void **state)
{
	static const char *const breaks[] = { "x\n  - id: forged\n", "x\r\n  - id: forged", "x\n\nclaims: []", "\033[2Jx\x7f" };

	for (size_t i = 0; i < COUNT(breaks); i++) {
		struct faq_task t = hostile_task("plain");
		struct faq_module m;
		struct plan plan = hostile_plan(&m, &t);
		struct product p;

		print_message("#  %zu\n", i);
		plan.tasks[0].state = PLAN_OPEN;
		plan.tasks[0].why = breaks[i];
		read_back(&p, written(&plan, "yaml"));
		assert_int_equal(p.parts[0].entry_count, 1);
		assert_string_equal(fact(&p.parts[0].entries[0], "id"), plan.tasks[0].id);
		product_free(&p);
	}
}

/* --- CSV --- */

/* The cells of a table as RFC 4180 has them; lines of 'columns' cells. */
static size_t cells_read(const char *csv, const char **out, size_t room)
{
	struct bytes rest = bytes_of(csv);
	size_t n = 0;

	while (rest.n && n < room) {
		struct text cell = { 0 };

		if (rest.at[0] == '"') {
			for (rest = bytes_skip(rest, 1); rest.n; rest = bytes_skip(rest, 1)) {
				if (rest.at[0] == '"' && (rest.n < 2 || rest.at[1] != '"'))
					break;
				if (rest.at[0] == '"')
					rest = bytes_skip(rest, 1);
				text_char(&cell, (char)rest.at[0]);
			}
			assert_true(rest.n);
			rest = bytes_skip(rest, 1);
		} else {
			for (; rest.n && !strchr(",\r", rest.at[0]); rest = bytes_skip(rest, 1))
				text_char(&cell, (char)rest.at[0]);
		}
		out[n++] = arena_text(&mem, cell.at ? cell.at : "", cell.n);
		text_free(&cell);
		assert_true(bytes_begin(rest, ",") || bytes_begin(rest, "\r\n"));
		rest = bytes_skip(rest, rest.at[0] == ',' ? 1 : 2);
	}
	return n;
}

enum { COLUMNS = 10 };

static void test_csv(void **state)
{
	for (size_t i = 0; i < faq.module_count; i++) {
		const char *cells[COLUMNS * 40];
		struct plan plan;
		size_t n;

		plan_make(&plan, &mem, &faq, &faq.modules[i]);
		n = cells_read(written(&plan, "csv"), cells, COUNT(cells));
		assert_int_equal(n, COLUMNS * (plan.count + 1));
		assert_string_equal(cells[0], "task");
		assert_string_equal(cells[COLUMNS - 1], "why");
		for (size_t k = 0; k < plan.count; k++) {
			assert_string_equal(cells[COLUMNS * (k + 1)], plan.tasks[k].id);
			assert_string_equal(cells[COLUMNS * (k + 1) + 1], "planned");
			assert_string_equal(cells[COLUMNS * (k + 1) + 3], plan.tasks[k].task->title);
		}
	}
}

/* A spreadsheet sees texts, never formulas. */
static void test_csv_hostile(void **state)
{
	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct faq_task t = hostile_task(hostile[i]);
		struct faq_module m;
		struct plan plan = hostile_plan(&m, &t);
		const char *cells[COLUMNS * 3], *title;

		plan.tasks[0].why = hostile[i];
		print_message("#  %zu\n", i);
		assert_int_equal(cells_read(written(&plan, "csv"), cells, COUNT(cells)), COLUMNS * 2);
		for (size_t k = COLUMNS; k < COLUMNS * 2; k++)
			assert_true(!*cells[k] || !strchr("=+-@\t\r", *cells[k]));
		title = cells[COLUMNS + 3];
		assert_string_equal(title + (*title == '\'' && *hostile[i] != '\''), hostile[i]);
	}
}

/* --- Markdown --- */

static void test_markdown(void **state)
{
	static const struct { const char *text, *as; } cases[] = {
		{ "*a*", "**\\*a\\*** (" },	  { "<b>a</b>", "**\\<b\\>a\\</b\\>** (" }, { "[a](x)", "**\\[a\\](x)** (" },
		{ "`a`", "**\\`a\\`** (" },	  { "a_b_c", "**a\\_b\\_c** (" },	    { "a|b", "**a\\|b** (" },
		{ "# a", "**\\# a** (" },	  { "a\\", "**a\\\\** (" },		    { "a\n\n# b", "**a  \\# b** (" },
		{ "![a](b)", "**!\\[a\\](b)** (" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct faq_task t = hostile_task(cases[i].text);
		struct faq_module m;
		struct plan plan = hostile_plan(&m, &t);
		const char *out = written(&plan, "md");

		print_message("#  %zu\n", i);
		if (!strstr(out, cases[i].as))
			fail_msg("%s", out);
	}
}

/* One box for each task, ticked where it is shown. */
static void test_boxes(void **state)
{
	struct plan plan;
	size_t ticked = 0, open = 0;

	plan_make(&plan, &mem, &faq, &faq.modules[0]);
	assert_int_equal(plan_shown(&plan), 0);
	plan.tasks[0].state = plan.tasks[plan.count - 1].state = PLAN_SHOWN;
	plan.tasks[1].state = PLAN_OPEN;
	assert_int_equal(plan_shown(&plan), 2);
	for (const char *at = written(&plan, "md"); (at = strchr(at, '[')); at++) {
		ticked += strncmp(at, "[x] ", 4) == 0;
		open += strncmp(at, "[ ] ", 4) == 0;
	}
	assert_int_equal(ticked, 2);
	assert_int_equal(open, plan.count - 2);
}

static void test_formats(void **state)
{
	struct plan plan;

	plan_make(&plan, &mem, &faq, &faq.modules[0]);
	for (const struct plan_format *f = plan_formats; f->name; f++) {
		assert_ptr_equal(plan_format_find(f->name), f);
		assert_string_equal(written(&plan, f->name), written(&plan, f->name));
	}
	assert_string_equal(plan_formats[0].name, "yaml");
	assert_null(plan_format_find("pdf"));
	assert_null(plan_format_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_yaml),	   cmocka_unit_test(test_yaml_hostile), cmocka_unit_test(test_yaml_remark), cmocka_unit_test(test_csv),
		cmocka_unit_test(test_csv_hostile), cmocka_unit_test(test_markdown),	cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_formats),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
