#include "faq/corpus.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/moment.h"
#include "base/sha256.h"
#include "faq/link.h"
#include "faq/lint.h"
#include "faq/markdown.h"
#include "law/import.h"

/* What one reading works with. */
struct reading {
	struct faq *faq;
	const char *dir;
	struct faq_problems *problems;
};

void faq_problem(struct faq_problems *problems, const char *file, long line, long column, const char *format, ...)
{
	char why[600];
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	problems->count++;
	if (line)
		text_printf(problems->out, "%s:%ld:%ld: %s\n", file, line, column ? column : 1, why);
	else
		text_printf(problems->out, "%s: %s\n", file, why);
}

#define PROBLEM(r, at, ...) faq_problem((r)->problems, (at)->file, (at)->line, (at)->column, __VA_ARGS__)

static void problem_of(struct reading *r, const struct err *err)
{
	r->problems->count++;
	text_printf(r->problems->out, "%s\n", err->text);
}

/* --- pieces of YAML --- */

static bool among(const char *const *words, const char *word)
{
	for (size_t i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* Is the key one of these words? Else it is a problem. */
static void known_keys(struct reading *r, const struct yaml *map, const char *keys)
{
	for (const struct yaml *at = map->child; at; at = at->next)
		if (at->key && !bytes_among(bytes_of(at->key), keys))
			faq_problem(r->problems, at->file, at->key_line, at->key_column, "no field '%s'; there are: %s", at->key,
				    keys);
}

static const char *need_text(struct reading *r, const struct yaml *map, const char *key)
{
	const struct yaml *at = yaml_get(map, key);

	if (at && at->text && *at->text)
		return arena_copy(&r->faq->mem, at->text, strlen(at->text) + 1);
	PROBLEM(r, at ? at : map, "'%s' is missing", key);
	return "";
}

static const char *need_date(struct reading *r, const struct yaml *map, const char *key)
{
	const char *text = need_text(r, map, key);
	const struct yaml *at = yaml_get(map, key);
	int year, month, day;
	char rest;

	/* sscanf() takes blanks and signs before a number */
	if (*text && (strlen(text) != 10 || strspn(text, "0123456789") != 4 || strspn(text, "0123456789-") != 10 ||
		      sscanf(text, "%4d-%2d-%2d%c", &year, &month, &day, &rest) != 3 ||
		      !date_exists(year, month, day)))
		PROBLEM(r, at, "'%s' is no date: %s is YYYY-MM-DD", text, key);
	return text;
}

/* The texts of a list; what is no text is a problem. */
static const char *const *texts(struct reading *r, const struct yaml *list, size_t *count)
{
	const char **out = arena_alloc(&r->faq->mem, (list ? list->count + 1 : 1) * sizeof(*out));

	*count = 0;
	if (list && list->kind != YAML_LIST)
		PROBLEM(r, list, "expected a list");
	for (const struct yaml *at = list && list->kind == YAML_LIST ? list->child : NULL; at; at = at->next) {
		if (at->text && *at->text)
			out[(*count)++] = at->text;
		else
			PROBLEM(r, at, "expected a text; one with ': ' in it needs quotes");
	}
	return out;
}

static const char *const *role_list(struct reading *r, const struct yaml *list, size_t *count)
{
	const char *const *out = texts(r, list, count);

	for (size_t i = 0; i < *count; i++)
		if (!among(faq_roles, out[i]))
			PROBLEM(r, list, "no role '%s'", out[i]);
	return out;
}

/* A draft or a proposal may be cited by one who says that it is one ('said'); what was superseded may not. */
static const struct provision *provision_of(struct reading *r, const struct yaml *at, const char *id, const char *said)
{
	const struct provision *p = law_provision(r->faq->law, id);

	if (!p) {
		PROBLEM(r, at, "no such provision: '%s'", id);
	} else if (p->source->superseded_by) {
		PROBLEM(r, at, "'%s' is of a source that was superseded by '%s': cite that", id, p->source->superseded_by->id);
		return NULL;
	} else if (!p->source->current && !strstr(said, p->source->status)) {
		PROBLEM(r, at, "'%s' is a %s: 'supports' has to say so", id, p->source->status);
		return NULL;
	}
	return p;
}

static void cite_read(struct reading *r, const struct yaml *at, struct faq_cite **list, size_t *count)
{
	const char *id = yaml_text(at, "id"), *weight = yaml_text(at, "weight"), *supports = yaml_text(at, "supports");
	const struct provision *p = id ? provision_of(r, at, id, supports ? supports : "") : NULL;

	if (at->kind != YAML_MAP || !id || !weight || !supports || !*supports) {
		PROBLEM(r, at, "a citation has 'id', 'weight' and 'supports'");
		return;
	}
	known_keys(r, at, "id weight supports");
	if (p && strcmp(p->weight, weight) != 0)
		PROBLEM(r, at, "the weight of '%s' is %s", id, p->weight);
	else if (p)
		(*list)[(*count)++] = (struct faq_cite){ p, p->weight, supports, at->line };
}

static size_t weight_rank(const char *weight)
{
	size_t rank = 0;

	while (faq_weights[rank] && strcmp(faq_weights[rank], weight) != 0)
		rank++;
	return rank;
}

/* The law comes before what is said about it; what weighs the same stays in its order. */
static void by_weight(struct faq_cite *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct faq_cite moved = list[i];
		size_t k = i;

		for (; k > 0 && weight_rank(list[k - 1].weight) > weight_rank(moved.weight); k--)
			list[k] = list[k - 1];
		list[k] = moved;
	}
}

static struct faq_cite *cites(struct reading *r, const struct yaml *map, size_t *count)
{
	const struct yaml *list = yaml_get(map, "cites");
	struct faq_cite *out = arena_alloc(&r->faq->mem, (list ? list->count + 1 : 1) * sizeof(*out));

	*count = 0;
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next)
		cite_read(r, at, &out, count);
	if (!list || !list->child)
		PROBLEM(r, list ? list : map, "nothing is cited");
	by_weight(out, *count);
	return out;
}

