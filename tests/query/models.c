/*
 * models.c - how the structs of models.h are mapped.
 */
#include "models.h"

CUPEL_TABLE(order_items, "order_items",
            CUPEL_TABLE_COLUMN("order_id", .foreign_key = "orders.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("item_id", .foreign_key = "items.id", .primary_key = true));

CUPEL_TABLE(item_keywords, "item_keywords",
            CUPEL_TABLE_COLUMN("item_id", .foreign_key = "items.id", .primary_key = true),
            CUPEL_TABLE_COLUMN("keyword_id", .foreign_key = "keywords.id", .primary_key = true));

CUPEL_MAP(User, "users", CUPEL_COLUMN(User, id, .primary_key = true),
          CUPEL_COLUMN(User, name, .length = 50), CUPEL_COLUMN(User, fullname, .length = 50),
          CUPEL_COLUMN(User, age),
          CUPEL_RELATIONSHIP(User, addresses, Address, .back_populates = "user", .order_by = "id"),
          CUPEL_RELATIONSHIP(User, orders, Order, .back_populates = "user"));

CUPEL_MAP(Address, "addresses", CUPEL_COLUMN(Address, id, .primary_key = true),
          CUPEL_COLUMN(Address, email_address, .length = 50, .nullable = CUPEL_NO),
          CUPEL_COLUMN(Address, user_id, .foreign_key = "users.id"),
          CUPEL_RELATIONSHIP(Address, user, User, .back_populates = "addresses"));

CUPEL_MAP(Order, "orders", CUPEL_COLUMN(Order, id, .primary_key = true),
          CUPEL_COLUMN(Order, user_id, .foreign_key = "users.id"),
          CUPEL_COLUMN(Order, address_id, .foreign_key = "addresses.id"),
          CUPEL_COLUMN(Order, total, .precision = 10, .scale = 2), CUPEL_COLUMN(Order, placed),
          CUPEL_COLUMN(Order, isopen),
          CUPEL_RELATIONSHIP(Order, user, User, .back_populates = "orders"),
          CUPEL_RELATIONSHIP(Order, address, Address),
          CUPEL_RELATIONSHIP(Order, items, Item, .secondary = &order_items));

CUPEL_MAP(Item, "items", CUPEL_COLUMN(Item, id, .primary_key = true),
          CUPEL_COLUMN(Item, description, .length = 50),
          CUPEL_RELATIONSHIP(Item, keywords, Keyword, .secondary = &item_keywords,
                             .backref = "items"));

CUPEL_MAP(Keyword, "keywords", CUPEL_COLUMN(Keyword, id, .primary_key = true),
          CUPEL_COLUMN(Keyword, keyword, .length = 50, .unique = true),
          CUPEL_BACKREF(Keyword, items, Item));

CUPEL_MAP(Node, "nodes", CUPEL_COLUMN(Node, id, .primary_key = true),
          CUPEL_COLUMN(Node, parent_id, .foreign_key = "nodes.id"),
          CUPEL_COLUMN(Node, data, .length = 50),
          CUPEL_RELATIONSHIP(Node, children, Node, .backref = "parent"),
          CUPEL_BACKREF(Node, parent, Node));

CUPEL_MAP(Part, "part", CUPEL_COLUMN(Part, part, .length = 50, .primary_key = true),
          CUPEL_COLUMN(Part, sub_part, .length = 50, .primary_key = true),
          CUPEL_COLUMN(Part, quantity));

CUPEL_MAP(VersionedFoo, "vfoo", CUPEL_COLUMN(VersionedFoo, id, .primary_key = true),
          CUPEL_COLUMN(VersionedFoo, version_id, .primary_key = true),
          CUPEL_COLUMN(VersionedFoo, data, .length = 50));

CUPEL_MAP(Company, "companies", CUPEL_COLUMN(Company, id, .primary_key = true),
          CUPEL_COLUMN(Company, name, .length = 50),
          CUPEL_RELATIONSHIP(Company, employees, Employee));

CUPEL_MAP(Employee, "employees", CUPEL_COLUMN(Employee, id, .primary_key = true),
          CUPEL_COLUMN(Employee, name, .length = 50), CUPEL_COLUMN(Employee, type, .length = 20),
          CUPEL_COLUMN(Employee, company_id, .foreign_key = "companies.id"),
          CUPEL_MAPPER_OPTIONS(.polymorphic_on = "type", .polymorphic_identity = "employee"));

CUPEL_MAP_CHILD(Engineer, Employee, "engineers", CUPEL_COLUMN(Engineer, language, .length = 50),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "engineer"));

CUPEL_MAP_CHILD(Manager, Employee, NULL, CUPEL_COLUMN(Manager, level),
                CUPEL_MAPPER_OPTIONS(.polymorphic_identity = "manager"));

static cupel_expr *vertex_sum(void)
{
    return cupel_plus(cupel_attr(Vertex, start.x), cupel_attr(Vertex, start.y));
}

CUPEL_MAP(Vertex, "vertices", CUPEL_COLUMN(Vertex, note, .type = CUPEL_TEXT, .deferred = true),
          CUPEL_COLUMN(Vertex, label_, .name = "label", .length = 20),
          CUPEL_COLUMN_PROPERTY(Vertex, xsum, vertex_sum),
          CUPEL_COLUMN(Vertex, id, .primary_key = true),
          CUPEL_COLUMN(Vertex, start.x, .name = "x1"), CUPEL_COLUMN(Vertex, start.y, .name = "y1"),
          CUPEL_COMPOSITE(Vertex, start), CUPEL_SYNONYM(Vertex, tag, label_));
