/* The locked room: what a reader may do in it, and how its end is told. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/auto.h"
#include "base/limits.h"
#include "contain/contain.h"
#include "contain/lock.h"

/* gcc defines a name, clang answers a question */
#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

typedef int job_fn(struct text *out, struct err *err);

static int run_job(void *self, struct text *out, struct contain_progress *progress, struct err *err)
{
	(void)progress;
	return (*(job_fn **)self)(out, err);
}

static int contained(job_fn *job, unsigned seconds, struct text *out, struct err *err)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY), code;
	struct contain room = { .run = run_job, .self = &job, .image_fd = fd, .seconds = seconds };

	assert_true(fd >= 0);
	code = contain_run(&room, out, err);
	close(fd);
	return code;
}

/* --- ends --- */

static int job_fine(struct text *out, struct err *err)
{
	text_add(out, "facts");
	return 0;
}

static int job_fails(struct text *out, struct err *err)
{
	return err_set(err, ERR_DAMAGED, "entry 7 ends early");
}

static int job_hangs(struct text *out, struct err *err)
{
	for (;;)
		usleep(1000);
	return 0;
}

static int job_crashes(struct text *out, struct err *err)
{
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return 0;
}

static int job_exits(struct text *out, struct err *err)
{
	_exit(0);
}

/* standard error is a file here, as in CI, and no file may grow: its last words must not be its end */
static int job_eats(struct text *out, struct err *err)
{
	struct arena mem = { .about = "a test", .limit = 4 * MIB };

	for (;;)
		arena_alloc(&mem, 64 * KIB);
	return 0;
}

static const struct end {
	const char *about;
	job_fn *job;
	enum err_kind kind;
	const char *says;
} ends[] = {
	{ "a failure is told in its own words", job_fails, ERR_DAMAGED, "entry 7 ends early" },
	{ "a hang ends at the deadline", job_hangs, ERR_LIMIT, "longer than 1 s" },
	{ "a crash is told", job_crashes, ERR_DAMAGED, "crashed" },
	{ "an exit without a result is told", job_exits, ERR_DAMAGED, "without a result" },
	{ "a full arena is told", job_eats, ERR_LIMIT, "more memory" },
};

static void test_ends(void **state)
{
	int said = dup(STDERR_FILENO);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct text out = { 0 };
		struct err err = { 0 };
		int log = memfd_create("log", MFD_CLOEXEC), code;

		print_message("#  %s\n", ends[i].about);
		dup2(log, STDERR_FILENO);
		code = contained(ends[i].job, 1, &out, &err);
		dup2(said, STDERR_FILENO);
		close(log);
		assert_int_equal(code, -1);
		assert_int_equal(err.kind, ends[i].kind);
		assert_non_null(strstr(err.text, ends[i].says));
		assert_null(out.at);
	}
	close(said);
}

static void test_result(void **state)
{
	struct text out = { 0 };
	struct err err = { 0 };

	assert_int_equal(contained(job_fine, 5, &out, &err), 0);
	assert_int_equal(out.n, 5);
	assert_memory_equal(out.at, "facts", 5);
	text_free(&out);
}

/* --- what is locked: each row is an escape that must fail --- */

static bool opens_file(void)
{
	return open("/proc/self/environ", O_WRONLY) >= 0;
}

static bool makes_file(void)
{
	return open("/tmp/cradle-escape", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool makes_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool forks(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool executes(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return false;
}

static bool kills(void)
{
	return kill(getppid(), 0) == 0;
}

static bool signals(void)
{
	return syscall(SYS_tgkill, getppid(), getppid(), 0) == 0;
}

static bool limits(void)
{
	struct rlimit now;

	return syscall(SYS_prlimit64, getppid(), RLIMIT_CORE, NULL, &now) == 0;
}

static bool reads_stdin(void)
{
	char c;

	return read(STDIN_FILENO, &c, 1) >= 0 || errno != EBADF;
}

static bool maps_much(void)
{
#if SANITIZED
	return false;			/* not bounded under the sanitizer, see lock.c */
#else
	return mmap(NULL, 16 * GIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
		    0) != MAP_FAILED;
#endif
}

static const struct escape {
	const char *about;
	bool (*try)(void);
} escapes[] = {
	{ "open a file", opens_file },
	{ "create a file", makes_file },
	{ "open a socket", makes_socket },
	{ "fork", forks },
	{ "execute a program", executes },
	{ "signal its parent", kills }, { "signal a thread of it", signals }, { "read its limits", limits },
	{ "read standard input", reads_stdin },
	{ "map 16 GiB", maps_much },
};

static size_t escape_now;

static int job_escape(struct text *out, struct err *err)
{
	text_add(out, escapes[escape_now].try() ? "open" : "shut");
	return 0;
}

static void test_escapes(void **state)
{
	for (escape_now = 0; escape_now < sizeof(escapes) / sizeof(escapes[0]); escape_now++) {
		struct text out = { 0 };
		struct err err = { 0 };

		print_message("#  %s\n", escapes[escape_now].about);
		assert_int_equal(contained(job_escape, 5, &out, &err), 0);
		assert_memory_equal(out.at, "shut", 4);
		text_free(&out);
	}
}

/* --- a thread that serves: its sockets work, nothing else --- */

static int listening;

static struct sockaddr_in listening_at(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);

	getsockname(listening, (struct sockaddr *)&at, &size);
	return at;
}

static bool connects(void)
{
	struct sockaddr_in at = listening_at();
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;
}

static bool reads_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static const struct escape serving[] = {
	{ "open a file", reads_file },
	{ "create a file", makes_file },
	{ "open a socket", makes_socket },
	{ "connect", connects },
	{ "fork", forks },
	{ "execute a program", executes },
	{ "signal its parent", kills }, { "signal a thread of it", signals }, { "read its limits", limits },
};

/* The rows that worked, as bits; 1 << 31: it could not even serve. */
static void *serve_locked(void *self)
{
	unsigned *worked = self;
	char lacks[256], c = 0;
	struct err err;
	int fd;

	if (lock_serving(lacks, sizeof(lacks), &err) != 0 || lacks[0])
		*worked |= 1u << 31;
	fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0 || send(fd, "x", 1, 0) != 1 || recv(fd, &c, 1, 0) != 1 || c != 'y' || close(fd) != 0)
		*worked |= 1u << 31;
	for (size_t i = 0; i < COUNT(serving); i++)
		if (serving[i].try())
			*worked |= 1u << i;
	return NULL;
}

static void test_serving(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	unsigned worked = 0;
	pthread_t thread;
	char c = 0;

	listening = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(listening, 5), 0);
	assert_int_equal(pthread_create(&thread, NULL, serve_locked, &worked), 0);
	at = listening_at();
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(recv(fd, &c, 1, 0), 1);
	assert_int_equal(send(fd, "y", 1, 0), 1);
	pthread_join(thread, NULL);
	close(fd);
	close(listening);
	assert_false(worked & 1u << 31);
	for (size_t i = 0; i < COUNT(serving); i++) {
		print_message("#  %s\n", serving[i].about);
		assert_false(worked & 1u << i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_result), cmocka_unit_test(test_ends), cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_serving),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
