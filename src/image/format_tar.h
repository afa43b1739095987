/*
 * format_tar.h - tar: v7, ustar and pax (POSIX.1-2017, pax), GNU (long names,
 * sparse files, incremental and volume headers).
 *
 * A reader of our own, because a name is bytes (libarchive turns those of pax
 * headers into the locale's characters or drops them) and because a tar that
 * stops between two entries must not pass for a whole one.
 */
#ifndef CRADLE_IMAGE_FORMAT_TAR_H
#define CRADLE_IMAGE_FORMAT_TAR_H

#include "image/bundle.h"

int tar_bid(struct bytes head, uint64_t size);
int tar_scan(struct job *job, struct err *err);

/* True when head is a tar header, and *name (in head) its short name. */
bool tar_first_name(struct bytes head, struct bytes *name);

/* One entry after the other, for those that look for one file in a tar. */
struct tar;

struct tar *tar_new(struct stream *s);
void tar_free(struct tar *tar);

/* 1: *e is the next entry (valid until the next call); 0: the end; -1: failed. The content is the caller's to take. */
int tar_next(struct tar *tar, struct entry *e, struct err *err);

/* Skips the zeros that fill the last block of a content of this size. */
int tar_skip_padding(struct tar *tar, uint64_t size, struct err *err);

#endif
