/*
 * firms.h - people of a firm: structs that inherit in tables of their own, two deep, and in their parent's, each with
 * relationships that no other has.
 */
#ifndef CU_TEST_FIRMS_H
#define CU_TEST_FIRMS_H

#include "staff.h"

typedef struct Firm Firm;
typedef struct Person Person;
typedef struct Engineer Engineer;
typedef struct Senior Senior;
typedef struct Cleaner Cleaner;
typedef struct Machine Machine;
typedef struct Part Part;
typedef struct Medal Medal;
typedef struct Broom Broom;

struct Firm {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Person) people;
};

struct Person {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text type;
    cupel_null_int firm_id;
    cupel_to_one(Firm) firm;
};

/* In a table of their own. */
struct Engineer {
    Person base;
    cupel_text info;
    cupel_text notes;
    cupel_to_many(Machine) machines;
};

/* In one more. */
struct Senior {
    Engineer base;
    cupel_null_int rank;
    cupel_to_many(Medal) medals;
};

/* In the table of people. */
struct Cleaner {
    Person base;
    cupel_null_int floor;
    cupel_to_many(Broom) brooms;
};

struct Machine {
    cupel_object base;
    cupel_int id;
    cupel_null_int engineer_id;
    cupel_to_many(Part) parts;
};

struct Part {
    cupel_object base;
    cupel_int id;
    cupel_null_int machine_id;
};

struct Medal {
    cupel_object base;
    cupel_int id;
    cupel_null_int senior_id;
};

struct Broom {
    cupel_object base;
    cupel_int id;
    cupel_null_int cleaner_id;
};

CUPEL_MAP(Firm, "firms", CUPEL_COLUMN(Firm, id, .primary_key = true),
          CUPEL_COLUMN(Firm, name, .length = 20),
          CUPEL_RELATIONSHIP(Firm, people, Person, .back_populates = "firm", .order_by = "id"));
CUPEL_MAP(Person, "people", CUPEL_COLUMN(Person, id, .primary_key = true),
          CUPEL_COLUMN(Person, name, .length = 20), CUPEL_COLUMN(Person, type, .length = 20),
          CUPEL_COLUMN(Person, firm_id, .foreign_key = "firms.id"),
          CUPEL_RELATIONSHIP(Person, firm, Firm, .back_populates = "people"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "type", .polymorphic_identity = "person"));
CUPEL_MAP_CHILD(Engineer, Person, "engineers", CUPEL_COLUMN(Engineer, info, .length = 20),
                CUPEL_COLUMN(Engineer, notes, .length = 20),
                CUPEL_RELATIONSHIP(Engineer, machines, Machine, .order_by = "id"),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "engineer"));
CUPEL_MAP_CHILD(Senior, Engineer, "seniors", CUPEL_COLUMN(Senior, rank),
                CUPEL_RELATIONSHIP(Senior, medals, Medal, .order_by = "id"),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "senior"));
CUPEL_MAP_CHILD(Cleaner, Person, NULL, CUPEL_COLUMN(Cleaner, floor),
                CUPEL_RELATIONSHIP(Cleaner, brooms, Broom, .order_by = "id"),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "cleaner"));
CUPEL_MAP(Machine, "machines", CUPEL_COLUMN(Machine, id, .primary_key = true),
          CUPEL_COLUMN(Machine, engineer_id, .foreign_key = "engineers.id"),
          CUPEL_RELATIONSHIP(Machine, parts, Part, .order_by = "id"));
CUPEL_MAP(Part, "parts", CUPEL_COLUMN(Part, id, .primary_key = true),
          CUPEL_COLUMN(Part, machine_id, .foreign_key = "machines.id"));
CUPEL_MAP(Medal, "medals", CUPEL_COLUMN(Medal, id, .primary_key = true),
          CUPEL_COLUMN(Medal, senior_id, .foreign_key = "seniors.id"));
CUPEL_MAP(Broom, "brooms", CUPEL_COLUMN(Broom, id, .primary_key = true),
          CUPEL_COLUMN(Broom, cleaner_id, .foreign_key = "people.id"));

