/*
 * Functions that run queries: what they send on each dialect, and what they give.
 */
#include "calls.h"

#include "../query/models.h"

#include <stdio.h>
#include <string.h>

#define USERS     cupel_query(session, User)
#define ID        cupel_attr(User, id)
#define NAME      cupel_attr(User, name)
#define AGE       cupel_attr(User, age)
#define ADDRESSES cupel_attr(User, addresses)
#define EAGER     cupel_options(USERS, cupel_joinedload(ADDRESSES))
#define BY_ID     cupel_order_by(USERS, ID)
#define IDS       cupel_select(session, ID)
#define OLD       cupel_filter(BY_ID, cupel_gt(ID, 7))
#define ONE       cupel_filter(USERS, cupel_eq(ID, 1))
#define NUMBER(n) (&(const int32_t){ n })

/* ---- what calls give ---------------------------------------------------------------------------- */

static void tell_user(const User *user)
{
    tell("%d", user && user->id ? (int)*user->id : -1);
}

static void tell_users(User *const *users)
{
    for (size_t i = 0; i < cupel_array_count(users); i++)
        tell_user(users[i]);
}

static void tell_row(const cupel_row *row)
{
    for (size_t i = 0; row && i < cupel_row_count(row); i++) {
        cupel_value value = cupel_row_value_at(row, (int)i);
        char shown[100];
        cupel_log_record record = { .values = &value, .values_per_set = 1, .sets = 1 };
        if (value.kind == CUPEL_KIND_INSTANCE) {
            tell_user(cupel_row_entity_at(row, (int)i));
            continue;
        }
        cupel_log_parameters(&record, shown, sizeof shown);
        tell("%.*s", (int)strlen(shown) - 2, shown + 1);
    }
}

static void tell_rows(const cupel_row **rows)
{
    for (size_t i = 0; i < cupel_array_count(rows); i++)
        tell_row(rows[i]);
}

/* ---- all, each ------------------------------------------------------------------------------------ */

static void R001(cupel_session *session)
{
    tell_users(cupel_all(OLD));
}

static void Q316(cupel_session *session)
{
    tell_rows(cupel_all_rows(cupel_filter(IDS, cupel_gt(ID, 1))));
}

static void R002(cupel_session *session)
{
    cupel_each (User, user, OLD)
        tell_user(user);
}

static void R003(cupel_session *session)
{
    cupel_each_row (row, cupel_filter(cupel_select(session, ID, NAME), cupel_lt(ID, 2)))
        tell_row(row);
}

/* In batches it is the same statement. */
static void R004(cupel_session *session)
{
    cupel_each (User, user, cupel_yield_per(OLD, 1))
        tell_user(user);
}

/* A row for each address, its user once. */
static void R005(cupel_session *session)
{
    tell_users(cupel_all(cupel_filter(cupel_join(USERS, ADDRESSES), cupel_eq(ID, 5))));
}

/* ---- the first, the one --------------------------------------------------------------------------- */

static void Q317(cupel_session *session)
{
    tell_row(cupel_first_row(cupel_order_by(IDS, ID)));
}

/* The limit is of users, whatever is loaded with them. */
static void Q319(cupel_session *session)
{
    User *user = cupel_first(EAGER);
    if (!user)
        return;
    tell("%d", cupel_is_loaded(user, addresses));
}

static void Q320(cupel_session *session)
{
    tell("%d",
         cupel_first(cupel_from_statement(USERS, cupel_text_sql("SELECT * FROM users"))) != NULL);
}

/* Of rows that are counted already it is the first one. */
static void R010(cupel_session *session)
{
    tell_user(cupel_first(cupel_slice(BY_ID, 2, 5)));
}

static void Q145(cupel_session *session)
{
    tell_user(cupel_item_at(BY_ID, 4));
}

static void R011(cupel_session *session)
{
    tell_user(cupel_one(cupel_filter(USERS, cupel_eq(ID, 2))));
}

static void R012(cupel_session *session)
{
    tell_row(cupel_one_row(cupel_filter(cupel_select(session, ID, NAME), cupel_eq(ID, 2))));
}

