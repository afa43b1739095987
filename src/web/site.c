/*
 * What is the same for as long as a site is open is worked out here, once: what
 * rests on each provision, what each module cites, how it is divided.
 */
#include "web/web.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/embedded.h"
#include "base/sha256.h"
#include "web/route.h"

/* Bytes of answers on one page of a module: it stays below 30 KB when compressed. */
enum { PART_BYTES = 66000 };

/* --- provisions --- */

static struct site_provision *place_of(struct site *site, const struct provision *p)
{
	return &site->index->provisions[p - site->law.provisions];
}

const struct site_provision *site_provision(const struct site *site, const struct provision *p)
{
	return &site->index->provisions[p - site->law.provisions];
}

/* Lists grow by one; there are few long ones, and this happens once. */
#define ADD(site, list, count, what) do { \
		if (((count) & ((count) - 1)) == 0) \
			(list) = grown(&(site)->mem, (list), (count), sizeof(*(list))); \
		(list)[(count)++] = (what); \
	} while (0)

static void *grown(struct arena *mem, const void *list, size_t count, size_t size)
{
	void *more = arena_alloc(mem, (count ? 2 * count : 1) * size);

	if (count)
		memcpy(more, list, count * size);
	return more;
}

static void provisions_relate(struct site *site)
{
	for (size_t i = 0; i < site->law.provision_count; i++) {
		struct site_provision *at = &site->index->provisions[i];
		const struct provision *p = &site->law.provisions[i];

		at->provision = p;
		at->parent = law_parent(&site->law, p);
		at->note = law_note(&site->law, p, NULL);
		at->text = law_text(&site->law, p->id);
		if (at->parent)
			ADD(site, place_of(site, at->parent)->parts, place_of(site, at->parent)->part_count, p);
	}
}

static void provisions_items(struct site *site)
{
	for (size_t i = 0; i < site->law.provision_count; i++) {
		struct site_provision *at = &site->index->provisions[i];
		const struct faq_uses *uses = faq_uses(&site->faq, at->provision->id);

		at->items = uses ? uses->items : NULL;
		at->item_count = uses ? uses->count : 0;
	}
}

/* Each item counts once for a provision and once for each that this is a part of. */
static void provisions_count(struct site *site)
{
	const struct faq_item **last = arena_alloc(&site->mem, (site->law.provision_count + 1) * sizeof(*last));

	for (size_t i = 0; i < site->faq.item_count; i++)
		for (size_t k = 0; k < site->faq.items[i].cite_count; k++) {
			const struct provision *p = site->faq.items[i].cites[k].provision;

			for (; p; p = site_provision(site, p)->parent) {
				if (last[p - site->law.provisions] == &site->faq.items[i])
					continue;
				last[p - site->law.provisions] = &site->faq.items[i];
				place_of(site, p)->inner++;
			}
		}
}

static void provisions_limbs(struct site *site)
{
	for (size_t i = 0; i < site->law.limb_count; i++)
		for (size_t k = 0; k < site->law.limbs[i].ref_count; k++) {
			struct site_provision *at = place_of(site, site->law.limbs[i].refs[k].provision);

			ADD(site, at->limbs, at->limb_count, &site->law.limbs[i]);
		}
}

static void provisions_tasks(struct site *site)
{
	for (size_t i = 0; i < site->faq.module_count; i++)
		for (size_t k = 0; k < site->faq.modules[i].task_count; k++) {
			const struct faq_task *task = &site->faq.modules[i].tasks[k];

			for (size_t c = 0; c < task->cite_count; c++) {
				struct site_provision *at = place_of(site, task->cites[c].provision);

				ADD(site, at->tasks, at->task_count, task);
			}
		}
}

/* --- rules --- */

static int by_key(const void *a, const void *b)
{
	const struct site_rule *x = a, *y = b;

	return strcmp(x->rest->key, y->rest->key);
}

