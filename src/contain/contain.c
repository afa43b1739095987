#include "contain/contain.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/auto.h"
#include "base/limits.h"
#include "contain/lock.h"

/*
 * What comes through the pipe: 'R' and the result, or 'E', the kind of the
 * failure (enum err_kind) and its sentence.
 */
enum { FRAME_RESULT = 'R', FRAME_ERROR = 'E' };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- in the child --- */

static void send_all(int fd, const void *data, size_t n)
{
	const char *at = data;

	while (n) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			_exit(3);
		at += done;
		n -= (size_t)done;
	}
}

struct shared {
	struct contain_progress progress;
	char lacks[256];
};

static _Noreturn void child(struct contain *room, struct shared *shared, int pipe_fd)
{
	struct lock lock = {
		.image_fd = room->image_fd, .pipe_fd = pipe_fd, .directory = room->directory,
		.cpu_seconds = LIMIT_CHILD_CPU,
	};
	struct text out = { 0 };
	struct err err = { 0 };
	int code;

	code = lock_process(&lock, shared->lacks, sizeof(shared->lacks), &err);
	if (code == 0)
		code = room->run(room->self, &out, &shared->progress, &err);
	if (code == 0 && out.failed)
		code = err_set(&err, ERR_LIMIT, "more facts than %llu MiB", LIMIT_REPORT / MIB);
	if (code != 0) {
		char kind[2] = { FRAME_ERROR, (char)err.kind };

		send_all(pipe_fd, kind, sizeof(kind));
		send_all(pipe_fd, err.text, strlen(err.text));
		_exit(3);
	}
	send_all(pipe_fd, "R", 1);
	send_all(pipe_fd, out.at, out.n);
	_exit(0);
}

/* --- in the parent --- */

struct waiting {
	struct contain *room;
	struct shared *shared;
	pid_t pid;
	int fd;
	double started, deadline;
	bool late;
};

static void collect(struct waiting *w, struct text *out)
{
	bool more = w->room->meanwhile != NULL;
	char buffer[64 * 1024];

	for (;;) {
		struct pollfd p = { .fd = w->fd, .events = POLLIN };
		double left = w->deadline - now();
		/* a negative time would be without end */
		int wait = more || left < 0 ? 0 : left < 0.2 ? (int)(left * 1000) + 1 : 200;
		int ready = poll(&p, 1, wait);
		ssize_t n;

		if (now() > w->deadline) {
			w->late = true;
			kill(w->pid, SIGKILL);
			return;
		}
		if (w->room->progress)
			w->room->progress(w->room->progress_self, w->shared->progress.done,
					  w->shared->progress.all, now() - w->started);
		if (ready > 0) {
			n = read(w->fd, buffer, sizeof(buffer));
			if (n == 0 || (n < 0 && errno != EINTR))
				return;
			if (n > 0)
				text_add_bytes(out, buffer, (size_t)n);
		} else if (more) {
			more = w->room->meanwhile(w->room->meanwhile_self);
		}
	}
}

static int ended(struct waiting *w, int status, struct text *out, struct err *err)
{
	if (w->late)
		return err_set(err, ERR_LIMIT, "reading took longer than %.0f s and was stopped",
			       w->deadline - w->started);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return err_set(err, ERR_LIMIT, "reading took more than %d s of processor time and was stopped",
			       LIMIT_CHILD_CPU);
	if (WIFSIGNALED(status))
		return err_set(err, ERR_DAMAGED, "the contained reader crashed on it (signal %d, %s)",
			       WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_ARENA_FULL)
		return err_set(err, ERR_LIMIT, "reading it needs more memory than cradle allows");
	if (out->n >= 2 && out->at[0] == FRAME_ERROR)
		return err_set(err, (enum err_kind)out->at[1], "%s", out->at + 2);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || out->n < 1 || out->at[0] != FRAME_RESULT)
		return err_set(err, ERR_DAMAGED, "the contained reader ended without a result (status %d)",
			       WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return 0;
}

static int wait_for(struct waiting *w, struct text *out, struct err *err)
{
	struct text wire = { .limit = LIMIT_REPORT + 16 };
	int status = 0, code;

	collect(w, &wire);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (wire.failed)
		code = err_set(err, ERR_LIMIT, "the contained reader sent more than %llu MiB", LIMIT_REPORT / MIB);
	else
		code = ended(w, status, &wire, err);
	if (code == 0) {
		/* the frame's byte goes, the rest is the caller's */
		memmove(wire.at, wire.at + 1, wire.n);
		wire.n--;
		*out = wire;
		return 0;
	}
	text_free(&wire);
	return -1;
}

int contain_run(struct contain *room, struct text *out, struct err *err)
{
	struct waiting w = { .room = room };
	AUTO(auto_close) int from = -1;
	int ends[2], code;

	w.shared = mmap(NULL, sizeof(*w.shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w.shared == MAP_FAILED)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (pipe2(ends, O_CLOEXEC) != 0) {
		munmap(w.shared, sizeof(*w.shared));
		return err_set(err, ERR_SYSTEM, "no pipe: %s", strerror(errno));
	}
	from = ends[0];
	w.fd = from;
	w.started = now();
	w.deadline = w.started + (room->seconds ? room->seconds : LIMIT_CHILD_SECONDS);
	w.pid = fork();
	if (w.pid == 0)
		child(room, w.shared, ends[1]);
	close(ends[1]);
	if (w.pid < 0) {
		munmap(w.shared, sizeof(*w.shared));
		return err_set(err, ERR_SYSTEM, "cannot start the contained reader: %s", strerror(errno));
	}
	code = wait_for(&w, out, err);
	w.shared->lacks[sizeof(w.shared->lacks) - 1] = '\0';
	if (w.shared->lacks[0] && room->warn)
		room->warn(w.shared->lacks);
	munmap(w.shared, sizeof(*w.shared));
	return code;
}
