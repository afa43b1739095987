/*
 * format_ext.h - ext2, ext3 and ext4 by way of libext2fs.
 *
 * The image is read through an I/O manager of our own, so that it may be a
 * partition or memory; nothing is ever written, and the journal is not
 * replayed: an image that needs that is read as it stands, and its note says
 * so. Checksums are verified. A folder or an inode table that cannot be read
 * ends the run, a file that cannot be read is unreadable.
 */
#ifndef CRADLE_IMAGE_FORMAT_EXT_H
#define CRADLE_IMAGE_FORMAT_EXT_H

#include "image/input.h"

int ext_bid(struct bytes head, uint64_t size);
int ext_scan(struct job *job, struct err *err);

#endif
