/*
 * cupel/mapping.h - mapping structs to tables.
 *
 *     typedef struct User User;
 *     struct User {
 *         cupel_object base;
 *         cupel_int    id;
 *         cupel_text   name;
 *         cupel_to_many(Address) addresses;
 *     };
 *
 *     CUPEL_MAP(User, "users",
 *         CUPEL_COLUMN(User, id, .primary_key = true),
 *         CUPEL_COLUMN(User, name, .length = 50),
 *         CUPEL_RELATIONSHIP(User, addresses, Address, .back_populates = "user"));
 *
 * A value is NOT NULL, a pointer may be NULL.  All attribute types are const:
 * cupel_set() (instance.h) changes an attribute, so that the session sees it.
 * What a program writes with that const cast away is lost.  Where the library is
 * a debug build, the next flush reports it (INVALID_REQUEST).
 *
 * The mapping is `const cupel_mapping User_mapping`, static data that registries
 * borrow; CUPEL_DECLARE(User) in a header makes it known to other files.
 */
#ifndef CUPEL_MAPPING_H
#define CUPEL_MAPPING_H

#include <cupel/attribute.h>
#include <cupel/table.h>

CUPEL_BEGIN_DECLARATIONS

/* The first member of every mapped struct, always called `base`. */
typedef struct cupel_object {
    cupel_state *state;
} cupel_object;

/* ---- relationships ----------------------------------------------------------------------------- */

/* When a relationship is loaded. */
typedef enum cupel_lazy {
    CUPEL_LAZY_UNSET = 0,    /* SELECT */
    CUPEL_LAZY_SELECT,       /* when first asked for, by a statement of its own */
    CUPEL_LAZY_JOINED,       /* with its parent, by a LEFT OUTER JOIN */
    CUPEL_LAZY_SUBQUERY,     /* after its parents, by a statement that embeds theirs */
    CUPEL_LAZY_SELECTIN,     /* after its parents, by SELECT ... WHERE key IN (their keys) */
    CUPEL_LAZY_IMMEDIATE,    /* after its parent, by a statement each */
    CUPEL_LAZY_RAISE,        /* never by itself: asking is LAZY_LOAD_REFUSED */
    CUPEL_LAZY_RAISE_ON_SQL, /* from the identity map or not at all */
    CUPEL_LAZY_NOLOAD,       /* never: reads as none */
    CUPEL_LAZY_DYNAMIC,      /* a query: cupel_related() */
    CUPEL_LAZY_WRITE_ONLY    /* a query, and only for adding and removing */
} cupel_lazy;

/* What is done to related instances when something is done to this one. */
typedef enum cupel_cascade {
    CUPEL_CASCADE_UNSET = 0, /* SAVE_UPDATE | MERGE */
    CUPEL_CASCADE_SAVE_UPDATE = 1,
    CUPEL_CASCADE_MERGE = 2,
    CUPEL_CASCADE_REFRESH_EXPIRE = 4,
    CUPEL_CASCADE_EXPUNGE = 8,
    CUPEL_CASCADE_DELETE = 16,
    CUPEL_CASCADE_DELETE_ORPHAN = 32, /* what is taken out of the relationship is deleted */
    CUPEL_CASCADE_NONE = 64,
    CUPEL_CASCADE_ALL = 1 | 2 | 4 | 8 | 16
} cupel_cascade;

/* How a to-many relationship keeps its items. */
typedef enum cupel_collection {
    CUPEL_COLLECTION_UNSET = 0, /* LIST */
    CUPEL_COLLECTION_LIST,      /* in the order of loading and appending */
    CUPEL_COLLECTION_SET,       /* each instance once */
    CUPEL_COLLECTION_MAP        /* by the value of the attribute .keyed_by */
} cupel_collection;

