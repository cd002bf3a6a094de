/*
 * test_element_use.c - what elements say, going through them, mistakes, deep trees, lack of memory.
 */
#include "element_check.h"

static const cupel_sequence numbers = { .name = "numbers", .schema = "counting" };

/* ---- what elements say ----------------------------------------------------------------------------- */

/* The first element of a kind in a tree. */
static const cupel_element *first_of(const cupel_element *root, cupel_element_kind kind)
{
    cupel_each_element (element, root)
        if (element->kind == kind)
            return element;
    fail_msg("there is none");
    return NULL;
}

static User *added_user(cupel_session *session)
{
    User *user = user_5(session);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    return user;
}

/* The tree of a query, and of an expression, which is taken over: its values are not to be looked at. */
static const cupel_element *tree_of(const cupel_query *query)
{
    const cupel_element *root = cupel_query_element(query);
    assert_non_null(root);
    return root;
}

static const cupel_element *element_of(cupel_session *session, cupel_expr *expression)
{
    const cupel_element *root = cupel_expression_element(session, expression);
    cupel_discard(expression);
    assert_non_null(root);
    return root;
}

static void test_what_elements_say(void **state)
{
    cupel_session *session = session_of(state);
    cupel_alias *alias = cupel_aliased(session, User, "u");
    cupel_subquery *inner = cupel_subquery_of(SEL(cupel_alias_attr(alias, User, name)), "s");
    const cupel_element *root = tree_of(SEL(cupel_c(inner, "name")));
    const cupel_element *column = first_of(root, CUPEL_ELEMENT_COLUMN);
    assert_null(root->parent);
    assert_ptr_equal(column->parent, root);
    assert_string_equal(column->source, "s");
    assert_string_equal(column->table, "users");
    assert_null(column->schema);
    assert_ptr_equal(column->mapping, &User_mapping);
    assert_non_null(column->attribute);
    assert_string_equal(column->attribute->name, "name");
    assert_non_null(column->type);
    assert_int_equal(column->type->id, CUPEL_STRING);
    assert_int_equal(column->type->length, 50);
    const cupel_element *named = first_of(root, CUPEL_ELEMENT_ALIAS);
    assert_string_equal(named->table, "users");
    assert_ptr_equal(named->mapping, &User_mapping);
    assert_null(named->attribute);
    assert_ptr_equal(first_of(root, CUPEL_ELEMENT_TABLE)->mapping, &User_mapping);

    /* a table that two structs share: each column is its own struct's */
    column = first_of(tree_of(SEL(cupel_attr(Manager, level))), CUPEL_ELEMENT_COLUMN);
    assert_string_equal(column->table, "employees");
    assert_ptr_equal(column->mapping, &Manager_mapping);
    assert_string_equal(column->attribute->name, "level");
    /* a table that no struct has */
    root = tree_of(cupel_filter(SEL(OID), cupel_any(R_ITEMS)));
    const cupel_element *link = first_of(root->children + 2, CUPEL_ELEMENT_TABLE);
    assert_string_equal(link->table, "order_items");
    assert_null(link->mapping);

    const cupel_element *operation = element_of(session, cupel_collate(NAME, "C"));
    assert_int_equal(operation->operation, CUPEL_OPERATOR_COLLATE);
    assert_string_equal(operation->name, "C");
    operation = element_of(session, cupel_in(ID, 1, 2));
    assert_int_equal(operation->operation, CUPEL_OPERATOR_IN);
    assert_int_equal(operation->type->id, CUPEL_BOOLEAN);
    assert_int_equal(operation->children[1].kind, CUPEL_ELEMENT_PARAMETER_LIST);
    assert_int_equal(operation->children[1].value_count, 2);
    assert_string_equal(element_of(session, cupel_next_value(&numbers))->schema, "counting");
    const cupel_element *year =
        element_of(session, cupel_extract("year", cupel_attr(Order, placed)));
    assert_string_equal(year->text, "year");
}

static void test_flags(void **state)
{
    cupel_session *session = session_of(state);
    const cupel_element *plain = tree_of(USERS);
    assert_false(plain->distinct || plain->locks);
    const cupel_element *root = tree_of(cupel_with_for_update(cupel_distinct(USERS)));
    assert_true(root->distinct && root->locks);
}