/* --- an item --- */

/* Behind the second "---" line; the front matter ends before it. False: there is none. */
static bool matter_split(struct bytes file, struct bytes *matter, struct bytes *body)
{
	struct bytes rest = file, line;

	if (!bytes_line(&rest, &line) || !bytes_are(line, "---"))
		return false;
	while (bytes_line(&rest, &line))
		if (bytes_are(bytes_trim(line), "---")) {
			*matter = bytes_first(file, (size_t)(line.at - file.at));
			*body = bytes_trim(rest);
			return true;
		}
	return false;
}

static const char *brief_of(struct faq *faq, const char *answer)
{
	const char *end = strstr(answer, "\n\n");
	const char *first = arena_text(&faq->mem, answer, end ? (size_t)(end - answer) : strlen(answer));
	struct text out = { 0 };

	markdown_plain(&out, first);
	first = arena_text(&faq->mem, out.at ? out.at : "", out.n);
	text_free(&out);
	return first;
}

bool faq_item_read(struct faq *faq, const struct faq_module *module, const char *path, struct bytes file,
		   struct faq_problems *problems, struct faq_item *item)
{
	struct reading reading = { faq, NULL, problems }, *r = &reading;
	struct arena *mem = &faq->mem;
	struct bytes matter, body;
	struct err err = { 0 };
	char hex[SHA256_HEX];

	if (!matter_split(file, &matter, &body)) {
		faq_problem(r->problems, path, 1, 1, "expected a line '---', fields and a second line '---'");
		return false;
	}
	item->doc = yaml_load(mem, path, matter, &err);
	if (!item->doc) {
		problem_of(r, &err);
		return false;
	}
	known_keys(r, item->doc, "question verdict roles published as_of asks cites see was");
	item->slug = arena_text(mem, path_last(path), strlen(path_last(path)) - strlen(".md"));
	item->id = arena_printf(mem, "%s/%s", module->id, item->slug);
	item->file = path;
	item->module = module;
	item->question = need_text(r, item->doc, "question");
	item->verdict = need_text(r, item->doc, "verdict");
	item->published = need_date(r, item->doc, "published");
	item->as_of = need_date(r, item->doc, "as_of");
	item->asks = texts(r, yaml_get(item->doc, "asks"), &item->ask_count);
	item->was = texts(r, yaml_get(item->doc, "was"), &item->was_count);
	item->roles = role_list(r, yaml_get(item->doc, "roles"), &item->role_count);
	item->cites = cites(r, item->doc, &item->cite_count);
	item->answer = arena_text(mem, body.at, body.n);
	item->brief = brief_of(r->faq, item->answer);
	faq_hash(item, hex);
	item->hash = arena_text(mem, hex, 64);
	return true;
}

