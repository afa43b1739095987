#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/bytes.h"
#include "base/moment.h"
#include "faq/search.h"
#include "report/report.h"
#include "report/screen.h"

static bool set_format(struct call *c, const char *v) { c->format = v; return *v != '\0'; }
static bool set_json(struct call *c, const char *v) { (void)v; c->format = "json"; return true; }
static bool set_output(struct call *c, const char *v) { c->output = v; return *v != '\0'; }
static bool set_rules(struct call *c, const char *v) { c->rules_dir = v; return *v != '\0'; }
static bool set_product(struct call *c, const char *v) { c->product = v; return *v != '\0'; }
static bool set_part(struct call *c, const char *v) { c->part = v; return *v != '\0'; }
static bool set_list(struct call *c, const char *v) { c->list = v; return *v != '\0'; }
static bool set_strict(struct call *c, const char *v) { (void)v; return c->strict = true; }
static bool set_schema(struct call *c, const char *v) { (void)v; return c->schema = true; }
static bool set_quiet(struct call *c, const char *v) { (void)v; return c->quiet = true; }
static bool set_verbose(struct call *c, const char *v) { (void)v; return ++c->verbose > 0; }
static bool set_no_password(struct call *c, const char *v) { (void)v; return c->no_password_check = true; }

static bool set_ics(struct call *c, const char *v) { (void)v; c->format = "ics"; return true; }
static bool set_aware(struct call *c, const char *v) { c->aware = v; return true; }
static bool set_early(struct call *c, const char *v) { c->early = v; return true; }
static bool set_notified(struct call *c, const char *v) { c->notified = v; return true; }
static bool set_measure(struct call *c, const char *v) { c->measure = v; return true; }
static bool set_final(struct call *c, const char *v) { c->final = v; return true; }
static bool set_at(struct call *c, const char *v) { c->at = v; return true; }
static bool set_kind(struct call *c, const char *v) { c->kind = v; return true; }
static bool set_name(struct call *c, const char *v) { c->name = v; return strlen(v) <= 200; }
static bool set_steward(struct call *c, const char *v) { (void)v; return c->steward = true; }
static bool set_small(struct call *c, const char *v) { (void)v; return c->small = true; }

static bool set_module(struct call *c, const char *v) { c->module = v; return *v != '\0'; }
static bool set_provision(struct call *c, const char *v) { c->provision = v; return *v != '\0'; }
static bool set_for(struct call *c, const char *v) { c->for_dossier = v; return *v != '\0'; }
static bool set_limit(struct call *c, const char *v) { return bytes_number(bytes_of(v), &c->limit) && c->limit > 0 && c->limit <= SEARCH_HITS; }

