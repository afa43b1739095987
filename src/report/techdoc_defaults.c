/*
 * Appendix B: the configuration the product is delivered in. What is declared
 * stands beside what was found in the image; what is found gets its reason from
 * the declaration, of the part that the image holds. A default without a reason
 * is a gap.
 */
#include "report/techdoc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/auto.h"

enum {
	MOST_ROWS = 500,		/* of a table */
	MOST_NAMES = 40,		/* in a gap */
	SHOWN = DOC_COLUMNS,
};

/* --- reasons: why an entry of the inventory is as it is --- */

struct reason {
	const char *name, *protocol, *port, *why;
};

struct reasons {
	struct reason *list;
	size_t count, room;
};

static const char *value_of(struct techdoc *t, const struct result_declared *e, const char *key)
{
	const struct result_declared *d = declared_of(t->r, e, key, 0);

	return d ? d->value : NULL;
}

static void reasons_add(struct techdoc *t, struct reasons *all, const char *part, const char *list)
{
	const struct result_declared *e = NULL;

	while ((e = declared_next(t->r, part, list, e))) {
		ARENA_ROOM(&t->doc->mem, all->list, all->count, all->room);
		all->list[all->count++] = (struct reason){ value_of(t, e, "name"), value_of(t, e, "protocol"),
							   value_of(t, e, "port"), value_of(t, e, "why") };
	}
}

/* Of the part that the image holds, and of the product itself: another part's reason is none for this image. */
static struct reasons reasons_of(struct techdoc *t, const char *list)
{
	struct reasons all = { 0 };

	reasons_add(t, &all, "", list);
	if (t->r->image_part && *t->r->image_part)
		reasons_add(t, &all, t->r->image_part, list);
	return all;
}

/* "ssh.service" and "ssh" are one name, whatever the case. */
static bool same_name(const char *found, const char *said)
{
	const char *dot = found ? strrchr(found, '.') : NULL;
	size_t n = found ? strlen(found) : 0;

	if (!found || !said)
		return false;
	if (strcasecmp(found, said) == 0)
		return true;
	if (dot && (strcmp(dot, ".service") == 0 || strcmp(dot, ".socket") == 0))
		n = (size_t)(dot - found);
	return strlen(said) == n && strncasecmp(found, said, n) == 0;
}

static const char *text_or(const char *s)
{
	return s ? s : "";
}

/* As the view declared_listener does: by port where both say one, else by the program's or the service's name. */
static bool about_listener(const struct inventory *table, const struct inventory_row *row, const struct reason *r)
{
	const char *port = inventory_cell(table, row, "port"), *protocol = inventory_cell(table, row, "protocol");

	if (r->protocol && protocol && strcmp(r->protocol, protocol) != 0)
		return false;
	if (r->port && port)
		return strcmp(r->port, port) == 0;
	return same_name(inventory_cell(table, row, "program"), r->name) || same_name(inventory_cell(table, row, "service"), r->name);
}

static bool about_service(const struct inventory *table, const struct inventory_row *row, const struct reason *r)
{
	const char *program = inventory_cell(table, row, "program");

	return same_name(inventory_cell(table, row, "name"), r->name) || (program && same_name(path_last(program), r->name));
}

static bool about_account(const struct inventory *table, const struct inventory_row *row, const struct reason *r)
{
	return r->name && strcmp(text_or(inventory_cell(table, row, "name")), r->name) == 0;
}

typedef bool about_fn(const struct inventory *table, const struct inventory_row *row, const struct reason *r);

/* --- which columns of which table are shown --- */

struct shown {
	const char *table;		/* of inventory.h */
	struct { const char *column, *title; int weight; bool code; } columns[SHOWN];
	const char *reasons;		/* list of product.yaml whose 'why' is joined, or NULL */
	about_fn *about;
	const char *flag;		/* the column that says whether it is on: "starts" */
	const char *unit;		/* for the gap: "Services that start" */
	const char *off;		/* ... and those that do not, or NULL: no reason is asked for */
};

