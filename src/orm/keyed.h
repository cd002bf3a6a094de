/*
 * orm/keyed.h - finding items of keyed collections: by an index of their keys where
 * there are many, item by item where there are few.
 *
 * A key is what the attribute of the item is now.  An index has a node for each
 * item, and an instance knows the nodes it has: where one of its attributes is
 * written they are put aside, and the next search files them anew.  What is
 * appended to the collection is filed by the next search too.  An index is only
 * ever a help: where memory for it is short it goes, and items are looked at one
 * by one.
 */
#ifndef CU_ORM_KEYED_H
#define CU_ORM_KEYED_H

#include "orm/related.h"

/* The first item of a keyed collection that has the key; NULL. */
cupel_object *cu_keyed_find(const cupel_state *state, const cupel_attribute *attribute,
                            const cupel_value *key);
/* The same by the key that `item` has. */
cupel_object *cu_keyed_find_same(const cupel_state *state, const cupel_attribute *attribute,
                                 const cupel_object *item);
/* Whether the collection has the item, by its index; false too where it has none that is complete: *known tells. */
bool cu_keyed_has(const cu_collection *collection, const cupel_object *item, bool *known);

/* The item that was at a place of the collection leaves it. */
void cu_keyed_leave(cu_collection *collection, size_t place, const cupel_object *item);
/* Other items are in the collection than there were, or in another order. */
void cu_keyed_drop(cu_collection *collection);
/* An attribute of an item is written; only for states that have nodes. */
void cu_keyed_set_aside(cupel_state *state);
/* An item that has nodes is freed. */
void cu_keyed_forget(cupel_state *state);

#endif