static bool among(const char *const *words, const char *word)
{
	for (size_t i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static bool set_weight(struct call *c, const char *v) { return among(faq_weights, c->weight = v); }
static bool set_verdict(struct call *c, const char *v) { return among(faq_verdicts, c->verdict = v); }
static bool set_role(struct call *c, const char *v) { return among(faq_roles, c->role = v); }

static bool set_sign(struct call *c, const char *v) { c->sign = v; return *v != '\0'; }
static bool set_key(struct call *c, const char *v) { c->key = v; return *v != '\0'; }
static bool set_listen(struct call *c, const char *v) { c->listen = v; return *v != '\0'; }
static bool set_origin(struct call *c, const char *v) { c->origin = v; return *v != '\0'; }
static bool set_to(struct call *c, const char *v) { c->to = v; return *v != '\0'; }
static bool set_public(struct call *c, const char *v) { (void)v; return c->public = true; }

static bool values_add(struct values *values, const char *v)
{
	if (values->count == COUNT(values->list))
		return false;
	values->list[values->count++] = v;
	return true;
}

static bool set_dossier(struct call *c, const char *v)
{
	c->dossier = v;
	return *v && values_add(&c->dossiers, v);
}

static bool set_color(struct call *c, const char *v)
{
	c->color = v;
	return strcmp(v, "auto") == 0 || strcmp(v, "always") == 0 || strcmp(v, "never") == 0;
}

static bool set_deadline(struct call *c, const char *v)
{
	return bytes_number(bytes_of(v), &c->deadline) && c->deadline > 0 && c->deadline <= 86400;
}

static bool set_as_of(struct call *c, const char *v)
{
	long year, month, day;
	struct bytes s = bytes_of(v);

	if (s.n != 10 || v[4] != '-' || v[7] != '-' || !bytes_number(bytes_first(s, 4), &year) ||
	    !bytes_number(bytes_first(bytes_skip(s, 5), 2), &month) || !bytes_number(bytes_skip(s, 8), &day))
		return false;
	c->as_of = v;
	return date_exists(year, month, day);
}

const struct option_info option_table[] = {
	{ "--format", NULL, "FORMAT",
	  "text json html techdoc techdoc-md techdoc-pdf declaration declaration-md declaration-pdf sarif junit oscal oscal-catalog"
	  " oscal-component cyclonedx spdx csv md ics yaml",
	  "text, json, html, sarif, csv ...: cradle(1) has all, and who writes which", set_format },
	{ "--json", NULL, NULL, NULL, "short for --format json", set_json },
	{ "--ics", NULL, NULL, NULL, "short for --format ics, for calendars", set_ics },
	{ "--output", "-o", "FILE", NULL, "write to FILE instead of standard output", set_output },
	{ "--aware", NULL, "TIME", NULL, "when you became aware of it", set_aware },
	{ "--kind", NULL, "KIND", "vulnerability incident", "vulnerability (exploited; the default) or incident (severe)",
	  set_kind },
	{ "--early", NULL, "TIME", NULL, "when the early warning was submitted", set_early },
	{ "--notified", NULL, "TIME", NULL, "when the notification was submitted; an incident's month runs from it",
	  set_notified },
	{ "--measure", NULL, "TIME", NULL, "when a corrective or mitigating measure was available", set_measure },
	{ "--final", NULL, "TIME", NULL, "when the final report was submitted", set_final },
	{ "--at", NULL, "TIME", NULL, "the moment asked about: what is left, what is late", set_at },
	{ "--steward", NULL, NULL, NULL, "for an open-source software steward", set_steward },
	{ "--small", NULL, NULL, NULL, "for a micro or small enterprise", set_small },
	{ "--name", NULL, "NAME", NULL, "what it is called, at most 200 bytes: CVE-2026-1234", set_name },
	{ "--module", NULL, "MODULE", NULL, "only items of this module; 'cradle faq list' names them", set_module },
	{ "--provision", NULL, "CITATION", NULL, "only items that cite this provision or a part of it", set_provision },
	{ "--weight", NULL, "WEIGHT", "law recital faq guidance standard",
	  "only items with a source of this weight: law, recital, faq, guidance or standard", set_weight },
	{ "--verdict", NULL, "VERDICT", "yes no conditional narrow explained",
	  "only items whose answer is yes, no, conditional, narrow or explained", set_verdict },
	{ "--role", NULL, "ROLE", "firmware product security compliance legal support management",
	  "only items for firmware, product, security, compliance, legal, support or management", set_role },
	{ "--limit", NULL, "N", NULL, "how many answers, at most 50 (5; 10 in JSON)", set_limit },
	{ "--for", NULL, "DOSSIER", NULL, "how the product of this dossier stands on what the answer explains", set_for },
	{ "--list", NULL, "TABLE", NULL, "print one table; 'tables' names them all, of facts; of portfolio: products, limbs, findings, keys, unread", set_list },
	{ "--schema", NULL, NULL, NULL, "print the JSON Schema of product.yaml", set_schema },
	{ "--dossier", NULL, "FILE", NULL, "keep the dossier (facts, findings, verdicts) in FILE; serve shows it", set_dossier },
	{ "--listen", NULL, "ADDRESS:PORT", NULL, "where to listen (127.0.0.1:8080); port 0 is any that is free", set_listen },
	{ "--origin", NULL, "URL", NULL, "the address a reverse proxy gives it: https://NAME", set_origin },
	{ "--to", NULL, "URL", NULL, "load the dossiers into PostgreSQL: postgresql://USER@HOST/DATABASE", set_to },
	{ "--public", NULL, NULL, NULL, "allow an address that other machines can reach", set_public },
	{ "--product", "-p", "FILE", NULL, "the declaration: what the product is for, and how it behaves", set_product },
	{ "--part", NULL, "ID", NULL, "the part of the product that the image holds", set_part },
	{ "--as-of", NULL, "DATE", NULL, "date of the assessment, YYYY-MM-DD (else SOURCE_DATE_EPOCH)", set_as_of },
	{ "--rules", NULL, "DIR", NULL, "a team's own rules besides the built-in ones", set_rules },
	{ "--sign", NULL, "KEY", NULL, "sign the folder with this private key (keygen makes one)", set_sign },
	{ "--key", NULL, "KEY", NULL, "check the signature with this public key", set_key },
	{ "--strict", NULL, NULL, NULL, "exit 1 also while something NEEDS-INPUT; of diff: cannot be told", set_strict },
	{ "--no-password-check", NULL, NULL, NULL, "don't try default passwords on the hashes found", set_no_password },
	{ "--deadline", NULL, "SECONDS", NULL, "longest time to read the image (120)", set_deadline },
	{ "--color", NULL, "WHEN", "auto always never", "auto (the default), always or never", set_color },
	{ "--quiet", "-q", NULL, NULL, "no progress, no hints", set_quiet },
	{ "--verbose", "-v", NULL, NULL, "all findings, with what was looked at; of serve, a line for each request", set_verbose },
	{ 0 },
};

const struct option_info *option_find(const char *name)
{
	for (const struct option_info *o = option_table; o->name; o++)
		if (strcmp(o->name, name) == 0 || (o->letter && strcmp(o->letter, name) == 0))
			return o;
	return NULL;
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

void help_all(struct text *out)
{
	text_add(out, "cradle tells from a firmware image whether the product is secure by default\n"
		      "under the EU Cyber Resilience Act (Regulation (EU) 2024/2847).\n\nusage: cradle COMMAND [OPTION...]\n\n");
	for (size_t i = 0; commands[i]; i++)
		text_printf(out, "  %-10s %s\n", commands[i]->name, commands[i]->about);
	text_add(out, "\nExit codes: 0 pass or incomplete, 1 fail, 2 wrong use, 3 could not do the work.\n"
		      "'cradle COMMAND --help' says more; so does cradle(1).\n");
}

/* For 80 columns, whatever the source's line breaks; an empty line parts paragraphs. */
static void help_wrap(struct text *out, size_t at, size_t indent, const char *text)
{
	struct report_options options = { .columns = 80 };
	struct screen s = screen_on(out, &options);
	struct arena mem = { .about = "a help text" };
	char *line = arena_text(&mem, text, strlen(text));

	for (char *c = line; *c; c++) {
		if (c[0] == '\n' && c[1] == '\n')
			c++;
		else if (*c == '\n')
			*c = ' ';
	}
	for (char *end; (end = strstr(line, "\n\n")); line = end + 2) {
		*end = '\0';
		screen_wrap(&s, at, indent, line);
		text_add(out, "\n\n");
	}
	screen_wrap(&s, at, indent, line);
	text_char(out, '\n');
	arena_free(&mem);
}

static const char *about_here(const struct command *command, const struct option_info *o)
{
	if (command->writes && strcmp(o->name, "--output") == 0)
		return command->writes;
	return command->formats && strcmp(o->name, "--format") == 0 ? command->formats : o->about;
}

void help_command(struct text *out, const struct command *command)
{
	text_printf(out, "usage: cradle %s\n\n%s.\n", command->usage, command->about);
	if (command->detail) {
		text_char(out, '\n');
		help_wrap(out, 0, 0, command->detail);
	}
	if (!command->options[0])
		return;
	text_add(out, "\n");
	for (size_t i = 0; command->options[i]; i++) {
		const struct option_info *o = option_find(command->options[i]);
		size_t start = out->n;

		text_printf(out, "  %s%s%s", o->letter ? o->letter : "", o->letter ? ", " : "", o->name);
		if (o->value)
			text_printf(out, " %s", o->value);
		text_fill(out, ' ', out->n - start < 24 ? 24 - (out->n - start) : 1);
		help_wrap(out, out->n - start, 24, about_here(command, o));
	}
}

static void completion_options(struct text *out, const struct command *command)
{
	for (size_t i = 0; command->options[i]; i++)
		text_printf(out, "%s%s", i ? " " : "", command->options[i]);
}

void help_completion(struct text *out)
{
	text_add(out, "# bash completion for cradle, made from its command table: source <(cradle help --completion)\n"
		      "_cradle()\n{\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n\n"
		      "\tCOMPREPLY=()\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tCOMPREPLY=($(compgen -W \"");
	for (size_t i = 0; commands[i]; i++)
		text_printf(out, "%s%s", i ? " " : "", commands[i]->name);
	text_add(out, "\" -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase $prev in\n");
	for (const struct option_info *o = option_table; o->name; o++)
		if (o->values)
			text_printf(out, "\t%s) COMPREPLY=($(compgen -W \"%s\" -- \"$cur\")); return ;;\n", o->name,
				    o->values);
	text_add(out, "\tesac\n\tcase ${COMP_WORDS[1]}:$cur in\n");
	for (size_t i = 0; commands[i]; i++) {
		if (!commands[i]->options[0])
			continue;
		text_printf(out, "\t%s:-*) COMPREPLY=($(compgen -W \"", commands[i]->name);
		completion_options(out, commands[i]);
		text_add(out, "\" -- \"$cur\")) ;;\n");
	}
	text_add(out, "\t*) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n\tesac\n}\n"
		      "complete -o filenames -F _cradle cradle\n");
}

int cli_json(const struct call *call, bool *json, struct err *err)
{
	*json = call->format && strcmp(call->format, "json") == 0;
	if (!*json && call->format && strcmp(call->format, "text") != 0)
		return err_set(err, ERR_USAGE, "no format '%s' for a table: text or json", call->format);
	return 0;
}

/* By name, or two names of one file. Devices and pipes hold nothing that could be lost. */
static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	if (!a || !b || strcmp(a, "-") == 0)
		return false;
	if (stat(a, &x) != 0 || stat(b, &y) != 0)
		return strcmp(a, b) == 0;
	return S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int cli_spares(const struct call *call, const char *input, struct err *err)
{
	if (same_file(call->output, input))
		return err_set(err, ERR_USAGE, "-o would write over '%s', which is read here; give it another name", input);
	if (same_file(call->keeps, input))
		return err_set(err, ERR_USAGE, "--dossier would write over '%s', which is read here; give it another name", input);
	return 0;
}

bool cli_color(const struct call *call, int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (call->color && strcmp(call->color, "always") == 0)
		return true;
	if ((call->color && strcmp(call->color, "never") == 0) || (no && *no))
		return false;
	return isatty(fd) && (!term || strcmp(term, "dumb") != 0);
}

int cli_columns(void)
{
	const char *env = getenv("COLUMNS");
	struct winsize size;
	long n;

	if (env && bytes_number(bytes_of(env), &n) && n >= 40 && n <= 1000)
		return (int)n;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
		return size.ws_col;
	return 80;
}
