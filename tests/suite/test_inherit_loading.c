/*
 * Relationships to structs that inherit: cupel_of_type() of an option loads what a
 * child has besides with the others, however the relationship is loaded.
 */
#include "loading_ways.h"
#include "staff.h"

typedef struct Team Team;
typedef struct Worker Worker;
typedef struct Pilot Pilot;
typedef struct Cook Cook;
typedef struct Flight Flight;

struct Team {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_null_int lead_id;
    cupel_to_one(Worker) lead;
    cupel_to_many(Worker) members;
    cupel_to_many(Worker) guests;
};

struct Worker {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text type;
    cupel_null_int team_id;
};

struct Pilot {
    Worker base;
    cupel_text licence;
    cupel_to_many(Flight) flights;
};

/* In the table of workers. */
struct Cook {
    Worker base;
    cupel_null_int stars;
};

struct Flight {
    cupel_object base;
    cupel_int id;
    cupel_null_int pilot_id;
};

CUPEL_TABLE(team_guests, "team_guests",
            CUPEL_TABLE_COLUMN("team", .primary_key = true, .foreign_key = "teams.id"),
            CUPEL_TABLE_COLUMN("worker", .primary_key = true, .foreign_key = "workers.id"));

CUPEL_MAP(Team, "teams", CUPEL_COLUMN(Team, id, .primary_key = true),
          CUPEL_COLUMN(Team, name, .length = 20),
          CUPEL_COLUMN(Team, lead_id, .foreign_key = "workers.id"),
          CUPEL_RELATIONSHIP(Team, lead, Worker, .foreign_keys = "lead_id", .post_update = true),
          CUPEL_RELATIONSHIP(Team, members, Worker, .foreign_keys = "workers.team_id",
                             .order_by = "id"),
          CUPEL_RELATIONSHIP(Team, guests, Worker, .secondary = &team_guests, .order_by = "id"));
CUPEL_MAP(Worker, "workers", CUPEL_COLUMN(Worker, id, .primary_key = true),
          CUPEL_COLUMN(Worker, name, .length = 20), CUPEL_COLUMN(Worker, type, .length = 20),
          CUPEL_COLUMN(Worker, team_id, .foreign_key = "teams.id"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "type", .polymorphic_identity = "worker"));
CUPEL_MAP_CHILD(Pilot, Worker, "pilots", CUPEL_COLUMN(Pilot, licence, .length = 20),
                CUPEL_RELATIONSHIP(Pilot, flights, Flight, .order_by = "id"),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "pilot"));
CUPEL_MAP_CHILD(Cook, Worker, NULL, CUPEL_COLUMN(Cook, stars),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "cook"));
CUPEL_MAP(Flight, "flights", CUPEL_COLUMN(Flight, id, .primary_key = true),
          CUPEL_COLUMN(Flight, pilot_id, .foreign_key = "pilots.id"));

static const cupel_mapping *const mappings[] = { &Team_mapping, &Worker_mapping, &Pilot_mapping,
                                                 &Cook_mapping, &Flight_mapping };

/* Two teams of a worker, a pilot and a cook each, led by the pilot; the pilot and the cook are guests of the other one. */
static void open_teams(suite *one)
{
    Pilot *pilots[2];
    Cook *cooks[2];
    Team *teams[2];
    suite_open(one, 5, mappings);
    for (int i = 0; i < 2; i++) {
        teams[i] = cupel_new(Team, .name = i == 0 ? "A" : "B");
        pilots[i] = cupel_new(Pilot, .base.name = "P", .licence = "L");
        cooks[i] = cupel_new(Cook, .base.name = "C", .stars = &(int64_t){ 3 });
        assert_true(teams[i] && pilots[i] && cooks[i]);
        cupel_add(one->session, teams[i]);
        cupel_append(teams[i], members, cupel_new(Worker, .name = "W"));
        cupel_append(teams[i], members, &pilots[i]->base);
        cupel_append(teams[i], members, &cooks[i]->base);
        cupel_append(pilots[i], flights, cupel_new(Flight));
    }
    for (int i = 0; i < 2; i++) {
        cupel_set(teams[i], lead, &pilots[i]->base);
        cupel_append(teams[i], guests, &pilots[1 - i]->base);
        cupel_append(teams[i], guests, &cooks[1 - i]->base);
    }
    suite_ok(one, cupel_commit(one->session));
    cupel_expunge_all(one->session);
    assert_int_equal(cupel_count(cupel_query(one->session, Team)), 2); /* a transaction is begun */
    cu_test_statements_clear(&suite_log);
}

