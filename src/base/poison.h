/*
 * base/poison.h - memory that nobody may touch, where AddressSanitizer watches.
 */
#ifndef CU_BASE_POISON_H
#define CU_BASE_POISON_H

/* Whether AddressSanitizer watches this build. */
#ifdef __SANITIZE_ADDRESS__
#    define CU_POISONS 1
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer)
#        define CU_POISONS 1
#    endif
#endif
#ifndef CU_POISONS
#    define CU_POISONS 0
#endif

#if CU_POISONS
#    include <sanitizer/asan_interface.h>
#    define CU_POISON(memory, size)   ASAN_POISON_MEMORY_REGION((memory), (size))
#    define CU_UNPOISON(memory, size) ASAN_UNPOISON_MEMORY_REGION((memory), (size))
#else
#    define CU_POISON(memory, size)   ((void)(memory), (void)(size))
#    define CU_UNPOISON(memory, size) ((void)(memory), (void)(size))
#endif

#endif
