#include "facts/unit_boot.h"

#include <string.h>

#include "base/auto.h"
#include "facts/conf.h"
#include "facts/starts.h"
#include "facts/unit_conditions.h"

struct boot {
	struct units *units;
	struct look *look;
	struct unit *head, **tail;
	bool partial;			/* default.target is not in the image: the usual chain is taken */
	bool first;			/* presets are applied */
};

/* --- pulling --- */

static struct unit *pull(struct boot *b, const char *name, enum unit_pull how, const char *why, struct place at)
{
	struct unit *u = units_get(b->units, name);
	bool new = u->pull == PULL_NONE;

	if (u->load == UNIT_MASKED || (u->load == UNIT_ABSENT && !(b->partial && unit_is(u, ".target"))))
		return u;
	if (new || how < u->pull) {
		u->pull = how;
		u->why = why;
		u->because = at;
	}
	if (new) {
		*b->tail = u;
		b->tail = &u->waiting;
	}
	return u;
}

static void pull_key(struct boot *b, const struct unit *u, const char *section, const char *key)
{
	const struct unit_entry **all = unit_all(b->units, u, section, key);

	for (; *all; all++) {
		struct bytes rest = (*all)->value, word;

		while (bytes_word(&rest, &word))
			pull(b, unit_specifiers(b->units, u, word), PULL_WANTED,
			     look_fmt(b->look, "%s of %s", key, u->name), (*all)->at);
	}
}

static void pull_folder(struct boot *b, const struct unit *u, const char *suffix)
{
	const char *names[] = { u->name, unit_template(b->look, u->name) };
	struct names seen = { .mem = b->look->mem };

	for (size_t i = 0; i < COUNT(names) && names[i]; i++) {
		const char *folder = look_fmt(b->look, "%s.%s", names[i], suffix);
		struct unit_folder *f = names_find(&b->units->folders, bytes_of(folder));

		for (; f; f = f->next)
			for (struct node *n = f->dir->child; n; n = n->next) {
				void **at = names_at(&seen, bytes_of(n->name));

				/* a link of the same name further up wins, /dev/null too */
				if (*at || (n->type == NODE_LINK && n->link && bytes_end(bytes_of(n->link), "dev/null"))) {
					*at = n;
					continue;
				}
				*at = n;
				pull(b, n->name, PULL_LINK, look_fmt(b->look, "wanted by %s", u->name),
				     place_file(n->path));
			}
	}
}

/* What the targets of systemd.special(7) pull in, for an image that does not bring them. */
static const struct { const char *target, *pulls; } usual[] = {
	{ "graphical.target", "multi-user.target" },
	{ "multi-user.target", "basic.target getty.target remote-fs.target" },
	{ "basic.target", "sysinit.target sockets.target timers.target paths.target slices.target" },
	{ "sysinit.target", "local-fs.target swap.target cryptsetup.target" },
};

static void pull_usual(struct boot *b, const struct unit *u)
{
	for (size_t i = 0; i < COUNT(usual); i++) {
		struct bytes rest = bytes_of(usual[i].pulls), word;

		if (strcmp(usual[i].target, u->name) != 0)
			continue;
		while (bytes_word(&rest, &word))
			pull(b, look_str(b->look, word), PULL_WANTED, look_fmt(b->look, "Requires of %s", u->name),
			     (struct place){ 0 });
	}
}

const char *unit_triggered(struct units *units, const struct unit *u)
{
	const char *section = unit_is(u, ".socket") ? "Socket" : unit_is(u, ".timer") ? "Timer" : "Path";
	struct bytes named = unit_last(u, section, strcmp(section, "Socket") == 0 ? "Service" : "Unit", NULL);
	const char *dot = strrchr(u->name, '.');
	bool accept = strcmp(section, "Socket") == 0 && unit_bool(u, "Socket", "Accept", false);

	if (named.n)
		return unit_specifiers(units, u, named);
	return look_fmt(units->look, "%.*s%s.service", (int)(dot - u->name), u->name, accept ? "@" : "");
}

