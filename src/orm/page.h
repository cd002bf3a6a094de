/*
 * orm/page.h - memory of instances that were loaded: pages of blocks.
 *
 * Loading takes one block a row from the end of the current page.  A page
 * counts its blocks and is freed when the last one goes, so that evicting what
 * a scope loaded gives its memory back.
 */
#ifndef CU_ORM_PAGE_H
#define CU_ORM_PAGE_H

#include "orm/spare.h"

typedef struct cu_page cu_page;

typedef struct cu_pages {
    cu_page *current;
    cu_page *all; /* doubly linked */
    size_t bytes;
    size_t next_size;
    cu_spares *spares; /* where pages come from and go to; NULL: the allocator */
} cu_pages;

/* A block, 16-aligned; *page is what to give back to cu_pages_free.  NULL: no memory. */
void *cu_pages_alloc(cu_pages *pages, size_t size, cu_page **out);
/* Gives a block back. */
void cu_page_free_block(cu_page *page, void *block);
/* Starts a new page with the next block, so that what comes is not mixed with what is there. */
void cu_pages_break(cu_pages *pages);
/* Lets go of all pages: those with blocks in use free themselves with the last one. */
void cu_pages_release(cu_pages *pages);

#endif
