/*
 * firm.h - structs that inherit and have tables of their own: people, some of
 * them engineers, some of these seniors.
 */
#ifndef CU_TEST_SUITE_FIRM_H
#define CU_TEST_SUITE_FIRM_H

#include "staff.h"

typedef struct Firm Firm;
typedef struct Person Person;
typedef struct Engineer Engineer;
typedef struct Senior Senior;
typedef struct Temp Temp;
typedef struct Project Project;

struct Firm {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_to_many(Person) people;
    cupel_to_many(Engineer) engineers;
};

struct Person {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text type;
    cupel_null_int firm_id;
    cupel_int version;
    cupel_to_one(Firm) firm;
};

struct Engineer {
    Person base;
    cupel_text language;
    cupel_null_int mentor_id;
    cupel_to_one(Engineer) mentor;
    cupel_to_many(Project) projects;
};

struct Senior {
    Engineer base;
    cupel_null_double years;
};

/* In the table of engineers. */
struct Temp {
    Engineer base;
    cupel_null_date until;
};

struct Project {
    cupel_object base;
    cupel_int id;
    cupel_text title;
    cupel_null_int engineer_id;
    cupel_to_one(Engineer) engineer;
};

CUPEL_MAP(Firm, "firms", CUPEL_COLUMN(Firm, id, .primary_key = true),
          CUPEL_COLUMN(Firm, name, .length = 40),
          CUPEL_RELATIONSHIP(Firm, people, Person, .back_populates = "firm", .order_by = "id"),
          CUPEL_RELATIONSHIP(Firm, engineers, Engineer, .viewonly = true, .order_by = "id"));

CUPEL_MAP(Person, "people", CUPEL_COLUMN(Person, id, .primary_key = true),
          CUPEL_COLUMN(Person, name, .length = 40), CUPEL_COLUMN(Person, type, .length = 20),
          CUPEL_COLUMN(Person, firm_id, .foreign_key = "firms.id"), CUPEL_COLUMN(Person, version),
          CUPEL_RELATIONSHIP(Person, firm, Firm, .back_populates = "people"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "type", .polymorphic_identity = "person",
                               .version_id = "version"));

CUPEL_MAP_CHILD(Engineer, Person, "engineers", CUPEL_COLUMN(Engineer, language, .length = 20),
                CUPEL_COLUMN(Engineer, mentor_id, .foreign_key = "engineers.id"),
                CUPEL_RELATIONSHIP(Engineer, mentor, Engineer, .remote_side = "engineers.id"),
                CUPEL_RELATIONSHIP(Engineer, projects, Project, .back_populates = "engineer",
                                   .order_by = "id"),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "engineer"));

CUPEL_MAP_CHILD(Senior, Engineer, "seniors", CUPEL_COLUMN(Senior, years),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "senior",
                                     .inherited_key = "engineer"));

CUPEL_MAP_CHILD(Temp, Engineer, NULL, CUPEL_COLUMN(Temp, until),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "temp"));

CUPEL_MAP(Project, "projects", CUPEL_COLUMN(Project, id, .primary_key = true),
          CUPEL_COLUMN(Project, title, .length = 40),
          CUPEL_COLUMN(Project, engineer_id, .foreign_key = "engineers.id"),
          CUPEL_RELATIONSHIP(Project, engineer, Engineer, .back_populates = "projects"));

static const cupel_mapping *const all_mappings[] = { &Firm_mapping,     &Person_mapping,
                                                     &Engineer_mapping, &Senior_mapping,
                                                     &Temp_mapping,     &Project_mapping };

static inline void open_people(suite *one)
{
    suite_open(one, 6, all_mappings);
}

/* 1 Ann, 2 Bob the engineer, 3 Cid the senior, 4 Dan the temp. */
static inline void open_firm(suite *one)
{
    open_people(one);
    Firm *firm = cupel_new(Firm, .name = "Acme");
    assert_non_null(firm);
    cupel_add(one->session, firm);
    cupel_append(firm, people, cupel_new(Person, .name = "Ann"));
    Engineer *bob = cupel_new(Engineer, .base.name = "Bob", .language = "c");
    assert_non_null(bob);
    cupel_append(firm, people, &bob->base);
    Senior *cid = cupel_new(Senior, .base = { .base.name = "Cid", .language = "go" },
                            .years = &(double){ 7.5 });
    assert_non_null(cid);
    cupel_append(firm, people, &cid->base.base);
    Temp *dan =
        cupel_new(Temp, .base.base.name = "Dan", .until = &(cupel_date_value){ 2030, 1, 31 });
    assert_non_null(dan);
    cupel_append(firm, people, &dan->base.base);
    suite_ok(one, cupel_commit(one->session));
    cupel_expunge_all(one->session);
    cu_test_statements_clear(&suite_log);
}

#define PERSON_COLUMNS                                                                 \
    "people.id AS people_id, people.name AS people_name, people.type AS people_type, " \
    "people.firm_id AS people_firm_id, people.version AS people_version"
#define ENGINEER_COLUMNS                                                       \
    "engineers.id AS engineers_id, " PERSON_COLUMNS ", engineers.language AS " \
    "engineers_language, engineers.mentor_id AS engineers_mentor_id"
#define ENGINEERS "people JOIN engineers ON people.id = engineers.id"
#define SENIORS   ENGINEERS " JOIN seniors ON engineers.id = seniors.engineer"

#endif