static Team **teams_with(suite *one, cupel_option *option)
{
    Team **teams = cupel_all(cupel_options(
        cupel_order_by(cupel_query(one->session, Team), cupel_attr(Team, id)), option));
    if (!teams)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(teams), 2);
    return teams;
}

/* What is loaded of a worker that is a pilot or a cook, without asking. */
static void expect_loaded(Worker *worker, bool pilots)
{
    Pilot *pilot = cupel_as(Pilot, worker);
    Cook *cook = cupel_as(Cook, worker);
    if (pilot)
        assert_int_equal(cupel_is_loaded(pilot, licence), pilots);
    else if (cook)
        assert_int_equal(cupel_is_loaded(cook, stars), !pilots);
}

static cupel_option *lazy(cupel_expr *relationship)
{
    return cupel_lazyload(relationship);
}

static const struct {
    option_maker make;
    size_t statements; /* for two teams and a relationship */
} ways[] = { { joined, 1 }, { selectin, 2 }, { subquery, 2 }, { immediate, 3 }, { lazy, 3 } };

static cupel_expr *narrowed(cupel_expr *relationship, bool pilots)
{
    return cupel_of_type(relationship, pilots ? cupel_entity_of(Pilot) : cupel_entity_of(Cook));
}

static void test_collections(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++)
        for (int pilots = 0; pilots < 2; pilots++) {
            cupel_expunge_all(one.session);
            cu_test_statements_clear(&suite_log);
            Team **teams =
                teams_with(&one, ways[way].make(narrowed(cupel_attr(Team, members), pilots == 1)));
            for (int i = 0; i < 2; i++) {
                assert_int_equal(cupel_item_count(teams[i], members), 3);
                for (size_t j = 0; j < 3; j++)
                    expect_loaded(teams[i]->members.items[j], pilots == 1);
            }
            assert_int_equal(suite_sent_count(), ways[way].statements);
            cupel_expunge_all(one.session);
            teams =
                teams_with(&one, ways[way].make(narrowed(cupel_attr(Team, guests), pilots == 1)));
            for (int i = 0; i < 2; i++) {
                assert_int_equal(cupel_item_count(teams[i], guests), 2);
                for (size_t j = 0; j < 2; j++)
                    expect_loaded(teams[i]->guests.items[j], pilots == 1);
            }
            assert_int_equal(suite_sent_count(), ways[way].statements);
        }
    suite_close(&one);
}

static void test_to_one(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
        cupel_expunge_all(one.session);
        cu_test_statements_clear(&suite_log);
        Team **teams = teams_with(&one, ways[way].make(narrowed(cupel_attr(Team, lead), true)));
        for (int i = 0; i < 2; i++)
            expect_loaded(cupel_load(teams[i], lead).item, true);
        assert_int_equal(suite_sent_count(), ways[way].statements);
    }
    suite_close(&one);
}

