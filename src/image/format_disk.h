/*
 * format_disk.h - a disk with partitions, of which one holds the product.
 *
 * Every partition is looked at. The tree is the first root file system: one
 * with etc/ and bin/, sbin/ or usr/, or with an init. A partition with a kernel
 * or its loader's settings is put at boot/ when the root file system keeps
 * nothing there. What was not read is said in the image's note, by number and
 * kind; a disk without any root file system is an error that names them all.
 */
#ifndef CRADLE_IMAGE_FORMAT_DISK_H
#define CRADLE_IMAGE_FORMAT_DISK_H

#include "image/input.h"

int disk_bid(struct bytes head, uint64_t size);
int disk_scan(struct job *job, struct err *err);

#endif
