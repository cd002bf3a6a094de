/*
 * dialects/oracle/reserved.c - words that Oracle Database takes for its
 * own, so that names which are one of them have to be quoted.
 */
#include "dialects/oracle/reserved.h"

/* clang-format off */
const char *const cu_oracle_reserved[] = {
    "all", "alter", "and", "any", "as", "asc", "between", "by", "char", "check", "cluster",
    "comment", "compress", "connect", "create", "current", "date", "decimal", "default", "delete",
    "desc", "distinct", "drop", "else", "exclusive", "exists", "float", "for", "from", "grant",
    "group", "having", "identified", "in", "index", "insert", "integer", "intersect", "into", "is",
    "level", "like", "lock", "long", "minus", "mode", "nocompress", "not", "nowait", "null",
    "number", "of", "on", "option", "or", "order", "pctfree", "prior", "public", "raw", "rename",
    "resource", "revoke", "select", "set", "share", "size", "smallint", "start", "synonym", "table",
    "then", "to", "trigger", "uid", "union", "unique", "update", "user", "values", "varchar",
    "varchar2", "view", "where", "with"
};
/* clang-format on */

const size_t cu_oracle_reserved_count = sizeof cu_oracle_reserved / sizeof cu_oracle_reserved[0];