static void test_statements(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    teams_with(&one, selectin(narrowed(cupel_attr(Team, guests), true)));
    staff_sent(
        "SELECT teams.id AS teams_id, teams.name AS teams_name, teams.lead_id AS "
        "teams_lead_id FROM teams ORDER BY teams.id ()",
        "SELECT teams_1.id AS teams_1_id, workers.id AS workers_id, workers.name AS "
        "workers_name, workers.type AS workers_type, workers.team_id AS workers_team_id, "
        "pilots.id AS pilots_id, pilots.licence AS pilots_licence FROM teams AS teams_1 JOIN "
        "team_guests AS team_guests_1 ON teams_1.id = team_guests_1.team JOIN (workers LEFT "
        "OUTER JOIN pilots ON workers.id = pilots.id) ON workers.id = team_guests_1.worker "
        "WHERE teams_1.id IN (?, ?) ORDER BY workers.id (1, 2)");
    cupel_expunge_all(one.session);
    teams_with(&one, subquery(narrowed(cupel_attr(Team, members), true)));
    staff_sent("SELECT teams.id AS teams_id, teams.name AS teams_name, teams.lead_id AS "
               "teams_lead_id FROM teams ORDER BY teams.id ()",
               "SELECT workers.id AS workers_id, workers.name AS workers_name, workers.type AS "
               "workers_type, workers.team_id AS workers_team_id, pilots.id AS pilots_id, "
               "pilots.licence AS pilots_licence, anon_1.teams_id AS anon_1_teams_id FROM (SELECT "
               "teams.id AS teams_id FROM teams) AS anon_1 JOIN (workers LEFT OUTER JOIN pilots ON "
               "workers.id = pilots.id) ON anon_1.teams_id = workers.team_id ORDER BY workers.id "
               "()");
    cupel_expunge_all(one.session);
    teams_with(&one, selectin(narrowed(cupel_attr(Team, lead), true)));
    staff_sent("SELECT teams.id AS teams_id, teams.name AS teams_name, teams.lead_id AS "
               "teams_lead_id FROM teams ORDER BY teams.id ()",
               "SELECT workers.id AS workers_id, workers.name AS workers_name, workers.type AS "
               "workers_type, workers.team_id AS workers_team_id, pilots.id AS pilots_id, "
               "pilots.licence AS pilots_licence FROM workers LEFT OUTER JOIN pilots ON workers.id "
               "= pilots.id WHERE workers.id IN (?, ?) (2, 5)");
    suite_close(&one);
}

/* Conditions on the child's own columns. */
static void test_conditions(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    for (size_t way = 1; way < sizeof ways / sizeof ways[0]; way++) {
        cupel_expunge_all(one.session);
        Team **teams = teams_with(
            &one, ways[way].make(cupel_related_and(narrowed(cupel_attr(Team, members), true),
                                                   cupel_eq(cupel_attr(Pilot, licence), "L"))));
        for (int i = 0; i < 2; i++) {
            assert_int_equal(cupel_item_count(teams[i], members), 1);
            assert_non_null(cupel_as(Pilot, teams[i]->members.items[0]));
        }
    }
    suite_close(&one);
}

static void test_refused(void **state)
{
    (void)state;
    suite one;
    open_teams(&one);
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
        assert_null(cupel_all(cupel_options(
            cupel_query(one.session, Team),
            ways[way].make(cupel_of_type(cupel_attr(Team, members), cupel_entity_of(Flight))))));
        assert_failed(&one, CUPEL_INVALID_REQUEST);
        suite_text(cupel_error_text(one.session),
                   "cupel_of_type: the target is of Flight, but Team.members is to Worker");
    }
    suite_close(&one);
}

/* ---- what a child's mapping says, for rows of its parent ------------------------------------------ */

typedef struct Vehicle Vehicle;
typedef struct Seat Seat;
typedef struct Trip Trip;

struct Vehicle {
    cupel_object base;
    cupel_int id;
    cupel_text kind;
};

typedef struct Bus {
    Vehicle base;
    cupel_to_many(Seat) seats;
} Bus;

typedef struct Coach {
    Bus base;
} Coach;

typedef struct Car {
    Vehicle base;
    cupel_to_many(Seat) places;
} Car;

struct Seat {
    cupel_object base;
    cupel_int id;
    cupel_null_int vehicle_id;
};

