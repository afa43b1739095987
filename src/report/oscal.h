/*
 * oscal.h - what the three OSCAL documents share: ids, times, text.
 *
 *	struct oscal o;
 *
 *	oscal_begin(&o, r, out, "catalog", "Requirements", day);
 *	...
 *	oscal_end(&o);
 *
 * Version 1.1.3 of the models (NIST, https://pages.nist.gov/OSCAL): it is the
 * newest that the readers in use know (trestle, go-oscal, the NIST CLI); 1.2
 * adds mappings, which nothing here needs.
 *
 * Ids are UUIDs of version 5, made of what they name (uuid.h): the same product
 * with the same finding has the same id in every run, and the catalog's is the
 * same for every product. The id of a document is made of all its bytes, for
 * OSCAL asks for another one whenever it changes.
 *
 * Titles, descriptions, prose and remarks are a subset of Markdown in OSCAL, so
 * text of others is written with backslashes before what would mark it up.
 * Values of properties are one line without blanks at its ends.
 */
#ifndef CRADLE_REPORT_OSCAL_H
#define CRADLE_REPORT_OSCAL_H

#include "base/json.h"
#include "base/uuid.h"
#include "report/evidence.h"
#include "report/report.h"

/* The namespace of our properties. */
#define OSCAL_NS "urn:uuid:" UUID_CRADLE

struct oscal {
	struct json j;
	const struct results *r;
	struct arena mem;
	struct text line;		/* for texts that are put together */
	size_t id_at;			/* where in the output the document's own id stands */
	char product[UUID_TEXT];	/* namespace of all that is about this product */
	const char *when;		/* the day of assessment as a time; 1970 where none was given */
};

/* Opens the document with its metadata; 'day' (YYYY-MM-DD) is when it was last modified, NULL: the day of assessment. */
void oscal_begin(struct oscal *o, const struct results *r, struct text *out, const char *model, const char *title,
		 const char *day);
void oscal_end(struct oscal *o);

/* --- ids --- */

/* The id of what is about this product: oscal_id(o, "finding", key). Lives in o->mem. */
const char *oscal_id(struct oscal *o, const char *kind, const char *name);
/* The id of what is the same for every product. */
const char *oscal_id_common(struct oscal *o, const char *kind, const char *name);
/* "#" and the id: a link to a resource of the back matter. */
const char *oscal_to(struct oscal *o, const char *id);
/* A token of what should be one; every odd character is "_". */
const char *oscal_token(struct oscal *o, const char *text);
/* "I.2.d_smt", "I.2.d_obj": the statement of a control and what is assessed of it. */
const char *oscal_part_id(struct oscal *o, const char *limb, const char *suffix);

/* --- text --- */

/* NULL or blank: nothing is written. */
void oscal_markup(struct oscal *o, const char *key, const char *text);
void oscal_markup_printf(struct oscal *o, const char *key, const char *format, ...) __attribute__((format(printf, 3, 4)));
void oscal_string(struct oscal *o, const char *key, const char *text);

/* YYYY-MM-DD as a time, or NULL where it is no day. Lives in o->mem. */
const char *oscal_time(struct oscal *o, const char *day);

/* --- parts of documents --- */

/* A property with our namespace, in an open list; nothing without a value. */
void oscal_prop(struct oscal *o, const char *name, const char *value);
/* With a class ("law", the weight of a citation) and remarks, either NULL or "" for none. */
void oscal_prop_of(struct oscal *o, const char *name, const char *value, const char *class, const char *remarks);
void oscal_prop_count(struct oscal *o, const char *name, size_t count);
void oscal_link(struct oscal *o, const char *href, const char *rel);

/*
 * A list that may turn out empty, which OSCAL does not allow: oscal_item() opens
 * it with its first object, oscal_list_end() closes what was opened.
 *
 *	struct oscal_list risks = { "risks" };
 */
struct oscal_list {
	const char *key;
	bool open;
};

void oscal_item(struct oscal *o, struct oscal_list *list);
void oscal_list_end(struct oscal *o, struct oscal_list *list);

/* Opens the back matter with a resource: the Regulation. More may follow; two json_close() end it. */
void oscal_back_matter(struct oscal *o);
/* The document that stands beside this one: what it is, and the name its file has by default. */
void oscal_resource_file(struct oscal *o, const char *id, const char *title, const char *file);

/* The catalog's id as a resource of other documents. */
const char *oscal_catalog_resource(struct oscal *o);
/* The id of the product (part "") or of a part of it. */
const char *oscal_component(struct oscal *o, const char *part);
/* hardware, software, service: of the product or a part. */
const char *oscal_component_type(const struct results *r, const char *part);
/* "Fjord Home Router", an image's name, or the part's id. */
const char *oscal_component_title(const struct results *r, const char *part);
/* implemented, not-applicable, alternative; NULL where the verdict says no such thing. */
const char *oscal_implementation(const struct result_verdict *v);

/* Is the verdict one of the limb's own answers (IN-SCOPE, MANUFACTURER ...), not about a requirement? */
bool oscal_answer(const struct result_verdict *v);

#endif
