/*
 * lzo.h - unpacks LZO1X, as squashfs, UBIFS and JFFS2 use it.
 *
 *	long n = lzo1x_unpack(packed, packed_size, out, sizeof(out));
 *
 * All variants of the packer (1X-1 to 1X-999) write this one format. Returns
 * how many bytes were put at 'to', or -1: the input ends early, reaches back
 * before the start, does not fit, or goes on after its end mark. 'to' may then
 * hold anything.
 */
#ifndef CRADLE_IMAGE_LZO_H
#define CRADLE_IMAGE_LZO_H

#include <stddef.h>

long lzo1x_unpack(const unsigned char *from, size_t size, unsigned char *to, size_t room);

#endif
