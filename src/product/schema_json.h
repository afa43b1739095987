/*
 * schema_json.h - the vocabulary as a JSON Schema (2020-12), for editors and
 * for other programs that write product.yaml.
 *
 * It accepts what the reader accepts where one file at a time can show it, in
 * maps within maps; names in one ("updates.automatic.default:") are for people
 * and left out. References, dates that do not exist, evidence and facts that
 * exclude each other are for the reader to find.
 */
#ifndef CRADLE_PRODUCT_SCHEMA_JSON_H
#define CRADLE_PRODUCT_SCHEMA_JSON_H

#include "base/text.h"
#include "product/schema.h"

void schema_json(const struct schema *schema, const struct law *law, struct text *out);

#endif
