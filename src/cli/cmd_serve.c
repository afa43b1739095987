#include <stdio.h>

#include "cli/cli.h"
#include "web/serve.h"

static void say(const char *text)
{
	fprintf(stderr, "cradle: %s\n", text);
}

static void log_line(const char *line)
{
	fprintf(stderr, "%s\n", line);
}

static int serve_command(const struct call *call, struct err *err)
{
	struct serve_options options = {
		.site = { .dossiers = call->dossiers.list, .dossier_count = call->dossiers.count, .origin = call->origin },
		.listen = call->listen, .public = call->public, .warn = say, .log = call->verbose ? log_line : NULL,
	};
	struct server server;
	int code;

	if (call->count)
		return err_set(err, ERR_USAGE, "serve takes options only: cradle serve --dossier FILE");
	code = serve_open(&server, &options, err);
	if (code == 0) {
		printf("%s\n", server.url);
		fflush(stdout);
		code = serve_run(&server, err);
	}
	serve_close(&server);
	return code;
}

const struct command command_serve = {
	.name = "serve",
	.usage = "serve [--dossier FILE]... [OPTION...]",
	.about = "Shows the answers, and dossiers beside them, in a browser",
	.detail = "It listens to this machine only, on 127.0.0.1:8080, prints that address and writes nothing. Ctrl-C ends it.\n"
		  "For others, put a reverse proxy with TLS and logins in front; --origin is its address.",
	.options = (const char *const[]){ "--dossier", "--listen", "--origin", "--public", "--verbose", NULL },
	.run = serve_command,
};
