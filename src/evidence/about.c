#include "evidence/about.h"

#include <string.h>

#include "base/embedded.h"
#include "base/json.h"
#include "evidence/manifest.h"

/* --- the command --- */

/* As a word of a POSIX shell. */
static void shell_word(struct text *out, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+-=:@%";

	if (*s && strspn(s, plain) == strlen(s)) {
		text_add(out, s);
		return;
	}
	text_char(out, '\'');
	for (; *s; s++)
		if (*s == '\'')
			text_add(out, "'\\''");
		else
			text_char(out, *s);
	text_char(out, '\'');
}

static void option(struct text *out, const char *name, const char *value)
{
	text_printf(out, " %s ", name);
	shell_word(out, value);
}

static const char *meta(struct dossier *d, struct arena *mem, const char *key)
{
	const char *value = dossier_meta(d, mem, key);

	return value && *value ? value : NULL;
}

static void image_word(struct text *out, struct arena *mem, const char *image)
{
	if (strcmp(image, "-") == 0) {
		text_add(out, " - <../IMAGE");
		return;
	}
	text_char(out, ' ');
	shell_word(out, arena_printf(mem, "../%s", image));
}

void evidence_commands(struct text *out, struct arena *mem, struct dossier *d)
{
	const char *image = meta(d, mem, "image"), *declaration = meta(d, mem, "declaration"), *part = meta(d, mem, "part");
	const char *as_of = meta(d, mem, "as_of");

	/* a date from the environment would be taken where none was given */
	text_printf(out, "%scradle %s", as_of ? "" : "env -u SOURCE_DATE_EPOCH ", image ? "check" : "decide");
	if (image)
		image_word(out, mem, image);
	if (declaration)
		option(out, "-p", arena_printf(mem, "declaration/%s", declaration));
	if (image && part)
		option(out, "--part", part);
	if (meta(d, mem, "own_rules"))
		option(out, "--rules", "rules");
	if (meta(d, mem, "no_password_check"))
		text_add(out, " --no-password-check");
	if (as_of)
		option(out, "--as-of", as_of);
	text_add(out, " -q -o /dev/null --dossier ../again.cradle\ncmp ../again.cradle dossier.cradle\n");
}

/* --- about.json --- */

static void json_meta(struct json *j, const char *key, const char *from, const struct about *a, struct arena *mem)
{
	json_text(j, key, meta(a->dossier, mem, from));
}

static void json_decided(struct json *j, const struct about *a, struct arena *mem)
{
	json_open(j, "decided_by", '{');
	json_meta(j, "cradle", "tool", a, mem);
	json_meta(j, "rules_sha256", "rules", a, mem);
	json_meta(j, "own_rules_sha256", "own_rules", a, mem);
	json_meta(j, "decisions_sha256", "decisions", a, mem);
	json_meta(j, "law_sha256", "law", a, mem);
	json_close(j);
	json_open(j, "written_by", '{');
	json_text(j, "cradle", CRADLE_VERSION);
	json_int(j, "dossier_format", DOSSIER_VERSION);
	json_text(j, "law_sha256", embedded_law_sha256);
	json_text(j, "law_as_of", a->law->as_of);
	json_close(j);
}

static void json_sources(struct json *j, const struct law *law)
{
	json_open(j, "law_sources", '[');
	for (size_t i = 0; i < law->source_count; i++) {
		const struct law_source *s = &law->sources[i];

		json_open(j, NULL, '{');
		json_text(j, "id", s->id);
		json_text(j, "citation", s->citation);
		json_text(j, "version", s->version);
		json_text(j, "date", s->date);
		json_text(j, "status", s->status);
		json_text(j, "weight", s->weight);
		json_close(j);
	}
	json_close(j);
}

static void json_reports(struct json *j, const struct about *a)
{
	json_open(j, "reports", '[');
	for (size_t i = 0; i < a->report_count; i++) {
		const struct about_report *r = &a->reports[i];

		json_open(j, NULL, '{');
		json_text(j, "format", r->name);
		json_text(j, "file", r->why ? NULL : r->path);
		json_text(j, "left_out", r->why);
		json_close(j);
	}
	json_close(j);
}

static void json_lines(struct json *j, const char *key, const struct text *lines)
{
	struct bytes rest = { (const unsigned char *)lines->at, lines->n }, line;
	struct arena mem = { .about = "commands" };

	json_open(j, key, '[');
	while (bytes_line(&rest, &line))
		json_text(j, NULL, arena_text(&mem, line.at, line.n));
	json_close(j);
	arena_free(&mem);
}

void evidence_json(struct text *out, const struct about *a)
{
	struct json j = { .out = out };
	struct arena mem = { .about = "about.json" };
	struct text commands = { 0 };

	evidence_commands(&commands, &mem, a->dossier);
	json_open(&j, NULL, '{');
	json_text(&j, "what", "an evidence folder of cradle; docs/evidence.md describes it");
	json_int(&j, "format", 1);
	json_meta(&j, "product", "product", a, &mem);
	json_meta(&j, "product_version", "product_version", a, &mem);
	json_meta(&j, "gate", "gate", a, &mem);
	json_meta(&j, "as_of", "as_of", a, &mem);
	json_meta(&j, "image", "image", a, &mem);
	json_meta(&j, "image_sha256", "image_sha256", a, &mem);
	json_meta(&j, "declaration", "declaration", a, &mem);
	json_meta(&j, "declaration_sha256", "declaration_sha256", a, &mem);
	json_meta(&j, "part", "part", a, &mem);
	json_decided(&j, a, &mem);
	json_lines(&j, "reproduce", &commands);
	json_text(&j, "signed_with", a->fingerprint);
	json_reports(&j, a);
	json_sources(&j, a->law);
	json_close(&j);
	text_free(&commands);
	arena_free(&mem);
}

