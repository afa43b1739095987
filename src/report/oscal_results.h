/*
 * oscal_results.h - what the files of the assessment-results share.
 */
#ifndef CRADLE_REPORT_OSCAL_RESULTS_H
#define CRADLE_REPORT_OSCAL_RESULTS_H

#include "base/auto.h"
#include "report/declared.h"
#include "report/evidence.h"
#include "report/oscal.h"

struct assessment {
	struct oscal o;
	struct evidence evidence;
	const char **observations;	/* [finding_count]: ids, NULL where a rule does not apply */
	struct declared_item *risks, *accepted;
	size_t risk_count, accepted_count;
};

/* The observations of findings, and of what else verdicts rest on; fills in a->observations. */
void oscal_observations(struct assessment *a);
/* The id of the observation of what else the verdict rests on, or NULL: nothing else. */
const char *oscal_rests_on(struct assessment *a, const struct result_verdict *v);

/* The list of related observations: of these findings, and one more (or NULL). */
void oscal_observed(struct assessment *a, const size_t *findings, size_t count, const char *more);

void oscal_risks(struct assessment *a);
/* Is there a risk because of this verdict? Its id is oscal_id(o, "risk of a verdict", v->key). */
bool oscal_has_risk(const struct result_verdict *v);
const char *oscal_declared_risk(struct assessment *a, const struct declared_item *risk);

#endif