static void rules_collect(struct site *site)
{
	struct site_index *in = site->index;
	size_t count = 0;

	for (size_t i = 0; i < site->faq.item_count; i++)
		count += site->faq.items[i].rest_count;
	in->rules = arena_alloc(&site->mem, (count + 1) * sizeof(*in->rules));
	for (size_t i = 0; i < site->faq.item_count; i++)
		for (size_t k = 0; k < site->faq.items[i].rest_count; k++) {
			const struct faq_rest *rest = &site->faq.items[i].rests[k];

			if (rest->severity)
				in->rules[in->rule_count++] = (struct site_rule){ rest, &site->faq.items[i] };
			else
				in->limb_count++;
		}
	qsort(in->rules, in->rule_count, sizeof(*in->rules), by_key);
}

static void provisions_rules(struct site *site)
{
	for (size_t i = 0; i < site->index->rule_count; i++) {
		const struct faq_rest *rest = site->index->rules[i].rest;

		for (size_t k = 0; rest->limb && k < rest->limb->ref_count; k++) {
			struct site_provision *at = place_of(site, rest->limb->refs[k].provision);

			ADD(site, at->rules, at->rule_count, rest);
		}
	}
}

/* --- modules --- */

const struct site_module *site_module(const struct site *site, const struct faq_module *module)
{
	return &site->index->modules[module - site->faq.modules];
}

static size_t weight_rank(const char *weight)
{
	size_t i = 0;

	while (faq_weights[i] && strcmp(faq_weights[i], weight) != 0)
		i++;
	return i;
}

static int by_source(const void *a, const void *b)
{
	const struct site_source *x = a, *y = b;
	size_t wx = weight_rank(x->source->weight), wy = weight_rank(y->source->weight);

	if (wx != wy)
		return (wx > wy) - (wx < wy);
	if (x->uses != y->uses)
		return x->uses < y->uses ? 1 : -1;
	return (x->source > y->source) - (x->source < y->source);
}

static int by_place(const void *a, const void *b)
{
	const struct provision *x = *(const struct provision *const *)a, *y = *(const struct provision *const *)b;

	return (x > y) - (x < y);
}

static void source_use(struct site_source *sources, size_t *count, const struct law_source *source)
{
	size_t i = 0;

	while (i < *count && sources[i].source != source)
		i++;
	if (i == *count)
		sources[(*count)++] = (struct site_source){ .source = source };
	sources[i].uses++;
}

static void provision_use(struct site_module *m, const struct provision *p)
{
	for (size_t i = 0; i < m->provision_count; i++)
		if (m->provisions[i] == p)
			return;
	m->provisions[m->provision_count++] = p;
}

static void cites_use(struct site *site, struct site_module *m, const struct faq_cite *cites, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct law_source *source = cites[i].provision->source;

		source_use(m->sources, &m->source_count, source);
		site->index->sources[source - site->law.sources].uses++;
		provision_use(m, cites[i].provision);
	}
}

static void module_cites(struct site *site, struct site_module *m)
{
	size_t most = m->module->cite_count;

	for (size_t i = 0; i < m->module->item_count; i++)
		most += m->module->items[i]->cite_count;
	m->sources = arena_alloc(&site->mem, (site->law.source_count + 1) * sizeof(*m->sources));
	m->provisions = arena_alloc(&site->mem, (most + 1) * sizeof(*m->provisions));
	cites_use(site, m, m->module->cites, m->module->cite_count);
	for (size_t i = 0; i < m->module->item_count; i++)
		cites_use(site, m, m->module->items[i]->cites, m->module->items[i]->cite_count);
	qsort(m->sources, m->source_count, sizeof(*m->sources), by_source);
	qsort(m->provisions, m->provision_count, sizeof(*m->provisions), by_place);
}

/* What an item takes on a page, roughly. */
static size_t item_bytes(const struct faq_item *item)
{
	size_t n = strlen(item->question) + strlen(item->answer);

	for (size_t i = 0; i < item->cite_count; i++)
		n += strlen(item->cites[i].supports) + strlen(item->cites[i].provision->citation);
	return n + 40 * (item->rest_count + item->see_count);
}

static size_t section_bytes(const struct faq_section *section)
{
	size_t n = 0;

	for (size_t i = 0; i < section->item_count; i++)
		n += item_bytes(section->items[i]);
	return n;
}

