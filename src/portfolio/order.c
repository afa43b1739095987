/*
 * What the dossiers come to: grouped by product, counted, sorted.
 */
#include "portfolio/portfolio.h"

#include <stdlib.h>
#include <string.h>

#include "facts/version.h"

const struct portfolio_letter portfolio_letters[] = {
	{ 'N', "NOT-MET", "not met" },
	{ 'R', "N/A-REJECTED", "said not to apply: rejected" },
	{ 'D', "DEVIATION-REJECTED", "deviation rejected" },
	{ '?', "NEEDS-INPUT", "needs input" },
	{ '+', "MET", "met" },
	{ 'n', "N/A-OK", "need not be met" },
	{ 'd', "DEVIATION-OK", "deviation accepted" },
	{ 'a', NULL, "answered: scope, role, time, class" },
	{ '.', "", "not decided" },
	{ 0 },
};

/* From the worst to the best, as they count for a product of several releases. */
enum cell { CELL_NONE = 0, CELL_ANSWERED, CELL_EXEMPT, CELL_MET, CELL_OPEN, CELL_AGAINST };

char portfolio_letter(const char *verdict)
{
	if (!verdict)
		verdict = "";
	for (const struct portfolio_letter *l = portfolio_letters; l->letter; l++)
		if (l->verdict && strcmp(l->verdict, verdict) == 0)
			return l->letter;
	return 'a';
}

const char *portfolio_verdict(const struct release *r, const struct portfolio_limb *limb)
{
	return r->verdicts[limb->column];
}

static enum cell cell_of(const char *verdict)
{
	switch (portfolio_letter(verdict)) {
	case 'N': case 'R': case 'D': return CELL_AGAINST;
	case '?': return CELL_OPEN;
	case '+': return CELL_MET;
	case 'n': case 'd': return CELL_EXEMPT;
	case '.': return CELL_NONE;
	default: return CELL_ANSWERED;
	}
}

static int gate_rank(const char *gate)
{
	return strcmp(gate, "FAIL") == 0 ? 2 : strcmp(gate, "INCOMPLETE") == 0 ? 1 : 0;
}

/* --- releases into products --- */

/* Of one product together, the newest first; what is alike is in the order of the files. */
static int by_product(const void *a, const void *b)
{
	const struct release *x = a, *y = b;
	int order = strcmp(x->identity, y->identity);

	if (order == 0)
		order = version_compare(y->version, x->version);
	if (order == 0)
		order = strcmp(x->part, y->part);
	return order ? order : strcmp(x->file, y->file);
}

/* What the products are sorted by, before they have places. */
struct group {
	struct portfolio_product product;
	size_t not_met, needs_input;
	const char *identity;
};

static int by_worst(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	int order = gate_rank(y->product.gate) - gate_rank(x->product.gate);

	if (order == 0 && x->not_met != y->not_met)
		return x->not_met < y->not_met ? 1 : -1;
	if (order == 0 && x->needs_input != y->needs_input)
		return x->needs_input < y->needs_input ? 1 : -1;
	if (order == 0)
		order = strcmp(x->product.name, y->product.name);
	return order ? order : strcmp(x->identity, y->identity);
}

static struct group group_from(struct portfolio *p, size_t first)
{
	struct group g = {
		.product = { .name = p->releases[first].name, .gate = "PASS", .first = first },
		.identity = p->releases[first].identity,
	};

	for (size_t i = first; i < p->count && strcmp(p->releases[i].identity, g.identity) == 0; i++) {
		struct release *r = &p->releases[i];

		g.product.count++;
		r->latest = version_compare(r->version, p->releases[first].version) == 0;
		if (!r->latest)
			continue;
		g.product.declared |= r->declared;
		g.not_met += r->not_met;
		g.needs_input += r->needs_input;
		if (gate_rank(r->gate) > gate_rank(g.product.gate))
			g.product.gate = r->gate;
	}
	return g;
}

/* moved[old place] is the new one */
static void group(struct portfolio *p, size_t *moved)
{
	struct group *groups = arena_alloc(&p->mem, (p->count + 1) * sizeof(*groups));
	struct release *sorted = arena_alloc(&p->mem, (p->count + 1) * sizeof(*sorted));
	size_t n = 0, at = 0;

	for (size_t i = 0; i < p->count; i++)
		p->releases[i].product = i;	/* for now: where it was */
	if (p->count)
		qsort(p->releases, p->count, sizeof(*p->releases), by_product);
	for (size_t i = 0; i < p->count; i += groups[n++].product.count)
		groups[n] = group_from(p, i);
	if (n)
		qsort(groups, n, sizeof(*groups), by_worst);
	p->products = arena_alloc(&p->mem, (n + 1) * sizeof(*p->products));
	p->product_count = n;
	for (size_t i = 0; i < n; i++) {
		p->products[i] = groups[i].product;
		p->products[i].first = at;
		for (size_t k = 0; k < groups[i].product.count; k++, at++) {
			sorted[at] = p->releases[groups[i].product.first + k];
			moved[sorted[at].product] = at;
			sorted[at].product = i;
		}
	}
	p->releases = sorted;
}

