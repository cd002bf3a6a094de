/*
 * dialects/sqlite/options.c - the options of an SQLite URL.
 *
 * Each is a number in a range or one of some words: nothing of the URL's text
 * gets into a PRAGMA.
 */
#include "dialects/sqlite/options.h"

#include "base/buffer.h"
#include "base/number.h"
#include <limits.h>
#include <strings.h>

typedef struct sqlite_option_rule {
    const char *name;
    const char *const *words; /* ends with NULL; NULL: a number */
    int64_t minimum, maximum;
    int pragma; /* -1: none of the pragmas */
} sqlite_option_rule;

static const char *const words_mode[] = { "ro", "rw", "rwc", "memory", NULL };
static const char *const words_truth[] = {
    "on", "off", "true", "false", "yes", "no", "1", "0", NULL
};
static const char *const words_journal[] = { "delete", "truncate", "persist", "memory",
                                             "wal",    "off",      NULL };
static const char *const words_synchronous[] = { "off", "normal", "full", "extra", NULL };
static const char *const words_temp_store[] = { "default", "file", "memory", NULL };
static const char *const words_locking[] = { "normal", "exclusive", NULL };

static const sqlite_option_rule sqlite_rules[] = {
    { "busy_timeout", NULL, 0, INT_MAX, -1 },
    { "cache_size", NULL, INT_MIN, INT_MAX, CU_SQLITE_CACHE_SIZE },
    { "foreign_keys", words_truth, 0, 0, -1 },
    { "journal_mode", words_journal, 0, 0, CU_SQLITE_JOURNAL_MODE },
    { "locking_mode", words_locking, 0, 0, CU_SQLITE_LOCKING_MODE },
    { "mmap_size", NULL, 0, INT64_MAX, CU_SQLITE_MMAP_SIZE },
    { "mode", words_mode, 0, 0, -1 },
    { "synchronous", words_synchronous, 0, 0, CU_SQLITE_SYNCHRONOUS },
    { "temp_store", words_temp_store, 0, 0, CU_SQLITE_TEMP_STORE },
};

/* What an option says: the place of its word, or its number. */
typedef struct sqlite_option {
    const sqlite_option_rule *rule;
    const char *word;
    int64_t number;
} sqlite_option;

/* ---- one option -------------------------------------------------------------------------------- */

static cupel_code sqlite_unknown_option(const char *name, cu_error *error)
{
    cu_buffer known;
    cu_buffer_init(&known, 1000);
    for (size_t i = 0; i < CU_LENGTH(sqlite_rules); i++)
        cu_buffer_printf(&known, "%s%s", i > 0 ? ", " : "", sqlite_rules[i].name);
    cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                 "SQLite's URLs have no option '%.100s'; there are: %s", name,
                 cu_buffer_text(&known));
    cu_buffer_free(&known);
    return CUPEL_INVALID_ARGUMENT;
}

static cupel_code sqlite_wrong_word(const sqlite_option_rule *rule, const char *value,
                                    cu_error *error)
{
    cu_buffer words;
    cu_buffer_init(&words, 1000);
    for (size_t i = 0; rule->words[i]; i++)
        cu_buffer_printf(&words, "%s%s", i > 0 ? ", " : "", rule->words[i]);
    cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                 "the URL option %s cannot be '%.100s'; it is one of: %s", rule->name, value,
                 cu_buffer_text(&words));
    cu_buffer_free(&words);
    return CUPEL_INVALID_ARGUMENT;
}

static cupel_code sqlite_parse_option(const char *name, const char *value, sqlite_option *out,
                                      cu_error *error)
{
    const sqlite_option_rule *rule = NULL;
    for (size_t i = 0; i < CU_LENGTH(sqlite_rules) && !rule; i++)
        if (strcmp(sqlite_rules[i].name, name) == 0)
            rule = &sqlite_rules[i];
    if (!rule)
        return sqlite_unknown_option(name, error);
    *out = (sqlite_option){ .rule = rule };
    if (!rule->words) {
        if (cu_int_parse(value, strlen(value), &out->number) && out->number >= rule->minimum &&
            out->number <= rule->maximum)
            return CUPEL_OK;
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "the URL option %s cannot be '%.100s'; it is a number from %lld to "
                            "%lld",
                            name, value, (long long)rule->minimum, (long long)rule->maximum);
    }
    for (size_t i = 0; rule->words[i]; i++)
        if (strcasecmp(rule->words[i], value) == 0) {
            out->word = rule->words[i];
            out->number = (int64_t)i;
            return CUPEL_OK;
        }
    return sqlite_wrong_word(rule, value, error);
}

