/*
 * page [--files] [--origin URL] [--dossier FILE]...
 *
 * Answers a target per line of standard input as the server would. Each answer
 * is a line "STATUS LENGTH FIXED ETAG TYPE LOCATION" with tabs between, then the
 * body. The line "each" is answered with the paths of all fixed pages.
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "web/web.h"

static int on_path(void *self, const char *path, struct err *err)
{
	(void)err;
	text_printf(self, "%s\n", path);
	return 0;
}

static void answer(struct site *site, struct bytes target, struct page *page)
{
	struct err err = { 0 };

	if (!bytes_are(target, "each")) {
		site_answer(site, target, page);
		return;
	}
	*page = (struct page){ .status = 200, .type = "text/plain" };
	if (site_each(site, on_path, &page->body, &err) != 0)
		page->status = 500;
}

static int serve(struct site *site)
{
	static char line[2 * LIMIT_SERVE_TARGET];

	while (fgets(line, sizeof(line), stdin)) {
		struct page page;

		answer(site, (struct bytes){ (unsigned char *)line, strcspn(line, "\n") }, &page);
		printf("%d\t%zu\t%d\t%s\t%s\t%s\n", page.status, page.body.n, page.fixed, page.etag, page.type, page.location);
		fwrite(page.body.at ? page.body.at : "", 1, page.body.n, stdout);
		fflush(stdout);
		page_free(&page);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *dossiers[SITE_DOSSIERS];
	struct site_options options = { .dossiers = dossiers };
	struct site site;
	struct err err = { 0 };
	int code;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--files") == 0)
			options.files = true;
		else if (strcmp(argv[i], "--origin") == 0 && i + 1 < argc)
			options.origin = argv[++i];
		else if (strcmp(argv[i], "--dossier") == 0 && i + 1 < argc && options.dossier_count < SITE_DOSSIERS)
			dossiers[options.dossier_count++] = argv[++i];
		else
			return 2;
	}
	if (site_open(&site, &options, &err) != 0) {
		err_print(&err);
		return 1;
	}
	code = serve(&site);
	site_close(&site);
	return code;
}
