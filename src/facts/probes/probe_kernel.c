/*
 * What the kernel is told: sysctl.d(5), the boot loaders' command lines, its
 * configuration, modprobe.d(5) and the security module.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "facts/conf.h"
#include "facts/wired.h"

static void say(struct look *look, const char *kind, const char *name, const char *value, const char *state,
		struct place at)
{
	FACT(look->facts, kernel, .at = at, .kind = kind, .name = name, .value = value, .state = state);
}

/* Half a file is not half a verdict: what one file said goes when it says more than any kernel would take. */
static bool says_too_much(struct look *look, const struct facts_mark *before, const char *path)
{
	if (FACT_COUNT(look->facts, kernel) - before->count[TABLE_kernel] <= LIMIT_KERNEL_WORDS)
		return false;
	facts_rollback(look->facts, before);
	look_unreadable(look, path, look_fmt(look, "has more than %d settings for the kernel", LIMIT_KERNEL_WORDS));
	return true;
}

/* --- sysctl: files by name over all folders, the last assignment wins --- */

static const char *const sysctl_folders[] = {
	"etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d", "lib/sysctl.d",
};

/* what the kernel does when nobody says anything; 'config': an option of its configuration decides */
static const struct sysctl_default { const char *name, *value, *config, *with; } sysctl_defaults[] = {
	{ "kernel.randomize_va_space", "2", NULL, NULL },
	{ "kernel.kptr_restrict", "0", NULL, NULL },
	{ "kernel.dmesg_restrict", "0", "CONFIG_SECURITY_DMESG_RESTRICT", "1" },
	{ "kernel.unprivileged_bpf_disabled", "0", "CONFIG_BPF_UNPRIV_DEFAULT_OFF", "2" },
	{ "kernel.perf_event_paranoid", "2", NULL, NULL },
	{ "kernel.yama.ptrace_scope", "0", "CONFIG_SECURITY_YAMA", "1" },
	{ "kernel.kexec_load_disabled", "0", NULL, NULL },
	{ "kernel.panic", "0", NULL, NULL },
	{ "kernel.core_pattern", "core", NULL, NULL },
	{ "fs.suid_dumpable", "0", NULL, NULL },
	{ "fs.protected_symlinks", "0", NULL, NULL },
	{ "fs.protected_hardlinks", "0", NULL, NULL },
	{ "net.ipv4.tcp_syncookies", "1", NULL, NULL },
	{ "net.ipv4.ip_forward", "0", NULL, NULL },
};

struct sysctl_file { struct node *node; const char *name; };

/* The file of this name that lies first in the order of the folders hides the others. */
static bool is_hidden(struct look *look, const char *name, size_t folder)
{
	for (size_t i = 0; i < folder; i++)
		if (tree_find(look->tree, look_fmt(look, "%s/%s", sysctl_folders[i], name)))
			return true;
	return false;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct sysctl_file *)a)->name, ((const struct sysctl_file *)b)->name);
}

static size_t sysctl_files(struct look *look, struct sysctl_file **out)
{
	size_t n = 0, room = 0;
	struct sysctl_file *list;

	for (size_t i = 0; i < COUNT(sysctl_folders); i++)
		for (struct node **f = look_folder(look, sysctl_folders[i]); *f; f++)
			room++;
	list = arena_alloc(look->mem, (room + 1) * sizeof(*list));
	for (size_t i = 0; i < COUNT(sysctl_folders); i++) {
		/* lib is usr/lib where they are one */
		if (i == 4 && look_find(look, "lib/sysctl.d") == look_find(look, "usr/lib/sysctl.d"))
			break;
		for (struct node **f = look_folder(look, sysctl_folders[i]); *f; f++) {
			struct node *n2 = look_find(look, (*f)->path);

			if (n2 && n2->type == NODE_FILE && bytes_end(bytes_of((*f)->name), ".conf") &&
			    !is_hidden(look, (*f)->name, i))
				list[n++] = (struct sysctl_file){ n2, (*f)->name };
		}
	}
	qsort(list, n, sizeof(*list), by_name);
	*out = list;
	return n;
}

/* "net/ipv4/ip_forward" is the same as with dots; a leading '-' forgives errors */
static const char *sysctl_name(struct look *look, struct bytes key)
{
	char *name;

	if (bytes_begin(key, "-"))
		key = bytes_trim(bytes_skip(key, 1));
	name = arena_text(look->mem, key.at, key.n);
	if (strchr(name, '/') && (!strchr(name, '.') || strchr(name, '/') < strchr(name, '.')))
		for (char *c = name; *c; c++)
			*c = *c == '/' ? '.' : *c;
	return name;
}

