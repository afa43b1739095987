/* Declarations: what is read, and every mistake with its line and column. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/sha256.h"
#include "product/contradiction.h"
#include "product/nearest.h"
#include "product/product.h"
#include "product/value.h"

static struct law law;
static struct schema schema;

static int set_up(void **state)
{
	struct err err = { 0 };

	if (law_load(&law, &err) != 0 || schema_load(&schema, &law, &err) != 0) {
		print_error("%s\n", err.text);
		return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	schema_free(&schema);
	law_free(&law);
	return 0;
}

/* --- mistakes --- */

/* Each line of 'says' is one of those expected, in order: "LINE:COLUMN: what". */
static const struct { const char *about, *text, *says; } mistaken[] = {
	/* YAML */
	{ "an empty file", "", "1:1: the file is empty\n" },
	{ "only a comment", "# nothing\n", "2:1: the file is empty\n" },
	{ "a list at the top", "- product: {}\n",
	  "1:1: a declaration is a map of sections (product:, scope:, updates: ...), not a list\n" },
	{ "a text at the top", "yes\n",
	  "1:1: a declaration is a map of sections (product:, scope:, updates: ...), not a text\n" },
	{ "two documents", "product: {}\n---\nproduct: {}\n", "2:1: one document in a file, and here begins a second\n" },
	{ "an alias", "a: &x [1]\nb: *x\n", "2:4: aliases (*name) are not used here: write the value out\n" },
	{ "a key twice", "product:\n  name: a\n  name: b\n", "3:3: the key 'name' stands here twice\n" },
	{ "a tab for a blank", "product:\n\tname: a\n", "2:1: found character that cannot start any token\n" },
	{ "bytes that are no UTF-8", "product:\n  name: \xc3(\n", "2:10: invalid trailing UTF-8 octet\n" },
	{ "an escaped NUL", "product:\n  name: \"a\\0b\"\n", "2:9: a NUL character in a text\n" },
	/* keys */
	{ "a key with a slip", "updates:\n  automatic:\n    defualt: on\n",
	  "3:5: no key 'updates.automatic.defualt'; did you mean 'updates.automatic.default'?\n" },
	{ "a key in another section", "access:\n  signed: yes\n", "2:3: no key 'access.signed'; did you mean 'updates.signed'?\n" },
	{ "a key without its section", "postpone:\n  offered: yes\n",
	  "1:1: no key 'postpone'; did you mean 'updates.postpone'?\n" },
	{ "a section with a slip", "udpates:\n  signed: yes\n", "1:1: no key 'udpates'; did you mean 'updates'?\n" },
	{ "nothing near", "blockchain: yes\n", "1:1: no key 'blockchain'\n" },
	{ "a key of an entry with a slip", "risks:\n  - { id: R1, thread: x }\n",
	  "2:15: no key 'thread' in an entry of 'risks'; did you mean 'threat'?\n" },
	{ "a section in an entry", "risks:\n  - { id: R1, updates: x }\n", "2:15: no key 'updates' in an entry of 'risks'\n" },
	{ "a key that does not print", "\"a\\x1b[0mb\": x\n", "1:1: no key 'a\\x1b[0mb'\n" },
	{ "a section with a value", "updates: yes\n", "1:10: updates: expected keys below it, not a value\n" },
	{ "a section with a list", "updates: [signed]\n", "1:10: updates: expected keys below it, not a list\n" },
	{ "keys below a key", "updates:\n  signed: { by: rsa }\n", "2:11: updates.signed: expected yes or no, not a map of keys\n" },
	{ "said twice, in two ways", "updates:\n  automatic: { default: on }\nupdates.automatic.default: off\n",
	  "3:1: updates.automatic.default: said twice, first on line 2\n" },
	{ "a list said twice", "inventory: { services: [] }\ninventory.services: []\n",
	  "2:1: inventory.services: said twice, first on line 1\n" },
	{ "entries in a map", "risks: { id: R1 }\n", "1:8: risks: expected a list of entries, each beginning with '- '\n" },
	{ "an entry that is a word", "risks: [R1]\n", "1:9: risks: an entry is a map of keys: - id: ...\n" },
	{ "an entry of nothing", "risks:\n  -\n", "2:4: risks: an entry is a map of keys: - id: ...\n" },
	/* values */
	{ "yes or no", "updates:\n  signed: maybe\n", "2:11: updates.signed: 'maybe' will not do: expected yes or no\n" },
	{ "a word with a slip", "updates:\n  channel: htps\n",
	  "2:12: updates.channel: 'htps' will not do: expected https, signed-over-http, physical, http or other;"
	  " did you mean 'https'?\n" },
	{ "a word in capitals", "purpose: { users: BOTH }\n",
	  "1:19: purpose.users: 'BOTH' will not do: expected consumers, professionals or both\n" },
	{ "one value, a list is given", "updates: { channel: [https, http] }\n",
	  "1:21: updates.channel: expected https, signed-over-http, physical, http or other, not a list\n" },
	{ "a value twice", "purpose: { environment: [home, office, home] }\n",
	  "1:40: purpose.environment: 'home' stands here twice\n" },
	{ "a wrong one of several", "purpose: { environment: [home, garden] }\n",
	  "1:32: purpose.environment: 'garden' will not do: expected home, office, public, industrial, critical, vehicle or"
	  " data-centre\n" },
	{ "unknown beside others", "purpose: { environment: [home, unknown] }\n",
	  "1:32: purpose.environment: what is unknown does not stand among other values\n" },
	{ "a day that does not exist", "time: { placed: 2027-02-30 }\n",
	  "1:17: time.placed: '2027-02-30' is a day that does not exist\n" },
	{ "no leap year", "time: { placed: 2100-02-29 }\n", "1:17: time.placed: '2100-02-29' is a day that does not exist\n" },
	{ "the day first", "time: { placed: 11.12.2027 }\n",
	  "1:17: time.placed: '11.12.2027' will not do: expected a day as YYYY-MM-DD\n" },
	{ "a day with a time", "time: { placed: 2027-12-11T00:00Z }\n",
	  "1:17: time.placed: '2027-12-11T00:00Z' will not do: expected a day as YYYY-MM-DD\n" },
	{ "a month for a day", "time: { placed: 2027-12 }\n",
	  "1:17: time.placed: '2027-12' will not do: expected a day as YYYY-MM-DD\n" },
	{ "a day for a month", "support: { ends: 2032-12-31 }\n",
	  "1:18: support.ends: '2032-12-31' will not do: expected a month as YYYY-MM\n" },
	{ "month 13", "support: { ends: 2032-13 }\n", "1:18: support.ends: '2032-13' is a month that does not exist\n" },
	{ "a year of two digits", "time: { placed: 0027-12-11 }\n",
	  "1:17: time.placed: '0027-12-11' is far from any year that a product is placed or supported in\n" },
	{ "a negative number", "support: { years: -5 }\n",
	  "1:19: support.years: '-5' will not do: expected a number of 0 or more, decimals with a point\n" },
	{ "a number with a unit", "support: { years: 5 years }\n",
	  "1:19: support.years: '5 years' will not do: expected a number of 0 or more, decimals with a point\n" },
	{ "no number", "support: { years: .nan }\n",
	  "1:19: support.years: '.nan' will not do: expected a number of 0 or more, decimals with a point\n" },
	{ "infinity", "support: { years: .inf }\n",
	  "1:19: support.years: '.inf' will not do: expected a number of 0 or more, decimals with a point\n" },
	{ "hexadecimal", "support: { years: 0x10 }\n",
	  "1:19: support.years: '0x10' will not do: expected a number of 0 or more, decimals with a point\n" },
	{ "an exponent", "support: { years: 1e3 }\n",
	  "1:19: support.years: '1e3' will not do: expected a number of 0 or more, decimals with a point\n" },
	{ "a comma", "support: { years: \"5,5\" }\n",
	  "1:19: support.years: '5,5' will not do: expected a number of 0 or more, decimals with a point\n" },
	{ "perhaps octal", "support: { years: 010 }\n",
	  "1:19: support.years: '010' begins with a zero: some readers take that for an octal number\n" },
	{ "far too large", "support: { years: 99999999999999999999 }\n",
	  "1:19: support.years: '99999999999999999999' is larger or finer than anything counted here\n" },
	{ "an empty text", "product: { name: \"\" }\n", "1:18: product.name: '' is empty: leave the key out, or say 'none'\n" },
	{ "a text with a control", "product: { name: \"a\\x1b[31m\" }\n",
	  "1:18: product.name: 'a\\x1b[31m' holds characters that do not print, or that turn text around\n" },
	{ "a text that turns around", "product: { name: \"a\xe2\x80\xae" "b\" }\n",
	  "1:18: product.name: 'a\\xe2\\x80\\xaeb' holds characters that do not print, or that turn text around\n" },
	{ "a digest that is too short", "evidence: [{ id: E, sha256: abc }]\n",
	  "1:29: evidence[].sha256: 'abc' will not do: expected a SHA-256 of 64 hexadecimal digits\n" },
	{ "a rule that cannot be one", "accepted: [{ rule: D SSH }]\n",
	  "1:12: accepted: an entry needs 'rule': whose finding is it?\n"
	  "1:20: accepted[].rule: 'D SSH' will not do: expected the id of a rule, as D-SSH-ROOT\n" },
	{ "a limb that does not exist", "risks: [{ id: R, limb: I.2.z }]\n",
	  "1:24: risks[].limb: 'I.2.z' will not do: expected a requirement, as I.2.c or I.2.c.auto;"
	  " did you mean 'I.2.a'?\n" },
	{ "half the name of a limb", "risks: [{ id: R, limb: I.2.c.au }]\n",
	  "1:24: risks[].limb: 'I.2.c.au' will not do: expected a requirement, as I.2.c or I.2.c.auto;"
	  " did you mean 'I.2.c.auto'?\n" },
	/* entries together */
	{ "a reference that leads nowhere", "risks: [{ id: R1 }]\nessential: [{ limb: I.2.d, risks: [R1, R2] }]\n",
	  "2:40: essential[].risks: 'R2' is the id of no entry of 'risks'\n" },
	{ "an id twice", "risks:\n  - { id: R1 }\n  - { id: R1 }\n", "3:11: risks[].id: 'R1' is taken by the entry on line 2\n" },
	{ "a claim on Part II", "claims: [{ limb: II.8 }]\n",
	  "1:18: claims[].limb: 'II.8' is of Annex I, Part II, which has no \"not applicable\": it binds for every product\n" },
	{ "a claim on Annex II", "claims: [{ limb: ANX-II.7 }]\n",
	  "1:18: claims[].limb: 'ANX-II.7' cannot be claimed not to apply: only the requirements of Annex I, Part I,"
	  " point (2) can (Article 13(4))\n" },
	{ "a claim on point (1)", "claims: [{ limb: I.1 }]\n",
	  "1:18: claims[].limb: 'I.1' cannot be claimed not to apply: only the requirements of Annex I, Part I,"
	  " point (2) can (Article 13(4))\n" },
	{ "a claim on an article", "claims: [{ limb: ART14 }]\n",
	  "1:18: claims[].limb: 'ART14' cannot be claimed not to apply: only the requirements of Annex I, Part I,"
	  " point (2) can (Article 13(4))\n" },
	{ "a claim on everything", "claims: [{ limb: I.2 }]\n",
	  "1:18: claims[].limb: 'I.2' is more than one requirement: name each by itself, with what is so about it\n" },
	{ "one measure for everything", "essential: [{ limb: I.2 }]\n",
	  "1:21: essential[].limb: 'I.2' is more than one requirement: name each by itself, with what is so about it\n" },
	{ "other terms for access", "tailor_made: [{ limb: [I.2.b.config, I.2.d] }]\n",
	  "1:38: tailor_made[].limb: 'I.2.d' cannot be departed from: tailor-made terms reach the default configuration"
	  " (I.2.b.config) and the price of updates (II.8.free), nothing else (recital 64)\n" },
	{ "a measure for Part II", "essential: [{ limb: II.1 }]\n",
	  "1:21: essential[].limb: 'II.1' is no requirement of Annex I, Part I; this list is about those\n" },
	{ "two claims on one limb", "claims:\n  - { limb: I.2.m, ground: no-risk }\n  - { limb: I.2.m, ground: cost }\n",
	  "3:13: claims[].limb: 'I.2.m' has an entry already, on line 2\n" },
	{ "a finding accepted twice", "accepted:\n  - { rule: D-X, path: etc/x }\n  - { rule: D-X, path: etc/y }\n"
				      "  - { rule: D-X, path: etc/x }\n",
	  "4:13: accepted[].rule: 'D-X' is accepted already, on line 2\n" },
	{ "nothing accepted", "accepted: [{ reason: late, rule: unknown }]\n",
	  "1:12: accepted: an entry needs 'rule': whose finding is it?\n" },
	/* parts */
	{ "a property above the parts", "updates:\n  signed: yes\n  possible: yes\nparts:\n  - { id: A }\n",
	  "2:11: updates: in a product of several parts this is said in the part it is true of: move it below 'parts'\n" },
	{ "a list above the parts", "risks: [{ id: R1 }]\nparts:\n  - { id: A }\n",
	  "1:9: risks: in a product of several parts this is said in the part it is true of: move it below 'parts'\n" },
	{ "a part without id", "parts:\n  - kind: app\n",
	  "2:5: parts: a part needs an 'id': it stands before the keys of its verdicts (LIB:I.2.d)\n" },
	{ "a part's id with a colon", "parts:\n  - id: A:B\n",
	  "2:9: parts[].id: 'A:B' is no name for a part: 1 to 40 letters, digits, '-' and '_'\n" },
	{ "two parts of one id", "parts:\n  - id: A\n  - id: A\n", "3:9: parts[].id: 'A' is taken by the entry on line 2\n" },
	{ "a part in itself", "parts:\n  - { id: A, within: A }\n",
	  "2:22: parts[].within: 'A' goes round in a circle: the part would be in itself\n" },
	{ "a circle of three", "parts:\n  - { id: A, within: B }\n  - { id: B, within: C }\n  - { id: C, within: A }\n"
			       "  - { id: D, within: A }\n",
	  "2:22: parts[].within: 'B' goes round in a circle: the part would be in itself\n"
	  "3:22: parts[].within: 'C' goes round in a circle: the part would be in itself\n"
	  "4:22: parts[].within: 'A' goes round in a circle: the part would be in itself\n" },
	{ "within a part that is not there", "parts:\n  - { id: A, within: B }\n",
	  "2:22: parts[].within: 'B' is the id of no entry of 'parts'\n" },
	{ "parts in parts", "parts:\n  - id: A\n    parts: [{ id: B }]\n",
	  "3:5: parts: parts stand side by side; one that is in another says so with 'within'\n" },
	{ "a key of a part with a slip", "parts:\n  - { id: A, knd: app }\n", "2:14: no key 'knd'; did you mean 'kind'?\n" },
	{ "a risk of another part", "parts:\n  - { id: A, risks: [{ id: R1 }] }\n"
				    "  - { id: B, essential: [{ limb: I.2.d, risks: R1 }] }\n",
	  "3:48: essential[].risks: 'R1' is the id of no entry of 'risks'\n" },
	/* several at once, in the order of lines */
	{ "all of them are said", "updates:\n  signed: maybe\n  chanel: x\nrisks: no\n",
	  "2:11: updates.signed: 'maybe' will not do: expected yes or no\n"
	  "3:3: no key 'updates.chanel'; did you mean 'updates.channel'?\n"
	  "4:8: risks: expected a list of entries, each beginning with '- '\n" },
};

