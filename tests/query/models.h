/*
 * models.h - the structs that the queries of this folder are about.
 */
#ifndef CU_TEST_QUERY_MODELS_H
#define CU_TEST_QUERY_MODELS_H

#include <cupel.h>

typedef struct User User;
typedef struct Address Address;
typedef struct Order Order;
typedef struct Item Item;
typedef struct Keyword Keyword;
typedef struct Node Node;
typedef struct Part Part;
typedef struct VersionedFoo VersionedFoo;
typedef struct Company Company;
typedef struct Vertex Vertex;
typedef struct Employee Employee;
typedef struct Engineer Engineer;
typedef struct Manager Manager;

struct User {
    cupel_object base;
    cupel_null_int32 id;
    cupel_text name;
    cupel_text fullname;
    cupel_null_int32 age;
    cupel_to_many(Address) addresses;
    cupel_to_many(Order) orders;
};

struct Address {
    cupel_object base;
    cupel_null_int32 id;
    cupel_text email_address;
    cupel_null_int32 user_id;
    cupel_to_one(User) user;
};

struct Order {
    cupel_object base;
    cupel_null_int32 id;
    cupel_null_int32 user_id;
    cupel_null_int32 address_id;
    cupel_decimal total;
    cupel_null_datetime placed;
    cupel_null_bool isopen;
    cupel_to_one(User) user;
    cupel_to_one(Address) address;
    cupel_to_many(Item) items;
};

struct Item {
    cupel_object base;
    cupel_null_int32 id;
    cupel_text description;
    cupel_to_many(Keyword) keywords;
};

struct Keyword {
    cupel_object base;
    cupel_null_int32 id;
    cupel_text keyword;
    cupel_to_many(Item) items;
};

struct Node {
    cupel_object base;
    cupel_null_int32 id;
    cupel_null_int32 parent_id;
    cupel_text data;
    cupel_to_many(Node) children;
    cupel_to_one(Node) parent;
};

struct Part {
    cupel_object base;
    cupel_text part;
    cupel_text sub_part;
    cupel_null_int32 quantity;
};

struct VersionedFoo {
    cupel_object base;
    cupel_int32 id;
    cupel_int32 version_id;
    cupel_text data;
};

struct Company {
    cupel_object base;
    cupel_null_int32 id;
    cupel_text name;
    cupel_to_many(Employee) employees;
};

struct Employee {
    cupel_object base;
    cupel_null_int32 id;
    cupel_text name;
    cupel_text type;
    cupel_null_int32 company_id;
};

struct Engineer { /* in a table of its own */
    Employee base;
    cupel_text language;
};

struct Manager { /* in the table of employees */
    Employee base;
    cupel_null_int32 level;
};

typedef struct Point {
    cupel_null_int32 x, y;
} Point;

struct Vertex {
    cupel_object base;
    cupel_null_int32 id;
    Point start;
    cupel_text note;
    union {
        cupel_text label_, tag;
    };
    cupel_null_int32 xsum;
};

extern const cupel_table order_items, item_keywords;
extern const cupel_mapping User_mapping, Address_mapping, Order_mapping, Item_mapping,
    Keyword_mapping, Node_mapping, Part_mapping, VersionedFoo_mapping, Company_mapping,
    Vertex_mapping, Employee_mapping, Engineer_mapping, Manager_mapping;

#endif
