/*
 * Which PAM stacks let somebody in without a password: pam_unix with nullok,
 * pam_permit where nothing that asks stands before it. pam.d(5).
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"

struct stack {
	struct look *look;
	const char *service;
	size_t files;
	bool asked;			/* a module that decides stood before */
};

/* Modules that neither ask for a proof nor grant anything. */
static bool is_neutral(struct bytes module)
{
	static const char *const names[] = {
		"pam_env", "pam_nologin", "pam_securetty", "pam_faildelay", "pam_group", "pam_shells", "pam_warn",
		"pam_faillock", "pam_tally", "pam_tally2", "pam_access", "pam_time", "pam_echo", "pam_debug",
		"pam_rootok", "pam_listfile", "pam_succeed_if", "pam_cap", "pam_usertype", "pam_issue", "pam_mail",
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (bytes_begin(module, names[i]) && module.n >= strlen(names[i]) &&
		    (module.n == strlen(names[i]) || module.at[strlen(names[i])] == '.'))
			return true;
	return false;
}

static bool has_word(struct bytes words, const char *word)
{
	struct bytes w;

	while (bytes_word(&words, &w))
		if (bytes_are(w, word))
			return true;
	return false;
}

static struct bytes base_name(struct bytes path)
{
	const unsigned char *slash = path.n ? memrchr(path.at, '/', path.n) : NULL;

	return slash ? bytes_skip(path, (size_t)(slash - path.at) + 1) : path;
}

static void grant_add(struct stack *s, const char *kind, struct place at, struct bytes control, struct bytes module)
{
	FACT(s->look->facts, grant, .at = at, .kind = kind, .user = s->service, .works = FLAG_YES,
	     .detail = look_fmt(s->look, "auth %s %s%s", look_str(s->look, control), look_str(s->look, module),
				strcmp(kind, "pam-nullok") == 0 ? " nullok" : ""));
}

/* What counts wrong passwords and closes the account for a while. */
static void lockout_add(struct stack *s, struct bytes module, struct place at)
{
	static const char *const names[] = { "pam_faillock", "pam_tally", "pam_abl" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (bytes_begin(module, names[i]))
			FACT(s->look->facts, setting, .at = at, .daemon = "pam", .scope = s->service, .key = "lockout",
			     .value = names[i], .state = "effective", .source = "file");
}

/* "[success=1 default=ignore]" or a word */
static struct bytes control_word(struct bytes *rest)
{
	const unsigned char *end;
	struct bytes word = { 0 };

	*rest = bytes_trim(*rest);
	if (rest->n == 0 || rest->at[0] != '[') {
		bytes_word(rest, &word);
		return word;
	}
	end = memchr(rest->at, ']', rest->n);
	word = bytes_first(*rest, end ? (size_t)(end - rest->at) + 1 : rest->n);
	*rest = bytes_skip(*rest, word.n);
	return word;
}

static void stack_read(struct stack *s, const char *name, int depth);

static void line_read(struct stack *s, struct bytes line, struct place at, int depth)
{
	struct bytes type, control, module;

	if (!bytes_word(&line, &type))
		return;
	if (bytes_are(type, "@include")) {
		if (bytes_word(&line, &module))
			stack_read(s, look_str(s->look, module), depth + 1);
		return;
	}
	if (type.at[0] == '-')
		type = bytes_skip(type, 1);
	if (!bytes_are_nocase(type, "auth"))
		return;
	control = control_word(&line);
	if (!bytes_word(&line, &module))
		return;
	if (bytes_are(control, "include") || bytes_are(control, "substack")) {
		stack_read(s, look_str(s->look, module), depth + 1);
		return;
	}
	module = base_name(module);
	lockout_add(s, module, at);
	if (bytes_begin(module, "pam_unix") && (has_word(line, "nullok") || has_word(line, "nullok_secure")))
		grant_add(s, "pam-nullok", at, control, module);
	if (bytes_begin(module, "pam_permit") && !s->asked && !bytes_are(control, "optional"))
		grant_add(s, "pam-permit", at, control, module);
	s->asked |= !is_neutral(module);
}

/* A name is a file beside the service's, or a path. */
static void stack_read(struct stack *s, const char *name, int depth)
{
	static const char *const folders[] = { "etc/pam.d", "usr/lib/pam.d", "usr/etc/pam.d" };
	const char *path = strchr(name, '/') ? name : NULL;
	struct bytes file, line;
	struct node *n;
	long number = 0;

	for (size_t i = 0; i < COUNT(folders) && !strchr(name, '/'); i++) {
		path = look_fmt(s->look, "%s/%s", folders[i], name);
		if (look_exists(s->look, path))
			break;
	}
	n = look_find(s->look, path);
	if (!n || n->type != NODE_FILE || depth > LIMIT_INCLUDE_DEPTH || ++s->files > 64)
		return;
	if (!look_text_node(s->look, n, &file))
		return;
	while (bytes_line(&file, &line)) {
		line = bytes_trim(line);
		number++;
		if (line.n && line.at[0] != '#')
			line_read(s, line, place_line(n->path, number), depth);
	}
}

/* Services somebody logs in by; others may well let everybody pass (atd, runuser). */
static const char *const services[] = {
	"login", "remote", "sshd", "ssh", "dropbear", "su", "su-l", "sudo", "doas", "telnetd", "rlogin", "rsh",
	"vsftpd", "ftp", "proftpd", "pure-ftpd", "xdm", "gdm-password", "lightdm", "sddm", "cockpit", "webmin",
	"lighttpd", "nginx", "httpd", "samba", "dovecot", "polkit-1", "xrdp-sesman", "other",
};

static void pam_run(struct look *look)
{
	if (!look_exists(look, "etc/pam.d") && !look_exists(look, "usr/lib/pam.d")) {
		facts_looked(look->facts, look->probe, "etc/pam.d", "absent");
		return;
	}
	for (size_t i = 0; i < COUNT(services); i++) {
		struct stack s = { .look = look, .service = services[i] };

		stack_read(&s, services[i], 0);
	}
}

const struct probe probe_pam = {
	.name = "pam",
	.about = "PAM stacks that let somebody in without a password",
	.reads = (const char *const[]){ "etc/pam.d/*", "usr/lib/pam.d/*", "usr/etc/pam.d/*", NULL },
	.run = pam_run,
};
