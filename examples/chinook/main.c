/*
 * main.c - asks the shop.  With the script of the Chinook database for SQLite as its argument, it asks the whole
 * database; without, a shop of a few rows.
 */
#include "chinook.h"

#include <stdlib.h>

/* Runs an SQL script on an empty database; false after saying what was wrong. */
static bool run_script(cupel_engine *engine, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t size = 0, room = 1 << 20;
    char *sql = malloc(room);
    if (file && sql)
        size = fread(sql, 1, room - 1, file);
    if (!file || !sql || !feof(file)) {
        fprintf(stderr, "%s cannot be read, or is too long\n", path);
        if (file)
            fclose(file);
        free(sql);
        return false;
    }
    sql[size] = '\0';
    fclose(file);
    cupel_connection *connection = cupel_connect(engine);
    bool done = cupel_execute_script(connection, sql) == CUPEL_OK;
    if (!done)
        fprintf(stderr, "%s\n", cupel_error_text(connection));
    cupel_connection_close(connection);
    free(sql);
    return done;
}

int main(int argc, char **argv)
{
    int result = 1;
    cupel_engine *engine = cupel_engine_open("sqlite://");
    cupel_registry *registry =
        cupel_registry_open_with(CHINOOK_MAPPING_COUNT, chinook_mappings, NULL);
    cupel_session *session = cupel_session_open(registry, engine);
    /* What the script has created already is left as it is. */
    if ((argc > 1 && !run_script(engine, argv[1])) ||
        cupel_create_all(registry, engine) != CUPEL_OK ||
        (argc <= 1 && chinook_fill(session) != CUPEL_OK)) {
        fprintf(stderr, "%s%s\n", cupel_error_text(registry), cupel_error_text(session));
        goto end;
    }
    for (size_t i = 0; i < CHINOOK_QUESTION_COUNT; i++) {
        int64_t before = cupel_session_status_of(session).statements;
        printf("%s\n", chinook_questions[i].text);
        if (chinook_questions[i].answer(session, stdout) != CUPEL_OK) {
            fprintf(stderr, "%s\n", cupel_error_text(session));
            goto end;
        }
        printf("(statements: %d)\n\n", (int)(cupel_session_status_of(session).statements - before));
    }
    result = 0;
end:
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    return result;
}