/* ---- all of them ------------------------------------------------------------------------------- */

static void sqlite_use_option(const sqlite_option *option, cu_sqlite_options *out)
{
    const char *name = option->rule->name;
    if (option->rule->pragma >= 0)
        out->pragmas[option->rule->pragma] =
            (cu_sqlite_pragma){ name, option->word, option->number, true };
    else if (option->rule->words == words_mode)
        out->mode = (cu_sqlite_mode)option->number;
    else if (option->rule->words == words_truth)
        out->foreign_keys = option->number % 2 == 0;
    else
        out->busy_timeout = (int)option->number;
}

static cupel_code sqlite_read_options(const cupel_driver_url *url, cu_sqlite_options *out,
                                      cu_error *error)
{
    for (size_t i = 0; i < url->options; i++) {
        sqlite_option option;
        for (size_t j = 0; j < i; j++)
            if (strcmp(url->option_names[i], url->option_names[j]) == 0)
                return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                                    "the URL has the option '%.100s' twice", url->option_names[i]);
        cupel_code code =
            sqlite_parse_option(url->option_names[i], url->option_values[i], &option, error);
        if (code != CUPEL_OK)
            return code;
        sqlite_use_option(&option, out);
    }
    return CUPEL_OK;
}

static bool sqlite_is_memory_name(const char *database)
{
    return !database || !*database || strcmp(database, ":memory:") == 0;
}

cupel_code cu_sqlite_options_read(const cupel_driver_url *url, cu_sqlite_options *out,
                                  cu_error *error)
{
    *out =
        (cu_sqlite_options){ .mode = CU_SQLITE_CREATE, .busy_timeout = 5000, .foreign_keys = true };
    if (url->user || url->password || url->host || url->port)
        return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                            "an SQLite URL has no user and no host; write sqlite:// or "
                            "sqlite:///:memory: (in memory), sqlite:///name.db (a relative path) "
                            "or sqlite:////var/lib/name.db (an absolute one)");
    cupel_code code = sqlite_read_options(url, out, error);
    if (code != CUPEL_OK)
        return code;
    if (sqlite_is_memory_name(url->database)) {
        if (out->mode != CU_SQLITE_CREATE && out->mode != CU_SQLITE_MEMORY)
            return cu_error_set(error, CUPEL_INVALID_ARGUMENT,
                                "a new database in memory cannot have mode=%s",
                                words_mode[out->mode]);
        out->mode = CU_SQLITE_MEMORY;
    } else if (out->mode != CU_SQLITE_MEMORY) {
        out->file = url->database;
    }
    /* A file is read and written at the same time: by default it has a write-ahead log. */
    if (out->file && out->mode != CU_SQLITE_READ_ONLY && !out->pragmas[CU_SQLITE_JOURNAL_MODE].name)
        out->pragmas[CU_SQLITE_JOURNAL_MODE] =
            (cu_sqlite_pragma){ "journal_mode", "wal", 0, false };
    return CUPEL_OK;
}

cupel_code cu_sqlite_check_url(const cupel_driver_url *url, cu_error *error)
{
    cu_sqlite_options options;
    return cu_sqlite_options_read(url, &options, error);
}

bool cu_sqlite_in_memory(const cupel_driver_url *url)
{
    const char *mode = NULL;
    for (size_t i = 0; i < url->options; i++)
        if (strcmp(url->option_names[i], "mode") == 0)
            mode = url->option_values[i];
    return sqlite_is_memory_name(url->database) || (mode && strcasecmp(mode, "memory") == 0);
}
