#include "base/hash.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Aumasson and Bernstein, "SipHash: a fast short-input PRF", with one round for each word and three at the end. */
struct sip { uint64_t a, b, c, d; };

static uint64_t rotate(uint64_t v, int by)
{
	return v << by | v >> (64 - by);
}

static void sip_round(struct sip *s)
{
	s->a += s->b;
	s->c += s->d;
	s->b = rotate(s->b, 13) ^ s->a;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a = rotate(s->a, 32);
	s->c += s->b;
	s->a += s->d;
	s->b = rotate(s->b, 17) ^ s->c;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c = rotate(s->c, 32);
}

static void sip_word(struct sip *s, uint64_t word)
{
	s->d ^= word;
	sip_round(s);
	s->a ^= word;
}

static struct sip sip_begin(void)
{
	static uint64_t key[2];
	static bool keyed;

	/* made before there are threads: they only read it */
	if (!keyed) {
		if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
			abort();
		keyed = true;
	}
	return (struct sip){
		key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
		key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573,
	};
}

static uint64_t sip_end(struct sip *s, uint64_t last)
{
	sip_word(s, last);
	s->c ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(s);
	return s->a ^ s->b ^ s->c ^ s->d;
}

uint64_t hash_bytes(const void *at, size_t n)
{
	struct sip s = sip_begin();
	const unsigned char *p = at;
	uint64_t word, last = (uint64_t)n << 56;

	for (; n >= 8; p += 8, n -= 8) {
		memcpy(&word, p, 8);
		sip_word(&s, le64toh(word));
	}
	for (size_t i = 0; i < n; i++)
		last |= (uint64_t)p[i] << 8 * i;
	return sip_end(&s, last);
}

uint64_t hash_number(uint64_t a, uint64_t b)
{
	struct sip s = sip_begin();

	sip_word(&s, a);
	sip_word(&s, b);
	return sip_end(&s, 16ull << 56);
}
