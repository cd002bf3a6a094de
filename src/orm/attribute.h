/*
 * orm/attribute.h - attributes in memory: how each C type is read from and
 * written into a mapped struct.
 *
 * Nullable values are pointers in the struct; what they point to has a place of
 * its own behind it.  Text and bytes are pointers to memory of the instance.
 */
#ifndef CU_ORM_ATTRIBUTE_H
#define CU_ORM_ATTRIBUTE_H

#include "base/common.h"
#include <cupel/mapping.h>

/* What is known of one attribute type. */
typedef struct cu_attribute_type_info {
    const char *name; /* for messages: "cupel_int" */
    uint8_t size;     /* of the member */
    uint8_t place;    /* nullable values: bytes of the value; else 0 */
    uint8_t kind;     /* the cupel_kind of its values */
    uint8_t natural;  /* the cupel_type_id where none is said */
    bool nullable;    /* may hold NULL */
    bool text;        /* a pointer to memory of the instance: text, bytes */
} cu_attribute_type_info;

const cu_attribute_type_info *cu_attribute_type(cupel_attribute_type type);

/* The member's value; borrowed text.  NULL pointers are NULL. */
cupel_value cu_attribute_read(cupel_attribute_type type, const void *member);

/*
 * Writes a value of the attribute's kind, or NULL, into the member.  `place` is where a nullable value goes.  Text must
 * be the instance's already.
 */
void cu_attribute_write(cupel_attribute_type type, void *member, void *place,
                        const cupel_value *value);

/* Whether the member is 0 or NULL: what cupel_new takes for "not set". */
bool cu_attribute_is_zero(cupel_attribute_type type, const void *member);

#endif