static void sysctl_read(struct look *look, struct node *n, const char *state)
{
	const struct facts_mark before = facts_mark(look->facts);
	struct bytes file, line, key, value;

	if (!look_text_node(look, n, &file))
		return;
	for (long number = 1; bytes_line(&file, &line); number++) {
		line = bytes_trim(line);
		if (line.n == 0 || line.at[0] == '#' || line.at[0] == ';' || !bytes_cut(line, '=', &key, &value))
			continue;
		say(look, "sysctl", sysctl_name(look, key), look_str(look, value), state, place_line(n->path, number));
		if (says_too_much(look, &before, n->path))
			return;
	}
}

/* of two rows of one name the later one holds; names are few enough to compare with those that matter */
static void sysctl_override(struct look *look, size_t from)
{
	for (size_t i = 0; i < COUNT(sysctl_defaults); i++) {
		struct fact_kernel *last = NULL;

		for (size_t k = from; k < FACT_COUNT(look->facts, kernel); k++) {
			struct fact_kernel *row = FACT_AT(look->facts, kernel, k);

			if (strcmp(row->kind, "sysctl") != 0 || strcmp(row->name, sysctl_defaults[i].name) != 0 ||
			    strcmp(row->state, "effective") != 0)
				continue;
			if (last)
				last->state = "overridden";
			last = row;
		}
	}
}

static bool config_is(struct look *look, const char *name, const char *value)
{
	FACT_EACH(look->facts, kernel, k)
		if (strcmp(k->kind, "config") == 0 && strcmp(k->name, name) == 0)
			return strcmp(k->value, value) == 0;
	return false;
}

static bool is_set(struct look *look, const char *name)
{
	FACT_EACH(look->facts, kernel, k)
		if (strcmp(k->kind, "sysctl") == 0 && strcmp(k->name, name) == 0 && strcmp(k->state, "effective") == 0)
			return true;
	return false;
}

static void sysctl_default(struct look *look)
{
	for (size_t i = 0; i < COUNT(sysctl_defaults); i++) {
		const struct sysctl_default *d = &sysctl_defaults[i];
		bool with = d->config && config_is(look, d->config, "y");

		if (!is_set(look, d->name))
			say(look, "sysctl", d->name, with ? d->with : d->value, "default", (struct place){ 0 });
	}
}

/* systemd-sysctl, procps' and OpenWrt's scripts, or a script that says sysctl -p */
static bool is_applied(struct look *look)
{
	static const char *const who[] = {
		"usr/lib/systemd/systemd-sysctl", "lib/systemd/systemd-sysctl", "etc/init.d/procps", "etc/init.d/sysctl",
		"etc/init.d/S02sysctl",
	};

	for (size_t i = 0; i < COUNT(who); i++)
		if (look_exists(look, who[i]))
			return true;
	FACT_EACH(look->facts, script, s)
		if (strcmp(s->does, "sysctl") == 0 &&
		    (bytes_have(bytes_of(s->text), " -p") || bytes_have(bytes_of(s->text), "--system")))
			return true;
	return false;
}

/* "sysctl -w a=b" and "echo b > /proc/sys/a" of scripts that are started */
static void sysctl_script(struct look *look, const struct fact_script *s)
{
	struct bytes text = bytes_of(s->text), key, value, word;
	long at = bytes_find(text, "/proc/sys/");

	if (s->enabled != FLAG_YES)
		return;
	if (at >= 0) {
		key = bytes_skip(text, (size_t)at + 10);
		bytes_word(&key, &word);
		if (!bytes_begin(text, "echo ") || bytes_have(word, "$"))
			return;
		key = word;
		text = bytes_skip(text, 5);
		bytes_word(&text, &value);
		say(look, "sysctl", sysctl_name(look, key), look_str(look, bytes_unquote(value)), "effective", s->at);
		return;
	}
	while (bytes_word(&text, &word))
		if (bytes_cut(word, '=', &key, &value) && bytes_have(key, ".") && !bytes_have(word, "$"))
			say(look, "sysctl", sysctl_name(look, key), look_str(look, bytes_unquote(value)), "effective", s->at);
}

