#include "judge/rule.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/embedded.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "facts/daemons.h"
#include "facts/look.h"

int severity_rank(const char *severity)
{
	static const char *const names[] = { "", "low", "medium", "high", "critical" };

	for (int i = 1; severity && i < (int)COUNT(names); i++)
		if (strcmp(names[i], severity) == 0)
			return i;
	return 0;
}

/* --- one rule --- */

/* keys whose value is a text, with where it goes */
static const struct text_key { const char *key; size_t offset; bool must; } text_keys[] = {
	{ "id", offsetof(struct rule, id), true },
	{ "title", offsetof(struct rule, title), true },
	{ "severity", offsetof(struct rule, severity), true },
	{ "fix", offsetof(struct rule, fix), true },
	{ "why", offsetof(struct rule, why), true },
	{ "declared", offsetof(struct rule, declared), false },
	{ "applies", offsetof(struct rule, applies), false },
	{ "looked", offsetof(struct rule, looked), false },
	{ "finds", offsetof(struct rule, finds), false },
	{ "not_effective", offsetof(struct rule, not_effective), false },
	{ "contended", offsetof(struct rule, contended), false },
	{ "unknown", offsetof(struct rule, unknown), false },
	{ "faq", offsetof(struct rule, faq), false },
};

static const char *const other_keys[] = { "limb", "and", "probes", "needs", "decides", "asks", "examples" };

static bool key_known(const char *key)
{
	for (size_t i = 0; i < COUNT(text_keys); i++)
		if (strcmp(text_keys[i].key, key) == 0)
			return true;
	for (size_t i = 0; i < COUNT(other_keys); i++)
		if (strcmp(other_keys[i], key) == 0)
			return true;
	return false;
}

static int rule_texts(struct rule *rule, const struct yaml *doc, struct err *err)
{
	for (const struct yaml *at = doc->child; at; at = at->next)
		if (!key_known(at->key))
			return yaml_error(err, at, "a rule has no key '%s'", at->key);
	for (size_t i = 0; i < COUNT(text_keys); i++) {
		const struct text_key *k = &text_keys[i];
		const struct yaml *at = yaml_get(doc, k->key);

		if (!at && k->must)
			return yaml_error(err, doc, "a rule needs '%s'", k->key);
		if (at && (!at->text || !*at->text))
			return yaml_error(err, at, "'%s' must be a text", k->key);
		*(const char **)(void *)((char *)rule + k->offset) = at ? at->text : NULL;
	}
	return 0;
}

/* The id stands in columns, in attributes of HTML and in file names. */
static bool id_fits(const char *id)
{
	size_t n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

	return id[n] == '\0' && n <= 40;
}

static int rule_list(const struct yaml *list, const char **out, size_t room, size_t *count, struct err *err)
{
	if (list && list->kind != YAML_LIST)
		return yaml_error(err, list, "expected a list");
	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		if (!at->text)
			return yaml_error(err, at, "expected a text");
		if (*count == room)
			return yaml_error(err, at, "more than %zu entries", room);
		out[(*count)++] = at->text;
	}
	return 0;
}

static int rule_limbs(struct rule *rule, const struct law *law, const struct yaml *doc, struct err *err)
{
	const struct yaml *limb = yaml_get(doc, "limb");

	if (!limb || !limb->text)
		return yaml_error(err, doc, "a rule needs 'limb'");
	rule->limbs[rule->limb_count++] = limb->text;
	if (rule_list(yaml_get(doc, "and"), rule->limbs, COUNT(rule->limbs), &rule->limb_count, err) != 0)
		return -1;
	for (size_t i = 0; i < rule->limb_count; i++) {
		const struct limb *known = law_limb(law, rule->limbs[i]);

		if (!known || !known->from_image || known->sum_count)
			return yaml_error(err, limb, "no limb '%s' that an image can speak about; "
						     "data/law/requirements.yaml lists them", rule->limbs[i]);
	}
	return 0;
}

