/*
 * url.h - what an address says about the way there.
 *
 *	url_transport(BYTES("http://deb.debian.org/debian"));	# "http"
 *	url_clean(mem, BYTES("https://me:secret@example.org/x"));	# "https://...@example.org/x"
 */
#ifndef CRADLE_FACTS_URL_H
#define CRADLE_FACTS_URL_H

#include "base/arena.h"
#include "base/bytes.h"

/* 'https', 'http', 'ftp', 'tftp', 'file', 'other'; NULL when there is no "://" or "scheme:". */
const char *url_transport(struct bytes url);

/* The URL without user and password, for texts that are shown. */
const char *url_clean(struct arena *mem, struct bytes url);

#endif
