#include "faq/latent.h"

#include <math.h>
#include <string.h>

/* A fixed beginning: the same texts give the same space. */
static void begin(float *basis, size_t n)
{
	uint32_t state = 2463534242u;

	for (size_t i = 0; i < n; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		basis[i] = (float)(state >> 8) / (float)(1 << 23) - 1;
	}
}

/* Row i of the matrix times the basis. */
static void row_place(const struct latent_row *row, const float *basis, float out[LATENT_DIMS])
{
	memset(out, 0, LATENT_DIMS * sizeof(*out));
	for (size_t i = 0; i < row->count; i++) {
		const float *direction = basis + (size_t)row->cells[i].term * LATENT_DIMS;

		for (size_t k = 0; k < LATENT_DIMS; k++)
			out[k] += row->cells[i].value * direction[k];
	}
}

/* next = transposed matrix * (matrix * basis) */
static void round_turn(const struct latent_row *rows, size_t row_count, size_t term_count, const float *basis, float *next)
{
	float placed[LATENT_DIMS];

	memset(next, 0, term_count * LATENT_DIMS * sizeof(*next));
	for (size_t i = 0; i < row_count; i++) {
		row_place(&rows[i], basis, placed);
		for (size_t c = 0; c < rows[i].count; c++) {
			float *to = next + (size_t)rows[i].cells[c].term * LATENT_DIMS;

			for (size_t k = 0; k < LATENT_DIMS; k++)
				to[k] += rows[i].cells[c].value * placed[k];
		}
	}
}

/* Takes out of column k what the columns before it have, and makes its length 1; in doubles, as sums are long. */
static void column_straighten(float *basis, size_t term_count, size_t k)
{
	double length = 0;

	for (size_t before = 0; before < k; before++) {
		double share = 0;

		for (size_t i = 0; i < term_count; i++)
			share += (double)basis[i * LATENT_DIMS + before] * (double)basis[i * LATENT_DIMS + k];
		for (size_t i = 0; i < term_count; i++)
			basis[i * LATENT_DIMS + k] -= (float)share * basis[i * LATENT_DIMS + before];
	}
	for (size_t i = 0; i < term_count; i++)
		length += (double)basis[i * LATENT_DIMS + k] * (double)basis[i * LATENT_DIMS + k];
	for (size_t i = 0; i < term_count; i++)
		basis[i * LATENT_DIMS + k] = length > 0 ? basis[i * LATENT_DIMS + k] / (float)sqrt(length) : 0;
}

static void straighten(float *basis, size_t term_count)
{
	for (size_t k = 0; k < LATENT_DIMS; k++)
		column_straighten(basis, term_count, k);
}

void latent_make(struct arena *mem, const struct latent_row *rows, size_t row_count, size_t term_count, float *terms,
		 float *items)
{
	float *next = arena_alloc(mem, (term_count + 1) * LATENT_DIMS * sizeof(*next));

	begin(terms, term_count * LATENT_DIMS);
	straighten(terms, term_count);
	for (int round = 0; round < LATENT_ROUNDS; round++) {
		round_turn(rows, row_count, term_count, terms, next);
		memcpy(terms, next, term_count * LATENT_DIMS * sizeof(*terms));
		straighten(terms, term_count);
	}
	for (size_t i = 0; i < row_count; i++) {
		float *item = items + i * LATENT_DIMS, length;

		row_place(&rows[i], terms, item);
		length = latent_length(item);
		for (size_t k = 0; k < LATENT_DIMS && length > 0; k++)
			item[k] /= length;
	}
}

void latent_pack(const float *from, struct latent_vector *to)
{
	float most = 0;

	for (size_t k = 0; k < LATENT_DIMS; k++)
		most = fabsf(from[k]) > most ? fabsf(from[k]) : most;
	to->factor = most / 127;
	for (size_t k = 0; k < LATENT_DIMS; k++)
		to->at[k] = most > 0 ? (int8_t)lrintf(from[k] / most * 127) : 0;
}

void latent_add(float sum[LATENT_DIMS], const struct latent_vector *v, float weight)
{
	for (size_t k = 0; k < LATENT_DIMS; k++)
		sum[k] += weight * v->factor * (float)v->at[k];
}

float latent_length(const float sum[LATENT_DIMS])
{
	float square = 0;

	for (size_t k = 0; k < LATENT_DIMS; k++)
		square += sum[k] * sum[k];
	return sqrtf(square);
}

/* In whole numbers, so that the compiler may add them up in any order: eight at a time. */
float latent_near(const struct latent_vector *item, const struct latent_vector *query, float length)
{
	int product = 0;

	for (int k = 0; k < LATENT_DIMS; k++)
		product += item->at[k] * query->at[k];
	return length > 0 ? (float)product * item->factor * query->factor / length : 0;
}
