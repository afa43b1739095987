/*
 * cyclonedx.h - what the files of the CycloneDX report share.
 *
 * CycloneDX 1.6 (ECMA-424, 1st edition), JSON. Members are written in any order;
 * references (bom-ref) are names one can read, unique in the document.
 */
#ifndef CRADLE_REPORT_CYCLONEDX_H
#define CRADLE_REPORT_CYCLONEDX_H

#include "base/auto.h"
#include "base/json.h"
#include "report/declared.h"
#include "report/evidence.h"
#include "report/report.h"

/* References, in the order they were added. */
struct refs {
	const char **list;
	size_t count, room;
};

struct bom {
	struct json j;
	const struct results *r;
	struct arena mem;
	struct names taken;		/* references given out */
	const char *when;		/* the day of assessment as a time, or NULL */
	const char *product, *image;	/* references; image: NULL where there is none, product itself where nothing was declared */
	struct refs packages;
};

/* The reference "KIND:NAME", with "#2" behind it where that was given out before. Lives in b->mem. */
const char *bom_ref(struct bom *b, const char *kind, const char *name);

/* YYYY-MM-DD as a time, or NULL where it is no day. Lives in b->mem. */
const char *bom_time(struct bom *b, const char *day);

/* Nothing without a value. */
void bom_text(struct bom *b, const char *key, const char *value);
void bom_property(struct bom *b, const char *name, const char *value);

void refs_add(struct bom *b, struct refs *refs, const char *ref);
/* A list of references; nothing where there are none. */
void refs_write(struct bom *b, const char *key, const struct refs *refs);

/* device, application, library, firmware: of the product (part "") or a part of it. */
const char *bom_type(const struct results *r, const char *part);
const char *bom_name(const struct results *r, const char *part);

/* --- the members of the document --- */
void bom_components(struct bom *b);	/* components, dependencies, compositions */
void bom_standard(struct bom *b);	/* definitions */
void bom_declarations(struct bom *b);

#endif