static void test_values(void **state)
{
    cupel_session *session = session_of(state);
    cupel_query *query =
        IDS(cupel_eq(NAME, cupel_bind_required("n")), cupel_in(ID, cupel_bind_list("ids", 1)));
    check_query(query, "select(columns:users.id, from:users, where:op =(users.name, :n=?), "
                       "where:op IN(users.id, :ids=1))");
    check_query(cupel_params(query, cupel_bind("n", "ed"), cupel_bind_list("ids", 3, 4)),
                "select(columns:users.id, from:users, where:op =(users.name, :n='ed'), where:op "
                "IN(users.id, :ids=3 4))");
    const cupel_value id = cupel_value_expression(ID);
    check_query(IDS(cupel_in_values(CUPEL_OPERATOR_IN, 1, &id)),
                "select(columns:users.id, from:users, where:op IN(users.id, ))");
    /* an instance stands for the values of its key */
    check_query(cupel_filter(SEL(EMAIL), cupel_eq(R_USER, cupel_instance(added_user(session)))),
                "select(columns:addresses.email_address, from:addresses, where:op =(5, "
                "addresses.user_id))");
    /* an expression is not used up, and one that was given to a query can be looked at */
    cupel_expr *condition = cupel_and(cupel_eq(NAME, "kept"), cupel_eq(R_USER, NULL));
    const char *expected = "op AND(op =(users.name, 'kept'), op IS(addresses.user_id, NULL))";
    const cupel_element *root = cupel_expression_element(session, condition);
    check_element(session, root, expected);
    query = cupel_filter(SEL(EMAIL), condition);
    check_element(session, cupel_expression_element(session, condition), expected);
    cupel_expr *where = cupel_whereclause(query);
    check_expression(session, where, expected);
    assert_non_null(cupel_sql(query, "sqlite"));
}

/* ---- going through a tree ------------------------------------------------------------------------ */

typedef struct visits {
    size_t count, until;
} visits;

static cupel_code count_visit(const cupel_element *element, void *data)
{
    visits *seen = data;
    assert_true(element->kind == CUPEL_ELEMENT_TABLE || element->kind == CUPEL_ELEMENT_COLUMN);
    return ++seen->count == seen->until ? CUPEL_NO_SUCH_COLUMN : CUPEL_OK;
}

static void test_traversal(void **state)
{
    cupel_session *session = session_of(state);
    cupel_query *query = cupel_filter(cupel_join(SEL(ID, NAME), R_ADDR), cupel_eq(EMAIL, "e"));
    const cupel_element *root = tree_of(query);
    uint64_t kinds = CUPEL_ELEMENTS(TABLE) | CUPEL_ELEMENTS(COLUMN);
    visits all = { 0, 0 }, some = { 0, 3 };
    assert_int_equal(cupel_traverse(root, kinds, count_visit, &all), CUPEL_OK);
    assert_int_equal(all.count, 7);
    assert_int_equal(cupel_traverse(root, kinds, count_visit, &some), CUPEL_NO_SUCH_COLUMN);
    assert_int_equal(some.count, 3);
    assert_int_equal(cupel_traverse(NULL, 0, count_visit, &some), CUPEL_INVALID_ARGUMENT);
    assert_int_equal(cupel_traverse(root, 0, NULL, &some), CUPEL_INVALID_ARGUMENT);

    size_t count = 0;
    const cupel_element *children = cupel_get_children(query, &count);
    assert_non_null(children);
    assert_int_equal(count, 4);
    assert_int_equal(children[2].kind, CUPEL_ELEMENT_JOIN);
    assert_int_equal(children[3].clause, CUPEL_CLAUSE_WHERE);
    /* a part of a tree ends where it does */
    const cupel_element *last = NULL;
    count = 0;
    cupel_each_element (element, &children[2]) {
        last = element;
        count++;
    }
    assert_int_equal(count, 6);
    assert_ptr_equal(last->parent->parent, &children[2]);
    assert_null(cupel_element_next(NULL, last));
    assert_null(cupel_element_next(root, NULL));

    for (int kind = 0; kind < CUPEL_ELEMENT_KIND_COUNT; kind++) {
        const char *name = cupel_element_kind_name((cupel_element_kind)kind);
        assert_non_null(name);
        for (int other = 0; other < kind; other++)
            assert_string_not_equal(name, cupel_element_kind_name((cupel_element_kind)other));
    }
    assert_string_equal(cupel_element_kind_name(CUPEL_ELEMENT_KIND_COUNT), "none");
}

static cupel_code refuse_orders(const cupel_element *element, void *data)
{
    (void)data;
    return strcmp(element->table, "orders") == 0 ? CUPEL_INVALID_REQUEST : CUPEL_OK;
}