/* What the reader says about the text, without the file's name before each line. */
static void read_mistakes(const char *text, struct text *out)
{
	struct product p;
	struct err err = { 0 };
	struct text lines = { 0 };
	struct bytes rest, line;

	if (product_read(&p, &schema, &law, "f", bytes_of(text), NULL, &err) != 0) {
		assert_int_equal(err.kind, ERR_USAGE);
		product_mistakes(&p, &err, &lines);
	}
	text_add(out, "");
	rest = (struct bytes){ (const unsigned char *)lines.at, lines.n };
	while (bytes_line(&rest, &line)) {
		assert_true(bytes_begin(line, "f:"));
		text_add_bytes(out, line.at + 2, line.n - 2);
		text_char(out, '\n');
	}
	text_free(&lines);
	product_free(&p);
}

static void test_mistakes(void **state)
{
	int wrong = 0;

	for (size_t i = 0; i < COUNT(mistaken); i++) {
		struct text out = { 0 };

		print_message("#  %s\n", mistaken[i].about);
		read_mistakes(mistaken[i].text, &out);
		if (strcmp(out.n ? out.at : "", mistaken[i].says) != 0) {
			print_error("%s\n expected %s got %s", mistaken[i].about, mistaken[i].says, out.n ? out.at : "nothing\n");
			wrong++;
		}
		text_free(&out);
	}
	assert_int_equal(wrong, 0);
}