static void sysctl_run(struct look *look)
{
	struct sysctl_file *files;
	size_t n = sysctl_files(look, &files), from = FACT_COUNT(look->facts, kernel);
	const char *state = is_applied(look) ? "effective" : "unreachable";
	struct node *main_file = look_find(look, "etc/sysctl.conf");
	bool main_read = false;

	for (size_t i = 0; i < n; i++) {
		main_read = main_read || files[i].node == main_file;
		sysctl_read(look, files[i].node, state);
	}
	/* systemd reads it by way of a link only; procps and busybox read it last */
	if (main_file && main_file->type == NODE_FILE && !main_read)
		sysctl_read(look, main_file, look_exists(look, "usr/lib/systemd/systemd-sysctl") ? "unreachable" : state);
	facts_looked(look->facts, look->probe, "etc/sysctl.d", look_exists(look, "etc/sysctl.d") ? "read" : "absent");
	FACT_EACH(look->facts, script, s)
		if (strcmp(s->does, "sysctl") == 0)
			sysctl_script(look, s);
	sysctl_override(look, from);
	sysctl_default(look);
}

/* --- command lines --- */

static void cmdline_words(struct look *look, struct bytes words, const char *state, struct place at)
{
	struct bytes word, name, value;

	words = bytes_unquote(bytes_trim(words));
	while (bytes_word(&words, &word)) {
		if (word.at[0] == '$' || bytes_are(word, "---"))
			continue;
		if (!bytes_cut(word, '=', &name, &value)) {
			name = word;
			value = (struct bytes){ 0 };
		}
		say(look, "cmdline", look_str(look, name), look_str(look, value), state, at);
	}
}

enum shape { SHAPE_NONE = 0, SHAPE_GRUB, SHAPE_APPEND, SHAPE_WHOLE, SHAPE_ENV, SHAPE_DEFAULT };

static const struct boot_file { const char *glob; enum shape shape; } boot_files[] = {
	{ "boot/grub/grub.cfg", SHAPE_GRUB }, { "boot/grub2/grub.cfg", SHAPE_GRUB }, { "boot/efi/EFI/*/grub.cfg", SHAPE_GRUB },
	{ "EFI/*/grub.cfg", SHAPE_GRUB }, { "grub/grub.cfg", SHAPE_GRUB },
	{ "boot/extlinux/extlinux.conf", SHAPE_APPEND }, { "extlinux/extlinux.conf", SHAPE_APPEND },
	{ "boot/syslinux/*.cfg", SHAPE_APPEND }, { "boot/isolinux/*.cfg", SHAPE_APPEND }, { "isolinux/*.cfg", SHAPE_APPEND },
	{ "boot/loader/entries/*.conf", SHAPE_APPEND }, { "loader/entries/*.conf", SHAPE_APPEND },
	{ "boot/cmdline.txt", SHAPE_WHOLE }, { "boot/firmware/cmdline.txt", SHAPE_WHOLE }, { "cmdline.txt", SHAPE_WHOLE },
	{ "etc/kernel/cmdline", SHAPE_WHOLE }, { "usr/lib/kernel/cmdline", SHAPE_WHOLE },
	{ "boot/uEnv.txt", SHAPE_ENV }, { "uEnv.txt", SHAPE_ENV }, { "boot/boot.cmd", SHAPE_ENV }, { "boot.cmd", SHAPE_ENV },
	{ "boot/armbianEnv.txt", SHAPE_ENV }, { "etc/u-boot-initial-env", SHAPE_ENV }, { "boot/boot.scr", SHAPE_ENV },
	{ "boot.scr", SHAPE_ENV }, { "etc/default/grub", SHAPE_DEFAULT },
};

static void grub_line(struct look *look, struct bytes line, struct place at)
{
	struct bytes word, kernel;

	if (!bytes_word(&line, &word))
		return;
	if (bytes_are(word, "linux") || bytes_are(word, "linux16") || bytes_are(word, "linuxefi")) {
		if (bytes_word(&line, &kernel))
			cmdline_words(look, line, "effective", at);
	} else if (bytes_are(word, "password") || bytes_are(word, "password_pbkdf2")) {
		say(look, "grub", "password", "set", "effective", at);
	} else if (bytes_are(word, "set") && bytes_begin(bytes_trim(line), "superusers=")) {
		say(look, "grub", "superusers", "set", "effective", at);
	}
}

/* "bootargs=...", "setenv bootargs ...", "extraargs=..."; bootcmd and bootdelay for themselves */
static void env_line(struct look *look, struct bytes line, struct place at)
{
	static const char *const args[] = { "bootargs", "extraargs", "optargs", "cmdline" };
	struct bytes name, value;

	if (line.n && line.at[0] == '#')
		return;
	if (bytes_begin(line, "setenv "))
		line = bytes_trim(bytes_skip(line, 7));
	for (size_t n = 0; n < line.n; n++) {
		if (line.at[n] != '=' && line.at[n] != ' ')
			continue;
		name = bytes_trim(bytes_first(line, n));
		value = bytes_trim(bytes_skip(line, n + 1));
		for (size_t i = 0; i < COUNT(args); i++)
			if (bytes_are(name, args[i]))
				cmdline_words(look, value, "effective", at);
		if (bytes_are(name, "bootcmd") || bytes_are(name, "bootdelay") || bytes_are(name, "uenvcmd"))
			say(look, "uboot", look_str(look, name), look_str(look, value), "effective", at);
		return;
	}
}

