/*
 * auto.h - cleanup at the declaration.
 *
 *	AUTO(auto_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
 *
 * runs auto_close(&fd) when fd goes out of scope. Giving a thing away is
 * written down: take_fd(&fd) and take_ptr(&p) empty the variable, so that the
 * cleanup has nothing left to do.
 */
#ifndef CRADLE_BASE_AUTO_H
#define CRADLE_BASE_AUTO_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define AUTO(function) __attribute__((cleanup(function)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline void auto_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void auto_free(void *at)
{
	free(*(void **)at);
}

static inline void auto_fclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

static inline int take_fd(int *fd)
{
	int out = *fd;

	*fd = -1;
	return out;
}

#define take_ptr(at) \
	__extension__({ __typeof__(*(at)) taken_ = *(at); *(at) = NULL; taken_; })

#endif
