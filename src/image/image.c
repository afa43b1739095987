#include "image/image.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "image/format_dir.h"
#include "image/input.h"

/* what image_hold() keeps until image_close() */
struct part {
	struct part *older;
	void *at;
	void (*free_part)(void *);
};

void image_hold(struct image *img, void *at, void (*free_part)(void *))
{
	struct part *part = malloc(sizeof(*part));

	if (!part)
		abort();
	*part = (struct part){ img->parts, at, free_part };
	img->parts = part;
}

void image_close(struct image *img)
{
	for (struct part *part = img->parts, *older; part; part = older) {
		older = part->older;
		part->free_part(part->at);
		free(part);
	}
	*img = (struct image){ 0 };
}

void image_chain(struct image *img, const char *format, ...)
{
	size_t n = strlen(img->chain);
	va_list args;

	if (n)
		n += (size_t)snprintf(img->chain + n, sizeof(img->chain) - n, " > ");
	if (n >= sizeof(img->chain))
		return;
	va_start(args, format);
	vsnprintf(img->chain + n, sizeof(img->chain) - n, format, args);
	va_end(args);
}

void image_note(struct image *img, const char *format, ...)
{
	size_t n = strlen(img->note);
	va_list args;
	int more;

	if (n)
		n += (size_t)snprintf(img->note + n, sizeof(img->note) - n, "; ");
	if (n >= sizeof(img->note))
		return;
	va_start(args, format);
	more = vsnprintf(img->note + n, sizeof(img->note) - n, format, args);
	va_end(args);
	/* what did not fit is not passed over without a sign */
	if (more > 0 && (size_t)more >= sizeof(img->note) - n)
		memcpy(img->note + sizeof(img->note) - sizeof(" ..."), " ...", sizeof(" ..."));
}

const char *image_format_name(size_t i)
{
	return formats[i].name;
}

long input_read(const struct input *in, uint64_t offset, void *to, size_t n, struct err *err)
{
	size_t done = 0;

	if (offset >= in->size)
		return 0;
	if (n > in->size - offset)
		n = (size_t)(in->size - offset);
	if (in->fd < 0) {
		memcpy(to, in->memory + in->start + offset, n);
		return (long)n;
	}
	while (done < n) {
		ssize_t got = pread(in->fd, (char *)to + done, n - done,
				    (off_t)(in->start + offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, ERR_SYSTEM, "cannot read the image: %s", strerror(errno));
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (long)done;
}

struct input input_slice(const struct input *in, uint64_t start, uint64_t size)
{
	struct input out = *in;

	if (start > in->size)
		start = in->size;
	out.start = in->start + start;
	out.size = size < in->size - start ? size : in->size - start;
	return out;
}

static int scan_file(struct image *img, int fd, const struct stat *st, struct scan *scan, bool late,
		     struct err *err)
{
	struct input whole = { .fd = fd, .size = (uint64_t)st->st_size };
	struct job job = { .img = img, .scan = scan, .input = &whole, .late = late };

	if (S_ISBLK(st->st_mode)) {
		off_t end = lseek(fd, 0, SEEK_END);

		whole.size = end > 0 ? (uint64_t)end : 0;
	}
	img->size = whole.size;
	if (whole.size == 0)
		return err_set(err, ERR_DAMAGED, "the file is empty");
	return job_run(&job, err);
}

int image_scan(struct image *img, int fd, struct scan *scan, struct err *err)
{
	struct stat st;
	int code;

	*img = (struct image){ 0 };
	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at the image: %s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		code = dir_scan(img, fd, scan, err);
	else if (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode))
		code = scan_file(img, fd, &st, scan, false, err);
	else
		code = err_set(err, ERR_UNSUPPORTED, "is neither a folder nor a regular file");
	if (code != 0) {
		image_close(img);
		return -1;
	}
	return 0;
}

int image_fetch_late(struct image *img, int fd, struct scan *scan, struct err *err)
{
	char chain[sizeof(img->chain)], note[sizeof(img->note)];
	struct stat st;
	int code;

	if (!img->stream)
		return 0;
	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_SYSTEM, "cannot look at the image: %s", strerror(errno));
	/* said in the first pass */
	memcpy(chain, img->chain, sizeof(chain));
	memcpy(note, img->note, sizeof(note));
	code = scan_file(img, fd, &st, scan, true, err);
	memcpy(img->chain, chain, sizeof(chain));
	memcpy(img->note, note, sizeof(note));
	return code;
}
