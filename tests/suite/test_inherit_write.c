/*
 * Structs that inherit and have tables of their own: which tables are written in
 * which order, and what fails; keys of several columns.
 */
#include "firm.h"

static void test_writing(void **state)
{
    (void)state;
    suite one;
    open_people(&one);
    Senior *eve = cupel_new(Senior, .base = { .base.name = "Eve", .language = "c" });
    cupel_add(one.session, eve);
    suite_ok(&one, cupel_flush(one.session));
    assert_int_equal(eve->base.base.id, 1);
    staff_sent("INSERT INTO people (name, type, firm_id, version) VALUES (?, ?, ?, ?) ('Eve', "
               "'senior', NULL, 1)",
               "INSERT INTO engineers (id, language, mentor_id) VALUES (?, ?, ?) (1, 'c', NULL)",
               "INSERT INTO seniors (engineer, years) VALUES (?, ?) (1, NULL)");
    /* only what was touched, and the version, which stands on top */
    cupel_set(eve, years, 3.0);
    suite_ok(&one, cupel_flush(one.session));
    staff_sent("UPDATE seniors SET years=? WHERE seniors.engineer = ? (3.0, 1)",
               "UPDATE people SET version=? WHERE people.id = ? AND people.version = ? (2, 1, 1)");
    assert_int_equal(eve->base.base.version, 2);
    cupel_set(eve, base.base.name, "Eva");
    suite_ok(&one, cupel_flush(one.session));
    staff_sent("UPDATE people SET name=?, version=? WHERE people.id = ? AND people.version = ? "
               "('Eva', 3, 1, 2)");
    cupel_delete(one.session, eve);
    suite_ok(&one, cupel_flush(one.session));
    staff_sent("SELECT projects.id AS projects_id, projects.title AS projects_title, "
               "projects.engineer_id AS projects_engineer_id FROM projects WHERE ? = "
               "projects.engineer_id ORDER BY projects.id (1)",
               "DELETE FROM seniors WHERE seniors.engineer = ? (1)",
               "DELETE FROM engineers WHERE engineers.id = ? (1)",
               "DELETE FROM people WHERE people.id = ? AND people.version = ? (1, 3)");
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(cupel_count(cupel_query(one.session, Person)), 0);
    suite_close(&one);
}

/* More rows than one statement takes, mixed. */
static void test_many(void **state)
{
    (void)state;
    suite one;
    open_people(&one);
    for (int i = 0; i < 300; i++) {
        char name[20];
        snprintf(name, sizeof name, "p%d", i);
        if (i < 150)
            cupel_add(one.session, cupel_new(Engineer, .base.name = name, .language = name));
        else if (i % 2)
            cupel_add(one.session, cupel_new(Person, .name = name));
        else
            cupel_add(one.session, cupel_new(Senior, .base.base.name = name));
    }
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    assert_int_equal(cupel_count(cupel_query(one.session, Person)), 300);
    assert_int_equal(cupel_count(cupel_query(one.session, Engineer)), 225);
    Engineer **all =
        cupel_all(cupel_order_by(cupel_filter(cupel_query(one.session, Engineer),
                                              cupel_ne(cupel_attr(Engineer, language), NULL)),
                                 cupel_attr(Person, id)));
    assert_non_null(all);
    assert_int_equal(cupel_array_count(all), 150);
    for (int i = 0; i < 150; i++)
        suite_text(all[i]->language, all[i]->base.name);
    suite_close(&one);
}

static void test_failures(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Senior *cid = cupel_get(one.session, Senior, 3);
    assert_non_null(cid);
    /* the row of a child is gone */
    assert_int_equal(cupel_delete_rows(cupel_query(one.session, Senior), CUPEL_SYNCHRONIZE_NOT), 1);
    suite_ok(&one, cupel_commit(one.session));
    cupel_set(cid, years, 1.0);
    assert_int_equal(cupel_commit(one.session), CUPEL_STALE_DATA);
    assert_non_null(strstr(cupel_error_text(one.session), "of table 'seniors'"));
    cupel_rollback(one.session);
    /* the second table refuses: nothing is left of the first, and the new instance has no key */
    Engineer *fay = cupel_new(Engineer, .base.name = "Fay", .mentor_id = &(int64_t){ 99 });
    cupel_add(one.session, fay);
    if (suite_is("sqlite"))
        cupel_set(fay, base.id, 2); /* taken */
    assert_int_not_equal(cupel_commit(one.session), CUPEL_OK);
    cupel_rollback(one.session);
    assert_string_equal(cupel_state_name(cupel_object_state(fay)), "transient");
    assert_int_equal(cupel_count(cupel_query(one.session, Person)), 4);
    /* a key that another instance leaves, of another struct */
    Person *ann = cupel_get(one.session, Person, 1);
    cupel_delete(one.session, ann);
    cupel_add(one.session, cupel_new(Engineer, .base = { .id = 1, .name = "Gil" }));
    suite_ok(&one, cupel_commit(one.session));
    Person *gil = cupel_get(one.session, Person, 1);
    assert_non_null(gil);
    assert_ptr_equal(cupel_instance_mapping(CUPEL_OBJECT(gil)), &Engineer_mapping);
    suite_close(&one);
}