void faq_hash(const struct faq_item *item, char hex[65])
{
	struct sha256 *sum = sha256_new();
	const char *const parts[] = { item->question, item->verdict, item->answer };

	for (size_t i = 0; i < COUNT(parts); i++)
		sha256_add(sum, parts[i], strlen(parts[i]) + 1);
	for (size_t i = 0; i < item->cite_count; i++) {
		sha256_add(sum, item->cites[i].provision->id, strlen(item->cites[i].provision->id) + 1);
		sha256_add(sum, item->cites[i].supports, strlen(item->cites[i].supports) + 1);
	}
	sha256_end(sum, hex);
}

/* --- a module --- */

/* Items while it is not yet known in which order they stand. */
struct pile {
	struct faq_item *list;
	size_t count, room;
};

static int is_item(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return entry->d_name[0] != '.' && n > 3 && strcmp(entry->d_name + n - 3, ".md") == 0;
}

static void module_items(struct reading *r, struct faq_module *module, struct pile *pile)
{
	const char *folder = arena_printf(&r->faq->mem, "%s/%s", r->dir, module->id);
	struct dirent **entries;
	int n = scandir(folder, &entries, is_item, alphasort);

	for (int i = 0; i < n; i++) {
		const char *path = arena_printf(&r->faq->mem, "%s/%s", folder, entries[i]->d_name);
		struct faq_item item = { 0 };
		struct bytes file;
		struct err err = { 0 };

		if (law_file_read(&r->faq->mem, path, &file, &err) != 0) {
			faq_problem(r->problems, path, 1, 1, "%s", err.text);
		} else if (faq_item_read(r->faq, module, path, file, r->problems, &item)) {
			ARENA_ROOM(&r->faq->mem, pile->list, pile->count, pile->room);
			pile->list[pile->count++] = item;
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static bool module_read(struct reading *r, const char *id, struct faq_module *m)
{
	struct arena *mem = &r->faq->mem;
	struct bytes file;
	struct err err = { 0 };

	m->id = arena_copy(mem, id, strlen(id) + 1);
	m->file = arena_printf(mem, "%s/%s/module.yaml", r->dir, id);
	if (law_file_read(mem, m->file, &file, &err) != 0) {
		faq_problem(r->problems, m->file, 1, 1, "%s", err.text);
		return false;
	}
	m->doc = yaml_load(mem, m->file, file, &err);
	if (!m->doc) {
		problem_of(r, &err);
		return false;
	}
	known_keys(r, m->doc, "title label lead use roles related published overview cites sections workflow");
	m->title = need_text(r, m->doc, "title");
	m->label = need_text(r, m->doc, "label");
	m->lead = need_text(r, m->doc, "lead");
	m->use = need_text(r, m->doc, "use");
	m->overview = need_text(r, m->doc, "overview");
	m->published = need_date(r, m->doc, "published");
	m->roles = role_list(r, yaml_get(m->doc, "roles"), &m->role_count);
	m->cites = cites(r, m->doc, &m->cite_count);
	return true;
}

/* --- what refers to what --- */

static const struct faq_item *item_named(struct reading *r, const struct faq_module *m, const struct yaml *at)
{
	const char *id = at->text ? at->text : "";
	const struct faq_item *item =
		faq_item(r->faq, bytes_of(strchr(id, '/') ? id : arena_printf(&r->faq->mem, "%s/%s", m->id, id)));

	if (!item || strcmp(strchr(id, '/') ? item->id : item->slug, id) != 0) {
		PROBLEM(r, at, "no item '%s'", id);
		return NULL;
	}
	return item;
}

static const struct faq_item **item_list(struct reading *r, const struct faq_module *m, const struct yaml *list,
					 size_t *count)
{
	const struct faq_item **out = arena_alloc(&r->faq->mem, (list ? list->count + 1 : 1) * sizeof(*out));

	*count = 0;
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next)
		if ((out[*count] = item_named(r, m, at)))
			(*count)++;
	return out;
}

static void task_read(struct reading *r, const struct faq_module *m, const struct yaml *at, struct faq_task *t)
{
	const struct yaml *list;
	struct arena *mem = &r->faq->mem;

	known_keys(r, at, "id title role items cites output evidence done limbs keys");
	t->id = need_text(r, at, "id");
	t->title = need_text(r, at, "title");
	t->role = need_text(r, at, "role");
	t->output = need_text(r, at, "output");
	t->evidence = need_text(r, at, "evidence");
	t->done = need_text(r, at, "done");
	if (*t->role && !among(faq_roles, t->role))
		PROBLEM(r, at, "no role '%s'", t->role);
	t->items = item_list(r, m, yaml_get(at, "items"), &t->item_count);
	t->keys = texts(r, yaml_get(at, "keys"), &t->key_count);
	list = yaml_get(at, "cites");
	t->cites = arena_alloc(mem, (list ? list->count + 1 : 1) * sizeof(*t->cites));
	for (const struct yaml *c = list ? list->child : NULL; c; c = c->next) {
		const struct provision *p = provision_of(r, c, c->text ? c->text : "", "");

		if (p)
			t->cites[t->cite_count++] = (struct faq_cite){ p, p->weight, "", c->line };
	}
	if (t->cite_count == 0)
		PROBLEM(r, at, "the task '%s' cites nothing", t->id);
	list = yaml_get(at, "limbs");
	t->limbs = arena_alloc(mem, (list ? list->count + 1 : 1) * sizeof(*t->limbs));
	for (const struct yaml *l = list ? list->child : NULL; l; l = l->next) {
		if ((t->limbs[t->limb_count] = law_limb(r->faq->law, l->text ? l->text : "")))
			t->limb_count++;
		else
			PROBLEM(r, l, "no limb '%s'", l->text ? l->text : "");
	}
}

/* Tasks and related modules: when all items and modules are known. */
static void module_link(struct reading *r, struct faq_module *m)
{
	const struct yaml *related = yaml_get(m->doc, "related"), *tasks = yaml_get(m->doc, "workflow");
	struct arena *mem = &r->faq->mem;

	m->related = arena_alloc(mem, (related ? related->count + 1 : 1) * sizeof(*m->related));
	for (const struct yaml *at = related ? related->child : NULL; at; at = at->next) {
		const struct faq_module *other = faq_module(r->faq, bytes_of(at->text ? at->text : ""));

		if (other && other != m)
			m->related[m->related_count++] = other;
		else
			PROBLEM(r, at, "no other module '%s'", at->text ? at->text : "");
	}
	m->tasks = arena_alloc(mem, (tasks ? tasks->count + 1 : 1) * sizeof(*m->tasks));
	for (const struct yaml *at = tasks ? tasks->child : NULL; at; at = at->next)
		task_read(r, m, at, &m->tasks[m->task_count++]);
	if (m->task_count == 0)
		PROBLEM(r, m->doc, "a module has a 'workflow'");
}

/* --- the order of the items --- */

static struct faq_item *pile_find(struct pile *pile, const struct faq_module *m, const char *slug)
{
	for (size_t i = 0; i < pile->count; i++)
		if (pile->list[i].module == m && strcmp(pile->list[i].slug, slug) == 0)
			return &pile->list[i];
	return NULL;
}

static void item_place(struct faq *faq, struct faq_module *m, struct faq_section *section, struct faq_item *item)
{
	struct faq_item *to = &faq->items[faq->item_count++];

	*to = *item;
	to->section = section;
	to->number = ++m->item_count;
	section->items[section->item_count++] = to;
	item->section = section;
}

static void sections_read(struct reading *r, struct faq_module *m, struct pile *pile)
{
	const struct yaml *list = yaml_get(m->doc, "sections");
	struct faq *faq = r->faq;

	m->sections = arena_alloc(&faq->mem, (list ? list->count + 1 : 1) * sizeof(*m->sections));
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		struct faq_section *section = &m->sections[m->section_count++];
		const struct yaml *items = yaml_get(at, "items");

		known_keys(r, at, "title items");
		section->title = need_text(r, at, "title");
		section->items = arena_alloc(&faq->mem, (items ? items->count + 1 : 1) * sizeof(*section->items));
		for (const struct yaml *i = items ? items->child : NULL; i; i = i->next) {
			struct faq_item *item = pile_find(pile, m, i->text ? i->text : "");

			if (!item)
				PROBLEM(r, i, "no item '%s' in this module", i->text ? i->text : "");
			else if (item->section)
				PROBLEM(r, i, "'%s' stands in two sections", i->text);
			else
				item_place(faq, m, section, item);
		}
	}
	for (size_t i = 0; i < pile->count; i++)
		if (pile->list[i].module == m && !pile->list[i].section)
			faq_problem(r->problems, pile->list[i].file, 1, 1, "no section of '%s' lists it", m->file);
}

static void module_own(struct faq *faq, struct faq_module *m)
{
	size_t n = 0;

	m->items = arena_alloc(&faq->mem, (m->item_count + 1) * sizeof(*m->items));
	for (size_t i = 0; i < m->section_count; i++)
		for (size_t k = 0; k < m->sections[i].item_count; k++)
			m->items[n++] = m->sections[i].items[k];
}

static void see_read(struct reading *r, struct faq_item *item)
{
	item->see = item_list(r, item->module, yaml_get(item->doc, "see"), &item->see_count);
	for (size_t i = 0; i < item->see_count; i++)
		if (item->see[i] == item)
			PROBLEM(r, yaml_get(item->doc, "see"), "it leads to itself");
}

/* --- limbs and rules --- */

bool faq_rest_add(struct faq *faq, const char *id, const struct faq_rest *rest)
{
	struct faq_item *item = names_find(&faq->by_id, bytes_of(id));
	struct faq_rest *longer;

	if (!item || strcmp(item->id, id) != 0)
		return false;
	longer = arena_alloc(&faq->mem, (item->rest_count + 1) * sizeof(*longer));
	if (item->rest_count)
		memcpy(longer, item->rests, item->rest_count * sizeof(*longer));
	longer[item->rest_count++] = *rest;
	item->rests = longer;
	return true;
}

static void limbs_link(struct reading *r)
{
	const struct law *law = r->faq->law;

	for (size_t i = 0; i < law->limb_count; i++) {
		const struct limb *l = &law->limbs[i];

		if (!l->faq)
			faq_problem(r->problems, "law/requirements.yaml", l->line, 1, "no item explains '%s': add 'faq'", l->key);
		else if (!faq_rest_add(r->faq, l->faq, &(struct faq_rest){ l->key, l->title, NULL, l }))
			faq_problem(r->problems, "law/requirements.yaml", l->line, 1, "'%s': no item '%s'", l->key, l->faq);
	}
}

/* --- the folder --- */

static const struct yaml *modules_list(struct reading *r, struct err *err)
{
	const char *path = arena_printf(&r->faq->mem, "%s/modules.yaml", r->dir);
	const struct yaml *doc;
	struct bytes file;

	if (law_file_read(&r->faq->mem, path, &file, err) != 0 || !(doc = yaml_load(&r->faq->mem, path, file, err)))
		return NULL;
	if (!yaml_get(doc, "modules") || yaml_get(doc, "modules")->kind != YAML_LIST) {
		yaml_error(err, doc, "expected the list 'modules'");
		return NULL;
	}
	return yaml_get(doc, "modules");
}

/* A folder that the list leaves out would be lost without a word. */
static void folders_check(struct reading *r, const struct yaml *list)
{
	struct dirent **entries;
	int n = scandir(r->dir, &entries, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		const char *path = arena_printf(&r->faq->mem, "%s/%s", r->dir, entries[i]->d_name);
		struct stat st;

		if (entries[i]->d_name[0] != '.' && stat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
		    !faq_module(r->faq, bytes_of(entries[i]->d_name)))
			PROBLEM(r, list, "the folder '%s' is not listed", entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static void all_link(struct reading *r, struct pile *pile)
{
	struct faq *faq = r->faq;
	const struct faq_item *twice;

	faq->items = arena_alloc(&faq->mem, (pile->count + 1) * sizeof(*faq->items));
	for (size_t i = 0; i < faq->module_count; i++)
		sections_read(r, &faq->modules[i], pile);
	for (size_t i = 0; i < faq->module_count; i++)
		module_own(faq, &faq->modules[i]);
	if (!faq_link_ids(faq, &twice))
		faq_problem(r->problems, twice->file, 1, 1, "its id, or one under 'was', is that of another item");
	for (size_t i = 0; i < faq->module_count; i++)
		module_link(r, &faq->modules[i]);
	for (size_t i = 0; i < faq->item_count; i++)
		see_read(r, &faq->items[i]);
	limbs_link(r);
	faq_link(faq);
}

int faq_read(struct faq *faq, const struct law *law, const char *dir, struct faq_problems *problems, struct err *err)
{
	struct reading r = { faq, dir, problems };
	struct pile pile = { 0 };
	const struct yaml *list;

	*faq = (struct faq){ .mem = { .about = "the knowledge base" }, .law = law };
	list = modules_list(&r, err);
	if (!list)
		return -1;
	faq->modules = arena_alloc(&faq->mem, (list->count + 1) * sizeof(*faq->modules));
	for (const struct yaml *at = list->child; at; at = at->next) {
		struct faq_module *m = &faq->modules[faq->module_count];

		if (at->text && module_read(&r, at->text, m)) {
			faq->module_count++;
			module_items(&r, m, &pile);
		}
	}
	folders_check(&r, list);
	all_link(&r, &pile);
	lint_history(faq, arena_printf(&faq->mem, "%s/history.tsv", dir), problems);
	lint(faq, problems);
	return 0;
}