static const struct shown services = {
	"service", { { "name", "Service", 6, true }, { "program", "Program", 6, true }, { "user", "User", 3, true },
		     { "starts", "Starts", 2, false } },
	"inventory.services", about_service, "starts", "services that start by default", "services that do not start by default"
};
static const struct shown listeners = {
	"listener", { { "program", "Program", 4, true }, { "protocol", "Protocol", 3, false }, { "address", "Address", 4, true },
		      { "port", "Port", 2, false }, { "reach", "Reach", 3, false }, { "state", "State", 3, false } },
	"inventory.services", about_listener, "state", "listeners that are open", NULL
};
static const struct shown accounts = {
	"account", { { "name", "Account", 4, true }, { "shell", "Shell", 5, true }, { "interactive", "Shell lets in", 3, false },
		     { "password", "Password", 4, false } },
	"inventory.accounts", about_account, "interactive", "accounts whose shell lets somebody in", NULL
};
static const struct shown logins = {
	"login", { { "via", "Way", 3, false }, { "program", "Program", 3, true }, { "user", "User", 3, true },
		   { "password", "Password", 4, false }, { "enabled", "On", 2, false }, { "detail", "Detail", 8, true } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown grants = {
	"grant", { { "kind", "Kind", 3, false }, { "user", "User", 3, true }, { "detail", "Detail", 8, true }, { "works", "Works", 2, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown secrets = {
	"credential", { { "program", "Program", 3, true }, { "kind", "Kind", 3, false }, { "user", "User", 3, true },
			{ "form", "Form", 3, false }, { "known", "Known", 3, false }, { "in_use", "In use", 2, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown firewall = {
	"firewall", { { "tool", "Tool", 3, false }, { "zone", "Zone", 3, true }, { "rule", "Rule", 8, true }, { "policy", "Policy", 3, false },
		      { "enabled", "On", 2, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown debug = {
	"debug", { { "kind", "Kind", 4, false }, { "detail", "Detail", 9, true }, { "enabled", "On", 2, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown updaters = {
	"updater", { { "mechanism", "Mechanism", 4, false }, { "source", "Source", 6, true }, { "automatic", "Automatic", 3, false },
		     { "enabled", "On", 2, false }, { "interval", "How often", 4, false }, { "transport", "Transport", 3, false },
		     { "authentic", "Signature checked", 3, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown choices = {
	"updater", { { "mechanism", "Mechanism", 4, false }, { "why", "Why it is on or off", 7, false }, { "opt_out", "Turned off by", 6, true },
		     { "postpone", "Postponed by", 4, true }, { "notice", "Notice", 4, true } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown resets = {
	"reset", { { "mechanism", "Mechanism", 4, false }, { "trigger", "Started by", 6, true }, { "erases", "Erases", 6, true },
		   { "enabled", "On", 2, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown logs = {
	"log", { { "program", "Program", 3, true }, { "what", "What", 4, true }, { "target", "Kept in", 5, true },
		 { "persistence", "Survives a restart", 3, false }, { "auth", "Logins", 2, false }, { "enabled", "On", 2, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown crypto = {
	"crypto", { { "program", "Program", 3, true }, { "what", "What", 3, false }, { "value", "Value", 9, true },
		    { "weak", "Weak", 4, true }, { "state", "State", 3, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown keys = {
	"key", { { "kind", "Kind", 3, false }, { "purpose", "Purpose", 4, false }, { "algorithm", "Algorithm", 3, false },
		 { "bits", "Bits", 2, false }, { "encrypted", "Encrypted", 2, false }, { "known", "Known", 3, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown certificates = {
	"certificate", { { "subject", "Subject", 6, true }, { "issuer", "Issuer", 6, true }, { "not_after", "Ends", 3, false },
			 { "algorithm", "Algorithm", 3, false }, { "with_key", "Key beside it", 2, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown kernel = {
	"kernel", { { "kind", "Kind", 3, false }, { "name", "Name", 6, true }, { "value", "Value", 4, true }, { "state", "State", 3, false } },
	NULL, NULL, NULL, NULL, NULL
};
static const struct shown settings = {
	"setting", { { "program", "Program", 3, true }, { "key", "Setting", 5, true }, { "value", "Value", 6, true },
		     { "state", "State", 3, false } },
	NULL, NULL, NULL, NULL, NULL
};

/* --- one table --- */

struct printing {
	struct techdoc *t;
	const struct inventory *table;
	const struct shown *shown;
	const char **why;		/* [table->count]: reasons that are declared, or NULL */
	size_t at[SHOWN];		/* of its columns in the table */
	size_t count;
	size_t rows;
};

/* Each row is looked up once: there may be thousands of both. */
static void join_reasons(struct printing *p)
{
	struct reasons all = reasons_of(p->t, p->shown->reasons);

	p->why = arena_alloc(&p->t->doc->mem, (p->table->count + 1) * sizeof(*p->why));
	for (size_t n = 0; n < p->table->count; n++)
		for (size_t i = 0; i < all.count && !p->why[n]; i++)
			if (all.list[i].why && p->shown->about(p->table, &p->table->rows[n], &all.list[i]))
				p->why[n] = all.list[i].why;
}

static const char *reason_of(const struct printing *p, const struct inventory_row *row)
{
	return p->why ? p->why[row - p->table->rows] : NULL;
}

/* Is it on: "yes", or a listener that is open? */
static bool is_on(const struct printing *p, const struct inventory_row *row)
{
	const char *flag = inventory_cell(p->table, row, p->shown->flag);

	return flag && (strcmp(flag, "yes") == 0 || strcmp(flag, "open") == 0 || strcmp(flag, "contended") == 0);
}

static void begin(struct printing *p)
{
	struct doc_column columns[DOC_COLUMNS + 1] = { 0 };
	size_t n = 0;

	for (; n < SHOWN && p->shown->columns[n].title; n++) {
		columns[n] = (struct doc_column){ p->shown->columns[n].title, p->shown->columns[n].weight, p->shown->columns[n].code,
						  false };
		p->at[n] = inventory_column(p->table, p->shown->columns[n].column);
	}
	p->count = n;
	if (p->shown->reasons && n < DOC_COLUMNS)
		columns[n++] = (struct doc_column){ "Why so", 7, false, false };
	if (n < DOC_COLUMNS)
		columns[n++] = (struct doc_column){ "Found in", 6, true, false };
	doc_table(p->t->doc, p->table->kind->title, columns);
}

static void add_row(struct printing *p, const struct inventory_row *row)
{
	const char *cells[DOC_COLUMNS + 1] = { 0 };
	size_t n = 0;

	for (; n < p->count; n++)
		cells[n] = p->at[n] < p->table->column_count ? row->cells[p->at[n]] : NULL;
	if (p->shown->reasons && n < DOC_COLUMNS)
		cells[n++] = reason_of(p, row);
	if (n < DOC_COLUMNS)
		cells[n] = techdoc_place(p->t, row->path, row->line);
	doc_row(p->t->doc, cells);
}

/* Names of those that are (or are not) on and have no reason, for one gap. */
static void unreasoned(struct printing *p, bool on, const char *unit)
{
	struct text names = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < p->table->count; i++) {
		const struct inventory_row *row = &p->table->rows[i];
		const char *port = inventory_cell(p->table, row, "port");

		if (is_on(p, row) != on || reason_of(p, row) || n++ >= MOST_NAMES)
			continue;
		text_printf(&names, "%s%s", n > 1 ? ", " : "", text_or(row->cells[0]));
		if (port)
			text_printf(&names, " %s/%s", port, text_or(inventory_cell(p->table, row, "protocol")));
	}
	if (n)
		techdoc_gap(p->t, strcmp(p->shown->reasons, "inventory.accounts") == 0 ? "inventory.accounts[].why" :
			    "inventory.services[].why", "annex-1-part-1-2-b", "The reason for %s (%zu): %s%s", unit, n, names.at,
			    n > MOST_NAMES ? " and more" : "");
	text_free(&names);
}

/* Tables that have a place among the findings are looked up by it. */
static bool noted(struct techdoc *t, const struct inventory_row *row)
{
	for (size_t i = 0; row->path && i < t->r->finding_count; i++) {
		const struct result_finding *f = &t->r->findings[i];

		if (f->path && f->line == row->line && strcmp(f->path, row->path) == 0)
			return true;
	}
	return false;
}

static void show(struct techdoc *t, const struct shown *shown)
{
	struct printing p = { .t = t, .shown = shown, .table = inventory_find(t->r->inventory, shown->table) };
	bool all = strcmp(shown->table, "setting") != 0;

	if (!p.table)
		return;
	if (p.table->count == 0) {
		if (shown != &choices)		/* the table before it is of the same and has said so */
			doc_text(t->doc, "%s: none was found in the image.", p.table->kind->title);
		return;
	}
	if (shown->reasons)
		join_reasons(&p);
	for (size_t i = 0; i < p.table->count; i++) {
		if (p.rows == MOST_ROWS || !(all || noted(t, &p.table->rows[i])))
			continue;
		if (p.rows++ == 0)
			begin(&p);
		add_row(&p, &p.table->rows[i]);
	}
	if (p.rows < p.table->count)
		doc_note(t->doc, "%s: %zu of %zu are shown%s. All: cradle sql DOSSIER \"SELECT * FROM \\\"%s\\\"\"", p.table->kind->title,
			 p.rows, p.table->count, all ? "" : ", those that a finding is about", shown->table);
	if (shown->unit)
		unreasoned(&p, true, shown->unit);
	if (shown->off)
		unreasoned(&p, false, shown->off);
}

/* --- what is declared --- */

struct list_column {
	const char *key, *title;
	int weight;
	bool code;
};

static const struct list {
	const char *list, *caption, *why_key;
	struct list_column columns[DOC_COLUMNS];
} said_services = {
	"inventory.services", "Services, as declared", "inventory.services[].why",
	{ { "name", "Service", 4, true }, { "protocol", "Protocol", 3, false }, { "port", "Port", 2, false }, { "state", "State", 2, false },
	  { "reach", "Reach", 3, false }, { "why", "Why so", 8, false }, { "risks", "Risks", 3, false } }
}, said_interfaces = {
	"inventory.interfaces", "Interfaces, as declared", "inventory.interfaces[].why",
	{ { "name", "Interface", 4, false }, { "state", "State", 2, false }, { "why", "Why so", 9, false } }
}, said_accounts = {
	"inventory.accounts", "Accounts, as declared", "inventory.accounts[].why",
	{ { "name", "Account", 4, true }, { "login", "Can log in", 3, false }, { "password", "Password", 4, false }, { "why", "Why so", 8, false } }
};

static void list_rows(struct techdoc *t, const char *part, const struct list *l)
{
	const struct result_declared *e = NULL;

	while ((e = declared_next(t->r, part, l->list, e))) {
		const char *cells[DOC_COLUMNS] = { 0 };
		size_t n = 0;

		for (; n < DOC_COLUMNS - 1 && l->columns[n].key; n++)
			cells[n] = techdoc_values(t, e, l->columns[n].key);
		cells[n] = techdoc_from(t, e);
		doc_row(t->doc, cells);
	}
	while ((e = declared_next(t->r, part, l->list, e)))
		if (!declared_of(t->r, e, "why", 0))
			techdoc_gap(t, l->why_key, "annex-1-part-1-2-b", "Why %s is as it is", text_or(techdoc_values(t, e, "name")));
}

static bool list_said(struct techdoc *t, const char *part, const char *list)
{
	for (size_t i = 0; i < t->r->declared_count; i++)
		if (strcmp(t->r->declared[i].part, part) == 0 && strcmp(t->r->declared[i].section, list) == 0)
			return true;
	return false;
}

static void show_list(struct techdoc *t, const struct list *l)
{
	struct doc_column columns[DOC_COLUMNS + 1] = { 0 };
	size_t n = 0;
	const char *part;

	for (; n < DOC_COLUMNS - 1 && l->columns[n].key; n++)
		columns[n] = (struct doc_column){ l->columns[n].title, l->columns[n].weight, l->columns[n].code, false };
	columns[n] = (struct doc_column){ "From", 4, true, false };
	for (size_t i = 0; (part = techdoc_each(t, i)); i++) {
		const char *caption = *part ? arena_printf(&t->doc->mem, "%s, part %s", l->caption, part) : l->caption;

		if (declared_next(t->r, part, l->list, NULL)) {
			doc_table(t->doc, caption, columns);
			list_rows(t, part, l);
		} else if (list_said(t, part, l->list)) {
			doc_text(t->doc, "%s: there are none.", caption);
		} else {
			techdoc_gap(t, l->list, "annex-1-part-1-2-b", "%s", caption);
		}
	}
}

/* --- sections --- */

static const struct asked config[] = {
	{ "Each default follows from the risk assessment", "config.risk_based", "annex-1-part-1-2-b", false },
	{ "It is secure as delivered", "config.secure_as_delivered", "annex-1-part-1-2-b", false },
	{ "The lists below name all that is on", "config.inventory_complete", "annex-1-part-1-2-b", false },
	{ 0 }
};
static const struct asked interfaces[] = {
	{ "Interfaces that the purpose does not need", "config.unneeded_interfaces", "annex-1-part-1-2-j", false },
	{ "Every external interface is needed", "resilience.surface", "annex-1-part-1-2-j", false },
	{ "Debug interfaces", "resilience.debug_interfaces", "annex-1-part-1-2-j", false },
	{ 0 }
};
static const struct asked access_keys[] = {
	{ "Access that is authenticated", "access.authentication", "annex-1-part-1-2-d", false },
	{ "It is authenticated by", "access.factors", "annex-1-part-1-2-d", false },
	{ "Repeated attempts to log in are slowed down", "access.throttled", "annex-1-part-1-2-d", false },
	{ "Unauthorised access is reported", "access.reported", "annex-1-part-1-2-d", false },
	{ "Passwords as delivered", "config.default_passwords", "annex-1-part-1-2-d", false },
	{ 0 }
};
static const struct asked update_keys[] = {
	{ "Vulnerabilities can be fixed by updates", "updates.possible", "annex-1-part-1-2-c", false },
	{ "Automatic updates are expected of this product", "updates.automatic.expected", "annex-1-part-1-2-c", true },
	{ "If not: ground", "updates.automatic.ground", "annex-1-part-1-2-c", true },
	{ "Reasons", "updates.automatic.reasons", "annex-1-part-1-2-c", true },
	{ "Automatic installation as delivered", "updates.automatic.default", "annex-1-part-1-2-c", false },
	{ "Installed within, days", "updates.automatic.days", "annex-1-part-1-2-c", true },
	{ "Why that is in time", "updates.automatic.days_reasons", "annex-1-part-1-2-c", true },
	{ "Turned off in", "updates.optout.where", "annex-1-part-1-2-c", true },
	{ "Users learn of updates by", "updates.notice.how", "annex-1-part-1-2-c", false },
	{ "Updates can be postponed", "updates.postpone.offered", "annex-1-part-1-2-c", true },
	{ 0 }
};
static const struct asked reset_keys[] = {
	{ "Reset is offered to", "reset.offered", "annex-1-part-1-2-b", false }, { "Reset by", "reset.how", "annex-1-part-1-2-b", false },
	{ "The reset restores", "reset.restores", "annex-1-part-1-2-b", false },
	{ "Security updates survive the reset", "reset.keeps_security_updates", "annex-1-part-1-2-b", false },
	{ "The reset erases user data", "reset.erases_user_data", "annex-1-part-1-2-m", false },
	{ 0 }
};
static const struct asked log_keys[] = {
	{ "Events that are recorded", "log.events", "annex-1-part-1-2-l", false }, { "Records are kept", "log.kept", "annex-1-part-1-2-l", false },
	{ "The user can opt out of records", "log.optout", "annex-1-part-1-2-l", false },
	{ 0 }
};
static const struct asked data_keys[] = {
	{ "Data that it holds or sends", "data.kept", "annex-1-part-1-2-g", false },
	{ "Each kind is needed for the purpose", "data.minimised", "annex-1-part-1-2-g", false },
	{ "Which data and why", "data.inventory", "annex-1-part-1-2-g", false },
	{ "What users can erase", "data.erase", "annex-1-part-1-2-m", false },
	{ 0 }
};
static const struct asked crypto_keys[] = {
	{ "Weak algorithms", "config.weak_algorithms", "annex-1-part-1-2-b", false },
	{ "Certificates are validated", "config.certificate_validation", "annex-1-part-1-2-b", false },
	{ "Stored data is", "data.at_rest", "annex-1-part-1-2-e", false }, { "Data on its way is", "data.in_transit", "annex-1-part-1-2-e", false },
	{ 0 }
};
static const struct asked hardening_keys[] = {
	{ "Mitigations and separation", "resilience.mitigations", "annex-1-part-1-2-k", false },
	{ "Programs verified at start", "data.boot_verified", "annex-1-part-1-2-f", false },
	{ 0 }
};

static const struct section {
	const char *id, *title;
	const struct asked *asked;
	const struct list *list;
	const struct shown *shown[4];
	const char *limbs[3];
} sections[] = {
	{ "b-services", "B.1 Services and listeners", config, &said_services, { &services, &listeners, &firewall },
	  { NULL } },
	{ "b-interfaces", "B.2 Interfaces and debug access", interfaces, &said_interfaces, { &debug }, { "I.2.j" } },
	{ "b-access", "B.3 Authentication and access", access_keys, &said_accounts, { &accounts, &logins, &grants, &secrets }, { "I.2.d" } },
	{ "b-updates", "B.4 Updates", update_keys, NULL, { &updaters, &choices }, { "I.2.c.default-on", "I.2.c.optout" } },
	{ "b-reset", "B.5 Reset to the original state", reset_keys, NULL, { &resets }, { "I.2.b.reset" } },
	{ "b-log", "B.6 Logging and monitoring", log_keys, NULL, { &logs }, { "I.2.l" } },
	{ "b-data", "B.7 Data minimisation", data_keys, NULL, { NULL }, { "I.2.g" } },
	{ "b-crypto", "B.8 Cryptography and keys", crypto_keys, NULL, { &crypto, &keys, &certificates }, { "I.2.e" } },
	{ "b-hardening", "B.9 Hardening and settings", hardening_keys, NULL, { &kernel, &settings }, { "I.2.k" } },
};

static void section(struct techdoc *t, const struct section *s)
{
	const char *part;

	doc_heading(t->doc, 2, s->id, "%s", s->title);
	for (size_t n = 0; (part = techdoc_each(t, n)); n++) {
		techdoc_name_part(t, s->id, n);
		techdoc_asked(t, part, s->asked);
	}
	for (size_t i = 0; i < COUNT(s->limbs) && s->limbs[i]; i++)
		techdoc_verdict(t, s->limbs[i]);
	if (s->list)
		show_list(t, s->list);
	for (size_t i = 0; t->r->image && i < COUNT(s->shown) && s->shown[i]; i++)
		show(t, s->shown[i]);
}

static void packages(struct techdoc *t)
{
	doc_heading(t->doc, 2, "b-packages", "B.10 Packages");
	if (!t->r->image) {
		doc_text(t->doc, "No image was read.");
		return;
	}
	doc_text(t->doc, "%zu packages were found. They are no part of this document: the bill of materials lists them with versions "
			 "and places (cradle report DOSSIER --format cyclonedx or spdx).", t->r->counted.packages);
}

void techdoc_defaults(struct techdoc *t)
{
	if (!t->r->image)
		techdoc_gap(t, NULL, "annex-1-part-1-2-b",
			    "The defaults as the image shows them: no image was read (cradle check IMAGE -p product.yaml --dossier FILE)");
	for (size_t i = 0; i < COUNT(sections); i++)
		section(t, &sections[i]);
	packages(t);
}
