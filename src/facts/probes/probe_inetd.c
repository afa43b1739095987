/*
 * Super-servers: inetd.conf (inetd.d too) and xinetd's services. Each opens its
 * ports itself and starts the program when somebody connects; nothing of it is
 * open unless the super-server itself is started.
 */
#include "facts/look.h"

#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/names.h"
#include "facts/conf.h"
#include "facts/ports.h"
#include "facts/starts.h"

/* One service of either, as both describe it. */
struct served {
	const char *name, *program, *args, *user, *proto, *address, *port;
	bool internal, off;		/* off: commented out or disabled */
	const char *state, *why;	/* of what is off */
	struct place at;
};

static void port_add(struct look *look, const struct ports *ports, const struct served *v, bool starts)
{
	const char *proto = bytes_begin(bytes_of(v->proto), "udp") ? "udp" : "tcp";
	long port = port_of(ports, bytes_of(v->port), proto);

	FACT(look->facts, socket, .at = v->at, .name = v->name, .service = v->name, .proto = proto,
	     .address = v->address && *v->address ? v->address : "*", .port = port < 0 ? 0 : port,
	     .accept = FLAG_YES, .starts = FLAG_OF(starts), .state = v->off ? v->state : "enabled",
	     .why = v->why, .because_path = v->at.path, .because_line = v->at.line);
}

/* The super-server itself. */
struct super {
	const char *name;
	const struct fact_service *service;	/* that starts it, or NULL */
	bool forced;
	struct ports ports;
};

static void super_find(struct super *super, struct look *look, const char *name)
{
	super->name = name;
	super->service = look_service(look, name, true, NULL);
	for (const char *const *f = look->forced; f && *f; f++)
		super->forced = super->forced || strcmp(*f, name) == 0;
	ports_init(&super->ports, look);
}

static void served_add(struct look *look, const struct super *super, struct served *v)
{
	struct fact_service row = {
		.at = v->at, .name = v->name, .manager = super->name, .user = v->user,
		.because_path = v->at.path, .because_line = v->at.line,
	};
	bool there = true;
	struct command cmd;

	if (v->internal) {
		row.program = NULL;
		row.exec = "internal";
	} else {
		command_split(look->mem, bytes_of(look_fmt(look, "%s %s", v->program, v->args ? v->args : "")), &cmd);
		there = start_fill(look, &cmd, &row);
	}
	if (!v->off && !there) {
		v->off = true;
		v->state = "missing";
		v->why = look_fmt(look, "%s is not in the image", v->program);
	}
	row.state = v->off ? v->state : "enabled";
	row.starts = FLAG_OF(!v->off && (super->service || super->forced));
	row.why = v->off ? v->why :
		  super->service ? look_fmt(look, "%s is started by %s", super->name, super->service->name) :
		  super->forced ? "taken as started" : look_fmt(look, "nothing starts %s", super->name);
	v->why = row.why;
	facts_add(look->facts, TABLE_service, &row);
	port_add(look, &super->ports, v, row.starts == FLAG_YES);
}

/* --- inetd.conf(5): service socktype proto wait user program argv... --- */

static bool is_socket_type(struct bytes s)
{
	return bytes_are(s, "stream") || bytes_are(s, "dgram") || bytes_are(s, "seqpacket");
}

static bool is_proto(struct bytes s)
{
	return bytes_begin(s, "tcp") || bytes_begin(s, "udp");
}

/*
 * '#' in front comments a line out; update-inetd(8) writes "#<off># ". Only
 * what then reads as a service line is one: the rest is prose.
 */
static bool uncomment(struct bytes *line)
{
	bool off = false;

	while (line->n && line->at[0] == '#') {
		off = true;
		*line = bytes_trim(bytes_skip(*line, bytes_begin(*line, "#<off>#") ? 7 :
					      bytes_begin(*line, "#<disabled>#") ? 12 : 1));
	}
	return off;
}

static void inetd_line(struct look *look, const struct super *super, struct bytes line, struct place at)
{
	struct served v = { .at = at };
	struct bytes f[5], program, host, name;
	size_t n = 0;

	line = bytes_trim(line);
	v.off = uncomment(&line);
	while (n < COUNT(f) && bytes_word(&line, &f[n]))
		n++;
	if (n < COUNT(f) || !bytes_word(&line, &program) || !is_socket_type(f[1]) || !is_proto(f[2]))
		return;
	name = f[0];
	if (bytes_cut(f[0], ':', &host, &name))
		v.address = look_str(look, host);
	v.name = v.port = look_str(look, name);
	v.proto = look_str(look, f[2]);
	v.user = look_str(look, bytes_first(f[4], strcspn(look_str(look, f[4]), ".:/")));
	v.program = look_str(look, program);
	v.internal = bytes_are(program, "internal");
	/* argv[0] stands first; behind tcpd it is the program itself */
	if (bytes_end(program, "tcpd"))
		v.args = look_str(look, bytes_trim(line));
	else if (bytes_word(&line, &f[0]))
		v.args = look_str(look, bytes_trim(line));
	/* "/bin/busybox telnetd telnetd -i": the applet is what counts */
	if (bytes_end(program, "busybox"))
		v.program = look_fmt(look, "%s %.*s", v.program, (int)f[0].n, (const char *)f[0].at);
	v.state = "commented";
	v.why = "the line is commented out";
	served_add(look, super, &v);
}

