/*
 * cupel/arguments.h - lists of arguments of any length up to 64, counted by the
 * compiler: CUPEL_VALUES(a, b, c) stands for two arguments, how many and an
 * array of cupel_value.  Longer lists go through the functions that take arrays.
 */
#ifndef CUPEL_ARGUMENTS_H
#define CUPEL_ARGUMENTS_H

#include <cupel/value.h>

/* How many arguments, 1 to 64. */
#define CUPEL_COUNT(...)  CUPEL_COUNT_(__VA_ARGS__, CUPEL_DOWN_FROM_64)
#define CUPEL_COUNT_(...) CUPEL_ITEM_65(__VA_ARGS__)

#define CUPEL_DOWN_FROM_64                                                                      \
    64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, \
        41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, \
        19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0
#define CUPEL_ITEM_65(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, \
                      _18, _19, _20, _21, _22, _23, _24, _25, _26, _27, _28, _29, _30, _31, _32,  \
                      _33, _34, _35, _36, _37, _38, _39, _40, _41, _42, _43, _44, _45, _46, _47,  \
                      _48, _49, _50, _51, _52, _53, _54, _55, _56, _57, _58, _59, _60, _61, _62,  \
                      _63, _64, item, ...)                                                        \
    item

/* M(x) for each argument, with commas between. */
#define CUPEL_EACH(M, ...)          CUPEL_EACH_(CUPEL_COUNT(__VA_ARGS__), M, __VA_ARGS__)
#define CUPEL_EACH_(count, M, ...)  CUPEL_EACH__(count, M, __VA_ARGS__)
#define CUPEL_EACH__(count, M, ...) CUPEL_EACH_##count(M, __VA_ARGS__)
#define CUPEL_EACH_1(M, x)          M(x)
#define CUPEL_EACH_2(M, x, ...)     M(x), CUPEL_EACH_1(M, __VA_ARGS__)
#define CUPEL_EACH_3(M, x, ...)     M(x), CUPEL_EACH_2(M, __VA_ARGS__)
#define CUPEL_EACH_4(M, x, ...)     M(x), CUPEL_EACH_3(M, __VA_ARGS__)
#define CUPEL_EACH_5(M, x, ...)     M(x), CUPEL_EACH_4(M, __VA_ARGS__)
#define CUPEL_EACH_6(M, x, ...)     M(x), CUPEL_EACH_5(M, __VA_ARGS__)
#define CUPEL_EACH_7(M, x, ...)     M(x), CUPEL_EACH_6(M, __VA_ARGS__)
#define CUPEL_EACH_8(M, x, ...)     M(x), CUPEL_EACH_7(M, __VA_ARGS__)
#define CUPEL_EACH_9(M, x, ...)     M(x), CUPEL_EACH_8(M, __VA_ARGS__)
#define CUPEL_EACH_10(M, x, ...)    M(x), CUPEL_EACH_9(M, __VA_ARGS__)
#define CUPEL_EACH_11(M, x, ...)    M(x), CUPEL_EACH_10(M, __VA_ARGS__)
#define CUPEL_EACH_12(M, x, ...)    M(x), CUPEL_EACH_11(M, __VA_ARGS__)
#define CUPEL_EACH_13(M, x, ...)    M(x), CUPEL_EACH_12(M, __VA_ARGS__)
#define CUPEL_EACH_14(M, x, ...)    M(x), CUPEL_EACH_13(M, __VA_ARGS__)
#define CUPEL_EACH_15(M, x, ...)    M(x), CUPEL_EACH_14(M, __VA_ARGS__)
#define CUPEL_EACH_16(M, x, ...)    M(x), CUPEL_EACH_15(M, __VA_ARGS__)
#define CUPEL_EACH_17(M, x, ...)    M(x), CUPEL_EACH_16(M, __VA_ARGS__)
#define CUPEL_EACH_18(M, x, ...)    M(x), CUPEL_EACH_17(M, __VA_ARGS__)
#define CUPEL_EACH_19(M, x, ...)    M(x), CUPEL_EACH_18(M, __VA_ARGS__)
#define CUPEL_EACH_20(M, x, ...)    M(x), CUPEL_EACH_19(M, __VA_ARGS__)
#define CUPEL_EACH_21(M, x, ...)    M(x), CUPEL_EACH_20(M, __VA_ARGS__)
#define CUPEL_EACH_22(M, x, ...)    M(x), CUPEL_EACH_21(M, __VA_ARGS__)
#define CUPEL_EACH_23(M, x, ...)    M(x), CUPEL_EACH_22(M, __VA_ARGS__)
#define CUPEL_EACH_24(M, x, ...)    M(x), CUPEL_EACH_23(M, __VA_ARGS__)
#define CUPEL_EACH_25(M, x, ...)    M(x), CUPEL_EACH_24(M, __VA_ARGS__)
#define CUPEL_EACH_26(M, x, ...)    M(x), CUPEL_EACH_25(M, __VA_ARGS__)
#define CUPEL_EACH_27(M, x, ...)    M(x), CUPEL_EACH_26(M, __VA_ARGS__)
#define CUPEL_EACH_28(M, x, ...)    M(x), CUPEL_EACH_27(M, __VA_ARGS__)
#define CUPEL_EACH_29(M, x, ...)    M(x), CUPEL_EACH_28(M, __VA_ARGS__)
#define CUPEL_EACH_30(M, x, ...)    M(x), CUPEL_EACH_29(M, __VA_ARGS__)
#define CUPEL_EACH_31(M, x, ...)    M(x), CUPEL_EACH_30(M, __VA_ARGS__)
#define CUPEL_EACH_32(M, x, ...)    M(x), CUPEL_EACH_31(M, __VA_ARGS__)
#define CUPEL_EACH_33(M, x, ...)    M(x), CUPEL_EACH_32(M, __VA_ARGS__)
#define CUPEL_EACH_34(M, x, ...)    M(x), CUPEL_EACH_33(M, __VA_ARGS__)
#define CUPEL_EACH_35(M, x, ...)    M(x), CUPEL_EACH_34(M, __VA_ARGS__)
#define CUPEL_EACH_36(M, x, ...)    M(x), CUPEL_EACH_35(M, __VA_ARGS__)
#define CUPEL_EACH_37(M, x, ...)    M(x), CUPEL_EACH_36(M, __VA_ARGS__)
#define CUPEL_EACH_38(M, x, ...)    M(x), CUPEL_EACH_37(M, __VA_ARGS__)
#define CUPEL_EACH_39(M, x, ...)    M(x), CUPEL_EACH_38(M, __VA_ARGS__)
#define CUPEL_EACH_40(M, x, ...)    M(x), CUPEL_EACH_39(M, __VA_ARGS__)
#define CUPEL_EACH_41(M, x, ...)    M(x), CUPEL_EACH_40(M, __VA_ARGS__)
#define CUPEL_EACH_42(M, x, ...)    M(x), CUPEL_EACH_41(M, __VA_ARGS__)
#define CUPEL_EACH_43(M, x, ...)    M(x), CUPEL_EACH_42(M, __VA_ARGS__)
#define CUPEL_EACH_44(M, x, ...)    M(x), CUPEL_EACH_43(M, __VA_ARGS__)
#define CUPEL_EACH_45(M, x, ...)    M(x), CUPEL_EACH_44(M, __VA_ARGS__)
#define CUPEL_EACH_46(M, x, ...)    M(x), CUPEL_EACH_45(M, __VA_ARGS__)
#define CUPEL_EACH_47(M, x, ...)    M(x), CUPEL_EACH_46(M, __VA_ARGS__)
#define CUPEL_EACH_48(M, x, ...)    M(x), CUPEL_EACH_47(M, __VA_ARGS__)
#define CUPEL_EACH_49(M, x, ...)    M(x), CUPEL_EACH_48(M, __VA_ARGS__)
#define CUPEL_EACH_50(M, x, ...)    M(x), CUPEL_EACH_49(M, __VA_ARGS__)
#define CUPEL_EACH_51(M, x, ...)    M(x), CUPEL_EACH_50(M, __VA_ARGS__)
#define CUPEL_EACH_52(M, x, ...)    M(x), CUPEL_EACH_51(M, __VA_ARGS__)
#define CUPEL_EACH_53(M, x, ...)    M(x), CUPEL_EACH_52(M, __VA_ARGS__)
#define CUPEL_EACH_54(M, x, ...)    M(x), CUPEL_EACH_53(M, __VA_ARGS__)
#define CUPEL_EACH_55(M, x, ...)    M(x), CUPEL_EACH_54(M, __VA_ARGS__)
#define CUPEL_EACH_56(M, x, ...)    M(x), CUPEL_EACH_55(M, __VA_ARGS__)
#define CUPEL_EACH_57(M, x, ...)    M(x), CUPEL_EACH_56(M, __VA_ARGS__)
#define CUPEL_EACH_58(M, x, ...)    M(x), CUPEL_EACH_57(M, __VA_ARGS__)
#define CUPEL_EACH_59(M, x, ...)    M(x), CUPEL_EACH_58(M, __VA_ARGS__)
#define CUPEL_EACH_60(M, x, ...)    M(x), CUPEL_EACH_59(M, __VA_ARGS__)
#define CUPEL_EACH_61(M, x, ...)    M(x), CUPEL_EACH_60(M, __VA_ARGS__)
#define CUPEL_EACH_62(M, x, ...)    M(x), CUPEL_EACH_61(M, __VA_ARGS__)
#define CUPEL_EACH_63(M, x, ...)    M(x), CUPEL_EACH_62(M, __VA_ARGS__)
#define CUPEL_EACH_64(M, x, ...)    M(x), CUPEL_EACH_63(M, __VA_ARGS__)

/* A list of values: how many, and an array of them that lives until the call it is passed to returns. */
#define CUPEL_VALUES(...)                           \
    CUPEL_COUNT(__VA_ARGS__), (const cupel_value[]) \
    {                                               \
        CUPEL_EACH(CUPEL_VALUE, __VA_ARGS__)        \
    }

/* The same of conditions. */
#define CUPEL_CONDITIONS(...)                       \
    CUPEL_COUNT(__VA_ARGS__), (const cupel_value[]) \
    {                                               \
        CUPEL_EACH(CUPEL_CONDITION, __VA_ARGS__)    \
    }

#endif
