#include "image/input.h"

#include <string.h>

#include "image/format_ext.h"
#include "image/format_squashfs.h"

const struct format formats[] = {
	{ "squashfs", squashfs_bid, squashfs_scan, .needs_input = true },
	{ "ext2, ext3 and ext4", ext_bid, ext_scan, .needs_input = true },
	{ 0 },
};

int job_run(struct job *job, struct err *err)
{
	unsigned char head[HEAD];
	long n = input_read(job->input, 0, head, sizeof(head), err);
	for (size_t i = 0; n > 0 && formats[i].name; i++)
		if (formats[i].bid((struct bytes){ head, (size_t)n }, job->input->size) > 0)
			return formats[i].scan(job, err);
	return err_set(err, ERR_UNSUPPORTED, "not a format that cradle reads");
}
