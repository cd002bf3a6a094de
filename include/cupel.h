/*
 * cupel.h - everything a program needs to use cupel: all public headers.
 *
 * Not here: cupel/sys/, for those who write drivers.
 */
#ifndef CUPEL_H
#define CUPEL_H

#include <cupel/alloc.h>
#include <cupel/arguments.h>
#include <cupel/attribute.h>
#include <cupel/common.h>
#include <cupel/copy.h>
#include <cupel/datetime.h>
#include <cupel/decimal.h>
#include <cupel/element.h>
#include <cupel/engine.h>
#include <cupel/error.h>
#include <cupel/event.h>
#include <cupel/expression.h>
#include <cupel/instance.h>
#include <cupel/instrumentation.h>
#include <cupel/join.h>
#include <cupel/log.h>
#include <cupel/mapping.h>
#include <cupel/option.h>
#include <cupel/query.h>
#include <cupel/reflection.h>
#include <cupel/registry.h>
#include <cupel/relationship.h>
#include <cupel/row.h>
#include <cupel/rows.h>
#include <cupel/scoped_session.h>
#include <cupel/session.h>
#include <cupel/statement.h>
#include <cupel/subquery.h>
#include <cupel/table.h>
#include <cupel/transaction.h>
#include <cupel/type.h>
#include <cupel/uuid.h>
#include <cupel/value.h>
#include <cupel/version.h>

#endif
