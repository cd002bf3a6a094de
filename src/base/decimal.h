/*
 * base/decimal.h - decimals as texts with a length and no NUL, as values and
 * drivers have them.
 */
#ifndef CU_BASE_DECIMAL_H
#define CU_BASE_DECIMAL_H

#include "base/common.h"
#include <cupel/decimal.h>

bool cu_decimal_valid(const char *digits, size_t length);
int cu_decimal_compare(const char *left, size_t left_length, const char *right,
                       size_t right_length);
bool cu_decimal_to_scaled(const char *digits, size_t length, int scale, int64_t *out);

#endif