static void R013(cupel_session *session)
{
    tell_user(cupel_one_or_none(cupel_filter(USERS, cupel_eq(ID, 77))));
}

static void Q322(cupel_session *session)
{
    tell_row(cupel_one_or_none_row(IDS));
}

static void Q323(cupel_session *session)
{
    int64_t count = -1;
    tell("%d", cupel_scalar(cupel_select(session, cupel_func("count", ID)), &count));
    tell("%d", (int)count);
}

static void Q341(cupel_session *session)
{
    int64_t count = -1;
    tell("%d", cupel_scalar(cupel_select_from(cupel_select(session, cupel_func("count")),
                                              cupel_entity_of(User)),
                            &count));
    tell("%d", (int)count);
}

static void Q343(cupel_session *session)
{
    cupel_value value;
    tell("%d", cupel_first_value(cupel_filter(USERS, cupel_eq(ID, 3)), NAME, &value));
    tell("%s", value.kind == CUPEL_KIND_TEXT ? value.as.text : "?");
}

static void R014(cupel_session *session)
{
    cupel_each_row (row, cupel_only_values(OLD, NAME, AGE))
        tell_row(row);
}

static void R015(cupel_session *session)
{
    tell("%d", cupel_any_rows(cupel_filter(USERS, cupel_eq(ID, 77))));
}

/* ---- by primary key ------------------------------------------------------------------------------- */

static void Q326(cupel_session *session)
{
    tell("%d", cupel_get(session, VersionedFoo, 5, 10) != NULL);
}

static void Q331(cupel_session *session)
{
    tell_user(cupel_query_get(EAGER, 6));
}

static void Q332(cupel_session *session)
{
    tell_user(cupel_query_get(cupel_with_for_update(USERS), 5));
}

/* What the session has is not asked for again. */
static void R020(cupel_session *session)
{
    User *user = cupel_get(session, User, 1);
    tell_user(user);
    tell("%d", cupel_get(session, User, 1) == user);
    tell("%d", cupel_query_get(USERS, cupel_bind("id", 1)) == user);
}

/* ---- how many ------------------------------------------------------------------------------------- */

static void Q334(cupel_session *session)
{
    tell("%d", (int)cupel_count(cupel_filter(USERS, cupel_like(NAME, "%ed"))));
}

static void Q335(cupel_session *session)
{
    tell("%d", (int)cupel_count(cupel_limit(BY_ID, 3)));
}

static void Q337(cupel_session *session)
{
    tell("%d", (int)cupel_count(EAGER));
}

static void Q338(cupel_session *session)
{
    tell("%d", (int)cupel_count(cupel_join(USERS, ADDRESSES)));
}

static void Q340(cupel_session *session)
{
    tell("%d", (int)cupel_count(cupel_union(IDS, cupel_select(session, cupel_attr(Address, id)))));
}

static void R025(cupel_session *session)
{
    tell("%d", (int)cupel_count(cupel_distinct(cupel_select(session, AGE))));
}

/* ---- rows that did not come from the query -------------------------------------------------------- */

static void R030(cupel_session *session)
{
    cupel_result *result = cupel_session_execute(
        session, "SELECT id, name FROM users WHERE id = :id", cupel_bind("id", 1));
    assert_non_null(result);
    tell_users(cupel_instances(USERS, result));
    cupel_result_close(result);
}

/* What another session found, in this one; the rows are looked for, or taken for what they are. */
static void merge_found(cupel_session *session, bool load)
{
    User **cached = cupel_all(ONE);
    assert_non_null(cached);
    assert_int_equal(cupel_array_count(cached), 1);
    assert_int_equal(cupel_expunge(session, cached[0]), CUPEL_OK);
    User **merged = cupel_merge_result(USERS, cached, load);
    assert_non_null(merged);
    tell("%d", merged[0] != cached[0]);
    tell_users(merged);
    cupel_free(cached[0]);
}

static void R031(cupel_session *session)
{
    merge_found(session, true);
}

static void R032(cupel_session *session)
{
    merge_found(session, false);
}

/* ---- what is in the session already --------------------------------------------------------------- */

