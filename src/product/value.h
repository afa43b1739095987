/*
 * value.h - is what somebody wrote a value of this key, and which?
 *
 * Values have one written form each, so that whoever compares them compares
 * texts: yes and no (also for true and false, as JSON has them), sums in small
 * hexadecimal digits, all else as it stands. Nothing is guessed: "5 years" is
 * no number and "1.2.2028" no date.
 */
#ifndef CRADLE_PRODUCT_VALUE_H
#define CRADLE_PRODUCT_VALUE_H

#include "base/yaml.h"
#include "product/mistakes.h"
#include "product/schema.h"

/*
 * The value of this text, or NULL: then either nothing is said ('unknown', or
 * nothing behind the colon), or a mistake was added.
 */
const char *value_read(const struct schema_key *key, const struct yaml *at, const struct law *law,
		       struct mistakes *mistakes);

/* Nothing behind the colon, null, or 'unknown'. */
bool value_unsaid(const struct yaml *at);

/* Does the limb 'whole' ("I.2.c") reach this key ("I.2.c", "I.2.c.auto")? "ANX-II.8" reaches "ANX-II.8a". */
bool limb_reaches(const char *whole, const char *key);

/* Days since 1970-01-01 of a VALUE_DATE, or of the last day of a VALUE_MONTH. */
long value_days(const char *date);

#endif
