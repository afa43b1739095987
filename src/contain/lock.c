#include "contain/lock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"

/* The address sanitizer maps terabytes and needs calls of its own: bounds on memory would only stop it. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static void lack(char *lacks, size_t size, const char *what)
{
	size_t n = strlen(lacks);

	snprintf(lacks + n, size - n, "%s%s", n ? "; " : "", what);
}

/* --- descriptors: what is not open cannot be abused --- */

/* Both are 3 or more. False: the kernel has no close_range(2). */
static bool close_others(int a, int b)
{
	int low = a < b ? a : b, high = a < b ? b : a;

	/* standard error stays for the last words of a full arena */
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	if (low > 3)
		syscall(SYS_close_range, 3u, (unsigned)low - 1, 0);
	if (high - low > 1)
		syscall(SYS_close_range, (unsigned)low + 1, (unsigned)high - 1, 0);
	return syscall(SYS_close_range, (unsigned)high + 1, ~0u, 0) == 0;
}

/* --- limits: setrlimit(2). Of a file that grows only the call fails: last words must not be the end --- */

static int limit_resources(const struct lock *lock, struct err *err)
{
	const struct { int what; rlim_t limit; bool skip; } limits[] = {
		{ RLIMIT_AS, LIMIT_CHILD_MEMORY, SANITIZED },
		{ RLIMIT_CPU, lock->cpu_seconds, false },
		{ RLIMIT_CORE, 0, false },
		{ RLIMIT_FSIZE, 0, false },
		{ RLIMIT_NPROC, 0, false },
		{ RLIMIT_NOFILE, 512, false },
		{ RLIMIT_MEMLOCK, 0, SANITIZED },
		{ RLIMIT_MSGQUEUE, 0, false },
	};

	for (size_t i = 0; i < COUNT(limits); i++) {
		struct rlimit r = { limits[i].limit, limits[i].limit }, now;

		if (limits[i].skip)
			continue;
		/* never ask for more than we were given */
		if (getrlimit((__rlimit_resource_t)limits[i].what, &now) == 0 && now.rlim_max < r.rlim_max)
			r.rlim_cur = r.rlim_max = now.rlim_max;
		if (setrlimit((__rlimit_resource_t)limits[i].what, &r) != 0)
			return err_set(err, ERR_SYSTEM, "cannot limit the contained reader: %s", strerror(errno));
	}
	return 0;
}

/* --- Landlock: landlock(7); the headers of Debian 12 know the first two versions of its interface --- */

#define ACCESS_FS_V1 ((1ull << 13) - 1)
#define ACCESS_FS_REFER (1ull << 13)		/* version 2 */
#define ACCESS_FS_TRUNCATE (1ull << 14)		/* version 3 */
#define ACCESS_FS_IOCTL_DEV (1ull << 15)	/* version 5 */
#define ACCESS_NET_TCP 3ull			/* version 4: bind and connect */

struct ruleset { uint64_t fs, net; };

static int landlock_ruleset(int version)
{
	struct ruleset rules = { .fs = ACCESS_FS_V1 };

	if (version >= 2)
		rules.fs |= ACCESS_FS_REFER;
	if (version >= 3)
		rules.fs |= ACCESS_FS_TRUNCATE;
	if (version >= 4)
		rules.net = ACCESS_NET_TCP;
	if (version >= 5)
		rules.fs |= ACCESS_FS_IOCTL_DEV;
	return (int)syscall(SYS_landlock_create_ruleset, &rules,
			    version >= 4 ? sizeof(rules) : sizeof(rules.fs), 0);
}

/* Everything is denied; for a folder, reading below it is allowed again. False: the kernel has no Landlock. */
static bool lock_files(const struct lock *lock)
{
	struct landlock_path_beneath_attr below = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
		.parent_fd = lock->image_fd,
	};
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	AUTO(auto_close) int rules = version > 0 ? landlock_ruleset((int)version) : -1;

	if (rules < 0)
		return false;
	if (lock->directory &&
	    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0) != 0)
		return false;
	return syscall(SYS_landlock_restrict_self, rules, 0) == 0;
}