static void pull_triggered(struct boot *b, const struct unit *u)
{
	static const struct { const char *suffix; enum unit_pull how; } kinds[] = {
		{ ".socket", PULL_SOCKET }, { ".timer", PULL_TIMER }, { ".path", PULL_PATH },
	};
	struct place at;
	const char *why;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (unit_is(u, kinds[i].suffix) && unit_conditions(b->units, u, &why, &at) != HOLDS_NO)
			pull(b, unit_triggered(b->units, u), kinds[i].how, look_fmt(b->look, "started by %s", u->name),
			     u->because.path ? u->because : place_file(u->path));
}

static void walk(struct boot *b)
{
	static const char *const keys[] = { "Requires", "Wants", "BindsTo", "Upholds" };

	for (; b->head; b->head = b->head->waiting) {
		struct unit *u = b->head;

		for (size_t i = 0; i < COUNT(keys); i++)
			pull_key(b, u, "Unit", keys[i]);
		pull_folder(b, u, "requires");
		pull_folder(b, u, "wants");
		pull_folder(b, u, "upholds");
		if (u->load == UNIT_ABSENT)
			pull_usual(b, u);
		if (unit_is(u, ".service"))
			pull_key(b, u, "Service", "Sockets");
		pull_triggered(b, u);
	}
	/* all have been walked: later pulls start a new queue */
	b->tail = &b->head;
}

/* --- presets: systemd.preset(5); on a first boot, only enabling --- */

struct preset { const char *pattern; bool enable; struct preset *next; const char *instances; struct place at; };

static void preset_file(struct boot *b, struct node *n, struct preset ***tail)
{
	struct bytes rest, line, verb, pattern;
	long at = 0;

	if (!look_text_node(b->look, n, &rest))
		return;
	while (bytes_line(&rest, &line)) {
		struct preset *p;

		at++;
		if (!bytes_word(&line, &verb) || !bytes_word(&line, &pattern) ||
		    !(bytes_are(verb, "enable") || bytes_are(verb, "disable")))
			continue;
		p = ARENA_NEW(b->look->mem, struct preset);
		p->pattern = look_str(b->look, pattern);
		p->enable = bytes_are(verb, "enable");
		p->instances = look_str(b->look, bytes_trim(line));
		p->at = place_line(n->path, at);
		**tail = p;
		*tail = &p->next;
	}
}

/* Files of one name: the first folder's. All of them by name, whatever their folder. */
static struct preset *presets_read(struct boot *b)
{
	static const char *const dirs[] = {
		"etc/systemd/system-preset", "run/systemd/system-preset", "usr/local/lib/systemd/system-preset",
		"usr/lib/systemd/system-preset", "lib/systemd/system-preset",
	};
	struct names seen = { .mem = b->look->mem };
	struct preset *first = NULL, **tail = &first;
	const char *last = "";

	for (;;) {
		struct node *next = NULL;

		for (size_t i = 0; i < COUNT(dirs); i++) {
			struct node **list = look_folder(b->look, dirs[i]);

			for (; *list; list++)
				if (bytes_end(bytes_of((*list)->name), ".preset") && strcmp((*list)->name, last) > 0 &&
				    (!next || strcmp((*list)->name, next->name) < 0))
					next = *list;
		}
		if (!next || seen.count > 256)
			return first;
		last = next->name;
		*names_at(&seen, bytes_of(last)) = next;
		preset_file(b, next, &tail);
	}
}

static const struct preset *preset_of(const struct preset *p, const char *name)
{
	while (p && !path_match(p->pattern, name))
		p = p->next;
	return p;
}

static void install(struct boot *b, struct unit *u, const char *name, const char *why, struct place at)
{
	static const char *const keys[] = { "WantedBy", "RequiredBy", "UpheldBy" };

	for (size_t i = 0; i < COUNT(keys); i++) {
		const struct unit_entry **all = unit_all(b->units, u, "Install", keys[i]);

		for (; *all; all++) {
			struct bytes rest = (*all)->value, word;

			while (bytes_word(&rest, &word)) {
				struct unit *by = units_get(b->units, unit_specifiers(b->units, u, word));

				if (by->pull != PULL_NONE)
					pull(b, name, PULL_WANTED, why, at);
			}
		}
	}
}

