#include "image/format_package.h"

#include <string.h>

#include "image/format_tar.h"
#include "image/stream.h"

/* ar(5): a magic, then a header of 60 bytes before each member; members start at even places. */
enum { MAGIC = 8, HEADER = 60, AT_SIZE = 48, AT_END = 58, NAME = 16, SIZE = 10 };

int deb_bid(struct bytes head, uint64_t size)
{
	(void)size;
	return bytes_begin(head, "!<arch>\n") && bytes_begin(bytes_skip(head, MAGIC), "debian-binary") ? 168 : 0;
}

int ipk_bid(struct bytes head, uint64_t size)
{
	struct bytes name;

	(void)size;
	return tar_first_name(head, &name) && (bytes_are(name, "debian-binary") || bytes_are(name, "./debian-binary"))
	       ? 104 : 0;
}

static bool is_data(struct bytes name)
{
	if (bytes_begin(name, "./"))
		name = bytes_skip(name, 2);
	return bytes_begin(name, "data.tar");
}

/* The member's next size bytes are the data: an image of its own. */
static int scan_data(struct job *job, struct stream *s, uint64_t size, bool *found, struct err *err)
{
	struct stream *data = stream_limited(s, size);
	struct job inner = *job;
	uint64_t rest;
	int code;

	inner.input = NULL;
	inner.stream = data;
	inner.depth++;
	if (*found)
		code = err_set(err, ERR_DAMAGED, "a package with two data.tar");
	else
		code = job_run(&inner, err);
	if (code == 0)
		code = stream_drain(data, &rest, err);
	*found = true;
	stream_free(data);
	return code;
}

static int no_data(const char *format, struct err *err)
{
	return err_set(err, ERR_DAMAGED, "%s: there is no data.tar in it", format);
}

/* 1: one more member, its name trimmed; 0: the end. */
static int ar_next(struct stream *s, unsigned char header[HEADER], struct bytes *name, long *size, struct err *err)
{
	uint64_t at = s->at;
	long n = stream_some(s, header, HEADER, err);

	if (n <= 0)
		return (int)n;
	if (n < HEADER || memcmp(header + AT_END, "`\n", 2) != 0 ||
	    !bytes_number(bytes_trim((struct bytes){ header + AT_SIZE, SIZE }), size) || *size < 0)
		return err_set(err, ERR_DAMAGED, "deb: the member's header at byte %llu is damaged",
			       (unsigned long long)at);
	*name = bytes_trim((struct bytes){ header, NAME });
	return 1;
}

int deb_scan(struct job *job, struct err *err)
{
	unsigned char header[HEADER];
	struct bytes name;
	bool found = false;
	long size;
	int code;

	image_chain(job->img, "deb");
	if (stream_skip(job->stream, MAGIC, err) != 0)
		return -1;
	while ((code = ar_next(job->stream, header, &name, &size, err)) == 1) {
		if (is_data(name))
			code = scan_data(job, job->stream, (uint64_t)size, &found, err);
		else
			code = stream_skip(job->stream, (uint64_t)size, err);
		if (code == 0 && size % 2)
			code = stream_some(job->stream, header, 1, err) < 0;
		if (code != 0)
			return err_wrap(err, "deb");
	}
	if (code < 0)
		return -1;
	return found ? 0 : no_data("deb", err);
}

int ipk_scan(struct job *job, struct err *err)
{
	struct tar *tar = tar_new(job->stream);
	bool found = false;
	struct entry e;
	int code;

	image_chain(job->img, "ipk");
	while ((code = tar_next(tar, &e, err)) == 1) {
		if (e.type == NODE_FILE && !e.hard && is_data(e.path))
			code = scan_data(job, job->stream, e.size, &found, err);
		else
			code = stream_skip(job->stream, e.size, err);
		if (code != 0 || (code = tar_skip_padding(tar, e.size, err)) != 0)
			break;
	}
	tar_free(tar);
	if (code < 0)
		return err_wrap(err, "ipk");
	return found ? 0 : no_data("ipk", err);
}
