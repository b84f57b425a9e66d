/* The stories in flash. The test writes story_data.c from tests/stories. */
#ifndef STORIES_H
#define STORIES_H

#include <stddef.h>
#include <stdint.h>

struct story {
    const char *name;
    uint32_t rules;
    uint32_t freeze_on_loss;
    const char *conf;
    const char *const *steps;
    size_t count;
};

extern const struct story stories[];
extern const size_t story_count;

#endif
