/*
 * latent.h - words that are used for the same things come close to each other
 * (latent semantic indexing; Deerwester and others, 1990).
 *
 * Each item's questions, asks and answer are a row of weighted word counts. The
 * LATENT_DIMS directions in which these rows differ most are found by orthogonal
 * iteration (Golub and Van Loan, "Matrix Computations", 8.2.4) when the index is
 * built. A query is placed in the same space, and an item is near to it even if
 * they share no word, because other items used the words of both together. It is
 * learnt from our own texts alone.
 */
#ifndef CRADLE_FAQ_LATENT_H
#define CRADLE_FAQ_LATENT_H

#include <stdint.h>

#include "base/arena.h"

enum { LATENT_DIMS = 96, LATENT_ROUNDS = 16 };

/* --- building --- */

struct latent_cell {
	uint32_t term;
	float value;
};

struct latent_row {
	struct latent_cell *cells;
	size_t count, room;
};

/*
 * terms[term_count * LATENT_DIMS]: an orthonormal basis of the space, a row for
 * each term; items[row_count * LATENT_DIMS]: the rows in it, of length 1. 'mem'
 * is what it works in.
 */
void latent_make(struct arena *mem, const struct latent_row *rows, size_t row_count, size_t term_count, float *terms,
		 float *items);

/* --- as it is stored: a factor and so many small numbers for each vector --- */

struct latent_vector {
	float factor;
	int8_t at[LATENT_DIMS];
};

void latent_pack(const float *from, struct latent_vector *to);

/* Adds the vector, 'weight' times, to a sum. */
void latent_add(float sum[LATENT_DIMS], const struct latent_vector *v, float weight);

/* The cosine of an item's vector, whose length is 1, and another one's: the query's, packed from its sum of 'length'. */
float latent_near(const struct latent_vector *item, const struct latent_vector *query, float length);
float latent_length(const float sum[LATENT_DIMS]);

#endif