static void test_statements(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Engineer *bob = cupel_get(one.session, Engineer, 2);
    cu_test_statements_clear(&suite_log);
    assert_int_equal(cupel_update_rows(cupel_filter(cupel_query(one.session, Engineer),
                                                    cupel_eq(cupel_attr(Engineer, language), "c")),
                                       CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(cupel_attr(Engineer, language), "ada")),
                     1);
    staff_sent("UPDATE engineers SET language=? WHERE engineers.language = ? ('ada', 'c')");
    suite_text(bob->language, "ada");
    assert_int_equal(cupel_update_rows(cupel_query(one.session, Engineer), CUPEL_SYNCHRONIZE_FETCH,
                                       cupel_assign(cupel_attr(Engineer, language), "x")),
                     3);
    suite_text(cupel_load(bob, language), "x");
    assert_int_equal(cupel_update_rows(cupel_query(one.session, Engineer), CUPEL_SYNCHRONIZE_NOT,
                                       cupel_assign(cupel_attr(Person, name), "x")),
                     -1);
    assert_failed(&one, CUPEL_INVALID_ARGUMENT);
    suite_close(&one);
}

static cupel_query *named(suite *one, const char *name)
{
    return cupel_filter(cupel_query(one->session, Engineer),
                        cupel_eq(cupel_attr(Engineer, base.name), name));
}

/* Conditions about tables of the parents: of a statement about the child's own table. */
static void test_statements_by_parents(void **state)
{
    (void)state;
    suite one;
    open_firm(&one);
    Engineer *bob = cupel_get(one.session, Engineer, 2);
    Temp *dan = cupel_get(one.session, Temp, 4);
    assert_non_null(bob);
    assert_non_null(dan);
    cupel_set(dan, base.language, "c");
    suite_ok(&one, cupel_commit(one.session));
    cu_test_statements_clear(&suite_log);
    /* in the parent's table, which has one of its own: the rows of others stay as they are */
    assert_int_equal(cupel_update_rows(cupel_query(one.session, Temp), CUPEL_SYNCHRONIZE_EVALUATE,
                                       cupel_assign(cupel_attr(Temp, base.language), "d")),
                     1);
    staff_sent("UPDATE engineers SET language=? WHERE EXISTS (SELECT 1 FROM people WHERE people.id "
               "= engineers.id AND people.type IN (?)) ('d', 'temp')");
    suite_text(cupel_load(dan, base.language), "d");
    assert_int_equal(
        cupel_run(cupel_with_values(cupel_update_of(one.session, Temp),
                                    cupel_assign(cupel_attr(Temp, base.language), "e"))),
        1);
    cupel_expire_all(one.session);
    assert_texts(&one, cupel_order_by(cupel_query(one.session, Engineer), cupel_attr(Person, id)),
                 Engineer, language, "c go e");
    cu_test_statements_clear(&suite_log);
    /* by what the parent has */
    assert_int_equal(cupel_update_rows(named(&one, "Bob"), CUPEL_SYNCHRONIZE_FETCH,
                                       cupel_assign(cupel_attr(Engineer, language), "rust")),
                     1);
    staff_sent("UPDATE engineers SET language=? WHERE EXISTS (SELECT 1 FROM people WHERE people.id "
               "= engineers.id AND people.name = ?) RETURNING engineers.id ('rust', 'Bob')");
    suite_text(cupel_load(bob, language), "rust");
    /* to what the parent has */
    assert_int_equal(
        cupel_update_rows(cupel_filter(cupel_query(one.session, Engineer),
                                       cupel_ne(cupel_attr(Person, name), "Cid")),
                          CUPEL_SYNCHRONIZE_AUTO,
                          cupel_assign(cupel_attr(Engineer, language), cupel_attr(Person, name))),
        2);
    suite_text(cupel_load(bob, language), "Bob");
    assert_texts(&one, cupel_order_by(cupel_query(one.session, Engineer), cupel_attr(Person, id)),
                 Engineer, language, "Bob go Dan");
    /* two tables up, and deleting */
    assert_int_equal(cupel_delete_rows(cupel_filter(cupel_query(one.session, Senior),
                                                    cupel_eq(cupel_attr(Engineer, language), "x")),
                                       CUPEL_SYNCHRONIZE_NOT),
                     0);
    assert_int_equal(cupel_delete_rows(cupel_filter(cupel_query(one.session, Senior),
                                                    cupel_eq(cupel_attr(Engineer, language), "go"),
                                                    cupel_eq(cupel_attr(Person, name), "Cid")),
                                       CUPEL_SYNCHRONIZE_NOT),
                     1);
    assert_int_equal(cupel_delete_rows(cupel_query(one.session, Temp), CUPEL_SYNCHRONIZE_AUTO), 1);
    assert_string_equal(cupel_state_name(cupel_object_state(dan)), "deleted");
    assert_string_equal(cupel_state_name(cupel_object_state(bob)), "persistent");
    assert_int_equal(cupel_count(cupel_query(one.session, Engineer)), 2);
    suite_close(&one);
}