static void test_many_mistakes(void **state)
{
	struct text text = { 0 }, out = { 0 };
	struct product p;
	struct err err = { 0 };

	for (int i = 0; i < 30000; i++)
		text_printf(&text, "key%d: x\n", i);
	assert_int_equal(product_read(&p, &schema, &law, "f", bytes_of(text.at), NULL, &err), -1);
	product_mistakes(&p, &err, &out);
	assert_int_equal(p.mistakes.count, 30000);
	assert_non_null(strstr(out.at, "f:20:1: no key 'key19'\nf: and 29980 more\n"));
	assert_non_null(strstr(err.text, "f:1:1: no key 'key0' (and 29999 more)"));
	text_free(&text);
	text_free(&out);
	product_free(&p);
}

/* --- what is read --- */

/* "key=value" of all facts in order; entries as "risks[0].id=R1"; of parts "A/..." */
static void print_part(struct text *out, const struct part *part)
{
	const char *slash = *part->id ? "/" : "";

	for (size_t i = 0; i < part->fact_count; i++)
		text_printf(out, "%s%s%s=%s\n", part->id, slash, part->facts[i].key->name, part->facts[i].value);
	for (size_t i = 0; i < part->entry_count; i++)
		for (size_t k = 0; k < part->entries[i].count; k++)
			text_printf(out, "%s%s%s[%zu].%s=%s\n", part->id, slash, part->entries[i].list->name,
				    part->entries[i].index, part->entries[i].facts[k].key->last,
				    part->entries[i].facts[k].value);
}

