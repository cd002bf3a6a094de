/*
 * import_csv.c - reads people from a CSV file into a table, keeps what is good, and says
 * of each line that is not what is wrong with it.
 *
 *     import_csv people.csv [database URL]
 *
 * Two kinds of mistakes are met: those the program sees itself, such as a date that is
 * none, and those only the database can see, such as an address that is there already.
 * For the second kind each line is written inside a savepoint, which is undone alone.
 * Lines are committed by the thousand, which is fast; each thousand has a scope, at whose
 * end the session frees its people, so that memory does not grow with the file.
 */
#include <cupel.h>
#include <stdio.h>
#include <string.h>

#define FIELDS       4
#define LINE_MAXIMUM 4096
#define BATCH        1000

typedef struct Person {
    cupel_object base;
    cupel_int id;
    cupel_text name, email;
    cupel_date born;
    cupel_decimal salary;
} Person;

CUPEL_MAP(Person, "people", CUPEL_COLUMN(Person, id, .primary_key = true),
          CUPEL_COLUMN(Person, name, .length = 100, .nullable = CUPEL_NO),
          CUPEL_COLUMN(Person, email, .length = 100, .nullable = CUPEL_NO, .unique = true),
          CUPEL_COLUMN(Person, born),
          CUPEL_COLUMN(Person, salary, .precision = 12, .scale = 2, .check = "salary >= 0"));

/* ---- CSV ----------------------------------------------------------------------------------------- */

/* Cuts a line at its commas, in place; fields may stand in quotes, in which "" is a quote.  How many there are. */
static size_t split(char *line, char *fields[FIELDS])
{
    size_t count = 0;
    char *in = line, *out;
    line[strcspn(line, "\r\n")] = '\0';
    for (;;) {
        bool quoted = *in == '"';
        char *field = out = in += quoted;
        while (*in && (quoted || *in != ',')) {
            if (quoted && *in == '"') {
                if (in[1] != '"') {
                    quoted = false;
                    in++;
                    continue;
                }
                in++;
            }
            *out++ = *in++;
        }
        bool last = *in == '\0';
        in++;
        *out = '\0';
        if (count < FIELDS)
            fields[count] = field;
        count++;
        if (last)
            return count;
    }
}

/* ---- one person ------------------------------------------------------------------------------------ */

/* The person a line describes; NULL and what is wrong where it describes none. */
static Person *read_person(char *line, const char **wrong)
{
    char *fields[FIELDS];
    cupel_date_value born;
    *wrong = NULL;
    if (split(line, fields) != FIELDS)
        *wrong = "there must be four fields";
    else if (!cupel_date_parse(fields[2], &born))
        *wrong = "the date of birth is no date";
    else if (fields[3][0] && !cupel_decimal_valid(fields[3]))
        *wrong = "the salary is no number";
    if (*wrong)
        return NULL;
    Person *person = cupel_new(Person, .name = fields[0][0] ? fields[0] : NULL,
                               .email = fields[1][0] ? fields[1] : NULL, .born = born,
                               .salary = { fields[3][0] ? fields[3] : NULL });
    if (!person)
        *wrong = "memory is short";
    return person;
}

/* What the database said, for the person who made the file. */
static const char *explain(const cupel_error *error)
{
    switch (error->reason) {
    case CUPEL_REASON_UNIQUE: return "there is someone with this address already";
    case CUPEL_REASON_NOT_NULL: return "name and address must not be empty";
    case CUPEL_REASON_CHECK: return "the salary must not be negative";
    case CUPEL_REASON_INVALID_TEXT: return "the text is not UTF-8";
    default: return error->text;
    }
}

/* Writes a person inside a savepoint; false, with nothing written, where the database refuses. */
static bool save(cupel_session *session, Person *person, int line)
{
    if (cupel_begin_nested(session) == CUPEL_OK && cupel_add(session, person) == CUPEL_OK &&
        cupel_commit_nested(session) == CUPEL_OK)
        return true;
    printf("line %d: %s\n", line, explain(cupel_error(session)));
    cupel_rollback_nested(session);
    cupel_free(person); /* transient again, and so ours */
    return false;
}

/* ---- the file ---------------------------------------------------------------------------------------- */

typedef struct tally {
    int line, good, bad;
} tally;

/* Up to BATCH lines; whether there may be more. */
static bool import_batch(cupel_session *session, FILE *file, tally *counts)
{
    char line[LINE_MAXIMUM];
    for (int i = 0; i < BATCH; i++) {
        const char *wrong;
        if (!fgets(line, sizeof line, file))
            return false;
        if (++counts->line == 1)
            continue; /* the names of the columns */
        Person *person = read_person(line, &wrong);
        if (wrong)
            printf("line %d: %s\n", counts->line, wrong);
        if (person && save(session, person, counts->line))
            counts->good++;
        else
            counts->bad++;
    }
    return true;
}

static cupel_code import(cupel_session *session, FILE *file)
{
    tally counts = { 0 };
    cupel_code code = CUPEL_OK;
    for (bool more = true; more && code == CUPEL_OK;)
        cupel_scope_evict(session)
        {
            more = import_batch(session, file, &counts);
            code = cupel_commit(session);
        }
    if (code == CUPEL_OK)
        printf("%d people came in, %d lines did not\n", counts.good, counts.bad);
    else
        fprintf(stderr, "line %d: %s\n", counts.line, cupel_error_text(session));
    return code;
}

static void list(cupel_session *session)
{
    cupel_each (Person, person,
                cupel_order_by(cupel_query(session, Person), cupel_attr(Person, born))) {
        char born[CUPEL_DATETIME_TEXT_SIZE];
        cupel_date_format(person->born, born);
        printf("%s  %8s  %s\n", born, person->salary.digits ? person->salary.digits : "-",
               person->name);
    }
}

int main(int count, char *arguments[])
{
    if (count < 2) {
        fprintf(stderr, "usage: %s people.csv [database URL]\n", arguments[0]);
        return 2;
    }
    FILE *file = fopen(arguments[1], "r");
    if (!file) {
        perror(arguments[1]);
        return 1;
    }
    cupel_engine *engine = cupel_engine_open(count > 2 ? arguments[2] : "sqlite:///people.db");
    cupel_registry *registry = cupel_registry_open(Person);
    cupel_session *session = cupel_session_open(registry, engine);
    cupel_code code = cupel_create_all(registry, engine);
    if (code != CUPEL_OK)
        fprintf(stderr, "%s\n", cupel_error_text(registry));
    else
        code = import(session, file);
    if (code == CUPEL_OK)
        list(session);
    cupel_session_close(session);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    fclose(file);
    return code == CUPEL_OK ? 0 : 1;
}