/* --- README.txt --- */

static void readme_what(struct text *out, const struct about *a, struct arena *mem)
{
	const char *product = meta(a->dossier, mem, "product"), *version = meta(a->dossier, mem, "product_version");
	const char *image = meta(a->dossier, mem, "image"), *as_of = meta(a->dossier, mem, "as_of");

	text_printf(out, "Evidence of an assessment by cradle\n\n");
	if (product)
		text_printf(out, "Product:   %s%s%s\n", product, version ? " " : "", version ? version : "");
	if (image)
		text_printf(out, "Image:     %s\n           SHA-256 %s\n", image, meta(a->dossier, mem, "image_sha256"));
	text_printf(out, "Gate:      %s\nDate:      %s\nDecided:   by cradle %s\n\n", meta(a->dossier, mem, "gate"),
		    as_of ? as_of : "none was given", meta(a->dossier, mem, "tool"));
	text_add(out, "It was decided how the product stands to Regulation (EU) 2024/2847 (Cyber\n"
		      "Resilience Act), limb by limb. A pass is not conformity, and nothing here is\n"
		      "legal advice.\n\n");
}

static void readme_files(struct text *out, const struct about *a, struct arena *mem)
{
	text_add(out, "What lies here\n\n");
	for (size_t i = 0; i < a->report_count; i++)
		if (!a->reports[i].why)
			text_printf(out, "  %-29s %s\n", a->reports[i].path, a->reports[i].about);
	text_printf(out, "  %-29s facts, findings and verdicts, with what each rests on:\n  %-29s a SQLite database\n", "dossier.cradle", "");
	if (meta(a->dossier, mem, "declaration"))
		text_printf(out, "  %-29s what the manufacturer declared, and the evidence\n  %-29s it names, under the same paths\n",
			    "declaration/", "");
	if (meta(a->dossier, mem, "own_rules"))
		text_printf(out, "  %-29s rules of the team's own\n", "rules/");
	text_printf(out, "  %-29s versions, digests, the command, for programs\n", "about.json");
	text_printf(out, "  %-29s SHA-256 of every file here\n", MANIFEST);
	if (a->fingerprint)
		text_printf(out, "  %-29s Ed25519 signature of %s\n", MANIFEST_SIGNATURE, MANIFEST);
}

static void readme_left_out(struct text *out, const struct about *a)
{
	for (size_t i = 0, any = 0; i < a->report_count; i++) {
		const struct about_report *r = &a->reports[i];
		struct bytes rest, line;

		if (!r->why || r->medium)
			continue;
		text_printf(out, "%s  %s, because:\n", any++ ? "" : "\nNot written\n\n", r->name);
		for (rest = bytes_of(r->why); bytes_line(&rest, &line);)
			text_printf(out, "    %.*s\n", (int)line.n, (const char *)line.at);
	}
}

static void readme_check(struct text *out, const struct about *a, struct arena *mem)
{
	bool image = meta(a->dossier, mem, "image") != NULL;

	text_printf(out, "\nTo check that no file was changed, in this folder:\n\n"
			 "  sha256sum --check --strict --quiet %s\n\n"
			 "which does not see files that were added, as 'cradle verify .' does.\n", MANIFEST);
	if (a->fingerprint)
		text_printf(out, "\nTo check who signed it, with that key's public half from a place you trust\n"
				 "(SHA-256 of it in DER: %s):\n\n"
				 "  openssl pkeyutl -verify -pubin -inkey KEY.pub.pem -rawin -in %s -sigfile %s\n",
			    a->fingerprint, MANIFEST, MANIFEST_SIGNATURE);
	text_printf(out, "\nTo make the dossier again by the same version of cradle, in this folder%s:\n\n",
		    image ? ",\nwith the image beside it" : "");
}

void evidence_readme(struct text *out, const struct about *a)
{
	struct arena mem = { .about = "README.txt" };
	struct text commands = { 0 };
	struct bytes rest, line;

	readme_what(out, a, &mem);
	readme_files(out, a, &mem);
	readme_left_out(out, a);
	readme_check(out, a, &mem);
	evidence_commands(&commands, &mem, a->dossier);
	rest = (struct bytes){ (const unsigned char *)commands.at, commands.n };
	while (bytes_line(&rest, &line)) {
		text_add(out, "  ");
		text_add_bytes(out, line.at, line.n);
		text_add(out, "\n");
	}
	text_printf(out, "\nor all of it at once, the reports too: cradle verify .%s\n", meta(a->dossier, &mem, "image") ? " ../IMAGE" : "");
	text_free(&commands);
	arena_free(&mem);
}