/* All about one relationship.  Leave out what does not apply. */
typedef struct cupel_relationship_options {
    int reserved;
    const char *back_populates;   /* the attribute of the target that is the other side */
    const char *backref;          /* the same, where the target's line is only a CUPEL_BACKREF */
    bool is_backref;              /* set by CUPEL_BACKREF */
    const char *order_by;         /* attributes of the target: "id", "name DESC, id" */
    const cupel_table *secondary; /* the association table of a many-to-many */
    const char *foreign_keys; /* which foreign key columns link the two: "addresses.billing_id" */
    const char *remote_side;  /* which columns are the target's, where both sides are one table */
    cupel_expr *(*primaryjoin)(void);   /* gives the condition, where foreign keys cannot tell */
    cupel_expr *(*secondaryjoin)(void); /* ... and the one between secondary and target */
    cupel_lazy lazy;
    int cascade; /* of CUPEL_CASCADE_..., put together with | */
    cupel_collection collection;
    const char *keyed_by;
    bool viewonly;       /* loaded but never written */
    int passive_deletes; /* CUPEL_YES: the database deletes or nulls what is not loaded */
    int passive_updates; /* CUPEL_NO: cupel changes foreign keys itself when a key changes */
    bool post_update;    /* the foreign key is set by a statement of its own, to break a cycle */
    bool single_parent;  /* an instance may be in one such relationship at a time */
    bool innerjoin;      /* JOINED uses an inner join */
    int join_depth;      /* JOINED on the same struct: how many levels */
    bool active_history; /* the old value is loaded before it is replaced */
} cupel_relationship_options;

/* About the mapping as a whole. */
typedef struct cupel_mapper_options {
    int reserved;
    const char *version_id; /* an integer attribute that counts changes, for optimistic locking */
    const char *polymorphic_on;       /* the attribute that tells which struct a row is */
    const char *polymorphic_identity; /* its value in rows of this struct: text, digits of a number,
                                         or the name of an enumeration's value */
    const char *inherited_key; /* what the parent's key is called in a table of the child's own:
                                  "employee_id"; unset: as in the parent's */
    bool
        eager_defaults; /* values the database generates are fetched at flush, not when asked for */
    bool
        confirm_deleted_rows_off; /* a row that is gone when it is to be deleted is no STALE_DATA */
    bool
        concrete; /* a child whose own table has all columns, its parent's too, and is not joined */
    const char *polymorphic_union; /* queries read the tables of all such children as well, put
                                      together by UNION ALL under this name */
} cupel_mapper_options;

/* The columns that a composite is of: attributes within the nested struct, or (names) any that are mapped. */
typedef struct cupel_composite_options {
    int reserved;
    size_t size;              /* of the nested struct; 0: the columns are named */
    const char *const *names; /* of attributes, in order */
    size_t count;
} cupel_composite_options;

/* ---- the mapping ------------------------------------------------------------------------------- */

typedef struct cupel_mapping cupel_mapping;

/* One line of a mapping. */
typedef struct cupel_attribute {
    cupel_expr node; /* makes the attribute an expression; private */
    cupel_item_kind kind;
    cupel_attribute_type type;
    const char *name;
    const cupel_mapping *mapping;
    size_t offset;
    const char *
        target; /* of a relationship: the name of the other mapping; of a synonym: the attribute's */
    union {
        cupel_column_options column;
        cupel_relationship_options relationship;
        cupel_constraint_options constraint;
        cupel_table_options table;
        cupel_mapper_options mapper;
        cupel_composite_options composite;
    } as;
} cupel_attribute;

/* The value of `format` that this version of the library writes and reads. */
#define CUPEL_MAPPING_FORMAT 1

struct cupel_mapping {
    uint32_t format;         /* CUPEL_MAPPING_FORMAT */
    uint32_t attribute_size; /* sizeof(cupel_attribute), so that attributes may grow */
    const char *name;        /* of the struct */
    const char *table_name;
    const cupel_table
        *table;  /* of a struct mapped on a table that is described already; else NULL */
    size_t size; /* of the struct */
    const cupel_attribute *attributes;
    size_t count;
    const cupel_mapping *inherits; /* the mapping of the struct that this one begins with; NULL */
};