/* User 1, whose row somebody else changes afterwards. */
static User *changed_behind(cupel_session *session)
{
    User *user = cupel_one(ONE);
    if (!user)
        fail_msg("%s", cupel_error_text(session));
    cupel_result *result = cupel_session_execute(
        session, "UPDATE users SET name = :name WHERE id = 1", cupel_bind("name", "other"));
    assert_non_null(result);
    cupel_result_close(result);
    return user;
}

static void R040(cupel_session *session)
{
    User *user = changed_behind(session);
    tell("%d", cupel_one(ONE) == user);
    tell("%s", user->name);
}

static void R041(cupel_session *session)
{
    User *user = changed_behind(session);
    tell("%d", cupel_one(cupel_populate_existing(ONE)) == user);
    tell("%s", user->name);
}

static void R042(cupel_session *session)
{
    User *user = changed_behind(session);
    tell("%d", cupel_refresh(session, user) == CUPEL_OK);
    tell("%s", user->name);
}

/* Changes are written before the rows are asked for. */
static void R043(cupel_session *session)
{
    User *user = cupel_one(ONE);
    if (!user)
        return;
    cupel_set(user, name, "new");
    tell("%d", (int)cupel_count(cupel_filter_by(USERS, User, name, "new")));
}

static void R044(cupel_session *session)
{
    User *user = cupel_one(ONE);
    if (!user)
        return;
    cupel_set(user, name, "new");
    tell("%d", (int)cupel_count(cupel_autoflush(cupel_filter_by(USERS, User, name, "new"), false)));
}

/* An instance's rows: inserted, changed, deleted. */
static void R045(cupel_session *session)
{
    User *user = cupel_new(User, .id = NUMBER(70), .name = "n");
    if (!user)
        return;
    cupel_add(session, user);
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    cupel_set(user, age, NUMBER(8));
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    VersionedFoo *foo = cupel_new(VersionedFoo, .id = 1, .version_id = 2, .data = "d");
    assert_non_null(foo);
    cupel_add(session, foo);
    assert_int_equal(cupel_flush(session), CUPEL_OK);
    cupel_delete(session, foo);
    tell("%s", cupel_code_name(cupel_flush(session)));
}

/* ---- what belongs to an instance ------------------------------------------------------------------ */

static void R050(cupel_session *session)
{
    User *user = cupel_one(ONE);
    if (!user)
        return;
    tell("%d", cupel_first(cupel_related(user, addresses)) != NULL);
}

static void tell_loaded(cupel_session *session, cupel_expr *option)
{
    User *user = cupel_one(cupel_options(ONE, option));
    if (!user)
        return;
    cupel_each_in (Address, address, user, addresses)
        tell("%d", address->id ? (int)*address->id : -1);
}

static void R051(cupel_session *session)
{
    tell_loaded(session, cupel_lazyload(ADDRESSES));
}

static void R052(cupel_session *session)
{
    tell_loaded(session, cupel_selectinload(ADDRESSES));
}

static void R053(cupel_session *session)
{
    tell_loaded(session, cupel_subqueryload(ADDRESSES));
}

static void R054(cupel_session *session)
{
    tell_loaded(session, cupel_immediateload(ADDRESSES));
}

static void R055(cupel_session *session)
{
    tell_loaded(session, cupel_joinedload(ADDRESSES));
}

static void R056(cupel_session *session)
{
    tell_loaded(session, cupel_noload(ADDRESSES));
}

/* Along a path, the other side of a relationship, and of that some columns only. */
static void R057(cupel_session *session)
{
    cupel_query *items =
        cupel_filter(cupel_query(session, Item), cupel_eq(cupel_attr(Item, id), 4));
    Item *item = cupel_one(cupel_options(
        items,
        cupel_joinedload(cupel_attr(Item, keywords),
                         cupel_selectinload(cupel_attr(Keyword, items),
                                            cupel_load_only(cupel_attr(Item, description))))));
    if (item)
        tell("%d", (int)cupel_item_count(item, keywords));
}

static void R058(cupel_session *session)
{
    User *user = cupel_one(cupel_options(ONE, cupel_defer(NAME)));
    if (!user)
        return;
    tell("%d", cupel_is_loaded(user, name));
    tell("%s", cupel_load(user, name));
}

