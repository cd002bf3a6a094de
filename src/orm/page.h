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

struct cu_page {
    cu_page *next, *previous;
    cu_pages *pages; /* NULL: let go of */
    size_t size;
    size_t used;
    size_t blocks; /* in use */
};

/* A page with room for a block of that size, which is a multiple of 16; NULL: no memory. */
cu_page *cu_pages_more(cu_pages *pages, size_t size);
/* The last block of a page was given back. */
void cu_page_empty(cu_page *page);

/* A block, 16-aligned; *page is what to give it back to.  NULL: no memory. */
static inline void *cu_pages_alloc(cu_pages *pages, size_t size, cu_page **out)
{
    size = (size + 15) & ~(size_t)15;
    cu_page *page = pages->current;
    if (CU_UNLIKELY(!page || page->size - page->used < size))
        page = cu_pages_more(pages, size);
    if (CU_UNLIKELY(!page))
        return NULL;
    void *block = (char *)page + page->used;
    page->used += size;
    page->blocks++;
    *out = page;
    return block;
}

/* Gives a block back. */
static inline void cu_page_free_block(cu_page *page)
{
    if (--page->blocks == 0)
        cu_page_empty(page);
}
/* Starts a new page with the next block, so that what comes is not mixed with what is there. */
void cu_pages_break(cu_pages *pages);
/* Lets go of all pages: those with blocks in use free themselves with the last one. */
void cu_pages_release(cu_pages *pages);

#endif