static void inetd_file(struct look *look, const struct super *super, struct node *n)
{
	struct bytes rest, line;
	struct place at = place_file(n->path);

	if (!look_text_node(look, n, &rest))
		return;
	while (bytes_line(&rest, &line)) {
		at.line++;
		inetd_line(look, super, line, at);
	}
}

static void inetd_files(struct look *look, const struct super *super, const char *pattern)
{
	for (struct node **list = look_glob(look, pattern); *list; list++) {
		struct node *n = tree_resolve(look->tree, (*list)->path);

		if (n && n->type == NODE_FILE)
			inetd_file(look, super, n);
	}
}

/* A file that it is told to read instead: "inetd /etc/vendor/inetd.conf" (inetd(8)). */
static bool inetd_told(struct look *look, const struct super *super)
{
	const struct fact_service *s = NULL;
	struct bytes rest, word;
	bool told = false;

	while ((s = look_service(look, "inetd", true, s))) {
		struct node *n = NULL;

		rest = bytes_of(s->exec ? s->exec : "");
		bytes_word(&rest, &word);
		while (bytes_word(&rest, &word))
			if (bytes_begin(word, "/"))
				n = look_find(look, look_str(look, word));
		if (!n || n->type != NODE_FILE)
			continue;
		inetd_file(look, super, n);
		told = true;
	}
	return told;
}

static void inetd_run(struct look *look)
{
	static const char *const files[] = { "etc/inetd.conf", "etc/inet/inetd.conf", "etc/inetd.d/*" };
	struct super super = { 0 };

	super_find(&super, look, "inetd");
	facts_looked(look->facts, look->probe, "etc/inetd.conf",
		     look_exists(look, "etc/inetd.conf") ? "read" : "absent");
	if (inetd_told(look, &super))
		return;
	for (size_t i = 0; i < COUNT(files); i++)
		inetd_files(look, &super, files[i]);
}

const struct probe probe_inetd = {
	.name = "inetd",
	.about = "services that inetd starts when somebody connects",
	.reads = (const char *const[]){ "etc/inetd.conf", "etc/inet/inetd.conf", "etc/inetd.d/*", "**/*inetd*.conf",
					"etc/services", NULL },
	.run = inetd_run,
};

/* --- xinetd.conf(5) --- */

struct block {
	struct names values;		/* attribute -> C string; "+=" adds with a blank */
	const char *service;		/* NULL: the defaults */
	struct place at;
};

struct xinetd {
	struct look *look;
	struct super super;
	struct block defaults;
	struct block *blocks;
	size_t count, room;
	size_t files;
};

static const char *value_of(const struct block *b, const char *key)
{
	return names_find(&b->values, bytes_of(key));
}

static bool listed(const char *list, const char *word)
{
	struct bytes rest = bytes_of(list ? list : ""), one;

	while (bytes_word(&rest, &one))
		if (bytes_are(one, word))
			return true;
	return false;
}

static void attribute(struct look *look, struct block *b, struct bytes line)
{
	struct bytes key, value;
	void **at;

	if (!bytes_cut(line, '=', &key, &value))
		return;
	if (key.n && (key.at[key.n - 1] == '+' || key.at[key.n - 1] == '-')) {
		bool add = key.at[key.n - 1] == '+';

		key.n--;
		at = names_at(&b->values, bytes_trim(key));
		if (add && (!*at || strlen(*at) < LIMIT_LINE))
			*at = arena_printf(look->mem, "%s%s%.*s", *at ? (char *)*at : "", *at ? " " : "", (int)value.n,
					   (const char *)value.at);
		return;
	}
	*names_at(&b->values, key) = arena_text(look->mem, value.at, value.n);
}

static struct block *block_new(struct xinetd *x, const char *service, struct place at)
{
	ARENA_ROOM(x->look->mem, x->blocks, x->count, x->room);
	x->blocks[x->count] = (struct block){ .values.mem = x->look->mem, .service = service, .at = at };
	return &x->blocks[x->count++];
}

