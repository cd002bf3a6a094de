/*
 * The tutorial, T135 to T145: many to many.
 */
#include "suite.h"

typedef struct User User;
typedef struct BlogPost BlogPost;
typedef struct Keyword Keyword;

/* T135: the table between, whose columns take their types from those they refer to */
CUPEL_TABLE(post_keywords, "post_keywords",
            CUPEL_TABLE_COLUMN("post_id", .foreign_key = "posts.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("keyword_id", .foreign_key = "keywords.id", .primary_key = true));

struct User {
    cupel_object base;
    cupel_int id;
    cupel_text name;
    cupel_text fullname;
    cupel_text password;
    cupel_to_many(BlogPost) posts;
};

struct BlogPost {
    cupel_object base;
    cupel_int id;
    cupel_null_int user_id;
    cupel_text headline;
    cupel_text body;
    cupel_to_one(User) author;
    cupel_to_many(Keyword) keywords;
};

struct Keyword {
    cupel_object base;
    cupel_int id;
    cupel_text keyword;
    cupel_to_many(BlogPost) posts;
};

/* T138 */
CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true),
          CUPEL_COLUMN(User, name, .length = 50), CUPEL_COLUMN(User, fullname, .length = 50),
          CUPEL_COLUMN(User, password, .length = 12),
          CUPEL_RELATIONSHIP(User, posts, BlogPost, .back_populates = "author",
                             .lazy = CUPEL_LAZY_DYNAMIC));

/* T136, T137 */
CUPEL_MAP(BlogPost, "posts", CUPEL_COLUMN(BlogPost, id, .primary_key = true),
          CUPEL_COLUMN(BlogPost, user_id, .foreign_key = "users.id"),
          CUPEL_COLUMN(BlogPost, headline, .length = 255, .nullable = CUPEL_NO),
          CUPEL_COLUMN(BlogPost, body, .type = CUPEL_TEXT),
          CUPEL_RELATIONSHIP(BlogPost, author, User, .back_populates = "posts"),
          CUPEL_RELATIONSHIP(BlogPost, keywords, Keyword, .secondary = &post_keywords,
                             .back_populates = "posts"));

CUPEL_MAP(Keyword, "keywords", CUPEL_COLUMN(Keyword, id, .primary_key = true),
          CUPEL_COLUMN(Keyword, keyword, .length = 50, .nullable = CUPEL_NO, .unique = true),
          CUPEL_RELATIONSHIP(Keyword, posts, BlogPost, .secondary = &post_keywords,
                             .back_populates = "keywords"));

/* T145: a row between two that has something to say of its own */
typedef struct Tag Tag;
typedef struct Tagging Tagging;
typedef struct Picture Picture;

struct Picture {
    cupel_object base;
    cupel_int id;
    cupel_to_many(Tagging) taggings;
};

struct Tag {
    cupel_object base;
    cupel_int id;
    cupel_text word;
};

struct Tagging {
    cupel_object base;
    cupel_int picture_id;
    cupel_int tag_id;
    cupel_text by;
    cupel_to_one(Picture) picture;
    cupel_to_one(Tag) tag;
};

CUPEL_MAP(Picture, "pictures", CUPEL_COLUMN(Picture, id, .primary_key = true),
          CUPEL_RELATIONSHIP(Picture, taggings, Tagging, .back_populates = "picture",
                             .cascade = CUPEL_CASCADE_ALL | CUPEL_CASCADE_DELETE_ORPHAN));
CUPEL_MAP(Tag, "tags", CUPEL_COLUMN(Tag, id, .primary_key = true),
          CUPEL_COLUMN(Tag, word, .length = 20));
CUPEL_MAP(Tagging, "taggings",
          CUPEL_COLUMN(Tagging, picture_id, .primary_key = true, .foreign_key = "pictures.id"),
          CUPEL_COLUMN(Tagging, tag_id, .primary_key = true, .foreign_key = "tags.id"),
          CUPEL_COLUMN(Tagging, by, .name = "said_by", .length = 20),
          CUPEL_RELATIONSHIP(Tagging, picture, Picture, .back_populates = "taggings"),
          CUPEL_RELATIONSHIP(Tagging, tag, Tag));

#define POST_COLUMNS                                                                           \
    "posts.id AS posts_id, posts.user_id AS posts_user_id, posts.headline AS posts_headline, " \
    "posts.body AS posts_body"
#define SELECT_POSTS "SELECT " POST_COLUMNS "\nFROM posts"
#define HAS_KEYWORD                                                                           \
    "EXISTS (SELECT 1\nFROM post_keywords, keywords\nWHERE posts.id = post_keywords.post_id " \
    "AND keywords.id = post_keywords.keyword_id AND keywords.keyword = ?)"
#define COUNT_KEYWORDS                                                                          \
    "SELECT count(*) AS count_1\nFROM (SELECT keywords.id AS keywords_id, keywords.keyword AS " \
    "keywords_keyword\nFROM keywords) AS anon_1 () 1 row"

