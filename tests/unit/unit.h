/*
 * unit.h - what every unit test includes first: cmocka wants four headers
 * before it.
 */
#ifndef CRADLE_TESTS_UNIT_H
#define CRADLE_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/auto.h"

#endif
