/*
 * format_squashfs.h - squashfs 4.0 (Documentation/filesystems/squashfs.rst of Linux).
 *
 * libsquashfs unpacks and reads the tables; inodes are decoded here, so that no
 * size an image claims is allocated before it is checked. LZO, which the
 * library lacks, is lzo.h behind the library's own interface.
 *
 * A file's content lies in blocks, and the tails of many files share one
 * fragment. Contents are therefore offered in the order they lie in, and the
 * blocks unpacked last are kept: each is unpacked about once.
 */
#ifndef CRADLE_IMAGE_FORMAT_SQUASHFS_H
#define CRADLE_IMAGE_FORMAT_SQUASHFS_H

#include "image/input.h"

int squashfs_bid(struct bytes head, uint64_t size);
int squashfs_scan(struct job *job, struct err *err);

#endif