static cupel_code check_tables(const cupel_event *event, void *data)
{
    cupel_code code = CUPEL_OK;
    cupel_scope(event->session)
    {
        const cupel_element *root = cupel_query_element(*event->query);
        code = cupel_traverse(root, CUPEL_ELEMENTS(TABLE), refuse_orders, data);
    }
    return code;
}

/* A listener that lets no query read a table, however it comes to it. */
static void test_refusing(void **state)
{
    cupel_session *session = session_of(state);
    assert_int_equal(cupel_listen(session, CUPEL_EVENT_BEFORE_QUERY, NULL, check_tables, NULL),
                     CUPEL_OK);
    assert_non_null(cupel_all(USERS));
    assert_null(cupel_all(cupel_filter(USERS, cupel_any(R_ORD, cupel_gt(OID, 1)))));
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    assert_null(cupel_all(cupel_options(USERS, cupel_joinedload(R_ORD))));
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
    assert_non_null(cupel_all(cupel_filter(USERS, cupel_any(R_ADDR, cupel_gt(AID, 1)))));
}

static cupel_code check_loads(const cupel_event *event, void *data)
{
    *event->query = cupel_enable_eagerloads(*event->query, false);
    return check_tables(event, data);
}

/* One that sees what options would load by statements of their own, as lazy loads. */
static void test_refusing_loads(void **state)
{
    cupel_session *session = session_of(state);
    added_user(session);
    assert_int_equal(cupel_commit(session), CUPEL_OK);
    assert_int_equal(cupel_listen(session, CUPEL_EVENT_BEFORE_QUERY, NULL, check_loads, NULL),
                     CUPEL_OK);
    cupel_query *query =
        cupel_options(USERS, cupel_selectinload(R_ORD), cupel_selectinload(R_ADDR));
    User *user = cupel_one(query);
    if (!user)
        fail_msg("%s", cupel_error_text(session));
    (void)cupel_load(user, addresses);
    assert_int_equal(cupel_error_code(session), CUPEL_OK);
    (void)cupel_load(user, orders);
    assert_int_equal(cupel_error_code(session), CUPEL_INVALID_REQUEST);
}

/* ---- mistakes ------------------------------------------------------------------------------------ */

static void check_fault(cupel_session *session, const cupel_element *root, cupel_code code,
                        const char *part)
{
    assert_null(root);
    if (cupel_error_code(session) != code || !strstr(cupel_error_text(session), part))
        fail_msg("%s", cupel_error_text(session));
}

static void test_mistakes(void **state)
{
    cupel_session *session = session_of(state);
    size_t count = 1;
    assert_null(cupel_query_element(NULL));
    assert_null(cupel_get_children(NULL, &count));
    assert_int_equal(count, 0);
    cupel_query *loose = cupel_query(NULL, User);
    assert_null(cupel_query_element(loose));
    check_query(cupel_with_session(loose, session), "select(" USER_COLUMNS ", from:users)");
    cupel_query_free(loose);
    check_fault(session, cupel_query_element(cupel_limit(USERS, -1)), CUPEL_INVALID_ARGUMENT, "-1");
    check_fault(session, cupel_query_element(IDS(cupel_or(NULL, NULL))), CUPEL_INVALID_REQUEST,
                "cupel_or");
    check_fault(session, cupel_query_element(IDS(cupel_eq(R_ADDR, 5))), CUPEL_INVALID_REQUEST,
                "cupel_contains");
    check_fault(session,
                cupel_query_element(
                    cupel_with_values(cupel_update_of(session, User), cupel_assign(EMAIL, "x"))),
                CUPEL_INVALID_ARGUMENT, "users");
    cupel_query *nothing_left = cupel_filter(SEL(ID), cupel_eq(ID, AID));
    check_fault(session,
                cupel_query_element(cupel_filter(SEL(ID, AID), cupel_exists(nothing_left))),
                CUPEL_INVALID_REQUEST, "select from nothing");

    assert_null(cupel_expression_element(NULL, ID));
    check_fault(session, cupel_expression_element(session, NULL), CUPEL_INVALID_ARGUMENT, "NULL");
    cupel_expr *wrong = cupel_or(NULL, NULL);
    check_fault(session, cupel_expression_element(session, wrong), CUPEL_INVALID_REQUEST,
                "cupel_or");
    cupel_discard(wrong);
    wrong = cupel_joinedload(R_ADDR);
    check_fault(session, cupel_expression_element(session, wrong), CUPEL_INVALID_ARGUMENT,
                "loader option");
    cupel_discard(wrong);
    check_fault(session, cupel_expression_element(session, R_ADDR), CUPEL_INVALID_REQUEST,
                "relationship");
    wrong = cupel_assign(NAME, "x");
    check_fault(session, cupel_expression_element(session, wrong), CUPEL_INVALID_REQUEST,
                "assignment");
    cupel_discard(wrong);
    wrong = E(Vertex);
    check_fault(session, cupel_expression_element(session, wrong), CUPEL_UNMAPPED_TYPE, "Vertex");
    cupel_discard(wrong);
}