static void count_products(struct portfolio *p)
{
	for (size_t i = 0; i < p->product_count; i++) {
		p->fail += gate_rank(p->products[i].gate) == 2;
		p->incomplete += gate_rank(p->products[i].gate) == 1;
		p->pass += gate_rank(p->products[i].gate) == 0;
		p->undeclared += !p->products[i].declared;
	}
	for (size_t i = 0; i < p->count; i++) {
		p->older += !p->releases[i].latest;
		p->older_fail += !p->releases[i].latest && gate_rank(p->releases[i].gate) == 2;
	}
}

/* --- rows --- */

static void count_limb(const struct portfolio *p, struct portfolio_limb *limb, bool *seen)
{
	for (size_t i = 0; i < p->product_count; i++) {
		const struct portfolio_product *product = &p->products[i];
		enum cell worst = CELL_NONE;

		for (size_t k = product->first; k < product->first + product->count; k++) {
			enum cell cell = cell_of(portfolio_verdict(&p->releases[k], limb));

			*seen = *seen || cell != CELL_NONE;
			if (p->releases[k].latest && cell > worst)
				worst = cell;
		}
		limb->against += worst == CELL_AGAINST;
		limb->open += worst == CELL_OPEN;
		limb->met += worst == CELL_MET;
		limb->exempt += worst == CELL_EXEMPT;
		limb->answered += worst == CELL_ANSWERED;
		limb->none += worst == CELL_NONE;
	}
}

/* Rows that no dossier has are left out. */
static void order_limbs(struct portfolio *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->limb_count; i++) {
		bool seen = false;

		count_limb(p, &p->limbs[i], &seen);
		if (seen)
			p->limbs[n++] = p->limbs[i];
	}
	p->limb_count = n;
}

static int by_place(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* The places of releases are those from before they were sorted. Returns how many products have it in their latest. */
static size_t place(const struct portfolio *p, const size_t *moved, size_t *list, size_t count)
{
	size_t products = 0, last = p->product_count;

	for (size_t i = 0; i < count; i++)
		list[i] = moved[list[i]];
	if (count)
		qsort(list, count, sizeof(*list), by_place);
	for (size_t i = 0; i < count; i++)
		if (p->releases[list[i]].latest && p->releases[list[i]].product != last) {
			last = p->releases[list[i]].product;
			products++;
		}
	return products;
}

static int severity(const struct portfolio_finding *f)
{
	static const char *const names[] = { "", "low", "medium", "high", "critical" };

	for (int i = 4; i > 0; i--)
		if (strcmp(names[i], f->severity) == 0)
			return i;
	return 0;
}

static int more(size_t x, size_t y)
{
	return (x < y) - (x > y);
}

/* What only older releases have comes after all that a latest one has, what is accepted everywhere last. */
static int by_severity(const void *a, const void *b)
{
	const struct portfolio_finding *x = a, *y = b;
	int order = more(x->products > 0, y->products > 0);

	if (order == 0)
		order = more(x->count > 0, y->count > 0);
	if (order == 0)
		order = severity(y) - severity(x);
	if (order == 0)
		order = more(x->products, y->products);
	if (order == 0)
		order = more(x->count, y->count);
	return order ? order : strcmp(x->rule, y->rule);
}

static int by_products(const void *a, const void *b)
{
	const struct portfolio_key *x = a, *y = b;
	int order = more(x->products, y->products);

	if (order == 0)
		order = more(x->verdicts, y->verdicts);
	return order ? order : strcmp(x->key, y->key);
}

static int by_file(const void *a, const void *b)
{
	return strcmp(((const struct portfolio_unread *)a)->file, ((const struct portfolio_unread *)b)->file);
}

void portfolio_order(struct portfolio *p)
{
	size_t *moved = arena_alloc(&p->mem, (p->count + 1) * sizeof(*moved));

	if (p->unread_count)
		qsort(p->unread, p->unread_count, sizeof(*p->unread), by_file);
	group(p, moved);
	count_products(p);
	order_limbs(p);
	for (size_t i = 0; i < p->finding_count; i++)
		p->findings[i].products = place(p, moved, p->findings[i].releases, p->findings[i].count);
	for (size_t i = 0; i < p->key_count; i++)
		p->keys[i].products = place(p, moved, p->keys[i].releases, p->keys[i].count);
	if (p->finding_count)
		qsort(p->findings, p->finding_count, sizeof(*p->findings), by_severity);
	if (p->key_count)
		qsort(p->keys, p->key_count, sizeof(*p->keys), by_products);
}
