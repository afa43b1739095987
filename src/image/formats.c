#include "image/input.h"

#include "base/limits.h"
#include "image/codecs.h"
#include "image/foreign.h"
#include "image/format_cpio.h"
#include "image/format_disk.h"
#include "image/format_ext.h"
#include "image/format_package.h"
#include "image/format_squashfs.h"
#include "image/format_tar.h"
#include "image/format_zip.h"
#include "image/guess.h"
#include "image/stream.h"

const struct format formats[] = {
	{ "tar",                                  tar_bid,    tar_scan,    false },
	{ "zip",                                  zip_bid,    zip_scan,    .needs_input = true },
	{ "deb",                                  deb_bid,    deb_scan,    false },
	{ "ipk",                                  ipk_bid,    ipk_scan,    false },
	{ "cpio and initramfs",                   cpio_bid,   cpio_scan,   false },
	{ "gzip, xz, zstd, lz4, bzip2 and lzma",  unpack_bid, unpack_scan, false },
	{ "squashfs",                             squashfs_bid, squashfs_scan, true, .filesystem = true },
	{ "ext2, ext3 and ext4",                  ext_bid,    ext_scan,    true, .filesystem = true },
	{ "disks with MBR or GPT",                disk_bid,   disk_scan,   true },
	{ 0 },
};

static const struct format *best_of(struct bytes head, uint64_t size)
{
	const struct format *best = NULL;
	int highest = 0;

	for (const struct format *f = formats; f->name; f++) {
		int bid = f->bid(head, size);

		if (bid > highest) {
			highest = bid;
			best = f;
		}
	}
	return best;
}

/* Gives the format what it works with: the stream is spooled, or the input streamed. */
static int run_as(struct job *job, const struct format *f, struct err *err)
{
	struct input spooled;
	struct stream *made = NULL;
	int code;

	if (f->needs_input && !job->input) {
		if (stream_spool(job->stream, job->img, &spooled, err) != 0)
			return -1;
		job->input = &spooled;
	}
	if (!f->needs_input && !job->stream)
		job->stream = made = stream_of_input(job->input, job->scan);
	code = f->scan(job, err);
	stream_free(made);
	return code;
}

int job_run(struct job *job, struct err *err)
{
	unsigned char buffer[FOREIGN_HEAD];	/* bids see HEAD of it; what we refuse is told by more */
	struct job own = *job;
	struct bytes head = { buffer, 0 };
	const struct format *best;
	long n;

	if (job->depth > LIMIT_NEST)
		return err_set(err, ERR_LIMIT, "more than %d containers, one inside the other", LIMIT_NEST);
	if (!job->input)
		n = stream_peek(job->stream, HEAD, &head, err);
	else
		head.n = (size_t)(n = input_read(job->input, 0, buffer, sizeof(buffer), err));
	if (n < 0)
		return -1;
	best = best_of(bytes_first(head, HEAD), job->input ? job->input->size : 0);
	if (!best)
		return guess_unsupported(head, err);
	return run_as(&own, best, err);
}