/* ---- deep trees ---------------------------------------------------------------------------------- */

static void test_deep(void **state)
{
    enum { MANY = 10000, LEVELS = 100 };
    cupel_session *session = session_of(state);
    cupel_expr *condition = cupel_eq(ID, 0), *sum = ID;
    for (int i = 1; i < MANY; i++) {
        condition = cupel_or(condition, cupel_eq(ID, i));
        sum = cupel_plus(sum, i);
    }
    const cupel_element *root = cupel_expression_element(session, condition);
    assert_non_null(root);
    assert_int_equal(root->child_count, MANY);
    assert_int_equal(root->children[MANY - 1].children[1].values[0].as.integer, MANY - 1);
    cupel_discard(condition);

    root = tree_of(SEL(cupel_keep(sum)));
    size_t operations = 0, last = 0;
    cupel_each_element (element, root) {
        operations += element->kind == CUPEL_ELEMENT_OPERATION;
        if (element->kind == CUPEL_ELEMENT_PARAMETER)
            last = (size_t)element->values[0].as.integer;
    }
    assert_int_equal(operations, MANY - 1);
    assert_int_equal(last, MANY - 1);
    cupel_discard(sum);

    cupel_query *query = SEL(ID);
    for (int i = 0; i < LEVELS; i++)
        query = IDS(cupel_in(ID, query));
    size_t selects = 0;
    cupel_each_element (element, tree_of(query))
        selects += element->kind == CUPEL_ELEMENT_SELECT;
    assert_int_equal(selects, LEVELS + 1);
}

/* ---- memory -------------------------------------------------------------------------------------- */

static const cupel_element *everything(cupel_session *session, const User *user)
{
    cupel_subquery *some = cupel_cte(SEL(ID, NAME), "some");
    cupel_query *query = cupel_filter(cupel_join(SEL(E(Address), cupel_c(some, "id")), some,
                                                 .on = cupel_eq(AUSER, cupel_c(some, "id"))),
                                      cupel_in(EMAIL, "a", cupel_bind("b", "b")),
                                      cupel_and(cupel_gt(AID, 1), cupel_lt(AID, 9)),
                                      cupel_in(AID, 1, 2), cupel_eq(R_USER, cupel_instance(user)),
                                      cupel_has(R_USER, cupel_eq(NAME, "x")));
    query = cupel_with_hint(query, E(Address), "hint", "oracle");
    return cupel_query_element(query);
}

/* Each allocation failing once: the tree is there, or the session says why not. */
static void test_memory(void **state)
{
    cupel_session *session = session_of(state);
    const User *user = added_user(session);
    if (!everything(session, user))
        fail_msg("%s", cupel_error_text(session));
    for (size_t n = 1;; n++) {
        const cupel_element *root = NULL;
        cupel_code code = CUPEL_OK;
        if (cupel_scope_begin(session, CUPEL_SCOPE_KEEP) != CUPEL_OK)
            fail_msg("%s", cupel_error_text(session));
        cu_test_alloc_fail_at(n, false);
        root = everything(session, user);
        code = cupel_error_code(session);
        bool all_tried = cu_test_alloc_count() < n;
        cu_test_alloc_fail_at(0, false);
        assert_int_equal(code, root ? CUPEL_OK : CUPEL_NO_MEMORY);
        cupel_scope_end(session);
        if (all_tried)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ELEMENT_TEST(test_what_elements_say),
        ELEMENT_TEST(test_flags),
        ELEMENT_TEST(test_values),
        ELEMENT_TEST(test_traversal),
        ELEMENT_TEST(test_refusing),
        ELEMENT_TEST(test_refusing_loads),
        ELEMENT_TEST(test_mistakes),
        ELEMENT_TEST(test_deep),
        ELEMENT_TEST(test_memory),
    };
    return cmocka_run_group_tests_name("query/element_use", tests, NULL, NULL);
}
