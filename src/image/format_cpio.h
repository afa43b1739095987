/*
 * format_cpio.h - cpio (newc, newc with checksums, odc), and the initramfs:
 * several of them one behind the other, each as it is or compressed, zeros
 * between them; one tree (kernel, Documentation/driver-api/early-userspace/buffer-format.rst).
 *
 * A reader of our own, because the next archive begins exactly where this one
 * ends, and because bytes that are no header must not be skipped in silence.
 */
#ifndef CRADLE_IMAGE_FORMAT_CPIO_H
#define CRADLE_IMAGE_FORMAT_CPIO_H

#include "image/codecs.h"

int cpio_bid(struct bytes head, uint64_t size);
int cpio_scan(struct job *job, struct err *err);

/* The same where the first archive is 'inside', unpacked from job->stream with 'codec'. */
int cpio_scan_rest(struct job *job, struct stream *inside, const struct codec *codec, struct err *err);

#endif
