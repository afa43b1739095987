/* One release: its results, and what could not be seen of it. */
#include "diff/diff.h"

#include <string.h>

static const char *keep(struct diff_side *side, const char *s)
{
	return s ? arena_text(&side->results.mem, s, strlen(s)) : NULL;
}

/* columns: path, why */
static int on_unread(void *self, const struct query_row *r, struct err *err)
{
	struct diff_side *side = self;

	(void)err;
	ARENA_ROOM(&side->results.mem, side->unread, side->unread_count, side->unread_room);
	side->unread[side->unread_count++] = (struct diff_unread){ keep(side, r->values[0]), keep(side, r->values[1]) };
	return 0;
}

static bool yes(const char *s)
{
	return s && strcmp(s, "1") == 0;
}

/* columns: links, modes, owners */
static int on_image(void *self, const struct query_row *r, struct err *err)
{
	struct diff_side *side = self;

	(void)err;
	side->links = yes(r->values[0]);
	side->modes = yes(r->values[1]);
	side->owners = yes(r->values[2]);
	return 0;
}

int diff_side_read(struct diff_side *side, struct dossier *d, struct law *law, struct err *err)
{
	*side = (struct diff_side){ 0 };
	if (results_read(&side->results, d, law, err) != 0)
		return -1;
	side->part = dossier_meta(d, &side->results.mem, "part");
	side->guessed = !dossier_meta(d, &side->results.mem, "no_password_check");
	if (!side->results.gate)
		err_set(err, ERR_USAGE, "it has facts but no verdicts; 'cradle check IMAGE --dossier FILE' decides");
	else if (!side->results.image)
		return 0;
	else if (dossier_query(d,
			       "SELECT path, min(why) FROM (SELECT path, why FROM unreadable UNION ALL"
			       " SELECT path, NULL FROM coverage WHERE state = 'unreadable') WHERE path <> '' GROUP BY path"
			       " ORDER BY path", on_unread, side, err) == 0 &&
		 dossier_query(d, "SELECT links, modes, owners FROM image", on_image, side, err) == 0)
		return 0;
	diff_side_free(side);
	return -1;
}

void diff_side_free(struct diff_side *side)
{
	results_free(&side->results);
	*side = (struct diff_side){ 0 };
}

const char *diff_side_name(const struct diff_side *side, struct arena *mem)
{
	const struct results *r = &side->results;
	const char *product = r->product && *r->product ? r->product : NULL;
	const char *version = r->product_version ? r->product_version : "";

	if (!product)
		return r->image ? arena_clean(mem, r->image) : "a product without a name";
	return arena_clean(mem, arena_printf(mem, "%s%s%s%s%s%s", product, *version ? " " : "", version, r->image ? " (" : "",
					    r->image ? r->image : "", r->image ? ")" : ""));
}
