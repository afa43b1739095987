/*
 * format_dir.h - a folder of this machine as an image.
 *
 * Walks with descriptors and without following any link, so it cannot leave the
 * folder whatever changes meanwhile. FIFOs, sockets and devices are listed and
 * never opened. A folder that may not be read is noted, not fatal.
 */
#ifndef CRADLE_IMAGE_FORMAT_DIR_H
#define CRADLE_IMAGE_FORMAT_DIR_H

#include "image/image.h"

int dir_scan(struct image *img, int fd, struct scan *scan, struct err *err);

#endif
