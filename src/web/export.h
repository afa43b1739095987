/*
 * export.h - the site as static files, for any web server or none.
 *
 *	struct export_counts counts;
 *
 *	if (export_site(&options, "public", &counts, err) != 0)
 *		...
 *
 * A page at /faq/x is faq/x/index.html, its twins are faq/x.json and faq/x.md,
 * so that the same addresses work as on our own server. Pages differ from those
 * only in their links, which are relative and name the file, and in the search,
 * which the script does by itself: a folder opened from a disk works, too. Old
 * ids are small pages that lead on. All else is the same bytes.
 *
 * The folder is new, empty, or one of ours: .cradle-site in it lists what was
 * written, and only that is ever replaced or removed. New files are first
 * written whole, aside (.cradle-new), then put in their places: when the disk
 * is full or a right is missing, the folder is as it was. Files that are the
 * same already are left alone, so that their dates and a CDN's copies stay. No
 * link in the folder is followed.
 */
#ifndef CRADLE_WEB_EXPORT_H
#define CRADLE_WEB_EXPORT_H

#include "web/web.h"

struct export_counts {
	size_t files, bytes;		/* of the site */
	size_t written, same, removed;
};

/* 'options' without .files: that is set here. Counts are filled in when it worked. */
int export_site(const struct site_options *options, const char *folder, struct export_counts *counts, struct err *err);

/* The page that stands at an old path ("/faq/m/old") and leads to where the item is now. */
void export_moved(struct text *out, const char *path, const struct faq_item *item);

#endif
