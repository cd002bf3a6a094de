#include "graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true), CUPEL_COLUMN(User, name),
          CUPEL_RELATIONSHIP(User, addresses, Address, .back_populates = "user", .order_by = "id",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN),
          CUPEL_RELATIONSHIP(User, profile, Profile, .backref = "user"),
          CUPEL_RELATIONSHIP(User, posts, Post, .back_populates = "author",
                             .lazy = CUPEL_LAZY_DYNAMIC));

CUPEL_MAP(Address, "addresses", CUPEL_COLUMN(Address, id, .primary_key = true),
          CUPEL_COLUMN(Address, email, .nullable = CUPEL_NO),
          CUPEL_COLUMN(Address, user_id, .foreign_key = "users.id"),
          CUPEL_RELATIONSHIP(Address, user, User, .back_populates = "addresses"));

CUPEL_MAP(Profile, "profiles", CUPEL_COLUMN(Profile, id, .primary_key = true),
          CUPEL_COLUMN(Profile, motto), CUPEL_COLUMN(Profile, user_id, .foreign_key = "users.id"),
          CUPEL_BACKREF(Profile, user, User));

CUPEL_TABLE(post_keywords, "post_keywords",
            CUPEL_TABLE_COLUMN("post_id", .foreign_key = "posts.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("keyword_id", .foreign_key = "keywords.id", .primary_key = true));

CUPEL_MAP(Post, "posts", CUPEL_COLUMN(Post, id, .primary_key = true), CUPEL_COLUMN(Post, headline),
          CUPEL_COLUMN(Post, author_id, .foreign_key = "users.id"),
          CUPEL_RELATIONSHIP(Post, author, User, .back_populates = "posts"),
          CUPEL_RELATIONSHIP(Post, keywords, Keyword, .secondary = &post_keywords,
                             .backref = "posts", .order_by = "word DESC, id"));

CUPEL_MAP(Keyword, "keywords", CUPEL_COLUMN(Keyword, id, .primary_key = true),
          CUPEL_COLUMN(Keyword, word, .unique = true), CUPEL_BACKREF(Keyword, posts, Post));

CUPEL_TABLE(friendships, "friendships",
            CUPEL_TABLE_COLUMN("from_id", .foreign_key = "nodes.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("to_id", .foreign_key = "nodes.id", .primary_key = true));

CUPEL_MAP(Node, "nodes", CUPEL_COLUMN(Node, id, .primary_key = true), CUPEL_COLUMN(Node, data),
          CUPEL_COLUMN(Node, parent_id, .foreign_key = "nodes.id"),
          CUPEL_RELATIONSHIP(Node, parent, Node, .back_populates = "children"),
          CUPEL_RELATIONSHIP(Node, children, Node, .back_populates = "parent", .order_by = "id"),
          CUPEL_RELATIONSHIP(Node, friends, Node, .secondary = &friendships,
                             .foreign_keys = "from_id"));

CUPEL_MAP(Ball, "balls", CUPEL_COLUMN(Ball, id, .primary_key = true),
          CUPEL_COLUMN(Ball, person_id, .foreign_key = "people.id"),
          CUPEL_RELATIONSHIP(Ball, owner, Person, .back_populates = "balls",
                             .foreign_keys = "balls.person_id"));

CUPEL_MAP(Person, "people", CUPEL_COLUMN(Person, id, .primary_key = true),
          CUPEL_COLUMN(Person, favourite_id, .foreign_key = "balls.id"),
          CUPEL_RELATIONSHIP(Person, balls, Ball, .back_populates = "owner"),
          CUPEL_RELATIONSHIP(Person, favourite, Ball, .foreign_keys = "people.favourite_id",
                             .post_update = true));

CUPEL_MAP(Invoice, "invoices", CUPEL_COLUMN(Invoice, country, .length = 2, .primary_key = true),
          CUPEL_COLUMN(Invoice, number, .primary_key = true), CUPEL_COLUMN(Invoice, version),
          CUPEL_RELATIONSHIP(Invoice, lines, Line, .keyed_by = "product",
                             .cascade = CUPEL_CASCADE_ALL),
          CUPEL_MAPPER_OPTIONS(.version_id = "version"));

CUPEL_MAP(Line, "lines", CUPEL_COLUMN(Line, country, .length = 2, .primary_key = true),
          CUPEL_COLUMN(Line, number, .primary_key = true),
          CUPEL_COLUMN(Line, position, .primary_key = true), CUPEL_COLUMN(Line, product),
          CUPEL_FOREIGN_KEY(.columns = { "country", "number" },
                            .references = { "invoices.country", "invoices.number" },
                            .on_update = CUPEL_CASCADE));

static void open_graph(graph_fixture *graph)
{
    graph->engine =
        cupel_engine_open_with("sqlite://", &(cupel_engine_options){ .log = cu_test_statements_log,
                                                                     .log_data = &graph->log });
    graph->registry = cupel_registry_open(User, Address, Profile, Post, Keyword, Node, Ball, Person,
                                          Invoice, Line);
    if (cupel_registry_configure(graph->registry) != CUPEL_OK)
        fail_msg("%s", cupel_error_text(graph->registry));
    assert_int_equal(cupel_create_all(graph->registry, graph->engine), CUPEL_OK);
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
}

int graph_setup(void **state)
{
    cu_test_alloc_setup(state);
    graph_fixture *made = calloc(1, sizeof *made);
    assert_non_null(made);
    open_graph(made);
    *state = made;
    return 0;
}

int graph_teardown(void **state)
{
    graph_fixture *graph = *state;
    cupel_session_close(graph->session);
    cupel_registry_close(graph->registry);
    cupel_engine_close(graph->engine);
    cu_test_statements_clear(&graph->log);
    free(graph);
    return cu_test_alloc_teardown(state);
}

static bool is_transaction(const char *text)
{
    return strncmp(text, "BEGIN", 5) == 0 || strncmp(text, "COMMIT", 6) == 0 ||
           strncmp(text, "ROLLBACK", 8) == 0;
}

cu_test_statements *graph_writes(graph_fixture *graph)
{
    size_t kept = 0;
    for (size_t i = 0; i < graph->log.count; i++)
        if (is_transaction(graph->log.texts[i]))
            free(graph->log.texts[i]);
        else
            graph->log.texts[kept++] = graph->log.texts[i];
    graph->log.count = kept;
    for (size_t i = 0; i < kept; i++)
        for (char *at = graph->log.texts[i]; *at; at++)
            if (*at == '\n')
                *at = ' ';
    return &graph->log;
}

size_t graph_sent_count(graph_fixture *graph)
{
    size_t count = graph_writes(graph)->count;
    cu_test_statements_clear(&graph->log);
    return count;
}

void graph_run(graph_fixture *graph, const char *sql)
{
    cupel_result *result = cupel_session_execute(graph->session, sql);
    assert_non_null(result);
    cupel_result_close(result);
}

void graph_renew(graph_fixture *graph)
{
    cupel_session_close(graph->session);
    graph->session = cupel_session_open(graph->registry, graph->engine);
    cu_test_statements_clear(&graph->log);
}

void graph_fill(graph_fixture *graph, int users)
{
    for (int i = 0; i < users; i++) {
        char name[32];
        snprintf(name, sizeof name, "u%d", i);
        User *user = cupel_new(User, .name = name);
        for (int j = 0; j < i; j++) {
            snprintf(name, sizeof name, "a%d%d", i, j);
            cupel_append(user, addresses, cupel_new(Address, .email = name));
        }
        cupel_add(graph->session, user);
    }
    assert_ok(graph, cupel_commit(graph->session));
    graph_renew(graph);
}