/* Fills parts of at most 'most' bytes, one section at least in each. Returns how many there are. */
static size_t parts_fill(struct site_module *m, const size_t *sizes, size_t most)
{
	size_t filled = 0;

	m->part_count = 0;
	for (size_t i = 0; i < m->module->section_count; i++) {
		if (m->part_count == 0 || filled + sizes[i] > most) {
			m->parts[m->part_count++] = (struct site_part){ .first = i };
			filled = 0;
		}
		m->parts[m->part_count - 1].count++;
		filled += sizes[i];
	}
	return m->part_count;
}

/* As few parts as hold it, the longest as short as can be. */
static void module_parts(struct site *site, struct site_module *m)
{
	size_t *sizes = arena_alloc(&site->mem, (m->module->section_count + 1) * sizeof(*sizes));
	size_t total = 0, overview = strlen(m->module->overview) + 100 * m->module->cite_count, parts, most;

	for (size_t i = 0; i < m->module->section_count; i++)
		total += sizes[i] = section_bytes(&m->module->sections[i]) + (i ? 0 : overview);
	m->parts = arena_alloc(&site->mem, (m->module->section_count + 1) * sizeof(*m->parts));
	parts = total / PART_BYTES + 1;
	for (most = total / parts; parts_fill(m, sizes, most) > parts; most += total / 100 + 1)
		;
}

size_t site_part(const struct site *site, const struct faq_item *item)
{
	const struct site_module *m = site_module(site, item->module);
	size_t section = (size_t)(item->section - item->module->sections), part = m->part_count;

	while (part > 1 && m->parts[part - 1].first > section)
		part--;
	return part;
}

static void modules_relate(struct site *site)
{
	for (size_t i = 0; i < site->law.source_count; i++)
		site->index->sources[i].source = &site->law.sources[i];
	for (size_t i = 0; i < site->faq.module_count; i++) {
		struct site_module *m = &site->index->modules[i];

		m->module = &site->faq.modules[i];
		module_cites(site, m);
		module_parts(site, m);
	}
}

/* --- the whole --- */

static void file_hash(const char *path, char out[20])
{
	struct bytes file = embedded_find(path);
	char hex[SHA256_HEX];

	sha256_of(file.at, file.n, hex);
	memcpy(out, hex, 12);
	out[12] = '\0';
}

