/*
 * format_zip.h - zip (PKWARE APPNOTE 6.3), by its central directory.
 *
 * Modes and links are kept only by what packs on Unix, owners by nobody that
 * can be relied on; the tree's no_ flags say so. Contents are read again from
 * the image when they are asked for.
 */
#ifndef CRADLE_IMAGE_FORMAT_ZIP_H
#define CRADLE_IMAGE_FORMAT_ZIP_H

#include "image/input.h"

int zip_bid(struct bytes head, uint64_t size);
int zip_scan(struct job *job, struct err *err);

#endif
