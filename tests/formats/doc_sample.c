/*
 * Documents made to be printed: doc-sample NAME prints one as PDF on standard
 * output. What stands in them is looked for by tests/formats/pdf.py.
 *
 *	doc-sample kinds | empty | hostile | words | table [ROWS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "report/doc.h"

static const struct doc_column files[] = {
	{ "Path", 4, true, false }, { "What it is", 3, false, false }, { "Verdict", 1, false, true }, { "Size", 1, false, false },
	{ 0 },
};

static const char lorem[] =
	"The gateway receives updates over an encrypted connection, checks their signature before it writes them, and keeps "
	"the copy it was started from. A user can put off an update by seven days; afterwards it is installed in the night. "
	"Whoever turns updates off is told in the settings what that means, and can turn them on again in the same place.";

static void all_kinds(struct doc *doc, int rows)
{
	char path[80], size[16];

	doc->footer = "Acme Gateway 2.1, image SHA-256 3f786850e387550fdaab836ed7e6dc881de23001";
	doc->date = "2027-12-11";
	doc->draft = true;
	doc_text(doc, "This is a document that was made to be printed.");
	doc_gap_list(doc);
	doc_contents(doc);
	for (int part = 1; part <= 6; part++) {
		doc_heading(doc, 1, "part", "%d. Part number %d of the document", part, part);
		doc_text(doc, "Opening of part %d. %s", part, lorem);
		for (int section = 1; section <= 3; section++) {
			doc_heading(doc, 2, "section", "%d.%d Section with facts", part, section);
			doc_fact(doc, "Manufacturer", "Acme Networks GmbH, Hauptstra\xc3\x9f" "e 1, 10115 Berlin, Germany");
			doc_fact(doc, "Single point of contact", "security@acme.example, answered on working days; " "see also the "
				 "page on coordinated disclosure, which names a key for encrypted messages");
			doc_fact_from(doc, "Support ends", "2032-12-31", "product.yaml:12");
			doc_fact(doc, "Verdict", "NOT-MET");
			doc_style(doc, "bad");
			doc_note(doc, "Reading: this is our reading of the provision, not law. %s", lorem);
			doc_heading(doc, 3, "sub", "Items in section %d.%d", part, section);
			doc_item(doc, "The first item of %d.%d", part, section);
			doc_item(doc, "The second item is longer than a line. %s", lorem);
			doc_item(doc, "The third item");
			doc_gap(doc, "Pictures of the outside, of markings and of what is inside", "techdoc.pictures",
				"Annex VII, point 1(c)");
			doc_text(doc, "%s %s", lorem, lorem);
		}
		doc_heading(doc, 2, "files", "%d.4 Files", part);
		doc_table(doc, "Files of the image", files);
		for (int i = 0; i < rows; i++) {
			snprintf(path, sizeof(path), "usr/lib/part%d/module-%03d/libexample.so.%d", part, i, i);
			snprintf(size, sizeof(size), "%d", i * 977);
			doc_row(doc, (const char *[]){ path, i % 7 ? "a library" : "a library that is linked by the daemon that "
				"opens the ports, and so is part of what an attacker reaches first", i % 3 ? "MET" : "NEEDS-INPUT", i % 5 ? size : NULL });
		}
	}
}

static void table(struct doc *doc, int rows)
{
	static const struct doc_column columns[] = {
		{ "Component", 2, false }, { "Version", 1, true }, { "Licence", 1, false }, { "Supplier", 2, false },
		{ "Package URL", 4, true }, { 0 },
	};
	char name[40], version[40], purl[160];

	doc_heading(doc, 1, "sbom", "Components");
	doc_table(doc, "Components of the image", columns);
	for (int i = 0; i < rows; i++) {
		snprintf(name, sizeof(name), "component-%05d", i);
		snprintf(version, sizeof(version), "%d.%d.%d-1+deb12u%d", i % 9, i % 31, i % 17, i % 4);
		snprintf(purl, sizeof(purl), "pkg:deb/debian/%s@%s?arch=arm64&distro=debian-12", name, version);
		doc_row(doc, (const char *[]){ name, version, i % 3 ? "MIT" : "GPL-2.0-or-later WITH Classpath-exception-2.0",
			i % 2 ? "Debian" : NULL, purl });
	}
}

static void hostile(struct doc *doc)
{
	static const struct doc_column columns[] = { { "Name", 1, true }, { "Text", 1, false }, { 0 } };
	static const char *const texts[] = {
		"<b>bold</b> &lt; <span size='99999'>x</span>",
		"=cmd|' /C calc'!A0",
		"\x1b[31mred\x1b[0m \a bell",
		"etc/\xe2\x80\xaegnp.exe\xe2\x80\xac end",
		"isolate \xe2\x81\xa6 here \xe2\x81\xa9 end",
		"broken \xff\xfe utf-8 \xc3",
		"| a | b |\n|---|---|",
		") Tj ET /JavaScript (app.alert(1)) endstream endobj",
		"/Lang (xx) << /Type /Catalog >> startxref 0 %%EOF",
		"name='h1' dest='h2' uri='http://evil.example/'",
		"accents a\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88\xcc\x89\xcc\x8a\xcc\x8b\xcc\x8c end",
		"\xe4\xb8\xad\xe6\x96\x87 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd8\xb3\xd9\x84\xd8\xa7\xd9\x85 \xf0\x9f\x98\x80 end",
		"", "%s%s%n %1$s",
	};

	doc->title = arena_printf(&doc->mem, "%s", "<script>alert('title')</script> \xe2\x80\xae (/Title) \\");
	doc->footer = "</footer> /OpenAction << /S /JavaScript >> (((";
	doc->date = "2027-12-11'/x";
	doc_heading(doc, 2, "'/><x", "Heading before any of level 1 ' dest='x' \\ (");
	doc_heading(doc, 1, "'/><x", "The same id again");
	doc_heading(doc, 9, "", "Level nine");
	doc_heading(doc, -3, "minus", "Level minus files");
	doc_heading(doc, 1, "", "%s", "");
	doc_table(doc, "Names <i>", columns);
	for (size_t i = 0; i < COUNT(texts); i++)
		doc_row(doc, (const char *[]){ texts[i], texts[i] });
	for (size_t i = 0; i < COUNT(texts); i++) {
		doc_text(doc, "%s", texts[i]);
		doc_item(doc, "%s", texts[i]);
		doc_fact(doc, texts[i], texts[i]);
		doc_gap(doc, texts[i], texts[i], texts[i]);
	}
	doc_table(doc, NULL, columns);
}

static const char *word(struct doc *doc, char c, size_t n)
{
	char *s = arena_alloc(&doc->mem, n + 1);

	memset(s, c, n);
	return s;
}

/* Longer than a line, longer than a page. */
static void words(struct doc *doc)
{
	static const struct doc_column columns[] = {
		{ "A", 1, true }, { "Bee", 1, false }, { "Column that has a title of more than one line", 1, false },
		{ "D", 1, false }, { "E", 1, true }, { "F", 1, false }, { "G", 1, false }, { "H", 30, false }, { 0 },
	};
	const char *longest = word(doc, 'w', 10000), *path = word(doc, '/', 3000);

	doc_heading(doc, 1, "words", "%s", word(doc, 'h', 300));
	doc_text(doc, "%s", longest);
	doc_fact(doc, word(doc, 'l', 200), longest);
	doc_item(doc, "%s", longest);
	doc_gap(doc, longest, path, path);
	doc_table(doc, word(doc, 'c', 400), columns);
	doc_row(doc, (const char *[]){ "1", "2", "3", "4", "5", "6", "7", "8" });
	doc_row(doc, (const char *[]){ path, longest, "3", "4", path, "", NULL, longest });
	doc_row(doc, (const char *[]){ "last", "2", "3", "4", "5", "6", "7", "row" });
	doc_text(doc, "The end.");
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "kinds";
	int rows = argc > 2 ? atoi(argv[2]) : 0, code;
	struct doc doc;
	struct text out = { 0 };
	struct err err = { 0 };

	doc_begin(&doc, "Technical documentation", strcmp(what, "empty") == 0 ? NULL : "Acme Gateway 2.1");
	if (strcmp(what, "kinds") == 0)
		all_kinds(&doc, rows ? rows : 40);
	else if (strcmp(what, "table") == 0)
		table(&doc, rows ? rows : 300);
	else if (strcmp(what, "hostile") == 0)
		hostile(&doc);
	else if (strcmp(what, "words") == 0)
		words(&doc);
	code = doc_pdf(&doc, &out, &err);
	if (code == 0)
		code = text_write(&out, "-", &err);
	if (code != 0)
		err_print(&err);
	text_free(&out);
	doc_free(&doc);
	return code == 0 ? 0 : err_exit(&err);
}