CUPEL_END_DECLARATIONS

/* ---- macros ------------------------------------------------------------------------------------ */

/* The kind of the static node in an attribute, and its flags; private. */
#define CUPEL_NODE_ATTRIBUTE 1

/*
 * A column, by default of the member's own name: CUPEL_COLUMN(User, name, .length = 50, .unique = true).  A member of a
 * nested struct is CUPEL_COLUMN(Vertex, start.x), a column called start_x where nothing else is said.
 */
#define CUPEL_COLUMN(...) CUPEL_COLUMN_(__VA_ARGS__, .reserved = 0)
#define CUPEL_COLUMN_(Type, field, ...)                                                        \
    {                                                                                          \
        .node = { .kind = CUPEL_NODE_ATTRIBUTE, .flags = 1 }, .kind = CUPEL_ITEM_COLUMN,       \
        .type = CUPEL_ATTRIBUTE_TYPE(Type, field), .name = #field, .mapping = &Type##_mapping, \
        .offset = offsetof(Type, field) + CUPEL_CHECK_MEMBER_(Type, field), .as = {            \
            .column = { __VA_ARGS__ }                                                          \
        }                                                                                      \
    }

/*
 * An attribute that no column stands behind: a query that has cupel_with_expression() (option.h) fills it with what
 * that says, and a statement of text (cupel_from_statement()) with the column of its name.  Without either the attribute
 * is not loaded and reads as nothing; it is never written.  Options are those of
 * a column's type: CUPEL_QUERY_EXPRESSION(User, balance, .precision = 10, .scale = 2)
 */
#define CUPEL_QUERY_EXPRESSION(...) CUPEL_COLUMN_(__VA_ARGS__, .query_expression = true)

/*
 * An attribute that is an SQL expression, which `function` gives: read with the row, written never.  In queries it
 * stands for the expression.  Setting it is INVALID_REQUEST, reported by the next flush.
 *
 *     static cupel_expr *user_label(void)
 *     {
 *         return cupel_concat(cupel_attr(User, name), cupel_attr(User, age));
 *     }
 *
 *     CUPEL_COLUMN_PROPERTY(User, label, user_label, .deferred = true)
 *
 * The function is called once for each registry.  What it gives is the registry's, with all queries in it: they are
 * made anew by each call, without a session, cupel_select(NULL, ...).  Attributes of the struct in the expression, also
 * those in queries inside it, are those of the row that is read.  Options are those of a column's type, .deferred,
 * .deferred_group and .expire_on_flush.
 */
#define CUPEL_COLUMN_PROPERTY(...) CUPEL_COLUMN_PROPERTY_(__VA_ARGS__, .reserved = 0)
#define CUPEL_COLUMN_PROPERTY_(Type, field, function, ...) \
    CUPEL_COLUMN_(Type, field, .expression = (function), __VA_ARGS__)

/* A relationship to another mapped struct; its member is a cupel_to_one(Target) or cupel_to_many(Target). */
#define CUPEL_RELATIONSHIP(...) CUPEL_RELATIONSHIP_(__VA_ARGS__, .reserved = 0)
#define CUPEL_RELATIONSHIP_(Type, field, Target, ...)                                              \
    {                                                                                              \
        .node = { .kind = CUPEL_NODE_ATTRIBUTE, .flags = 1 | 4 }, .kind = CUPEL_ITEM_RELATIONSHIP, \
        .type =                                                                                    \
            _Generic(((Type *)0)->field.item_type[0], Target *                                     \
                     : sizeof(((Type *)0)->field) == sizeof(void *) ? CUPEL_ATTRIBUTE_TO_ONE       \
                                                                    : CUPEL_ATTRIBUTE_TO_MANY),    \
        .name = #field, .mapping = &Type##_mapping, .offset = offsetof(Type, field),               \
        .target = #Target, .as = {                                                                 \
            .relationship = { __VA_ARGS__ }                                                        \
        }                                                                                          \
    }