static void preset_unit(struct boot *b, struct unit *u, const struct preset *list)
{
	const struct preset *p = preset_of(list, u->name);
	struct bytes instance;

	if (u->load != UNIT_LOADED || u->pull != PULL_NONE || (p && !p->enable))
		return;
	if (!unit_is_template(u->name)) {
		install(b, u, u->name, p ? look_fmt(b->look, "first boot: preset 'enable %s'", p->pattern)
			: "first boot: no preset says otherwise", p ? p->at : place_file(u->path));
		return;
	}
	instance = unit_last(u, "Install", "DefaultInstance", NULL);
	if (instance.n) {
		const char *at = strchr(u->name, '@');

		install(b, u, look_fmt(b->look, "%.*s@%.*s%s", (int)(at - u->name), u->name, (int)instance.n,
				       (const char *)instance.at, at + 1),
			"first boot: preset, default instance", p ? p->at : place_file(u->path));
	}
}

/* Units that presets pull in can be what others are wanted by: until nothing is new, but bounded. */
static void presets_apply(struct boot *b)
{
	const struct preset *list = presets_read(b);

	for (int round = 0; round < 4; round++) {
		for (struct unit *u = b->units->first; u; u = u->next)
			preset_unit(b, u, list);
		if (!b->head)
			return;
		walk(b);
	}
}

/* --- generators: what systemd makes up at boot (systemd.generator(7)) --- */

static void generate(struct boot *b, const char *by, const char *name, const char *why, struct place at)
{
	struct unit *parent = units_get(b->units, by);

	if (parent->pull != PULL_NONE)
		pull(b, name, PULL_GENERATED, why, at);
}

/* console=ttyS0,115200 -> serial-getty@ttyS0 (systemd-getty-generator(8)) */
static void generate_getty(struct boot *b)
{
	static const char *const files[] = {
		"etc/kernel/cmdline", "usr/lib/kernel/cmdline", "boot/cmdline.txt", "boot/firmware/cmdline.txt",
		"boot/extlinux/extlinux.conf", "boot/grub/grub.cfg", "etc/default/grub", "boot/loader/entries/*.conf",
	};

	for (size_t i = 0; i < COUNT(files); i++)
		for (struct node **list = look_glob(b->look, files[i]); *list; list++) {
			struct bytes rest, line, word;
			long at = 0;

			if (!look_text_node(b->look, *list, &rest))
				continue;
			while (bytes_line(&rest, &line))
				for (at++; bytes_word(&line, &word);) {
					long found = bytes_find(word, "console=");
					struct bytes tty;

					if (found < 0 || (found > 0 && word.at[found - 1] != '"'))
						continue;
					word = bytes_skip(word, (size_t)found + 8);
					for (tty.at = word.at, tty.n = 0; tty.n < word.n && word.at[tty.n] != ',' &&
					     word.at[tty.n] != '"'; tty.n++)
						;
					if (tty.n && !bytes_begin(tty, "tty0") && !bytes_are(tty, "tty"))
						generate(b, "getty.target",
							 look_fmt(b->look, "serial-getty@%.*s.service", (int)tty.n,
								  (const char *)tty.at),
							 "console= of the kernel's command line",
							 place_line((*list)->path, at));
				}
		}
}

/* /etc/rc.local, when it may be run (systemd-rc-local-generator(8)) */
static void generate_rc_local(struct boot *b)
{
	struct node *n = look_find(b->look, "etc/rc.local");

	if (n && n->type == NODE_FILE && (b->look->tree->no_modes || (n->mode & 0111)))
		generate(b, "multi-user.target", "rc-local.service", "etc/rc.local is executable", place_file(n->path));
}