static void append_line(struct look *look, struct bytes line, struct place at)
{
	struct bytes word;

	if (bytes_word(&line, &word) && (bytes_are_nocase(word, "append") || bytes_are(word, "options")))
		cmdline_words(look, line, "effective", at);
}

static void default_line(struct look *look, struct bytes line, const char *state, struct place at)
{
	struct bytes name, value;

	if (line.n && line.at[0] != '#' && bytes_begin(line, "GRUB_CMDLINE_LINUX") && bytes_cut(line, '=', &name, &value))
		cmdline_words(look, value, state, at);
}

static void boot_line(struct look *look, struct bytes line, enum shape shape, bool have_grub, struct place at)
{
	if (shape == SHAPE_GRUB)
		grub_line(look, line, at);
	else if (shape == SHAPE_APPEND)
		append_line(look, line, at);
	else if (shape == SHAPE_WHOLE)
		cmdline_words(look, line, "effective", at);
	else if (shape == SHAPE_ENV)
		env_line(look, line, at);
	else
		default_line(look, line, have_grub ? "overridden" : "effective", at);
}

static void boot_read(struct look *look, struct node *n, enum shape shape, bool have_grub)
{
	const struct facts_mark before = facts_mark(look->facts);
	struct bytes file, line;

	/* a boot.scr has a binary header, so NUL bytes are no reason to stop */
	if (!look_read_node(look, n, &file))
		return;
	for (long number = 1; bytes_line(&file, &line); number++) {
		line = bytes_trim(bytes_first(line, 4096));
		boot_line(look, line, shape, have_grub, place_line(n->path, number));
		if (says_too_much(look, &before, n->path))
			return;
	}
	if (shape == SHAPE_GRUB)
		say(look, "grub", "config", n->path, "effective", place_file(n->path));
}

static void cmdline_run(struct look *look)
{
	bool have_grub = false;

	for (size_t i = 0; i < COUNT(boot_files); i++)
		for (struct node **f = look_glob(look, boot_files[i].glob); *f; f++) {
			struct node *n = look_find(look, (*f)->path);

			if (!n || n->type != NODE_FILE)
				continue;
			have_grub = have_grub || boot_files[i].shape == SHAPE_GRUB;
			boot_read(look, n, boot_files[i].shape, have_grub);
		}
	facts_looked(look->facts, look->probe, "boot", look_exists(look, "boot") ? "read" : "absent");
}

/* --- configuration --- */

static const char *const config_names[] = {
	"CONFIG_STRICT_KERNEL_RWX", "CONFIG_STRICT_MODULE_RWX", "CONFIG_STACKPROTECTOR_STRONG", "CONFIG_RANDOMIZE_BASE",
	"CONFIG_HARDENED_USERCOPY", "CONFIG_FORTIFY_SOURCE", "CONFIG_DEVMEM", "CONFIG_STRICT_DEVMEM", "CONFIG_DEVKMEM",
	"CONFIG_SECCOMP", "CONFIG_MODULE_SIG", "CONFIG_MODULE_SIG_FORCE", "CONFIG_SECURITY_LOCKDOWN_LSM",
	"CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY", "CONFIG_LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY", "CONFIG_DM_VERITY",
	"CONFIG_SECURITY_YAMA", "CONFIG_SECURITY_DMESG_RESTRICT", "CONFIG_BPF_UNPRIV_DEFAULT_OFF", "CONFIG_MAGIC_SYSRQ",
	"CONFIG_MAGIC_SYSRQ_DEFAULT_ENABLE", "CONFIG_LSM", "CONFIG_SECURITY_APPARMOR", "CONFIG_SECURITY_SELINUX",
	"CONFIG_DEFAULT_SECURITY_APPARMOR", "CONFIG_KEXEC", "CONFIG_MODULES", "CONFIG_WATCHDOG", "CONFIG_COMPAT_BRK",
};

static const char *config_name(struct bytes name)
{
	for (size_t i = 0; i < COUNT(config_names); i++)
		if (bytes_are(name, config_names[i]))
			return config_names[i];
	return NULL;
}