/* --- system calls: seccomp(2). What is not listed fails with EPERM, so that the C library can fall back --- */

static const int calls_always[] = {
	SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(lseek), SCMP_SYS(write), SCMP_SYS(writev),
	SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(fadvise64),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk),
	SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
	SCMP_SYS(getegid), SCMP_SYS(sysinfo), SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(restart_syscall), SCMP_SYS(dup),
	SCMP_SYS(getrusage), SCMP_SYS(uname),
};

/* for a folder: names are looked up, never created; Landlock says below what */
static const int calls_folder[] = {
	SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(getdents64), SCMP_SYS(readlinkat), SCMP_SYS(fgetxattr),
	SCMP_SYS(fcntl), SCMP_SYS(fstatfs),
};

/* for a server: sockets that are open, and those that come in by them */
static const int calls_serving[] = {
	SCMP_SYS(accept4), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(shutdown),
	SCMP_SYS(setsockopt), SCMP_SYS(fcntl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_ctl),
	SCMP_SYS(poll), SCMP_SYS(clock_nanosleep), SCMP_SYS(rt_sigtimedwait),
};

static int allow(scmp_filter_ctx filter, const int *calls, size_t n)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < n; i++)
		code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	return code;
}

/* Signals and limits of this process: the C library aborts by the one and asks by the other. Others stay out of reach. */
static int allow_own(scmp_filter_ctx filter)
{
	int code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));

	return code ? code : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_EQ, 0));
}

/* What is always allowed and 'n' more; NULL is none. */
static bool lock_calls(const int *more, size_t n)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int code;

	if (!filter)
		return false;
	code = allow(filter, calls_always, COUNT(calls_always));
	if (code == 0)
		code = allow_own(filter);
	if (code == 0 && more)
		code = allow(filter, more, n);
	/* descriptors may be asked about and copied, nothing else */
	if (code == 0 && !more)
		code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
					SCMP_A1(SCMP_CMP_EQ, 3 /* F_GETFL */));
	if (code == 0)
		code = seccomp_load(filter);
	seccomp_release(filter);
	return code == 0;
}

int lock_process(const struct lock *lock, char *lacks, size_t size, struct err *err)
{
	lacks[0] = '\0';
	if (!close_others(lock->image_fd, lock->pipe_fd))
		lack(lacks, size, "this kernel has no close_range: the reader keeps the files that you had open");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return err_set(err, ERR_SYSTEM, "cannot give up privileges: %s", strerror(errno));
	/* nobody is left to read a result when the parent is gone */
	prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0);
	signal(SIGXFSZ, SIG_IGN);
	if (limit_resources(lock, err) != 0)
		return -1;
	if (!lock_files(lock))
		lack(lacks, size, "this kernel has no Landlock: the reader could open files that you may read");
	if (!lock_calls(lock->directory ? calls_folder : NULL, COUNT(calls_folder)))
		lack(lacks, size, "this kernel has no seccomp filter: the reader's system calls are not limited");
	return 0;
}

int lock_serving(char *lacks, size_t size, struct err *err)
{
	struct rlimit none = { 0, 0 };

	lacks[0] = '\0';
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    setrlimit(RLIMIT_CORE, &none) != 0)
		return err_set(err, ERR_SYSTEM, "cannot give up privileges: %s", strerror(errno));
	/* the sanitizer's leak check opens files at the end, in the first thread */
	if (SANITIZED && getpid() == gettid())
		return 0;
	if (!lock_files(&(struct lock){ 0 }))
		lack(lacks, size, "this kernel has no Landlock: the server could open files that you may read");
	if (!lock_calls(calls_serving, COUNT(calls_serving)))
		lack(lacks, size, "this kernel has no seccomp filter: the server's system calls are not limited");
	return 0;
}
