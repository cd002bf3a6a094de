/*
 * orm/page.c - pages of instance memory.
 */
#include "orm/page.h"
#include "base/alloc.h"

#define FIRST_SIZE ((size_t)4 << 10)
#define LAST_SIZE  ((size_t)64 << 10)

#define HEAD_SIZE  ((sizeof(cu_page) + 15) & ~(size_t)15)

static cu_page *page_new(cu_pages *pages, size_t size)
{
    cu_page *page = cu_spares_take(pages->spares, size);
    if (!page)
        return NULL;
    *page = (cu_page){ .next = pages->all, .pages = pages, .size = size, .used = HEAD_SIZE };
    if (pages->all)
        pages->all->previous = page;
    pages->all = page;
    pages->bytes += size;
    return page;
}

static void page_unlink(cu_page *page)
{
    cu_pages *pages = page->pages;
    if (page->previous)
        page->previous->next = page->next;
    else
        pages->all = page->next;
    if (page->next)
        page->next->previous = page->previous;
    if (pages->current == page)
        pages->current = NULL;
    pages->bytes -= page->size;
}

cu_page *cu_pages_more(cu_pages *pages, size_t size)
{
    size_t wanted = CU_MAX(pages->next_size, FIRST_SIZE);
    bool alone = size > wanted / 4; /* a big block must not waste what is left of the page */
    cu_page *page = page_new(pages, alone ? HEAD_SIZE + size : wanted);
    if (page && !alone) {
        pages->current = page;
        pages->next_size = CU_MIN(wanted * 2, LAST_SIZE);
    }
    return page;
}

void cu_page_empty(cu_page *page)
{
    if (page->pages && page->pages->current == page) {
        page->used = HEAD_SIZE; /* empty: use it again */
        return;
    }
    cu_spares *spares = page->pages ? page->pages->spares : NULL;
    if (page->pages)
        page_unlink(page);
    cu_spares_give(spares, page, page->size);
}

void cu_pages_break(cu_pages *pages)
{
    cu_page *page = pages->current;
    pages->current = NULL;
    if (page && page->blocks == 0) {
        page_unlink(page);
        cu_spares_give(pages->spares, page, page->size);
    }
    pages->next_size = FIRST_SIZE;
}

void cu_pages_release(cu_pages *pages)
{
    cu_page *next;
    for (cu_page *page = pages->all; page; page = next) {
        next = page->next;
        page->pages = NULL;
        page->next = page->previous = NULL;
        if (page->blocks == 0)
            cu_spares_give(pages->spares, page, page->size);
    }
    *pages = (cu_pages){ 0 };
}
