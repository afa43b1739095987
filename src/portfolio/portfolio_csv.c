/*
 * Tables for spreadsheets (RFC 4180): products with a column for each limb,
 * limbs, findings or keys.
 */
#include "portfolio/formats.h"

#include <inttypes.h>
#include <string.h>

#include "base/markup.h"

static void cell(struct text *out, const char *value)
{
	if (out->n && out->at[out->n - 1] != '\n')
		text_char(out, ',');
	text_csv(out, value ? value : "");
}

static void cell_number(struct text *out, size_t n)
{
	text_printf(out, "%s%zu", out->n && out->at[out->n - 1] != '\n' ? "," : "", n);
}

static void end(struct text *out)
{
	text_add(out, "\r\n");
}

static void head(struct text *out, const char *const *names)
{
	for (; *names; names++)
		cell(out, *names);
}

static void csv_products(const struct portfolio *p, struct text *out)
{
	head(out, (const char *const[]){ "number", "product", "version", "part", "latest", "declared", "gate", "not met", "needs input",
					 "met", "not owed", "critical", "high", "medium", "low", "dossier", "image SHA-256",
					 "as of", NULL });
	for (size_t i = 0; i < p->limb_count; i++)
		cell(out, p->limbs[i].key);
	end(out);
	for (size_t i = 0; i < p->count; i++) {
		const struct release *r = &p->releases[i];
		const char *const texts[] = { r->name, r->version, r->part, r->latest ? "yes" : "no",
					      r->declared ? "yes" : "no", r->gate };
		const size_t numbers[] = { r->not_met, r->needs_input, r->met, r->exempt, r->fails[4], r->fails[3],
					   r->fails[2], r->fails[1] };

		cell_number(out, i + 1);
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			cell(out, texts[k]);
		for (size_t k = 0; k < sizeof(numbers) / sizeof(numbers[0]); k++)
			cell_number(out, numbers[k]);
		cell(out, r->file);
		cell(out, r->image_sha256);
		cell(out, r->as_of);
		for (size_t k = 0; k < p->limb_count; k++)
			cell(out, portfolio_verdict(r, &p->limbs[k]));
		end(out);
	}
}

static void csv_limbs(const struct portfolio *p, struct text *out)
{
	head(out, (const char *const[]){ "limb", "title", "group", "sum of others", "against", "open", "met", "not owed",
					 "answered", "not decided", NULL });
	end(out);
	for (size_t i = 0; i < p->limb_count; i++) {
		const struct portfolio_limb *l = &p->limbs[i];
		const size_t numbers[] = { l->against, l->open, l->met, l->exempt, l->answered, l->none };

		cell(out, l->key);
		cell(out, l->title);
		cell(out, l->group);
		cell(out, l->sum ? "yes" : "no");
		for (size_t k = 0; k < sizeof(numbers) / sizeof(numbers[0]); k++)
			cell_number(out, numbers[k]);
		end(out);
	}
}

/* "3 7": the numbers of releases */
static void cell_releases(struct text *out, const size_t *list, size_t count)
{
	struct text words = { 0 };

	for (size_t i = 0; i < count; i++)
		text_printf(&words, "%s%zu", i ? " " : "", list[i] + 1);
	cell(out, words.at);
	text_free(&words);
}

static void csv_findings(const struct portfolio *p, struct text *out)
{
	head(out, (const char *const[]){ "rule", "severity", "title", "limb", "products", "releases", "which", "places",
					 "accepted", "first dossier", "path", "line", NULL });
	end(out);
	for (size_t i = 0; i < p->finding_count; i++) {
		const struct portfolio_finding *f = &p->findings[i];

		cell(out, f->rule);
		cell(out, f->severity);
		cell(out, f->title);
		cell(out, f->limb);
		cell_number(out, f->products);
		cell_number(out, f->count);
		cell_releases(out, f->releases, f->count);
		cell_number(out, f->places);
		cell_number(out, f->accepted);
		cell(out, f->file);
		cell(out, f->path);
		if (f->line > 0)
			cell_number(out, (size_t)f->line);
		else
			cell(out, NULL);
		end(out);
	}
}

static void csv_keys(const struct portfolio *p, struct text *out)
{
	head(out, (const char *const[]){ "key", "question", "products", "releases", "which", "verdicts", NULL });
	end(out);
	for (size_t i = 0; i < p->key_count; i++) {
		const struct portfolio_key *k = &p->keys[i];

		cell(out, k->key);
		cell(out, k->ask);
		cell_number(out, k->products);
		cell_number(out, k->count);
		cell_releases(out, k->releases, k->count);
		cell_number(out, k->verdicts);
		end(out);
	}
}

static void csv_unread(const struct portfolio *p, struct text *out)
{
	head(out, (const char *const[]){ "file", "why", NULL });
	end(out);
	for (size_t i = 0; i < p->unread_count; i++) {
		cell(out, p->unread[i].file);
		cell(out, p->unread[i].why);
		end(out);
	}
}

static const struct { const char *name; void (*write)(const struct portfolio *p, struct text *out); } tables_of[] = {
	{ "products", csv_products }, { "limbs", csv_limbs }, { "findings", csv_findings }, { "keys", csv_keys },
	{ "unread", csv_unread },
};

int portfolio_csv(const struct portfolio *p, const struct portfolio_options *o, struct text *out, struct err *err)
{
	for (size_t i = 0; i < sizeof(tables_of) / sizeof(tables_of[0]); i++)
		if (strcmp(tables_of[i].name, o->list ? o->list : "products") == 0) {
			tables_of[i].write(p, out);
			return 0;
		}
	return err_set(err, ERR_USAGE, "no table '%s'; there are products (with their verdicts), limbs, findings, keys, unread",
		       o->list);
}