/* ---- criteria of listeners ------------------------------------------------------------------------ */

static cupel_code leave_out(const cupel_event *event, void *data)
{
    *event->query = cupel_filter(*event->query, cupel_ne(AGE, *(const int *)data));
    return CUPEL_OK;
}

/* In front of LIMIT 1 and of what counts. */
static void R060(cupel_session *session)
{
    static int age = 25;
    assert_int_equal(
        cupel_listen(session, CUPEL_EVENT_BEFORE_QUERY, &User_mapping, leave_out, &age), CUPEL_OK);
    tell_user(cupel_first(BY_ID));
    tell("%d", (int)cupel_count(USERS));
}

/* ---- rows that are found and written -------------------------------------------------------------- */

/* The session has some of them, and must know which; without any it need not ask. */
static void R070(cupel_session *session)
{
    User *user = cupel_one(ONE);
    if (!user)
        return;
    tell("%d", (int)cupel_update_rows(cupel_filter(USERS, cupel_eq(AGE, 25)),
                                      CUPEL_SYNCHRONIZE_FETCH, cupel_assign(NAME, "x")));
    tell("%s", user->name);
}

static void R071(cupel_session *session)
{
    assert_non_null(cupel_all(cupel_query(session, VersionedFoo)));
    tell("%d", (int)cupel_delete_rows(cupel_filter(cupel_query(session, VersionedFoo),
                                                   cupel_eq(cupel_attr(VersionedFoo, id), 5)),
                                      CUPEL_SYNCHRONIZE_FETCH));
}

static void R072(cupel_session *session)
{
    User *user = cupel_one(ONE);
    if (!user)
        return;
    tell("%d",
         (int)cupel_update_rows(cupel_filter(USERS, cupel_eq(AGE, 25)), CUPEL_SYNCHRONIZE_EVALUATE,
                                cupel_assign(AGE, cupel_plus(AGE, 1))));
    tell("%d", user->age ? (int)*user->age : -1);
}

/* ---- the tests ------------------------------------------------------------------------------------ */

int main(void)
{
    static const call calls[] = {
        CALL(R001, "8 9"),
        CALL(Q316, "2 3 4 5 6 7 8 9"),
        CALL(R002, "8 9"),
        CALL(R003, "1 'ed'"),
        CALL(R004, "8 9"),
        CALL(R005, "5"),
        CALL(Q317, "1"),
        CALL(Q319, "1"),
        CALL(Q320, "1"),
        CALL(R010, "3"),
        CALL(Q145, "5"),
        CALL(R011, "2"),
        CALL(R012, "2 'x'"),
        CALL(R013, "-1"),
        CALL(Q322, "MULTIPLE_RESULTS_FOUND"),
        CALL(Q323, "1 9"),
        CALL(Q341, "1 9"),
        CALL(Q343, "1 y"),
        CALL(R014, "'b' 19 'jack' 30"),
        CALL(R015, "0"),
        CALL(Q326, "1"),
        CALL(Q331, "6"),
        CALL(Q332, "5"),
        CALL(R020, "1 1 1"),
        CALL(Q334, "1"),
        CALL(Q335, "3"),
        CALL(Q337, "9"),
        CALL(Q338, "13"),
        CALL(Q340, "14"),
        CALL(R025, "7"),
        CALL(R030, "1"),
        CALL(R031, "1 1"),
        CALL(R032, "1 1"),
        CALL(R040, "1 ed"),
        CALL(R041, "1 other"),
        CALL(R042, "1 other"),
        CALL(R043, "1"),
        CALL(R044, "0"),
        CALL(R045, "OK"),
        CALL(R050, "1"),
        CALL(R051, "1 2"),
        CALL(R052, "1 2"),
        CALL(R053, "1 2"),
        CALL(R054, "1 2"),
        CALL(R055, "1 2"),
        CALL(R056, ""),
        CALL(R057, "1"),
        CALL(R058, "0 ed"),
        CALL(R060, "2 6"),
        CALL(R070, "2 x"),
        CALL(R071, "1"),
        CALL(R072, "2 26"),
    };
    return run_calls(calls, sizeof calls / sizeof calls[0]);
}
