/*
 * The shop of examples/chinook, asked on every database: the answers, and that a question takes the same few
 * statements however much there is in the shop.
 *
 * CUPEL_CHINOOK=FOLDER, with Chinook_Sqlite.sql in it, has the whole of the Chinook database asked; where that is not
 * set, a few rows are, which the example brings along.
 */
#include "suite.h"

#include "../../examples/chinook/chinook.h"

/* What to expect: of few rows, and of the whole database. */
static const struct {
    int64_t statements;
    const char *few, *whole;
} answers[CHINOOK_QUESTION_COUNT] = {
    /* Who are our best customers? */
    { 1,
      "Luís Gonçalves, Brazil: 7.94\n"
      "Leonie Köhler, Germany: 0.99\n",
      "Helena Holý, Czech Republic: 49.62\n"
      "Richard Cunningham, USA: 47.62\n"
      "Luis Rojas, Chile: 46.62\n"
      "Ladislav Kovács, Hungary: 45.62\n"
      "Hugh O'Reilly, Ireland: 45.62\n" },
    /* What does each of our agents sell? */
    { 1, "Berta Klein: 8.93 (customers: 3)\n",
      "Jane Peacock: 833.04 (customers: 21)\n"
      "Margaret Park: 775.40 (customers: 20)\n"
      "Steve Johnson: 720.16 (customers: 18)\n" },
    /* Who reports to whom? */
    { 2,
      "Anna Groß, General Manager\n"
      "  Berta Klein, Sales Agent\n"
      "    Cem Demir, Trainee\n",
      "Andrew Adams, General Manager\n"
      "  Nancy Edwards, Sales Manager\n"
      "    Jane Peacock, Sales Support Agent\n"
      "    Margaret Park, Sales Support Agent\n"
      "    Steve Johnson, Sales Support Agent\n"
      "  Michael Mitchell, IT Manager\n"
      "    Robert King, IT Staff\n"
      "    Laura Callahan, IT Staff\n" },
    /* Which genres sell best? */
    { 1,
      "Rock: 5.96 (pieces: 4)\n"
      "Jazz: 2.97 (pieces: 3)\n",
      "Rock: 826.65 (pieces: 835)\n"
      "Latin: 382.14 (pieces: 386)\n"
      "Metal: 261.36 (pieces: 264)\n"
      "Alternative & Punk: 241.56 (pieces: 244)\n"
      "Jazz: 79.20 (pieces: 80)\n" },
    /* What was never sold? */
    { 2,
      "tracks: 1, such as\n"
      "Blue in the Morning\n",
      "tracks: 1519, such as\n"
      "Let's Get It Up\n"
      "C.O.D.\n"
      "Let There Be Rock\n" },
    /* How are sales going, year by year? */
    { 1,
      "2021: 1.98 (invoices: 1)\n"
      "2022: 6.95 (invoices: 2)\n",
      "2021: 449.46 (invoices: 83)\n"
      "2022: 481.45 (invoices: 83)\n"
      "2023: 469.58 (invoices: 83)\n"
      "2024: 477.53 (invoices: 83)\n"
      "2025: 450.58 (invoices: 80)\n" },
    /* What was our largest invoice? */
    { 2,
      "invoice 2 of 2022-06-30 for Luís Gonçalves\n"
      "2 x 1.99: Böögie, Loudest, the Film\n"
      "2 x 0.99: The Quintet, So That\n"
      "total 5.96\n",
      "invoice 404 of 2025-11-13 for Helena Holý\n"
      "1 x 0.99: Titãs, Insensível\n"
      "1 x 1.99: Battlestar Galactica, Collaborators\n"
      "1 x 1.99: Battlestar Galactica, The Woman King\n"
      "1 x 1.99: Heroes, One Giant Leap\n"
      "1 x 1.99: Heroes, The Fix\n"
      "1 x 1.99: Lost, Man of Science, Man of Faith (Premiere)\n"
      "1 x 1.99: Lost, Walkabout\n"
      "1 x 1.99: Lost, The Moth\n"
      "1 x 1.99: Lost, Stranger In a Strange Land\n"
      "1 x 1.99: Lost, Par Avion\n"
      "1 x 1.99: Lost, Outlaws\n"
      "1 x 1.99: Lost, Deus Ex Machina\n"
      "1 x 1.99: Lost, Live Together, Die Alone, Pt. 1\n"
      "1 x 0.99: U2, So Cruel\n"
      "total 25.86\n" },
    /* Which playlists have jazz? */
    { 1,
      "1 Music\n"
      "2 Evening\n",
      "1 Music\n"
      "5 90’s Music\n"
      "8 Music\n"
      "18 On-The-Go 1\n" },
    /* Which tracks are in most playlists? */
    { 1,
      "So That (playlists: 2)\n"
      "Blue in the Morning (playlists: 1)\n"
      "Loud (playlists: 1)\n",
      "Intoitus: Adorate Deum (playlists: 5)\n"
      "Miserere mei, Deus (playlists: 5)\n"
      "Aria Mit 30 Veränderungen, BWV 988 \"Goldberg Variations\": Aria (playlists: 5)\n" },
    /* Which albums are the longest? */
    { 1,
      "Böögie, It's Loud: 103 minutes\n"
      "The Quintet, Kinds: 20 minutes\n",
      "Lost, Lost, Season 3: 1177 minutes\n"
      "Battlestar Galactica (Classic), Battlestar Galactica (Classic), Season 1: 1170 minutes\n"
      "Lost, Lost, Season 1: 1080 minutes\n" },
};

