#include "sql/type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_names(void **state)
{
    (void)state;
    for (int id = 0; id < CUPEL_TYPE_COUNT; id++) {
        const char *name = cupel_type_name((cupel_type_id)id);
        assert_non_null(name);
        assert_string_not_equal(name, "unknown");
        for (int other = 0; other < id; other++)
            assert_string_not_equal(name, cupel_type_name((cupel_type_id)other));
    }
    assert_string_equal(cupel_type_name(CUPEL_BIG_INTEGER), "big integer");
    assert_string_equal(cupel_type_name(CUPEL_TYPE_COUNT), "unknown");
    assert_string_equal(cupel_type_name((cupel_type_id)-1), "unknown");
}

static void test_plain_types(void **state)
{
    (void)state;
    for (int id = 0; id < CUPEL_TYPE_COUNT; id++) {
        const cupel_type *type = cu_type_of((cupel_type_id)id);
        assert_int_equal(type->id, id);
        assert_int_equal(type->length + type->precision + type->scale, 0);
        assert_null(type->collation);
        assert_ptr_equal(type, cu_type_of((cupel_type_id)id));
    }
    assert_int_equal(cu_type_of((cupel_type_id)1000)->id, CUPEL_UNTYPED);
    assert_int_equal(cu_type_of((cupel_type_id)-1)->id, CUPEL_UNTYPED);
}

static void test_types_of_values(void **state)
{
    (void)state;
    static const struct {
        cupel_kind kind;
        cupel_type_id id;
    } pairs[] = {
        { CUPEL_KIND_NULL, CUPEL_UNTYPED },        { CUPEL_KIND_BOOL, CUPEL_BOOLEAN },
        { CUPEL_KIND_INT, CUPEL_INTEGER },         { CUPEL_KIND_UNSIGNED, CUPEL_NUMERIC },
        { CUPEL_KIND_DOUBLE, CUPEL_DOUBLE },       { CUPEL_KIND_TEXT, CUPEL_STRING },
        { CUPEL_KIND_BLOB, CUPEL_BLOB },           { CUPEL_KIND_DATE, CUPEL_DATE },
        { CUPEL_KIND_TIME, CUPEL_TIME },           { CUPEL_KIND_DATETIME, CUPEL_DATETIME },
        { CUPEL_KIND_TIMESTAMP, CUPEL_TIMESTAMP }, { CUPEL_KIND_INTERVAL, CUPEL_INTERVAL },
        { CUPEL_KIND_DECIMAL, CUPEL_NUMERIC },     { CUPEL_KIND_UUID, CUPEL_UUID },
        { CUPEL_KIND_JSON, CUPEL_JSON },           { CUPEL_KIND_EXPRESSION, CUPEL_UNTYPED },
        { CUPEL_KIND_QUERY, CUPEL_UNTYPED },       { CUPEL_KIND_INSTANCE, CUPEL_UNTYPED },
        { CUPEL_KIND_COUNT, CUPEL_UNTYPED },
    };
    for (size_t i = 0; i < CU_LENGTH(pairs); i++) {
        cupel_value value = { .kind = pairs[i].kind };
        assert_int_equal(cu_type_of_value(&value)->id, pairs[i].id);
    }
}

static void test_kinds(void **state)
{
    (void)state;
    assert_int_equal(cu_type_kind(CUPEL_UNTYPED), CUPEL_KIND_NULL);
    assert_int_equal(cu_type_kind(CUPEL_SMALL_INTEGER), CUPEL_KIND_INT);
    assert_int_equal(cu_type_kind(CUPEL_FLOAT), CUPEL_KIND_DOUBLE);
    assert_int_equal(cu_type_kind(CUPEL_NUMERIC), CUPEL_KIND_DECIMAL);
    assert_int_equal(cu_type_kind(CUPEL_ENUM), CUPEL_KIND_INT);
    assert_int_equal(cu_type_kind((cupel_type_id)99), CUPEL_KIND_NULL);
    assert_true(cu_type_is_text(CUPEL_ENUM) && !cu_type_is_text(CUPEL_BLOB));
    assert_true(cu_type_is_integer(CUPEL_BIG_INTEGER) && !cu_type_is_integer(CUPEL_NUMERIC));
    assert_true(cu_type_is_number(CUPEL_NUMERIC) && !cu_type_is_number(CUPEL_BOOLEAN));
}

CUPEL_ENUM_TYPE(color, "color", { "red", 0 }, { "gr\xC3\xBCn", 7 }, { "", -1 }, { "reddish", 0 });

static void test_enumerations(void **state)
{
    (void)state;
    int value = 99;
    assert_true(cu_enum_value(&color, "red", 3, &value));
    assert_int_equal(value, 0);
    assert_true(cu_enum_value(&color, "gr\xC3\xBCnlich", 5, &value));
    assert_int_equal(value, 7);
    assert_true(cu_enum_value(&color, "", 0, &value));
    assert_int_equal(value, -1);
    value = 99;
    assert_false(cu_enum_value(&color, "re", 2, &value));
    assert_false(cu_enum_value(&color, "RED", 3, &value));
    assert_false(cu_enum_value(&color, "red\0x", 5, &value));
    assert_int_equal(value, 99);
    /* Of two names with one number, the first is written. */
    assert_string_equal(cu_enum_name(&color, 0), "red");
    assert_string_equal(cu_enum_name(&color, -1), "");
    assert_null(cu_enum_name(&color, 1));
    assert_null(cu_enum_name(&color, INT64_MAX));
    assert_null(cu_enum_name(&color, INT64_C(0x100000000)));
    assert_int_equal(cu_enum_width(&color), 7);
    assert_int_equal(cu_enum_width(NULL), 1);
    static const cupel_enum_item short_items[] = { { "\xC3\xBC\xC3\xB6\xC3\xA4", 1 } };
    static const cupel_enum umlauts = { NULL, short_items, 1 };
    assert_int_equal(cu_enum_width(&umlauts), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),           cmocka_unit_test(test_plain_types),
        cmocka_unit_test(test_types_of_values), cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_enumerations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