/* ---- keys of several columns ----------------------------------------------------------------------- */

typedef struct Place {
    cupel_object base;
    cupel_text country;
    cupel_int number;
    cupel_int16 kind; /* a number */
    cupel_text name;
    cupel_text label; /* no column */
} Place;

typedef struct Port {
    Place base;
    cupel_null_double depth;
} Port;

CUPEL_DECLARE(Place);

static cupel_expr *place_label(void)
{
    return cupel_concat(cupel_attr(Place, country), cupel_attr(Place, name));
}

CUPEL_MAP(Place, "places", CUPEL_COLUMN(Place, country, .length = 2, .primary_key = true),
          CUPEL_COLUMN(Place, number, .primary_key = true), CUPEL_COLUMN(Place, kind),
          CUPEL_COLUMN(Place, name, .length = 20), CUPEL_COLUMN_PROPERTY(Place, label, place_label),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "kind", .polymorphic_identity = "0"));
CUPEL_MAP_CHILD(Port, Place, "ports", CUPEL_COLUMN(Port, depth),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "-7",
                                     .inherited_key = "country_code, place"));

static void test_composite_keys(void **state)
{
    (void)state;
    suite one;
    const cupel_mapping *const all[] = { &Port_mapping, &Place_mapping };
    suite_open(&one, 2, all);
    cupel_add(one.session, cupel_new(Place, .country = "NL", .number = 1, .name = "Utrecht"));
    cupel_add(one.session,
              cupel_new(Port, .base = { .country = "NL", .number = 2, .name = "Rotterdam" },
                        .depth = &(double){ 24 }));
    suite_ok(&one, cupel_commit(one.session));
    cupel_expunge_all(one.session);
    cu_test_statements_clear(&suite_log);
    Port *port = cupel_get(one.session, Port, "NL", 2);
    assert_non_null(port);
    assert_int_equal(port->base.kind, -7);
    suite_text(port->base.label, "NLRotterdam");
    staff_sent("SELECT places.country AS places_country, places.number AS places_number, "
               "places.kind AS places_kind, places.name AS places_name, places.country || "
               "places.name AS anon_1, ports.depth AS ports_depth FROM places JOIN ports ON "
               "places.country = ports.country_code AND places.number = ports.place WHERE "
               "places.country = ? AND places.number = ? ('NL', 2)");
    assert_null(cupel_get(one.session, Port, "NL", 1));
    Place *place = cupel_get(one.session, Place, "NL", 1);
    assert_non_null(place);
    /* what a child has may be NULL */
    cupel_set(port, depth, NULL);
    suite_ok(&one, cupel_commit(one.session));
    assert_null(cupel_load(port, depth));
    cupel_delete(one.session, port);
    suite_ok(&one, cupel_commit(one.session));
    assert_int_equal(cupel_count(cupel_query(one.session, Place)), 1);
    Place **places = cupel_all(cupel_query(one.session, Place));
    assert_non_null(places);
    assert_int_equal(cupel_array_count(places), 1);
    assert_int_equal(cupel_count(cupel_query(one.session, Port)), 0);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_writing),
        SUITE_TEST(test_many),
        SUITE_TEST(test_failures),
        SUITE_TEST(test_statements),
        SUITE_TEST(test_statements_by_parents),
        SUITE_TEST(test_composite_keys),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
