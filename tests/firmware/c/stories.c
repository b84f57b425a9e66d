/* Plays every story in flash: its corosync.conf is parsed, its steps happen, its tables go to the UART. */
#include "board.h"
#include "stories.h"

static quorate_config config;
static quorate_cluster cluster;
static char text[16384];

static void play(const struct story *story)
{
    quorate_config_error error;
    size_t place;
    put("story ");
    put(story->name);
    put("\n");
    /* cman takes beside a quorum disk what corosync does not start with beside a device. */
    int32_t status = story->rules == QUORATE_RULES_CMAN
        ? quorate_config_from_corosync_conf_for_reload(&config, story->conf, length_of(story->conf), &error)
        : quorate_config_from_corosync_conf(&config, story->conf, length_of(story->conf), &error);
    if (status != QUORATE_OK) {
        put(error.text);
        stop(1);
    }
    WORKS(quorate_config_set_freeze_on_loss(&config, story->freeze_on_loss));
    WORKS(quorate_cluster_init(&cluster, &config, story->rules));
    for (place = 0; place < story->count; place++) {
        const char *step = story->steps[place];
        put(step);
        put("\n----\n");
        if (quorate_cluster_run(&cluster, step, length_of(step), text, sizeof text, NULL) == QUORATE_OK) {
            WORKS(quorate_cluster_table(&cluster, text, sizeof text, NULL));
            put(text);
        } else {
            CHECK(text[0] != '\0');
            put("error: ");
            put(text);
            put("\n");
        }
    }
}

int run(void)
{
    size_t place;
    for (place = 0; place < story_count; place++)
        play(&stories[place]);
    return 0;
}
