/*
 * data.h - the rows that the queries of this folder are run on: few enough to be listed, with all that makes results
 * differ: NULLs, ties, texts beyond ASCII, several rows a parent and none.
 */
#ifndef CU_TEST_QUERY_DATA_H
#define CU_TEST_QUERY_DATA_H

#include "models.h"

/* Puts them into empty tables, by the library; what is given no key in a statement later gets the next one. */
cupel_code data_make(cupel_session *session);

#endif
