/*
 * support/temporary.h - a folder for the files of one test.
 *
 *     cu_test_folder folder;
 *     cu_test_folder_make(&folder);
 *     cupel_engine_open_with(cu_test_folder_url(&folder, "shop.db", "?mode=rw"), NULL);
 *     cu_test_folder_remove(&folder);
 */
#ifndef CU_TEST_SUPPORT_TEMPORARY_H
#define CU_TEST_SUPPORT_TEMPORARY_H

#include <stddef.h>

typedef struct cu_test_folder {
    char path[256];
    char text[600]; /* the last path or URL that was asked for */
} cu_test_folder;

/* Makes an empty folder; the test fails where that cannot be done. */
void cu_test_folder_make(cu_test_folder *folder);
/* Removes it with all files in it (folders within it must be empty or gone). */
void cu_test_folder_remove(cu_test_folder *folder);

/* The path of a file in it, and the URL of an SQLite database there; valid until the next call. */
const char *cu_test_folder_file(cu_test_folder *folder, const char *name);
const char *cu_test_folder_url(cu_test_folder *folder, const char *name, const char *options);

/* Writes a file of these bytes. */
void cu_test_folder_write(cu_test_folder *folder, const char *name, const void *data, size_t size);

#endif