static void config_line(struct look *look, struct bytes line, struct place at)
{
	struct bytes name, value;

	if (bytes_begin(line, "# CONFIG_") && bytes_end(line, " is not set")) {
		name = bytes_skip(bytes_first(line, line.n - 11), 2);
		if (config_name(name))
			say(look, "config", config_name(name), "n", "effective", at);
	} else if (bytes_begin(line, "CONFIG_") && bytes_cut(line, '=', &name, &value) && config_name(name)) {
		say(look, "config", config_name(name), look_str(look, bytes_unquote(value)), "effective", at);
	}
}

static void config_read(struct look *look, struct node *n)
{
	const struct facts_mark before = facts_mark(look->facts);
	struct bytes file, line;

	if (!look_text_node(look, n, &file))
		return;
	for (long number = 1; bytes_line(&file, &line); number++) {
		config_line(look, line, place_line(n->path, number));
		if (says_too_much(look, &before, n->path))
			return;
	}
}

static void config_run(struct look *look)
{
	static const char *const globs[] = { "boot/config-*", "usr/lib/modules/*/config", "lib/modules/*/config" };

	for (size_t i = 0; i < COUNT(globs); i++) {
		if (i == 2 && look_find(look, "lib") == look_find(look, "usr/lib"))
			break;
		for (struct node **f = look_glob(look, globs[i]); *f; f++) {
			struct node *n = look_find(look, (*f)->path);

			if (n && n->type == NODE_FILE)
				config_read(look, n);
		}
	}
}

/* --- modules and security modules --- */

static void modprobe_run(struct look *look)
{
	static const char *const globs[] = { "etc/modprobe.d/*.conf", "usr/lib/modprobe.d/*.conf" };

	for (size_t i = 0; i < COUNT(globs); i++)
		for (struct node **f = look_glob(look, globs[i]); *f; f++) {
			const struct facts_mark before = facts_mark(look->facts);
			struct conf_line l = { 0 };
			struct bytes rest, name;

			if (!look_text(look, (*f)->path, &l.rest))
				continue;
			while (!says_too_much(look, &before, (*f)->path) && conf_words(&l)) {
				rest = l.value;
				if (!bytes_word(&rest, &name))
					continue;
				if (bytes_are(l.key, "blacklist"))
					say(look, "module", look_str(look, name), "blacklist", "effective",
					    place_line((*f)->path, l.line));
				else if (bytes_are(l.key, "install") && (bytes_have(rest, "/false") || bytes_have(rest, "/true")))
					say(look, "module", look_str(look, name), "disabled", "effective",
					    place_line((*f)->path, l.line));
			}
		}
}

static void lsm_run(struct look *look)
{
	const struct facts_mark before = facts_mark(look->facts);
	struct conf_line l = { 0 };
	struct wired armor = wired_unit(look, "apparmor.service");

	if (look_text(look, "etc/selinux/config", &l.rest))
		while (!says_too_much(look, &before, "etc/selinux/config") && conf_shell(&l))
			if (bytes_are(l.key, "SELINUX"))
				say(look, "lsm", "selinux", look_str(look, l.value), "effective",
				    place_line("etc/selinux/config", l.line));
	if (look_program(look, "apparmor_parser"))
		say(look, "lsm", "apparmor", armor.on == FLAG_YES ? "enabled" : "disabled", "effective", armor.at);
}

static void kernel_run(struct look *look)
{
	config_run(look);
	cmdline_run(look);
	sysctl_run(look);
	modprobe_run(look);
	lsm_run(look);
	if (look_exists(look, "etc/fw_env.config") && look_exists(look, "usr/sbin/fw_setenv"))
		say(look, "uboot", "fw_env", "writable", "effective", place_file("etc/fw_env.config"));
}

const struct probe probe_kernel = {
	.name = "kernel",
	.about = "sysctl, boot command lines, kernel configuration, modules and the security module",
	.reads = (const char *const[]){
		"etc/sysctl.conf", "**/sysctl.d/*.conf", "boot/grub/grub.cfg", "boot/grub2/grub.cfg", "**/EFI/*/grub.cfg",
		"grub/grub.cfg", "**/extlinux/extlinux.conf", "**/syslinux/*.cfg", "**/isolinux/*.cfg", "**/loader/entries/*.conf",
		"cmdline.txt", "boot/cmdline.txt", "boot/firmware/cmdline.txt", "etc/kernel/cmdline", "usr/lib/kernel/cmdline",
		"uEnv.txt", "boot/uEnv.txt", "boot.cmd", "boot/boot.cmd", "boot.scr", "boot/boot.scr", "boot/armbianEnv.txt",
		"etc/u-boot-initial-env", "etc/default/grub", "boot/config-*", "**/modules/*/config", "**/modprobe.d/*.conf",
		"etc/selinux/config", "etc/fw_env.config", NULL
	},
	.run = kernel_run,
};
