#include "cli/cli.h"
#include "web/export.h"

static int export_command(const struct call *call, struct err *err)
{
	const struct site_options options = { .dossiers = call->dossiers.list, .dossier_count = call->dossiers.count,
					      .origin = call->origin };
	struct export_counts n;
	struct text out = { 0 };
	int code;

	if (call->count != 1)
		return err_set(err, ERR_USAGE, "export takes one folder: cradle export public");
	if (export_site(&options, call->args[0], &n, err) != 0)
		return -1;
	text_printf(&out, "%zu files, %zu.%zu MB: %zu written, %zu unchanged, %zu removed\n", n.files, n.bytes / 1000000,
		    n.bytes / 100000 % 10, n.written, n.same, n.removed);
	code = call->quiet ? 0 : text_write(&out, NULL, err);
	text_free(&out);
	return code;
}

const struct command command_export = {
	.name = "export",
	.usage = "export DIR [--dossier FILE]... [OPTION...]",
	.about = "Writes the site of 'serve' as static files, for any web server",
	.detail = "DIR is new, empty, or was written by export before: then files are replaced and those that no longer\n"
		  "belong to it removed. It works from a disk, too. Where something fails, DIR is as it was. --origin is\n"
		  "the address it will have: with it there are a sitemap and an OpenSearch description.",
	.options = (const char *const[]){ "--dossier", "--origin", "--quiet", NULL },
	.run = export_command,
};