static const struct { const char *about, *text, *facts; } good[] = {
	{ "maps in maps", "updates:\n  automatic:\n    default: on\n  optout: { where: app }\n",
	  "updates.automatic.default=on\nupdates.optout.where=app\n" },
	{ "names in one", "updates.automatic.default: on\n", "updates.automatic.default=on\n" },
	{ "names in one, below a section", "updates: { automatic.default: on }\n", "updates.automatic.default=on\n" },
	{ "JSON", "{\"updates\": {\"signed\": true, \"automatic\": {\"default\": false, \"days\": 3.5}}}",
	  "updates.signed=yes\nupdates.automatic.default=off\nupdates.automatic.days=3.5\n" },
	{ "yes and no in all spellings", "scope: { union_market: Yes, offered_separately: FALSE }\n",
	  "scope.union_market=yes\nscope.offered_separately=no\n" },
	{ "true is the word for it", "updates: { possible: true }\nconfig: { weak_algorithms: false }\n",
	  "updates.possible=yes\nconfig.weak_algorithms=off\n" },
	{ "what is unknown is not said", "time: { placed: unknown }\nsupport: { years: }\nupdates:\nrisks: unknown\n"
					 "product: { name: ~, version: null, model: \"null\" }\n",
	  "product.model=null\n" },
	{ "there is none", "updates: { mechanism: none }\nscope: { excluded: none }\n",
	  "updates.mechanism=none\nscope.excluded=none\n" },
	{ "one of several needs no list", "purpose: { environment: home }\n", "purpose.environment=home\n" },
	{ "several", "purpose: { environment: [home, office] }\n", "purpose.environment=home\npurpose.environment=office\n" },
	{ "a text in blocks", "purpose:\n  intended: >\n    to route\n    packets\n", "purpose.intended=to route packets\n\n" },
	{ "dates", "time: { placed: 2028-02-29 }\nsupport: { ends: 2033-02 }\n", "time.placed=2028-02-29\nsupport.ends=2033-02\n" },
	{ "a digest in capitals",
	  "evidence: [{ sha256: E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855 }]\n",
	  "evidence[0].sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n" },
	{ "entries", "risks:\n  - { id: R1, limb: [I.2.d, I.2.c] }\n  - { id: R2 }\n",
	  "risks[0].id=R1\nrisks[0].limb=I.2.d\nrisks[0].limb=I.2.c\nrisks[1].id=R2\n" },
	{ "entries of a list with a section's name", "inventory:\n  services: [{ name: sshd, port: 22, state: on }]\n",
	  "inventory.services[0].name=sshd\ninventory.services[0].port=22\ninventory.services[0].state=on\n" },
	{ "the whole point, claims and both agreements", "claims: [{ limb: I.2.c }, { limb: I.2.c.auto }]\n"
							 "tailor_made: [{ limb: [I.2.b.config, II.8.free] }]\n",
	  "claims[0].limb=I.2.c\nclaims[1].limb=I.2.c.auto\ntailor_made[0].limb=I.2.b.config\ntailor_made[0].limb=II.8.free\n" },
	{ "parts", "role: { is: manufacturer }\nparts:\n"
		   "  - { id: DEV, kind: device, updates: { signed: yes } }\n"
		   "  - { id: LIB, within: DEV, risks: [{ id: R1 }], essential: [{ limb: I.2.d, risks: [R1] }] }\n",
	  "role.is=manufacturer\nparts[0].id=DEV\nparts[0].kind=device\nparts[1].id=LIB\nparts[1].within=DEV\n"
	  "DEV/updates.signed=yes\nLIB/risks[0].id=R1\nLIB/essential[0].limb=I.2.d\nLIB/essential[0].risks=R1\n" },
};