static void index_make(struct site *site)
{
	struct site_index *in = site->index = ARENA_NEW(&site->mem, struct site_index);

	in->tool = CRADLE_VERSION;
	in->provisions = arena_alloc(&site->mem, (site->law.provision_count + 1) * sizeof(*in->provisions));
	in->modules = arena_alloc(&site->mem, (site->faq.module_count + 1) * sizeof(*in->modules));
	in->sources = arena_alloc(&site->mem, (site->law.source_count + 1) * sizeof(*in->sources));
	provisions_relate(site);
	provisions_items(site);
	provisions_count(site);
	provisions_limbs(site);
	provisions_tasks(site);
	rules_collect(site);
	provisions_rules(site);
	modules_relate(site);
	file_hash("web/site.css", in->style);
	file_hash("web/site.js", in->script);
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static size_t reports_count(void)
{
	size_t n = 0;

	while (reports[n].name)
		n++;
	return n;
}

/* "Gateway 2.1", and which dossier it is where another has that name already. */
static const char *dossier_title(struct site *site, const struct site_dossier *d)
{
	const char *version = d->side.results.product_version ? d->side.results.product_version : "";
	const char *title = arena_printf(&site->mem, "%s%s%s", d->name, *version ? " " : "", version);

	for (size_t i = 0; i + 1 < site->dossier_count; i++)
		if (strcmp(site->dossiers[i].title, title) == 0)
			return arena_printf(&site->mem, "%s (dossier %zu)", title, d->number);
	return title;
}

static int dossier_add(struct site *site, const char *path, struct err *err)
{
	struct site_dossier *d = &site->dossiers[site->dossier_count];

	if (dossier_open(&d->dossier, path, err) != 0)
		return -1;
	if (diff_side_read(&d->side, &d->dossier, &site->law, err) != 0) {
		dossier_close(&d->dossier);
		return err_wrap(err, "dossier '%s'", path);
	}
	d->number = ++site->dossier_count;
	d->name = d->side.results.product && *d->side.results.product ? d->side.results.product : NULL;
	if (!d->name)
		d->name = d->side.results.image ? d->side.results.image : file_name(path);
	d->title = dossier_title(site, d);
	d->offers = arena_alloc(&site->mem, reports_count());
	return 0;
}

/* The newest older release of the same product and part. */
static const struct site_dossier *release_before(const struct site *site, const struct site_dossier *d)
{
	const struct portfolio *p = site->portfolio;

	for (const struct release *r = d->release + 1; r < p->releases + p->count && r->product == d->release->product; r++)
		for (size_t i = 0; i < site->dossier_count; i++)
			if (site->dossiers[i].release == r && strcmp(r->part, d->release->part) == 0 &&
			    strcmp(r->version, d->release->version) != 0)
				return &site->dossiers[i];
	return NULL;
}

/* Which dossier a release is: they are known by their files until now, and shown without their folders. */
static void releases_match(struct site *site)
{
	struct portfolio *p = site->portfolio;

	for (size_t i = 0; i < p->count; i++)
		for (size_t k = 0; k < site->dossier_count; k++)
			if (!site->dossiers[k].release && strcmp(site->options.dossiers[k], p->releases[i].file) == 0) {
				site->dossiers[k].release = &p->releases[i];
				break;
			}
	for (size_t i = 0; i < p->count; i++)
		p->releases[i].file = path_last(p->releases[i].file);
	for (size_t i = 0; i < p->finding_count; i++)
		p->findings[i].file = p->findings[i].file ? path_last(p->findings[i].file) : NULL;
	for (size_t k = 0; k < site->dossier_count; k++)
		if (site->dossiers[k].release)
			site->dossiers[k].before = release_before(site, &site->dossiers[k]);
}

static int portfolio_open(struct site *site, struct err *err)
{
	site->portfolio = ARENA_NEW(&site->mem, struct portfolio);
	portfolio_begin(site->portfolio, &site->law);
	for (size_t i = 0; i < site->dossier_count; i++)
		if (portfolio_add_dossier(site->portfolio, site->options.dossiers[i], &site->dossiers[i].dossier, err) != 0)
			return err_wrap(err, "dossier '%s'", site->options.dossiers[i]);
	portfolio_order(site->portfolio);
	releases_match(site);
	return 0;
}

static int dossiers_open(struct site *site, struct err *err)
{
	const struct site_options *o = &site->options;

	if (o->dossier_count > SITE_DOSSIERS)
		return err_set(err, ERR_USAGE, "%zu dossiers; at most %d are shown beside the answers",
			       o->dossier_count,
			       SITE_DOSSIERS);
	site->dossiers = arena_alloc(&site->mem, (o->dossier_count + 1) * sizeof(*site->dossiers));
	for (size_t i = 0; i < o->dossier_count; i++)
		if (dossier_add(site, o->dossiers[i], err) != 0)
			return -1;
	return o->dossier_count ? portfolio_open(site, err) : 0;
}

int site_open(struct site *site, const struct site_options *options, struct err *err)
{
	*site = (struct site){ .mem = { .about = "the site" }, .options = *options };
	if (law_load(&site->law, err) != 0)
		return -1;
	if (faq_open(&site->faq, &site->law, faq_builtin(), err) != 0) {
		law_free(&site->law);
		return -1;
	}
	if (search_open(&site->search, &site->faq, err) != 0 || dossiers_open(site, err) != 0) {
		site_close(site);
		return -1;
	}
	index_make(site);
	return 0;
}

void site_close(struct site *site)
{
	for (size_t i = 0; i < site->dossier_count; i++) {
		diff_side_free(&site->dossiers[i].side);
		dossier_close(&site->dossiers[i].dossier);
	}
	if (site->portfolio)
		portfolio_free(site->portfolio);
	search_close(&site->search);
	faq_close(&site->faq);
	law_free(&site->law);
	arena_free(&site->mem);
	*site = (struct site){ 0 };
}
