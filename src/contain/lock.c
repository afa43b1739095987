#include "contain/lock.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

int lock_process(const struct lock *lock, char *lacks, size_t size, struct err *err)
{
	(void)lock;
	if (size)
		lacks[0] = '\0';
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_set(err, ERR_SYSTEM, "cannot give up privileges: %s", strerror(errno));
	return 0;
}