static const cupel_mapping *const mappings[] = {
    &Firm_mapping,    &Person_mapping, &Engineer_mapping, &Senior_mapping, &Cleaner_mapping,
    &Machine_mapping, &Part_mapping,   &Medal_mapping,    &Broom_mapping
};

/* A firm: a person, an engineer with two machines of a part, a senior with one machine and a medal, a cleaner. */
static inline void add_firm(suite *one)
{
    Firm *firm = cupel_new(Firm, .name = "F");
    Person *person = cupel_new(Person, .name = "P");
    Engineer *engineer = cupel_new(Engineer, .base.name = "E", .info = "I", .notes = "N");
    Senior *senior = cupel_new(Senior, .base.base.name = "S", .base.info = "J", .base.notes = "O",
                               .rank = &(int64_t){ 7 });
    Cleaner *cleaner = cupel_new(Cleaner, .base.name = "C", .floor = &(int64_t){ 2 });
    Machine *machines[3];
    assert_true(firm && person && engineer && senior && cleaner);
    cupel_add(one->session, firm);
    for (int i = 0; i < 3; i++) {
        machines[i] = cupel_new(Machine);
        assert_non_null(machines[i]);
        cupel_append(machines[i], parts, cupel_new(Part));
    }
    cupel_append(firm, people, person);
    cupel_append(firm, people, &engineer->base);
    cupel_append(firm, people, &senior->base.base);
    cupel_append(firm, people, &cleaner->base);
    cupel_append(engineer, machines, machines[0]);
    cupel_append(engineer, machines, machines[1]);
    cupel_append(&senior->base, machines, machines[2]);
    cupel_append(senior, medals, cupel_new(Medal));
    cupel_append(cleaner, brooms, cupel_new(Broom));
    suite_ok(one, cupel_flush(one->session));
}

static inline void forget(suite *one)
{
    cupel_expunge_all(one->session);
    cu_test_statements_clear(&suite_log);
}

static inline void open_firms(suite *one, int count)
{
    suite_open(one, sizeof mappings / sizeof mappings[0], mappings);
    for (int i = 0; i < count; i++)
        add_firm(one);
    suite_ok(one, cupel_commit(one->session));
    assert_int_equal(cupel_count(cupel_query(one->session, Firm)), count); /* begins */
    forget(one);
}

static inline cupel_query *people(suite *one)
{
    return cupel_order_by(cupel_query(one->session, Person), cupel_attr(Person, id));
}

static inline cupel_query *with_engineers(suite *one)
{
    return cupel_order_by(
        cupel_with_polymorphic(cupel_query(one->session, Person), cupel_entity_of(Engineer)),
        cupel_attr(Person, id));
}

static inline void *all_of(suite *one, cupel_query *query, size_t count)
{
    void *found = cupel_all(query);
    if (!found)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(found), count);
    return found;
}

/* Which of the relationships are there without asking. */
typedef struct loaded {
    bool machines, medals, brooms;
} loaded;

static inline void expect_person(Person *person, loaded there)
{
    Engineer *engineer = cupel_as(Engineer, person);
    Senior *senior = cupel_as(Senior, person);
    Cleaner *cleaner = cupel_as(Cleaner, person);
    if (engineer) {
        assert_int_equal(cupel_is_loaded(engineer, machines), there.machines);
        if (there.machines)
            assert_int_equal(engineer->machines.count, senior ? 1 : 2);
    }
    if (senior) {
        assert_int_equal(cupel_is_loaded(senior, medals), there.medals);
        if (there.medals)
            assert_int_equal(senior->medals.count, 1);
    }
    if (cleaner) {
        assert_int_equal(cupel_is_loaded(cleaner, brooms), there.brooms);
        if (there.brooms)
            assert_int_equal(cleaner->brooms.count, 1);
    }
}

static inline void expect_people(Person **found, loaded there)
{
    for (size_t i = 0; i < cupel_array_count(found); i++)
        expect_person(found[i], there);
}

#endif