static void test_good(void **state)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		struct product p;
		struct err err = { 0 };
		struct text out = { 0 };

		print_message("#  %s\n", good[i].about);
		if (product_read(&p, &schema, &law, "f", bytes_of(good[i].text), NULL, &err) != 0)
			fail_msg("%s", err.text);
		text_add(&out, "");
		for (size_t k = 0; k < p.part_count; k++)
			print_part(&out, &p.parts[k]);
		assert_string_equal(out.at, good[i].facts);
		text_free(&out);
		product_free(&p);
	}
}

static const char *said(const struct part *part, const char *key)
{
	const struct fact *f = part_fact(part, schema_find(&schema, key));

	return f ? f->value : "unknown";
}

static void test_parts(void **state)
{
	static const char text[] = "time: { placed: 2028-01-01 }\nhandling: { price: free }\nrisks: unknown\n"
				   "parts:\n"
				   "  - { id: APP, time: { placed: 2029-01-01 }, claims: [] }\n"
				   "  - { id: DEV, kind: device, image: gw.img }\n";
	struct product p;
	struct err err = { 0 };
	const struct part *app, *dev;

	assert_int_equal(product_read(&p, &schema, &law, "f", bytes_of(text), NULL, &err), 0);
	app = product_part(&p, "APP");
	dev = product_part(&p, "DEV");
	assert_ptr_equal(product_part(&p, ""), &p.parts[0]);
	assert_null(product_part(&p, "X"));
	assert_string_equal(said(app, "time.placed"), "2029-01-01");
	assert_string_equal(said(dev, "time.placed"), "2028-01-01");
	assert_string_equal(said(dev, "handling.price"), "free");
	assert_string_equal(said(dev, "updates.signed"), "unknown");
	assert_string_equal(dev->kind, "device");
	assert_string_equal(dev->image, "gw.img");
	assert_null(dev->within);
	assert_true(app->list_said[schema_section(&schema, "claims")->index]);
	assert_false(dev->list_said[schema_section(&schema, "claims")->index]);
	assert_false(p.parts[0].list_said[schema_section(&schema, "risks")->index]);
	assert_int_equal(p.parts[0].facts[0].line, 1);
	assert_int_equal(p.parts[0].facts[0].column, 17);
	product_free(&p);
}