static int rule_read(struct rule *rule, const struct law *law, const struct yaml *doc, struct err *err)
{
	const struct yaml *decides = yaml_get(doc, "decides"), *asks = yaml_get(doc, "asks");

	*rule = (struct rule){ .doc = doc };
	if (doc->kind != YAML_MAP)
		return yaml_error(err, doc, "a rule is a map of keys");
	if (rule_texts(rule, doc, err) != 0 || rule_limbs(rule, law, doc, err) != 0)
		return -1;
	if (!id_fits(rule->id))
		return yaml_error(err, yaml_get(doc, "id"), "an id is of letters, digits and '-', 40 at most");
	if (severity_rank(rule->severity) == 0)
		return yaml_error(err, yaml_get(doc, "severity"), "severity is low, medium, high or critical");
	if (rule_list(yaml_get(doc, "probes"), rule->probes, COUNT(rule->probes), &rule->probe_count, err) != 0 ||
	    rule_list(yaml_get(doc, "needs"), rule->needs, COUNT(rule->needs), &rule->need_count, err) != 0)
		return -1;
	if (!rule->looked && rule->probe_count == 0)
		return yaml_error(err, doc, "a rule needs 'probes' or 'looked': who looked where?");
	if (!rule->finds && !rule->unknown)
		return yaml_error(err, doc, "a rule needs 'finds'");
	for (size_t i = 0; i < rule->need_count; i++)
		if (strcmp(rule->needs[i], "modes") != 0 && strcmp(rule->needs[i], "owners") != 0 &&
		    strcmp(rule->needs[i], "links") != 0)
			return yaml_error(err, yaml_get(doc, "needs"), "'needs' is modes, owners or links");
	if (decides && (!decides->text || (strcmp(decides->text, "no") != 0 && strcmp(decides->text, "yes") != 0)))
		return yaml_error(err, decides, "'decides' is yes or no");
	rule->advises = decides && strcmp(decides->text, "no") == 0;
	if (asks && (!asks->text || strcmp(asks->text, "findings") != 0))
		return yaml_error(err, asks, "a rule asks 'findings', or nothing but facts");
	rule->last = asks != NULL;
	return 0;
}

/* --- all of them --- */

static int rules_add(struct rules *rules, const struct law *law, const char *file, struct bytes text,
		     struct err *err)
{
	const struct yaml *doc = yaml_load(&rules->mem, file, text, err);
	struct rule rule;

	if (!doc || rule_read(&rule, law, doc, err) != 0)
		return -1;
	rule.own = rules->has_own;
	rule.text = text;
	if (rules_find(rules, rule.id))
		return yaml_error(err, doc, "the id '%s' is taken by %s", rule.id,
				  rules_find(rules, rule.id)->doc->file);
	ARENA_ROOM(&rules->mem, rules->list, rules->count, rules->room);
	rules->list[rules->count++] = rule;
	return 0;
}

static void sum_file(struct sha256 *sum, const char *name, struct bytes text)
{
	sha256_add(sum, name, strlen(name) + 1);
	sha256_add(sum, text.at, text.n);
}

static int load_embedded(struct rules *rules, const struct law *law, struct sha256 *sum, struct err *err)
{
	for (const struct embedded *e = embedded_files; e->path; e++) {
		if (!bytes_begin(bytes_of(e->path), "rules/") || !bytes_end(bytes_of(e->path), ".yaml"))
			continue;
		sum_file(sum, e->path, e->text);
		if (rules_add(rules, law, e->path, e->text, err) != 0)
			return -1;
	}
	return 0;
}

