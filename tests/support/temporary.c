/*
 * support/temporary.c - folders for tests, below TMPDIR.
 */
#include "temporary.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void cu_test_folder_make(cu_test_folder *folder)
{
    const char *parent = getenv("TMPDIR");
    snprintf(folder->path, sizeof folder->path, "%s/cupel-test.XXXXXX",
             parent && strlen(parent) < 200 ? parent : "/tmp");
    assert_non_null(mkdtemp(folder->path));
}

void cu_test_folder_remove(cu_test_folder *folder)
{
    chmod(folder->path, 0700);
    DIR *listing = opendir(folder->path);
    assert_non_null(listing);
    for (struct dirent *entry; (entry = readdir(listing));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove(cu_test_folder_file(folder, entry->d_name));
    closedir(listing);
    assert_int_equal(rmdir(folder->path), 0);
}

const char *cu_test_folder_file(cu_test_folder *folder, const char *name)
{
    int length = snprintf(folder->text, sizeof folder->text, "%s/%s", folder->path, name);
    assert_true(length > 0 && (size_t)length < sizeof folder->text);
    return folder->text;
}

const char *cu_test_folder_url(cu_test_folder *folder, const char *name, const char *options)
{
    int length = snprintf(folder->text, sizeof folder->text, "sqlite:///%s/%s%s", folder->path,
                          name, options);
    assert_true(length > 0 && (size_t)length < sizeof folder->text);
    return folder->text;
}

void cu_test_folder_write(cu_test_folder *folder, const char *name, const void *data, size_t size)
{
    FILE *file = fopen(cu_test_folder_file(folder, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}