/* A property of a thing is never taken from the whole. */
static void test_of_part(void **state)
{
	struct product p;
	struct err err = { 0 };

	assert_int_equal(product_empty(&p, &schema, &err), 0);
	assert_int_equal(p.part_count, 1);
	assert_string_equal(said(&p.parts[0], "updates.signed"), "unknown");
	product_free(&p);
}

static const struct { const char *whole, *key; bool reaches; } reached[] = {
	{ "I.2.c", "I.2.c", true },	    { "I.2.c", "I.2.c.auto", true }, { "I.2.c.auto", "I.2.c", false },
	{ "ANX-II.8", "ANX-II.8a", true },  { "ANX-II.1", "ANX-II.1", true }, { "I.2", "II.2", false },
	{ "I", "II.1", false },		    { "I", "I.1", true },	      { "ART13", "ART13.4", true },
	{ "ART13.1", "ART13.10", false },   { "", "I.1", false },	      { "I.2.", "I.2.a", false },
};

static void test_limbs(void **state)
{
	struct product p;
	struct err err = { 0 };

	for (size_t i = 0; i < COUNT(reached); i++) {
		print_message("#  %s and %s\n", reached[i].whole, reached[i].key);
		assert_int_equal(limb_reaches(reached[i].whole, reached[i].key), reached[i].reaches);
	}
	assert_int_equal(product_read(&p, &schema, &law, "f", BYTES("risks: [{ id: R, limb: [I.2.d, I.2.c] }]\n"), NULL, &err), 0);
	assert_true(entry_concerns(&p.parts[0].entries[0], "I.2.c.auto"));
	assert_false(entry_concerns(&p.parts[0].entries[0], "I.2.e"));
	assert_string_equal(entry_fact(&p.parts[0].entries[0], "limb", 1)->value, "I.2.c");
	assert_null(entry_fact(&p.parts[0].entries[0], "limb", 2));
	product_free(&p);
}

/* --- contradictions --- */

static const char *mistakes_of(const struct yaml *doc, struct product *p, struct err *err)
{
	return product_build(p, &schema, &law, doc, NULL, err) == 0 ? "" : p->mistakes.count == 1 ? err->text : "several";
}

static void test_contradictions(void **state)
{
	const struct yaml *example;
	const char *sentence;
	size_t n = 0;

	for (; (example = contradiction_example(&schema, n, &sentence)); n++) {
		struct product p;
		struct err err = { 0 };
		const char *says = mistakes_of(example, &p, &err);

		print_message("#  %s: %s\n", sentence, says);
		assert_true(strstr(says, " does not go with ") || strstr(says, " cannot be: "));
		assert_non_null(strstr(says, sentence));
		product_free(&p);
	}
	assert_true(n >= 15);
}

static const struct { const char *about, *text, *says; } excluded[] = {
	{ "both lines are named", "updates:\n  automatic: { default: on }\n  possible: no\n",
	  "2:25: updates.automatic.default: on does not go with updates.possible: no (line 3): what cannot be updated"
	  " installs no updates\n" },
	{ "one of them is not said", "updates:\n  automatic: { default: on }\n", "" },
	{ "one of them says otherwise", "updates:\n  automatic: { default: on }\n  possible: yes\n", "" },
	{ "two parts may differ", "parts:\n  - { id: A, updates: { possible: no } }\n"
				  "  - { id: B, updates: { automatic.default: on } }\n", "" },
	{ "said once of the whole, not again of each part",
	  "time: { placed: 2028-01-01, modified: \"no\", modified_on: 2029-01-01 }\nparts: [{ id: A }, { id: B }]\n",
	  "1:39: time.modified: no does not go with time.modified_on: 2029-01-01 (line 1): what was not changed was made"
	  " available on no later day\n" },
	{ "a part against the whole", "time: { placed: 2028-01-01, modified_on: 2029-01-01 }\n"
				      "parts: [{ id: A, time: { modified: \"no\" } }]\n",
	  "2:36: time.modified: no does not go with time.modified_on: 2029-01-01 (line 1): what was not changed was made"
	  " available on no later day\n" },
	{ "support to the month", "time: { placed: 2027-12-31 }\nsupport: { years: 5, ends: 2032-12 }\n", "" },
	{ "support a month short", "time: { placed: 2027-12-31 }\nsupport: { years: 5, ends: 2032-11 }\n",
	  "2:28: support.ends: 2032-11 does not go with time.placed: 2027-12-31 (line 1) and support.years: 5 (line 2):"
	  " each unit is supported for that long from its placing, so support cannot end before\n" },
	{ "the same entry", "releases:\n  - { id: A, holds: functions-only }\n  - { id: B, ready: 2028-01-01 }\n", "" },
};

