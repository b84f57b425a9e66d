/* What the C programs share: checks that say where they failed, and configs. */
#ifndef CHECK_H
#define CHECK_H

#include <quorate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                    \
    do {                                                                                    \
        if (!(condition)) {                                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                 \
            exit(1);                                                                        \
        }                                                                                   \
    } while (0)

/* The call answers with this status. */
#define ANSWERS(expected, call)                                                             \
    do {                                                                                    \
        int32_t status_ = (call);                                                           \
        if (status_ != (expected)) {                                                        \
            fprintf(stderr, "%s:%d: %s: %d (%s), not %s\n", __FILE__, __LINE__, #call,      \
                    (int)status_, quorate_error_text(status_), #expected);                  \
            exit(1);                                                                        \
        }                                                                                   \
    } while (0)

#define WORKS(call) ANSWERS(QUORATE_OK, call)

#define NULL_REFUSED(call) ANSWERS(QUORATE_ERROR_NULL, call)
#define ABI_REFUSED(call) ANSWERS(QUORATE_ERROR_ABI, call)
#define MISALIGNED_REFUSED(call) ANSWERS(QUORATE_ERROR_MISALIGNED, call)
#define VALUE_REFUSED(call) ANSWERS(QUORATE_ERROR_INVALID_VALUE, call)
#define UNSET_REFUSED(call) ANSWERS(QUORATE_ERROR_NOT_INITIALIZED, call)

/* Pointers as integers, so that no sanitizer complains of what is never followed. */
static inline void *misaligned(void *object)
{
    return (void *)((uintptr_t)object | 1);
}

static const char TWO_NODES[] = "quorum {\n"
                                "    provider: corosync_votequorum\n"
                                "    two_node: 1\n"
                                "}\n"
                                "nodelist {\n"
                                "    node {\n        nodeid: 1\n    }\n"
                                "    node {\n        nodeid: 2\n    }\n"
                                "}\n";

/* Nodes 1 to `nodes` of one vote each, with the options of the quorum section. */
static inline void make_config(quorate_config *config, uint32_t nodes, const quorate_options *options)
{
    quorate_builder builder;
    uint32_t node_id;
    WORKS(quorate_builder_init(&builder));
    for (node_id = 1; node_id <= nodes; node_id++)
        WORKS(quorate_builder_node(&builder, node_id, 1, NULL));
    if (options != NULL)
        WORKS(quorate_builder_options(&builder, options));
    WORKS(quorate_builder_build(&builder, config, NULL));
}

#endif