static void open_blog(suite *one)
{
    static const cupel_mapping *const mappings[] = { &User_mapping, &BlogPost_mapping,
                                                     &Keyword_mapping };
    suite_open(one, 3, mappings);
    cupel_add_all(
        one->session, cupel_new(User, .name = "ed", .fullname = "Ed Jones"),
        cupel_new(User, .name = "wendy", .fullname = "Wendy Williams", .password = "foobar"));
    suite_ok(one, cupel_commit(one->session));
    cu_test_statements_clear(&suite_log);
}

#define LOOK_FOR(table)                                                              \
    "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = '" table \
    "' COLLATE NOCASE () 0 rows"

static void test_t135_t139_tables(void **state)
{
    (void)state;
    cu_test_statements log = { 0 };
    cupel_engine *engine =
        cupel_engine_open("sqlite://", .log = cu_test_statements_log, .log_data = &log);
    cupel_registry *registry = cupel_registry_open(Keyword, BlogPost, User);
    cupel_code code = cupel_create_all(registry, engine);
    if (code == CUPEL_OK)
        cu_test_statements_expect(
            &log, "BEGIN IMMEDIATE", LOOK_FOR("keywords"), LOOK_FOR("users"), LOOK_FOR("posts"),
            LOOK_FOR("post_keywords"),
            "CREATE TABLE keywords (\n\tid INTEGER NOT NULL,\n\tkeyword VARCHAR(50) NOT NULL,\n\t"
            "PRIMARY KEY (id),\n\tUNIQUE (keyword)\n) ()",
            "CREATE TABLE users (\n\tid INTEGER NOT NULL,\n\tname VARCHAR(50),\n\tfullname "
            "VARCHAR(50),\n\tpassword VARCHAR(12),\n\tPRIMARY KEY (id)\n) ()",
            "CREATE TABLE posts (\n\tid INTEGER NOT NULL,\n\tuser_id INTEGER,\n\theadline "
            "VARCHAR(255) NOT NULL,\n\tbody TEXT,\n\tPRIMARY KEY (id),\n\tFOREIGN KEY(user_id) "
            "REFERENCES users (id)\n) ()",
            "CREATE TABLE post_keywords (\n\tpost_id INTEGER NOT NULL,\n\tkeyword_id INTEGER NOT "
            "NULL,\n\tPRIMARY KEY (post_id, keyword_id),\n\tFOREIGN KEY(post_id) REFERENCES posts "
            "(id),\n\tFOREIGN KEY(keyword_id) REFERENCES keywords (id)\n) ()",
            "COMMIT");
    cu_test_statements_clear(&log);
    cupel_registry_close(registry);
    cupel_engine_close(engine);
    assert_int_equal(code, CUPEL_OK);
}

/* Wendy and her post with two keywords, added but not written. */
static BlogPost *write_post(suite *one, User **wendy)
{
    *wendy = cupel_one(cupel_filter_by(cupel_query(one->session, User), User, name, "wendy"));
    assert_non_null(*wendy);
    /* T140: the author's posts follow, though they are never loaded */
    BlogPost *post = cupel_new(BlogPost, .headline = "Wendy's Blog Post", .body = "This is a test",
                               .author.item = *wendy);
    assert_non_null(post);
    suite_ok(one, cupel_add(one->session, post));
    /* T141 */
    suite_ok(one, cupel_append(post, keywords, cupel_new(Keyword, .keyword = "wendy")));
    suite_ok(one, cupel_append(post, keywords, cupel_new(Keyword, .keyword = "firstpost")));
    return post;
}

static cupel_expr *has_firstpost(void)
{
    return cupel_any(cupel_attr(BlogPost, keywords),
                     cupel_eq(cupel_attr(Keyword, keyword), "firstpost"));
}

static void assert_the_post(const suite *one, const cupel_query *query, const BlogPost *post)
{
    BlogPost **posts = cupel_all(query);
    if (!posts)
        fail_msg("%s", cupel_error_text(one->session));
    assert_int_equal(cupel_array_count(posts), 1);
    assert_ptr_equal(posts[0], post);
    assert_string_equal(post->headline, "Wendy's Blog Post");
    assert_string_equal(post->author.item->name, "wendy");
}