static void open_shop(suite *one)
{
    suite_open(one, CHINOOK_MAPPING_COUNT, chinook_mappings);
}

static void ask(suite *one, size_t number, bool whole)
{
    char *said = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);
    assert_non_null(out);
    int64_t before = cupel_session_status_of(one->session).statements;
    cupel_code code = chinook_questions[number].answer(one->session, out);
    fclose(out);
    const char *expected = whole ? answers[number].whole : answers[number].few;
    bool same = strcmp(said, expected) == 0;
    if (code != CUPEL_OK)
        print_error("%s\n", cupel_error_text(one->session));
    else if (!same)
        print_error("%s\nexpected:\n%sbut was:\n%s", chinook_questions[number].text, expected,
                    said);
    free(said);
    assert_int_equal(code, CUPEL_OK);
    assert_true(same);
    assert_int_equal(cupel_session_status_of(one->session).statements - before,
                     answers[number].statements);
    assert_int_equal(cupel_session_status_of(one->session).lazy_loads, 0);
}

static void ask_all(suite *one, bool whole)
{
    for (size_t i = 0; i < CHINOOK_QUESTION_COUNT; i++) {
        /* Nothing is known from the question before. */
        cupel_session_close(one->session);
        one->session = cupel_session_open(one->registry, one->engine);
        suite_ok(one, cupel_begin(one->session, CUPEL_BEGIN_DEFAULT));
        ask(one, i, whole);
    }
}

static void test_few_rows(void **state)
{
    (void)state;
    suite one;
    open_shop(&one);
    suite_ok(&one, chinook_fill(one.session));
    ask_all(&one, false);
    suite_close(&one);
}

/* ---- another shop, copied ------------------------------------------------------------------------ */

/* Runs the script of the whole database. */
static void run_script(cupel_engine *engine, const char *folder)
{
    enum { MOST = 1 << 21 };
    char path[1000];
    assert_true((size_t)snprintf(path, sizeof path, "%s/Chinook_Sqlite.sql", folder) < sizeof path);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("CUPEL_CHINOOK: there is no %s", path);
    char *sql = calloc(1, MOST);
    assert_non_null(sql);
    size_t size = fread(sql, 1, MOST - 1, file);
    assert_true(size > 0 && feof(file));
    fclose(file);
    cupel_connection *connection = cupel_connect(engine);
    cupel_code code = cupel_execute_script(connection, sql);
    if (code != CUPEL_OK)
        print_error("%s\n", cupel_error_text(connection));
    cupel_connection_close(connection);
    free(sql);
    assert_int_equal(code, CUPEL_OK);
}