static void test_excluded(void **state)
{
	for (size_t i = 0; i < COUNT(excluded); i++) {
		struct text out = { 0 };

		print_message("#  %s\n", excluded[i].about);
		read_mistakes(excluded[i].text, &out);
		assert_string_equal(out.n ? out.at : "", excluded[i].says);
		text_free(&out);
	}
}

/* --- files --- */

static char folder[] = "/tmp/cradle-test-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(in_folder(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

#define SUM_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static const struct { const char *about, *path, *sum, *says; } evidence[] = {
	{ "there, and the same", "docs/abc", SUM_OF_ABC, NULL },
	{ "there", "./docs/abc", NULL, NULL },
	{ "with two slashes", "docs//abc", SUM_OF_ABC, NULL },
	{ "changed", "other", SUM_OF_ABC, "'other' has changed: here stands " SUM_OF_ABC ", the file has "
	  "f34fe622a8fe7565fc15be3ce8bc43d7e32a0dd744ebef509fa0bdb130c0ac31" },
	{ "missing", "docs/def", NULL, "'docs/def' is not there" },
	{ "a folder that is a file", "other/abc", NULL, "'other/abc' is not there" },
	{ "absolute", "/etc/passwd", NULL, "'/etc/passwd' is an absolute path" },
	{ "climbs out", "../x", NULL, "'../x' climbs out" },
	{ "climbs out and back in", "docs/../docs/abc", NULL, "climbs out" },
	{ "a link", "link", NULL, "'link' goes over a symbolic link" },
	{ "a link to a folder", "linked/abc", NULL, "goes over a symbolic link" },
	{ "a folder", "docs", NULL, "'docs' is no regular file" },
	{ "nothing at all", ".", NULL, "'.' names no file" },
	{ "a pipe", "pipe", SUM_OF_ABC, "'pipe' is no regular file" },
	{ "a name of 300 letters",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL, "has a name that is too long" },
};

static void test_evidence(void **state)
{
	assert_non_null(mkdtemp(folder));
	assert_int_equal(mkdir(in_folder("docs"), 0700), 0);
	write_file("docs/abc", "abc");
	write_file("other", "xyz\n");
	assert_int_equal(symlink("docs/abc", in_folder("link")), 0);
	assert_int_equal(symlink("docs", in_folder("linked")), 0);
	assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
	for (size_t i = 0; i < COUNT(evidence); i++) {
		struct product p;
		struct err err = { 0 };
		char text[1000];
		int code;

		print_message("#  %s\n", evidence[i].about);
		snprintf(text, sizeof(text), "evidence: [{ id: E, path: '%s'%s%s }]\n", evidence[i].path,
			 evidence[i].sum ? ", sha256: " : "", evidence[i].sum ? evidence[i].sum : "");
		write_file("product.yaml", text);
		code = product_load(&p, &schema, &law, in_folder("product.yaml"), &err);
		if (code != 0 && !evidence[i].says)
			fail_msg("%s", err.text);
		assert_int_equal(code, evidence[i].says ? -1 : 0);
		if (evidence[i].says && !strstr(err.text, evidence[i].says))
			fail_msg("%s", err.text);
		product_free(&p);
	}
}