struct Trip {
    cupel_object base;
    cupel_int id;
    cupel_null_int vehicle_id;
    cupel_to_one(Vehicle) vehicle;
};

CUPEL_MAP(Vehicle, "vehicles", CUPEL_COLUMN(Vehicle, id, .primary_key = true),
          CUPEL_COLUMN(Vehicle, kind, .length = 20),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "kind", .polymorphic_identity = "vehicle"));
CUPEL_MAP_CHILD(Bus, Vehicle, NULL,
                CUPEL_RELATIONSHIP(Bus, seats, Seat, .lazy = CUPEL_LAZY_SELECTIN),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "bus"));
CUPEL_MAP_CHILD(Coach, Bus, NULL, CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "coach"));
CUPEL_MAP_CHILD(Car, Vehicle, NULL,
                CUPEL_RELATIONSHIP(Car, places, Seat, .lazy = CUPEL_LAZY_JOINED),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "car"));
CUPEL_MAP(Seat, "seats", CUPEL_COLUMN(Seat, id, .primary_key = true),
          CUPEL_COLUMN(Seat, vehicle_id, .foreign_key = "vehicles.id"));
CUPEL_MAP(Trip, "trips", CUPEL_COLUMN(Trip, id, .primary_key = true),
          CUPEL_COLUMN(Trip, vehicle_id, .foreign_key = "vehicles.id"),
          CUPEL_RELATIONSHIP(Trip, vehicle, Vehicle));

static const cupel_mapping *const vehicle_mappings[] = { &Vehicle_mapping, &Bus_mapping,
                                                         &Coach_mapping,   &Car_mapping,
                                                         &Seat_mapping,    &Trip_mapping };

/* A vehicle got by its key, and whether what its struct has besides came with it; by so many statements. */
static Vehicle *get_vehicle(suite *one, int64_t id, size_t statements)
{
    cupel_expunge_all(one->session);
    cu_test_statements_clear(&suite_log);
    Vehicle *vehicle = cupel_get(one->session, Vehicle, id);
    assert_non_null(vehicle);
    assert_int_equal(suite_sent_count(), statements);
    return vehicle;
}

static void test_mapping_of_child(void **state)
{
    (void)state;
    suite one;
    suite_open(&one, 6, vehicle_mappings);
    Coach *coach = cupel_new(Coach);
    Car *car = cupel_new(Car);
    Trip *trip = cupel_new(Trip);
    assert_true(coach && car && trip);
    cupel_append(&coach->base, seats, cupel_new(Seat));
    cupel_append(car, places, cupel_new(Seat));
    cupel_set(trip, vehicle, &coach->base.base);
    suite_ok(&one, cupel_add(one.session, trip));
    suite_ok(&one, cupel_add(one.session, car));
    suite_ok(&one, cupel_commit(one.session));
    int64_t ids[] = { cupel_load(coach, base.base.id), cupel_load(car, base.id) };

    Bus *bus = cupel_as(Bus, get_vehicle(&one, ids[0], 2));
    assert_true(cupel_is_loaded(bus, seats));
    assert_int_equal(bus->seats.count, 1);
    /* nothing is joined to rows of the parent, which are of other structs as well */
    assert_false(cupel_is_loaded(cupel_as(Car, get_vehicle(&one, ids[1], 1)), places));
    /* and so where a relationship refers to it */
    cupel_expunge_all(one.session);
    cu_test_statements_clear(&suite_log);
    trip = cupel_first(cupel_query(one.session, Trip));
    bus = cupel_as(Bus, cupel_load(trip, vehicle).item);
    assert_true(cupel_is_loaded(bus, seats));
    assert_int_equal(suite_sent_count(), 3);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_collections), SUITE_TEST(test_to_one),  SUITE_TEST(test_statements),
        SUITE_TEST(test_conditions),  SUITE_TEST(test_refused), SUITE_TEST(test_mapping_of_child),
    };
    return cmocka_run_group_tests(tests, NULL, suite_end);
}
