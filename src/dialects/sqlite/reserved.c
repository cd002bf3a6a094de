/*
 * dialects/sqlite/reserved.c - words that SQLite takes for its
 * own, so that names which are one of them have to be quoted.  SQLite lets many
 * of them pass as names in some places; here they are quoted everywhere.
 */
#include "dialects/sqlite/reserved.h"

/* clang-format off */
const char *const cu_sqlite_reserved[] = {
    "add", "after", "all", "alter", "analyze", "and", "as", "asc", "attach", "autoincrement",
    "before", "begin", "between", "by", "cascade", "case", "cast", "check", "collate", "column",
    "commit", "conflict", "constraint", "create", "cross", "current_date", "current_time",
    "current_timestamp", "database", "default", "deferrable", "deferred", "delete", "desc",
    "detach", "distinct", "drop", "each", "else", "end", "escape", "except", "exclusive", "exists",
    "explain", "fail", "false", "for", "foreign", "from", "full", "glob", "group", "having", "if",
    "ignore", "immediate", "in", "index", "indexed", "initially", "inner", "insert", "instead",
    "intersect", "into", "is", "isnull", "join", "key", "left", "like", "limit", "match", "natural",
    "not", "nothing", "notnull", "null", "of", "offset", "on", "or", "order", "outer", "plan",
    "pragma", "primary", "query", "raise", "references", "reindex", "rename", "replace", "restrict",
    "returning", "right", "rollback", "row", "select", "set", "table", "temp", "temporary", "then",
    "to", "transaction", "trigger", "true", "union", "unique", "update", "using", "vacuum",
    "values", "view", "virtual", "when", "where"
};
/* clang-format on */

const size_t cu_sqlite_reserved_count = sizeof cu_sqlite_reserved / sizeof cu_sqlite_reserved[0];