/* A shop in SQLite's memory: all of Chinook where the environment says where it is, else a few rows. */
static bool open_source(suite *source)
{
    const char *folder = getenv("CUPEL_CHINOOK");
    bool whole = folder && *folder;
    *source = (suite){ .engine = cupel_engine_open("sqlite://") };
    source->registry = cupel_registry_open_with(CHINOOK_MAPPING_COUNT, chinook_mappings, NULL);
    source->session = cupel_session_open(source->registry, source->engine);
    if (whole)
        run_script(source->engine, folder);
    else if (cupel_create_all(source->registry, source->engine) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(source->registry));
    else
        suite_ok(source, chinook_fill(source->session));
    return whole;
}

/* All instances of a mapping, attribute for attribute. */
static void copy_instances(suite *from, suite *to, const cupel_mapping *mapping)
{
    static const struct {
        _Alignas(16) char bytes[512];
    } nothing;
    assert_true(mapping->size <= sizeof nothing);
    const cupel_query *all = cupel_order_by(cupel_query_mapping(from->session, mapping),
                                            cupel_attribute_named(mapping, "id"));
    cupel_each (cupel_object, object, all) {
        cupel_object *copy = cupel_new_instance(mapping, &nothing);
        assert_non_null(copy);
        for (size_t i = 0; i < mapping->count; i++) {
            cupel_value value;
            if (mapping->attributes[i].kind != CUPEL_ITEM_COLUMN)
                continue;
            const char *name = mapping->attributes[i].name;
            assert_int_equal(cupel_get_named(object, name, &value), CUPEL_OK);
            assert_int_equal(cupel_set_named(copy, name, &value), CUPEL_OK);
        }
        suite_ok(to, cupel_add_instance(to->session, copy));
    }
    assert_failed(from, CUPEL_OK);
    suite_ok(to, cupel_flush(to->session));
}

static void copy_playlists(suite *from, suite *to)
{
    cupel_result *pairs = cupel_session_execute(
        from->session,
        "SELECT PlaylistId, TrackId FROM PlaylistTrack ORDER BY PlaylistId, TrackId");
    if (!pairs)
        fail_msg("%s", cupel_error_text(from->session));
    for (const cupel_row *row; (row = cupel_result_next(pairs)) != NULL;) {
        Playlist *playlist = cupel_get(to->session, Playlist, cupel_row_int(row, 0));
        Track *track = cupel_get(to->session, Track, cupel_row_int(row, 1));
        assert_non_null(playlist);
        assert_non_null(track);
        suite_ok(to, cupel_append(playlist, tracks, track));
    }
    cupel_result_close(pairs);
}

static void test_copied(void **state)
{
    (void)state;
    suite source, copy;
    bool whole = open_source(&source);
    ask_all(&source, whole);
    open_shop(&copy);
    for (size_t i = 0; i < CHINOOK_MAPPING_COUNT; i++) {
        const cupel_mapping *mapping = chinook_mappings[i];
        copy_instances(&source, &copy, mapping);
        assert_int_equal(cupel_count(cupel_query_mapping(copy.session, mapping)),
                         cupel_count(cupel_query_mapping(source.session, mapping)));
    }
    copy_playlists(&source, &copy);
    suite_ok(&copy, cupel_commit(copy.session));
    suite_close(&source);
    ask_all(&copy, whole);
    suite_close(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_few_rows),
        SUITE_TEST(test_copied),
    };
    return cmocka_run_group_tests_name("suite/chinook", tests, NULL, suite_end);
}
