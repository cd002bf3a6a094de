/*
 * A program that uses an installed cupel: built shared and static, as C and as C++.  It prints the version,
 * which scripts/check-install compares with what pkg-config says.
 */
#include <cupel.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    puts(cupel_version());
    return strcmp(cupel_version(), CUPEL_VERSION) == 0 ? 0 : 1;
}