static void test_files(void **state)
{
	char command[200];
	struct product p;
	struct err err = { 0 };
	int fd;

	assert_int_equal(product_load(&p, &schema, &law, in_folder("absent.yaml"), &err), -1);
	assert_non_null(strstr(err.text, "No such file"));
	assert_int_equal(err.kind, ERR_USAGE);
	product_free(&p);
	/* 100 MB of nothing: refused by its size, before a byte is read */
	fd = open(in_folder("large.yaml"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 100 * 1000 * 1000), 0);
	close(fd);
	assert_int_equal(product_load(&p, &schema, &law, in_folder("large.yaml"), &err), -1);
	assert_non_null(strstr(err.text, "large.yaml: larger than a declaration may be (4 MiB)"));
	assert_true(p.mem.used < MIB);
	product_free(&p);
	assert_int_equal(product_load(&p, &schema, &law, folder, &err), -1);
	assert_non_null(strstr(err.text, "Is a directory"));
	product_free(&p);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

/* --- the vocabulary --- */

#define ONE "sections:\n- section: a\n  about: x\n  cites: [art-2-1]\n  keys:\n"

static const struct { const char *about, *text, *says; } vocabulary[] = {
	{ "a type that is none", ONE "    b: { type: colour, ask: x }\n", "6:16: no type 'colour'" },
	{ "a provision that is none", ONE "    b: { ask: x, cites: [art-99] }\n", "6:26: no such provision: 'art-99'" },
	{ "no question", ONE "    b: { type: date }\n", "6:8: 'a.b' asks nothing" },
	{ "a field that is none", ONE "    b: { ask: x, word: [y] }\n", "6:24: the vocabulary has no 'word' here" },
	{ "words of a date", ONE "    b: { ask: x, type: date, words: [y] }\n", "'words' is a list, of a key without another" },
	{ "unknown as a word", ONE "    b: { ask: x, words: [unknown] }\n", "a word is a text other than 'unknown'" },
	{ "a list that is none", ONE "    b: { ask: x, type: \"ref:c\" }\n", "'a.b' refers to 'c', which is no list" },
	{ "a key twice", ONE "    b: { ask: x }\n- section: a\n  about: x\n  cites: [art-2-1]\n  keys: { b: { ask: y } }\n",
	  "'a.b' stands here beside 'a.b'" },
	{ "a key that holds keys", ONE "    b: { ask: x }\n    b.c: { ask: x }\n", "7:10: 'a.b.c' stands here beside 'a.b' of line 6" },
	{ "a key twice in one place", ONE "    b: { ask: x }\n    b: { ask: x }\n", "7:5: the key 'b' stands here twice" },
	{ "of what?", "sections:\n- section: a\n  of: parts\n  about: x\n  cites: [art-2-1]\n  keys: {}\n", "'of' is 'part' or left out" },
	{ "no sections", "a: b\n", "1:1: expected the list 'sections'" },
};

static void test_vocabulary(void **state)
{
	for (size_t i = 0; i < COUNT(vocabulary); i++) {
		struct schema bad;
		struct err err = { 0 };

		print_message("#  %s\n", vocabulary[i].about);
		assert_int_equal(schema_read(&bad, &law, "v", bytes_of(vocabulary[i].text), &err), -1);
		if (!strstr(err.text, vocabulary[i].says))
			fail_msg("%s", err.text);
	}
}

static void test_find(void **state)
{
	const struct schema_key *key = schema_find(&schema, "updates.automatic.default");
	struct arena mem = { .about = "a test" };

	assert_non_null(key);
	assert_string_equal(key->last, "automatic.default");
	assert_string_equal(key->cites[0]->id, "annex-1-part-1-2-c");
	assert_string_equal(value_expected(&mem, key), "on, off, asks-first, download-only or not-offered");
	assert_ptr_equal(key->section, schema_section(&schema, "updates"));
	assert_null(schema_find(&schema, "updates"));
	assert_null(schema_find(&schema, ""));
	assert_null(schema_find(&schema, "zzz"));
	assert_true(schema_begins(&schema, "updates.automatic"));
	assert_true(schema_begins(&schema, "inventory"));
	assert_false(schema_begins(&schema, "updates.auto"));
	assert_false(schema_begins(&schema, "zzz"));
	for (size_t i = 0; i < schema.key_count; i++)
		assert_ptr_equal(schema_find(&schema, schema.keys[i].name), &schema.keys[i]);
	arena_free(&mem);
}

static void test_nearest(void **state)
{
	static const struct { const char *a, *b; size_t slips; } pairs[] = {
		{ "", "", 0 }, { "a", "", 1 }, { "on", "no", 1 }, { "defualt", "default", 1 }, { "kitten", "sitting", 3 },
		{ "abc", "abc", 0 }, { "ca", "abc", 3 },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		print_message("#  '%s' and '%s'\n", pairs[i].a, pairs[i].b);
		assert_int_equal(nearest_distance(pairs[i].a, pairs[i].b), pairs[i].slips);
		assert_int_equal(nearest_distance(pairs[i].b, pairs[i].a), pairs[i].slips);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mistakes),   cmocka_unit_test(test_many_mistakes), cmocka_unit_test(test_good),
		cmocka_unit_test(test_parts),	   cmocka_unit_test(test_of_part),	 cmocka_unit_test(test_limbs),
		cmocka_unit_test(test_contradictions), cmocka_unit_test(test_excluded),	 cmocka_unit_test(test_evidence),
		cmocka_unit_test(test_files),	   cmocka_unit_test(test_vocabulary),	 cmocka_unit_test(test_find),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