static void test_t140_t144_posts(void **state)
{
    (void)state;
    suite one;
    User *wendy = NULL;
    open_blog(&one);
    BlogPost *post = write_post(&one, &wendy);
    suite_sent("BEGIN", "SELECT users.id AS users_id, users.name AS users_name, users.fullname AS "
                        "users_fullname, users.password AS users_password\nFROM users\nWHERE "
                        "users.name = ? ('wendy') 1 row");
    /* T142 */
    const cupel_query *firsts = cupel_filter(cupel_query(one.session, BlogPost), has_firstpost());
    assert_the_post(&one, firsts, post);
    suite_sent("INSERT INTO keywords (keyword) VALUES (?) (('wendy'), ('firstpost')) 2 rows",
               "INSERT INTO posts (user_id, headline, body) VALUES (?, ?, ?) (2, 'Wendy''s Blog "
               "Post', 'This is a test') 1 row",
               "INSERT INTO post_keywords (post_id, keyword_id) VALUES (?, ?) ((1, 1), (1, 2)) 2 "
               "rows",
               SELECT_POSTS "\nWHERE " HAS_KEYWORD " ('firstpost') 1 row");
    /* T143 */
    assert_the_post(&one,
                    cupel_filter(cupel_query(one.session, BlogPost),
                                 cupel_eq(cupel_attr(BlogPost, author), cupel_instance(wendy)),
                                 has_firstpost()),
                    post);
    suite_sent(SELECT_POSTS "\nWHERE ? = posts.user_id AND (" HAS_KEYWORD
                            ") (2, 'firstpost') 1 row");
    /* T144 */
    assert_the_post(&one, cupel_filter(cupel_related(wendy, posts), has_firstpost()), post);
    suite_sent(SELECT_POSTS "\nWHERE ? = posts.user_id AND (" HAS_KEYWORD
                            ") (2, 'firstpost') 1 row");
    assert_int_equal(cupel_count(cupel_related(wendy, posts)), 1);
    suite_sent("SELECT count(*) AS count_1\nFROM (" SELECT_POSTS
               "\nWHERE ? = posts.user_id) AS anon_1 (2) 1 row");
    suite_close(&one);
}

static void test_t144_taking_out(void **state)
{
    (void)state;
    suite one;
    User *wendy = NULL;
    open_blog(&one);
    BlogPost *post = write_post(&one, &wendy);
    suite_ok(&one, cupel_flush(one.session));
    cu_test_statements_clear(&suite_log);
    /* T144b: only the row between goes */
    suite_ok(&one, cupel_remove(post, keywords, post->keywords.items[0]));
    assert_int_equal(cupel_count(cupel_query(one.session, Keyword)), 2);
    suite_sent("DELETE FROM post_keywords WHERE post_keywords.post_id = ? AND "
               "post_keywords.keyword_id = ? (1, 1) 1 row",
               COUNT_KEYWORDS);
    /* T144c */
    suite_ok(&one, cupel_delete(one.session, post));
    assert_int_equal(cupel_count(cupel_query(one.session, Keyword)), 2);
    suite_sent("DELETE FROM post_keywords WHERE post_keywords.post_id = ? AND "
               "post_keywords.keyword_id = ? (1, 2) 1 row",
               "DELETE FROM posts WHERE posts.id = ? (1) 1 row", COUNT_KEYWORDS);
    /* a query's collection is added to and taken from like any other */
    BlogPost *second = cupel_new(BlogPost, .headline = "second");
    assert_non_null(second);
    suite_ok(&one, cupel_append(wendy, posts, second));
    assert_ptr_equal(second->author.item, wendy);
    assert_int_equal(cupel_count(cupel_related(wendy, posts)), 1);
    suite_ok(&one, cupel_remove(wendy, posts, second));
    assert_int_equal(cupel_count(cupel_related(wendy, posts)), 0);
    suite_close(&one);
}

static void test_t145_association_object(void **state)
{
    (void)state;
    static const cupel_mapping *const mappings[] = { &Picture_mapping, &Tag_mapping,
                                                     &Tagging_mapping };
    suite one;
    suite_open(&one, 3, mappings);
    Picture *picture = cupel_new(Picture, .id = 7);
    assert_non_null(picture);
    suite_ok(&one, cupel_add(one.session, picture));
    Tagging *tagging =
        cupel_new(Tagging, .by = "ed", .tag.item = cupel_new(Tag, .id = 3, .word = "sea"));
    assert_non_null(tagging);
    suite_ok(&one, cupel_append(picture, taggings, tagging));
    suite_ok(&one, cupel_flush(one.session));
    suite_sent("BEGIN IMMEDIATE", "INSERT INTO pictures (id) VALUES (?) (7) 1 row",
               "INSERT INTO tags (id, word) VALUES (?, ?) (3, 'sea') 1 row",
               "INSERT INTO taggings (picture_id, tag_id, said_by) VALUES (?, ?, ?) (7, 3, 'ed') 1 "
               "row");
    /* the one deleted is the row between, whose key is that of both */
    suite_ok(&one, cupel_remove(picture, taggings, tagging));
    suite_ok(&one, cupel_commit(one.session));
    suite_sent("DELETE FROM taggings WHERE taggings.picture_id = ? AND taggings.tag_id = ? (7, 3) "
               "1 row",
               "COMMIT");
    assert_int_equal(cupel_count(cupel_query(one.session, Tag)), 1);
    suite_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE_TEST(test_t135_t139_tables),
        SUITE_TEST(test_t140_t144_posts),
        SUITE_TEST(test_t144_taking_out),
        SUITE_TEST(test_t145_association_object),
    };
    return cmocka_run_group_tests_name("suite/tutorial_blog", tests, NULL, suite_end);
}