static int read_rule_file(struct rules *rules, const char *path, struct bytes *out, struct err *err)
{
	AUTO(auto_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *to;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_set(err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	if ((unsigned long long)st.st_size > LIMIT_RULE_FILE)
		return err_set(err, ERR_USAGE, "'%s' is larger than %llu KiB", path, LIMIT_RULE_FILE / KIB);
	to = arena_alloc(&rules->mem, (size_t)st.st_size + 1);
	n = read(fd, to, (size_t)st.st_size);
	if (n < 0)
		return err_set(err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	*out = (struct bytes){ (unsigned char *)to, (size_t)n };
	return 0;
}

/* Of all rules, and of the team's own. */
struct sums { struct sha256 *all, *own; };

static int load_folder(struct rules *rules, const struct law *law, const char *dir, const struct sums *sums,
		       int depth, struct err *err);

/* An entry of a team's folder. What is no rule is passed over; what may be one and cannot be read is an error. */
static int load_entry(struct rules *rules, const struct law *law, const char *path, const struct sums *sums, int depth,
		      struct err *err)
{
	struct bytes text;
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(err, ERR_USAGE, "cannot read '%s': %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return load_folder(rules, law, path, sums, depth + 1, err);
	if (!bytes_end(bytes_of(path), ".yaml"))
		return 0;
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_USAGE, "'%s' is not a regular file", path);
	if (read_rule_file(rules, path, &text, err) != 0)
		return -1;
	sum_file(sums->all, strrchr(path, '/'), text);
	sum_file(sums->own, strrchr(path, '/'), text);
	return rules_add(rules, law, path, text, err);
}

static int load_folder(struct rules *rules, const struct law *law, const char *dir, const struct sums *sums,
		       int depth, struct err *err)
{
	struct dirent **list = NULL;
	int n, code = 0;

	if (depth > 8)
		return err_set(err, ERR_USAGE, "'%s': rules nested too deep", dir);
	n = scandir(dir, &list, NULL, alphasort);
	if (n < 0)
		return err_set(err, ERR_USAGE, "cannot read the folder '%s': %s", dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (code == 0 && list[i]->d_name[0] != '.')
			code = load_entry(rules, law, arena_printf(&rules->mem, "%s/%s", dir, list[i]->d_name), sums, depth,
					  err);
		free(list[i]);
	}
	free(list);
	return code;
}

static int load_own(struct rules *rules, const struct law *law, const char *dir, struct sha256 *sum, struct err *err)
{
	const struct sums sums = { sum, sha256_new() };
	size_t before = rules->count;
	int code;

	rules->has_own = true;
	code = load_folder(rules, law, dir, &sums, 0, err);
	sha256_end(sums.own, rules->own_digest);
	if (code != 0)
		return -1;
	if (rules->count == before)
		return err_set(err, ERR_USAGE, "the folder '%s' holds no rule: no file whose name ends in '.yaml'", dir);
	return 0;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct rule *)a)->id, ((const struct rule *)b)->id);
}

int rules_load(struct rules *rules, const struct law *law, const char *dir, struct err *err)
{
	struct sha256 *sum = sha256_new();
	int code;

	*rules = (struct rules){ .mem = { .about = "the rules" } };
	code = load_embedded(rules, law, sum, err);
	if (code == 0 && dir)
		code = load_own(rules, law, dir, sum, err);
	sha256_end(sum, rules->digest);
	if (code != 0) {
		rules_free(rules);
		return -1;
	}
	if (rules->count)
		qsort(rules->list, rules->count, sizeof(*rules->list), by_id);
	return 0;
}

void rules_free(struct rules *rules)
{
	arena_free(&rules->mem);
	*rules = (struct rules){ 0 };
}

const struct rule *rules_find(const struct rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->count; i++)
		if (strcmp(rules->list[i].id, id) == 0)
			return &rules->list[i];
	return NULL;
}

/* --- checking --- */

/* the queries, with how many columns their rows have at least and at most; 0: any */
static const struct query_key { const char *key; size_t offset; int least, most; } query_keys[] = {
	{ "declared", offsetof(struct rule, declared), 0, 0 },
	{ "applies", offsetof(struct rule, applies), 0, 0 },
	{ "looked", offsetof(struct rule, looked), 0, 0 },
	{ "finds", offsetof(struct rule, finds), 3, 4 },
	{ "not_effective", offsetof(struct rule, not_effective), 3, 4 },
	{ "contended", offsetof(struct rule, contended), 3, 4 },
	{ "unknown", offsetof(struct rule, unknown), 3, 4 },
};