/*
 * The other side of a relationship that names this member with .backref, and says everything about both:
 * CUPEL_BACKREF(Address, user, User)
 */
#define CUPEL_BACKREF(...) CUPEL_RELATIONSHIP(__VA_ARGS__, .is_backref = true)

/*
 * A second name of an attribute, for a member that is in one place with it:
 *
 *     union { cupel_text name, login; };
 *     ...
 *     CUPEL_COLUMN(User, name), CUPEL_SYNONYM(User, login, name)
 *
 * Both names are the same attribute: in queries, to cupel_set() and cupel_load(), and to the functions that take names.
 */
#define CUPEL_SYNONYM(Type, field, attribute)                                                   \
    {                                                                                           \
        .kind = CUPEL_ITEM_SYNONYM, .name = #field, .mapping = &Type##_mapping,                 \
        .target = #attribute,                                                                   \
        .offset =                                                                               \
            offsetof(Type, field) +                                                             \
            0 * sizeof(struct {                                                                 \
                char unused;                                                                    \
                _Static_assert(offsetof(Type, field) == offsetof(Type, attribute),              \
                               "a synonym is a member in one place with its attribute: "        \
                               "declare both in a union");                                      \
                _Static_assert(_Generic(&((Type *)0)->field,                                    \
                                        __typeof__(((Type *)0)->attribute) * : 1, default : 0), \
                               "a synonym is of the type of its attribute");                    \
            })                                                                                  \
    }

/*
 * A nested struct of columns as one value, in conditions, ORDER BY and assignments:
 *
 *     typedef struct Point { cupel_int x, y; } Point;
 *     struct Vertex { cupel_object base; cupel_int id; Point start; };
 *     ...
 *     CUPEL_COLUMN(Vertex, start.x), CUPEL_COLUMN(Vertex, start.y), CUPEL_COMPOSITE(Vertex, start)
 *
 * Its columns are those of its members that are mapped, in the order of their lines.  cupel_composite() makes a value to
 * compare it with, cupel_set(vertex, start, &(Point){ 3, 4 }) sets all of them.
 */
#define CUPEL_COMPOSITE(Type, field)                                                            \
    {                                                                                           \
        .node = { .kind = CUPEL_NODE_ATTRIBUTE, .flags = 1 | 8 }, .kind = CUPEL_ITEM_COMPOSITE, \
        .name = #field, .mapping = &Type##_mapping,                                             \
        .offset = (offsetof(Type, field) | CUPEL_WHOLE) +                                       \
                  0 * sizeof(struct {                                                           \
                      char unused;                                                              \
                      _Static_assert(CUPEL_IF_COLUMN_(((Type *)0)->field, 0, 1),                \
                                     "a composite is a nested struct, not a column");           \
                  }),                                                                           \
        .as = {                                                                                 \
            .composite = { .size = sizeof(((Type *)0)->field) }                                 \
        }                                                                                       \
    }

/* Options of the mapping: CUPEL_MAPPER_OPTIONS(.version_id = "version") */
#define CUPEL_MAPPER_OPTIONS(...)                                             \
    {                                                                         \
        .kind = CUPEL_ITEM_MAPPER_OPTIONS, .as = {.mapper = { __VA_ARGS__ } } \
    }

/* Makes the mapping of a struct known where it is not defined. */
#define CUPEL_DECLARE(Type) extern const cupel_mapping Type##_mapping

/* The mapping of no struct in particular, NULL: every instance begins with a cupel_object. */
#define cupel_object_mapping (*(const cupel_mapping *)NULL)

/* Defines Type_mapping.  Besides columns and relationships, the constraints and options of table.h may stand here. */
#define CUPEL_MAP(Type, table_name, ...) CUPEL_MAP_(Type, table_name, NULL, NULL, __VA_ARGS__)

/*
 * The same on a table that is described already: columns are found by name, and have no options of their own, but for
 * .primary_key: where the table has no key, as a view, the attributes marked so are what identifies a row.  No two rows may
 * have the same values there, and one where one of them is NULL gives no instance.
 */
