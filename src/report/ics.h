/*
 * ics.h - lines of a calendar (RFC 5545), folded and escaped.
 *
 *	ics_open(out, "cradle clock");
 *	text_add(out, "BEGIN:VEVENT\r\n");
 *	ics_text(out, "SUMMARY", (const char *const[]){ title, NULL }, "");
 *	...
 *	ics_close(out);
 */
#ifndef CRADLE_REPORT_ICS_H
#define CRADLE_REPORT_ICS_H

#include "base/text.h"

/* Begins the calendar; 'part' says what of cradle wrote it. */
void ics_open(struct text *out, const char *part);
void ics_close(struct text *out);

/* "NAME:value", folded where a character ends; the values are joined and escaped as TEXT (3.3.11). NULL ends them. */
void ics_text(struct text *out, const char *name, const char *const *values, const char *between);

#endif
