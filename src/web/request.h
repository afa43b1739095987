/*
 * request.h - a target taken apart: which route it fits, in which form, with
 * which parameters. Bounded, and clean: what is no UTF-8 or a control character
 * becomes a blank.
 *
 *	switch (request_read(&v, target)) {
 *	case 200: v.route->html(&v) ...
 *
 * 301 has the path without its last slash in v->path.
 */
#ifndef CRADLE_WEB_REQUEST_H
#define CRADLE_WEB_REQUEST_H

#include "web/route.h"

/* Fills in all but site and page. 200, 301, 400, 404 or 414; v->path is what was asked for, as far as it can be shown. */
int request_read(struct visit *v, struct bytes target);

/* What stands behind the path of a form: "" ".json" ".md". */
const char *form_suffix(enum form form);

#endif
