/*
 * format_package.h - packages that hold their files in a data.tar: deb (an ar
 * archive, deb(5)) and ipk (the same, or a tar in its place). What comes out is
 * the data; the control part is not of the installed tree.
 */
#ifndef CRADLE_IMAGE_FORMAT_PACKAGE_H
#define CRADLE_IMAGE_FORMAT_PACKAGE_H

#include "image/input.h"

int deb_bid(struct bytes head, uint64_t size);
int deb_scan(struct job *job, struct err *err);

int ipk_bid(struct bytes head, uint64_t size);
int ipk_scan(struct job *job, struct err *err);

#endif
