/*
 * hash.h - hashes for tables whose keys come from an image.
 *
 *	slot = hash_bytes(path, n) & (room - 1);
 *
 * SipHash-1-3, keyed anew in every process, so that nobody can prepare names
 * that all fall into one bucket. What is found by it never depends on the key;
 * an order in which it is walked would: walk something else.
 */
#ifndef CRADLE_BASE_HASH_H
#define CRADLE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *at, size_t n);
uint64_t hash_number(uint64_t a, uint64_t b);

#endif