static void xinetd_file(struct xinetd *x, struct node *n, int depth);

/* includedir leaves out names with a dot or a '~' at the end; the order is the folder's */
static void include(struct xinetd *x, struct bytes path, bool folder, int depth)
{
	const char *p = look_str(x->look, path);
	struct node *n = look_find(x->look, p);

	if (!n || depth >= LIMIT_INCLUDE_DEPTH)
		return;
	if (!folder) {
		xinetd_file(x, n, depth + 1);
		return;
	}
	for (struct node **list = look_folder(x->look, p); *list; list++) {
		struct node *to = tree_resolve(x->look->tree, (*list)->path);

		if (to && to->type == NODE_FILE && !strchr((*list)->name, '.') && !bytes_end(bytes_of((*list)->name), "~"))
			xinetd_file(x, to, depth + 1);
	}
}

/* "service telnet" and "service telnet {" */
static const char *service_name(struct look *look, struct bytes s)
{
	struct bytes name;

	return bytes_word(&s, &name) && !bytes_are(name, "{") ? look_str(look, name) : NULL;
}

static void xinetd_file(struct xinetd *x, struct node *n, int depth)
{
	struct bytes rest, line, word;
	struct block *in = NULL;
	long at = 0;

	if (n->type != NODE_FILE || x->files++ >= LIMIT_INCLUDES || !look_text_node(x->look, n, &rest))
		return;
	while (bytes_line(&rest, &line)) {
		struct bytes tail = line = bytes_trim(line);

		at++;
		if (!line.n || line.at[0] == '#' || !bytes_word(&tail, &word))
			continue;
		if (bytes_are(word, "service"))
			in = block_new(x, service_name(x->look, tail), place_line(n->path, at));
		else if (bytes_are(word, "defaults"))
			in = &x->defaults;
		else if (bytes_are(word, "includedir") || bytes_are(word, "include"))
			include(x, bytes_trim(tail), bytes_are(word, "includedir"), depth);
		else if (bytes_are(word, "}"))
			in = NULL;
		else if (in)
			attribute(x->look, in, line);
	}
}

/* What takes a service out: its own 'disable', the defaults' lists. */
static const char *off_why(const struct xinetd *x, const struct block *b)
{
	const char *id = value_of(b, "id") ? value_of(b, "id") : b->service, *disable = value_of(b, "disable");
	const char *enabled = value_of(&x->defaults, "enabled"), *disabled = value_of(&x->defaults, "disabled");

	if (disable && conf_bool(bytes_of(disable), false))
		return "disable = yes";
	if (listed(disabled, id))
		return "'disabled' of the defaults names it";
	if (enabled && !listed(enabled, id))
		return "'enabled' of the defaults does not name it";
	return NULL;
}

static void block_add(struct xinetd *x, const struct block *b)
{
	const char *type = value_of(b, "type"), *bind = value_of(b, "bind"), *proto = value_of(b, "protocol");
	const char *user = value_of(b, "user"), *socket_type = value_of(b, "socket_type");
	struct served v = {
		.name = b->service, .program = value_of(b, "server"),
		.args = value_of(b, "server_args"), .at = b->at, .state = "disabled", .user = user,
	};

	v.internal = !v.program || listed(type, "INTERNAL");
	v.why = off_why(x, b);
	v.off = v.why != NULL;
	v.proto = proto ? proto : socket_type && strcmp(socket_type, "dgram") == 0 ? "udp" : "tcp";
	v.address = bind ? bind : value_of(b, "interface") ? value_of(b, "interface") : value_of(&x->defaults, "bind");
	v.port = value_of(b, "port") ? value_of(b, "port") : b->service;
	served_add(x->look, &x->super, &v);
}

static void xinetd_run(struct look *look)
{
	struct xinetd x = { .look = look, .defaults.values.mem = look->mem };
	struct node *n = look_find(look, "etc/xinetd.conf");

	super_find(&x.super, look, "xinetd");
	facts_looked(look->facts, look->probe, "etc/xinetd.conf", n ? "read" : "absent");
	if (n)
		xinetd_file(&x, n, 0);
	else if (look_exists(look, "etc/xinetd.d"))
		include(&x, BYTES("etc/xinetd.d"), true, 0);
	for (size_t i = 0; i < x.count; i++)
		if (x.blocks[i].service)
			block_add(&x, &x.blocks[i]);
}

const struct probe probe_xinetd = {
	.name = "xinetd",
	.about = "services that xinetd starts when somebody connects",
	.reads = (const char *const[]){ "etc/xinetd.conf", "etc/xinetd.d/*", "etc/services", NULL },
	.run = xinetd_run,
};