static int check_queries(struct dossier *d, const struct rule *rule, struct err *err)
{
	for (size_t i = 0; i < COUNT(query_keys); i++) {
		const struct query_key *k = &query_keys[i];
		const char *sql = *(const char *const *)(const void *)((const char *)rule + k->offset);
		const struct yaml *at = yaml_get(rule->doc, k->key);
		int columns;

		if (!sql)
			continue;
		if (dossier_check_query(d, sql, &columns, err) != 0) {
			struct err why = *err;

			return yaml_error(err, at, "%s: %s", k->key, why.text);
		}
		if (k->most && (columns < k->least || columns > k->most))
			return yaml_error(err, at, "%s: path, line, detail and, if need be, severity are the columns", k->key);
	}
	return 0;
}

static bool one_of(const char *word, const char *const *words)
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

/* Who writes coverage: the probes; daemons' names and the guessing of passwords stand beside them. */
static bool looks(const char *name)
{
	static const char *const others[] = { "passwords", "image", NULL };
	const struct probe *const *p = probes;
	const struct daemon_info *d = daemons;

	while (*p && strcmp((*p)->name, name) != 0)
		p++;
	while (d->name && strcmp(d->name, name) != 0)
		d++;
	return *p || d->name || one_of(name, others);
}

static int check_probes(const struct rule *rule, struct err *err)
{
	for (size_t i = 0; i < rule->probe_count; i++)
		if (!looks(rule->probes[i]))
			return yaml_error(err, yaml_get(rule->doc, "probes"), "no probe '%s'", rule->probes[i]);
	return 0;
}

static int check_example(const struct yaml *example, struct err *err)
{
	static const char *const keys[] = { "about", "files", "links", "modes", "enabled", "declared", "finds", "state", NULL };
	static const char *const states[] = {
		"fail", "pass", "not_effective", "contended", "not_applicable", "unknown", NULL,
	};
	const char *finds = yaml_text(example, "finds");
	const struct yaml *state = yaml_get(example, "state");
	long n;

	for (const struct yaml *at = example->child; at; at = at->next)
		if (at->key && !one_of(at->key, keys))
			return yaml_error(err, at, "an example has no key '%s'", at->key);
	if (!finds || !bytes_number(bytes_of(finds), &n) || n < 0)
		return yaml_error(err, example, "an example needs 'finds': how many findings?");
	if (!yaml_get(example, "files"))
		return yaml_error(err, example, "an example needs 'files'");
	if (state && (!state->text || !one_of(state->text, states)))
		return yaml_error(err, state, "no state '%s'", state->text ? state->text : "");
	return 0;
}

static int check_examples(const struct rule *rule, struct err *err)
{
	const struct yaml *list = yaml_get(rule->doc, "examples");
	size_t with = 0, without = 0;

	for (const struct yaml *at = list ? list->child : NULL; at; at = at->next) {
		bool hit;

		if (check_example(at, err) != 0)
			return -1;
		hit = rule->finds ? strcmp(yaml_text(at, "finds"), "0") != 0 : yaml_get(at, "state") != NULL;
		with += hit;
		without += !hit;
	}
	if (with == 0 || without == 0)
		return yaml_error(err, list ? list : rule->doc,
				  "rule %s needs an example that finds something and one that doesn't", rule->id);
	return 0;
}

bool rules_concern(const struct rules *rules, const struct rule *rule)
{
	return rule->own || !rules->has_own;
}

int rules_check(const struct rules *rules, struct err *err)
{
	struct dossier d;
	int code = dossier_create(&d, err);

	for (size_t i = 0; code == 0 && i < rules->count; i++) {
		if (!rules_concern(rules, &rules->list[i]))
			continue;
		code = check_queries(&d, &rules->list[i], err);
		if (code == 0)
			code = check_probes(&rules->list[i], err);
		if (code == 0)
			code = check_examples(&rules->list[i], err);
	}
	dossier_close(&d);
	return code;
}