/* postgresql-common: etc/postgresql/VERSION/CLUSTER with start.conf 'auto', which is also the default */
static void generate_postgresql(struct boot *b)
{
	if (units_get(b->units, "postgresql@.service")->load != UNIT_LOADED)
		return;
	for (struct node **list = look_glob(b->look, "etc/postgresql/*/*/postgresql.conf"); *list; list++) {
		struct node *cluster = (*list)->parent, *version = cluster->parent;
		struct conf_line l = { 0 };
		bool automatic = true;
		const char *start = look_fmt(b->look, "%s/start.conf", cluster->path);

		if (look_text(b->look, start, &l.rest))
			while (conf_words(&l))
				automatic = bytes_are(l.key, "auto");
		if (automatic)
			generate(b, "postgresql.service",
				 look_fmt(b->look, "postgresql@%s-%s.service", version->name, cluster->name),
				 "start.conf says auto", place_file(look_exists(b->look, start) ? start : (*list)->path));
	}
}

static void generate_postfix(struct boot *b)
{
	if (units_get(b->units, "postfix@.service")->load == UNIT_LOADED && look_exists(b->look, "etc/postfix/main.cf"))
		generate(b, "postfix.service", "postfix@-.service", "made for the default instance",
			 place_file("etc/postfix/main.cf"));
}

/* AUTOSTART of etc/default/openvpn: all (also when unset), none, or names */
static void generate_openvpn(struct boot *b)
{
	struct names vars = { .mem = b->look->mem };
	const char *autostart;

	if (units_get(b->units, "openvpn@.service")->load != UNIT_LOADED)
		return;
	vars_read(b->look, "etc/default/openvpn", &vars);
	autostart = names_find(&vars, BYTES("AUTOSTART"));
	for (struct node **list = look_glob(b->look, "etc/openvpn/*.conf"); *list; list++) {
		struct bytes name = bytes_of((*list)->name), rest = bytes_of(autostart ? autostart : "all"), word;
		bool wanted = false;

		name.n -= 5;
		while (bytes_word(&rest, &word))
			wanted = wanted || bytes_are(word, "all") || bytes_same(word, name);
		if (wanted)
			generate(b, "openvpn.service",
				 look_fmt(b->look, "openvpn@%.*s.service", (int)name.n, (const char *)name.at),
				 "AUTOSTART of etc/default/openvpn", place_file((*list)->path));
	}
}

static void (*const generators[])(struct boot *b) = {
	generate_getty, generate_rc_local, generate_postgresql, generate_postfix, generate_openvpn,
};

/* --- the boot --- */

/* Targets that hardware pulls in when it is there (systemd.special(7)): we take it to be there. */
static const struct { const char *target, *why; } hardware[] = {
	{ "bluetooth.target", "when a Bluetooth adapter is there" },
	{ "printer.target", "when a printer is connected" },
	{ "sound.target", "when a sound card is there" },
	{ "smartcard.target", "when a smart card reader is there" },
	{ "usb-gadget.target", "when a USB device controller is there" },
};

static void pull_roots(struct boot *b)
{
	struct unit *u = units_get(b->units, "default.target");

	b->partial = u->load != UNIT_LOADED;
	if (b->partial)
		pull(b, "graphical.target", PULL_WANTED, "the default target is not in the image; the usual one is taken",
		     (struct place){ 0 });
	else
		pull(b, u->name, PULL_WANTED, "is the default target", place_file(u->path));
	for (size_t i = 0; i < COUNT(hardware); i++)
		pull(b, hardware[i].target, PULL_WANTED, hardware[i].why, (struct place){ 0 });
}

void units_boot(struct units *units)
{
	struct boot b = { .units = units, .look = units->look, .first = first_boot(units->look) };

	b.tail = &b.head;
	pull_roots(&b);
	walk(&b);
	if (b.first)
		presets_apply(&b);
	for (size_t i = 0; i < COUNT(generators); i++)
		generators[i](&b);
	walk(&b);
}