#define CUPEL_MAP_TABLE(Type, table_identifier, ...) \
    CUPEL_MAP_(Type, NULL, &table_identifier, NULL, __VA_ARGS__)

/*
 * The same for a struct that begins with another mapped struct, and so has all of its attributes.  Table name NULL: its
 * own columns are in the parent's table (single-table inheritance).  Only own attributes are listed.
 *
 *     typedef struct Manager {
 *         Employee       base;
 *         cupel_null_int level;
 *     } Manager;
 *
 *     CUPEL_MAP_CHILD(Manager, Employee, NULL,
 *         CUPEL_COLUMN(Manager, level),
 *         CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "manager"));
 */
#define CUPEL_MAP_CHILD(Type, Parent, table_name, ...) \
    CUPEL_CHECK_PARENT_(Type, Parent);                 \
    CUPEL_MAP_(Type, table_name, NULL, &Parent##_mapping, __VA_ARGS__)

/* The same with a table of its own that is described already: its primary key must be a foreign key to the parent's. */
#define CUPEL_MAP_CHILD_TABLE(Type, Parent, table_identifier, ...) \
    CUPEL_CHECK_PARENT_(Type, Parent);                             \
    CUPEL_MAP_(Type, NULL, &table_identifier, &Parent##_mapping, __VA_ARGS__)

#define CUPEL_CHECK_PARENT_(Type, Parent)                                \
    _Static_assert(_Generic(((Type *)0)->base, Parent : 1, default : 0), \
                   "a struct that inherits must begin with its parent: " #Parent " base")

#define CUPEL_MAP_(Type, table_name, table, parent, ...)                                           \
    CUPEL_DECLARE(Type);                                                                           \
    _Static_assert(offsetof(Type, base) == 0,                                                      \
                   "the first member of a mapped struct must be 'cupel_object base'");             \
    _Static_assert(sizeof(((Type *)0)->base) >= sizeof(cupel_object),                              \
                   "the first member of a mapped struct must be 'cupel_object base'");             \
    static const cupel_attribute Type##_attributes[] = { __VA_ARGS__ };                            \
    const cupel_mapping Type##_mapping = { CUPEL_MAPPING_FORMAT,                                   \
                                           sizeof(cupel_attribute),                                \
                                           #Type,                                                  \
                                           table_name,                                             \
                                           table,                                                  \
                                           sizeof(Type),                                           \
                                           Type##_attributes,                                      \
                                           sizeof Type##_attributes / sizeof Type##_attributes[0], \
                                           parent }

/* ---- attributes in expressions ------------------------------------------------------------------- */

CUPEL_BEGIN_DECLARATIONS

/**
 * The attribute at an offset as an expression.  Not counted: use it as often as you like; but one that the struct
 * inherits is an expression like others, a new one each time.  No attribute there gives a poisoned expression
 * (INVALID_REQUEST).
 */
CUPEL_API cupel_expr *cupel_attribute_at(const cupel_mapping *mapping, size_t offset);
#define cupel_attr(Type, field) cupel_attribute_at(&Type##_mapping, CUPEL_OFFSET_(Type, field))

/** The same by name, for mappings made at run time. */
CUPEL_API cupel_expr *cupel_attribute_named(const cupel_mapping *mapping, const char *name);

/**
 * A value of a composite, to compare it with: cupel_eq(cupel_attr(Vertex, start), cupel_composite(Vertex, start,
 * &(Point){ 1, 2 })).  Everything is copied; NULL is the composite whose columns are all NULL.  It is a tuple of as many
 * values as the composite has columns: cupel_tuple(1, 2) is one as well.  cupel_assign() takes either.
 */
CUPEL_API cupel_expr *cupel_composite_value(const cupel_mapping *mapping, size_t offset,
                                            const void *value);
#define cupel_composite(Type, field, ...)                              \
    cupel_composite_value(&Type##_mapping, CUPEL_OFFSET_(Type, field), \
                          (1 ? (__VA_ARGS__) : &((Type *)0)->field))

/**
 * A mapped struct as something to select: cupel_select(session, cupel_entity_of(User), ...).
 *
 * Owner: as of all expressions (expression.h), the function that it is given to.
 */
CUPEL_API cupel_expr *cupel_entity_expression(const cupel_mapping *mapping);
#define cupel_entity_of(Type) cupel_entity_expression(&Type##_mapping)

/** An instance to compare a relationship with: its key is read when the statement runs.  NULL is SQL's NULL. */
CUPEL_API cupel_expr *cupel_instance_expression(const cupel_object *instance);
#define cupel_instance(object) cupel_instance_expression(CUPEL_OBJECT(object))

/* The cupel_object of a mapped instance, NULL for NULL. */
#define CUPEL_OBJECT(object) ((cupel_object *)(void *)(1 ? (object) : (void *)&(object)->base))

/* ---- mappings made at run time ------------------------------------------------------------------- */

/* A mapping under construction; for bindings of other languages and for tables known only at run time. */
typedef struct cupel_mapping_builder cupel_mapping_builder;

/**
 * Begins a mapping of a struct of `size` bytes; size 0: the builder lays the struct out itself, after its
 * cupel_object.
 *
 * Owner: the caller, until cupel_mapping_build() or cupel_mapping_builder_free().  NULL: no memory.
 */
CUPEL_API CUPEL_CHECKED cupel_mapping_builder *cupel_mapping_builder_new(const char *name,
                                                                         const char *table_name,
                                                                         const cupel_table *table,
                                                                         size_t size);

/**
 * Adds an attribute at `offset` (CUPEL_NEXT_OFFSET: the next free place of a struct the builder lays out).  Everything
 * is copied.  The offset it got; SIZE_MAX where memory was short.
 */
CUPEL_API size_t cupel_mapping_builder_column(cupel_mapping_builder *builder, const char *name,
                                              cupel_attribute_type type, size_t offset,
                                              const cupel_column_options *options);
CUPEL_API size_t cupel_mapping_builder_relationship(cupel_mapping_builder *builder,
                                                    const char *name, const char *target,
                                                    bool to_many, size_t offset,
                                                    const cupel_relationship_options *options);
/** A second name of an attribute; and several columns as one value, which are named in order.  Names are copied. */
CUPEL_API void cupel_mapping_builder_synonym(cupel_mapping_builder *builder, const char *name,
                                             const char *attribute);
CUPEL_API void cupel_mapping_builder_composite(cupel_mapping_builder *builder, const char *name,
                                               size_t count, const char *const *attributes);
CUPEL_API void cupel_mapping_builder_constraint(cupel_mapping_builder *builder,
                                                cupel_item_kind kind,
                                                const cupel_constraint_options *options);
CUPEL_API void cupel_mapping_builder_table_options(cupel_mapping_builder *builder,
                                                   const cupel_table_options *options);
CUPEL_API void cupel_mapping_builder_options(cupel_mapping_builder *builder,
                                             const cupel_mapper_options *options);
#define CUPEL_NEXT_OFFSET SIZE_MAX

/**
 * Makes it a mapping of a struct that begins with another mapped struct; before attributes are added.  Where the builder
 * lays the struct out, its own members follow the parent's.  `parent` must outlive the mapping.
 */
CUPEL_API void cupel_mapping_builder_inherits(cupel_mapping_builder *builder,
                                              const cupel_mapping *parent);

/**
 * Finishes: frees the builder and gives the mapping; NULL where memory was short at any point.  Mistakes in it are
 * reported by the registry.
 *
 * Owner: the caller, by cupel_mapping_free(), after everything that uses it is closed.
 */
CUPEL_API CUPEL_CHECKED const cupel_mapping *cupel_mapping_build(cupel_mapping_builder *builder);
CUPEL_API void cupel_mapping_builder_free(cupel_mapping_builder *builder);
CUPEL_API void cupel_mapping_free(const cupel_mapping *mapping);

CUPEL_END_DECLARATIONS

#endif
