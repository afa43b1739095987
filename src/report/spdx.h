/*
 * spdx.h - licences as SPDX writes them (SPDX 2.3, Annex D), for bills of materials.
 *
 *	spdx_expression("GPL-2.0-only WITH Classpath-exception-2.0")	true
 *	spdx_expression("GPLv2+ and BSD")				false: the package manager's own words
 *
 * Only identifiers that occur in distributions of firmware are known here, not
 * SPDX's whole list: what is not known is passed on as text, not as a licence.
 */
#ifndef CRADLE_REPORT_SPDX_H
#define CRADLE_REPORT_SPDX_H

#include <stdbool.h>

/* Is this one identifier of SPDX's list of licences? */
bool spdx_licence(const char *id);

/* Identifiers joined by AND, OR, WITH and parentheses; one alone is an expression, too. */
bool spdx_expression(const char *text);

#endif
