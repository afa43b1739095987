#include "image/input.h"

#include <string.h>

const struct format formats[] = {
	{ 0 },
};

int job_run(struct job *job, struct err *err)
{
	(void)job;
	return err_set(err, ERR_UNSUPPORTED, "not a format that cradle reads");
}
