/*
 * engine/driver.c - what drivers call back.
 */
#include "base/error.h"
#include <cupel/sys/driver.h>

cupel_code cupel_driver_fail(cupel_driver_error *error, const cupel_driver_failure *failure)
{
    static const cupel_driver_failure unknown = { .code = CUPEL_DATABASE_ERROR };
    const cupel_driver_failure *used = failure ? failure : &unknown;
    cupel_code code = used->code == CUPEL_OK ? CUPEL_DATABASE_ERROR : used->code;
    if (!error)
        return code;
    cu_error_set(error, code, "%s%s", used->text ? used->text : "the database did not say why",
                 used->reason == CUPEL_REASON_NO_SUCH_TABLE
                     ? "; cupel_create_all() makes the tables of a registry"
                     : "");
    cu_error_set_reason(error, used->reason);
    cu_error_set_driver(error, used->driver_code, used->sqlstate);
    cu_error_set_constraint(error, used->constraint, used->table, used->column);
    return code;
}
