/* On a node of a live cluster: the verdict in this process against asking corosync.
 * usage: bench_verdict CONF NODEID MEMBER... */
#include <corosync/quorum.h>
#include <corosync/votequorum.h>
#include <quorate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SAMPLES = 2000, ONE_SHOTS = 300, MEMBERS_MAX = 64, CONF_MAX = 65536 };

static quorate_engine engine;
static uint32_t members[MEMBERS_MAX];
static size_t member_count;
static votequorum_handle_t votes;
static quorum_handle_t quorum;

static void must(int is_right, const char *what)
{
    if (!is_right) {
        fprintf(stderr, "bench_verdict: %s\n", what);
        exit(1);
    }
}

static void lookup(void)
{
    must(quorate_may_act(&engine) == 1, "quorate: not quorate");
}

static void status(void)
{
    quorate_status said;
    must(quorate_engine_status(&engine, &said) == QUORATE_OK, "quorate_engine_status");
}

static void observe(void)
{
    must(quorate_engine_observe(&engine, members, member_count) == QUORATE_OK, "quorate_engine_observe");
    status();
}

static void ask(votequorum_handle_t handle)
{
    struct votequorum_info said;
    must(votequorum_getinfo(handle, VOTEQUORUM_QDEVICE_NODEID, &said) == CS_OK, "votequorum_getinfo");
    must(said.flags & VOTEQUORUM_INFO_QUORATE, "votequorum: not quorate");
}

static void getinfo(void)
{
    ask(votes);
}

static void getquorate(void)
{
    int is_quorate;
    must(quorum_getquorate(quorum, &is_quorate) == CS_OK && is_quorate, "quorum_getquorate");
}

static void one_shot(void)
{
    votequorum_handle_t handle;
    must(votequorum_initialize(&handle, NULL) == CS_OK, "votequorum_initialize");
    ask(handle);
    must(votequorum_finalize(handle) == CS_OK, "votequorum_finalize");
}

static int by_size(const void *one, const void *other)
{
    const double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* Each sample is `batch` calls, for calls that are shorter than reading the clock. */
static void measure(const char *name, void (*call)(void), size_t samples, size_t batch)
{
    static double seconds[SAMPLES];
    for (size_t sample = 0; sample < samples; sample++) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        for (size_t number = 0; number < batch; number++)
            call();
        clock_gettime(CLOCK_MONOTONIC, &to);
        seconds[sample] = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
        seconds[sample] /= (double)batch;
    }
    qsort(seconds, samples, sizeof *seconds, by_size);
    printf("%-48s %12.3f %12.3f us\n", name, seconds[0] * 1e6, seconds[samples / 2] * 1e6);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static char text[CONF_MAX];
    static quorate_config config;
    quorate_config_error error;
    quorum_callbacks_t none = { 0 };
    uint32_t type;

    must(argc > 3 && argc - 3 <= MEMBERS_MAX, "usage: bench_verdict CONF NODEID MEMBER...");
    FILE *file = fopen(argv[1], "r");
    must(file != NULL, argv[1]);
    const size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    must(quorate_config_from_corosync_conf(&config, text, length, &error) == QUORATE_OK, error.text);
    must(quorate_engine_init(&engine, &config, (uint32_t)atoi(argv[2]), QUORATE_RULES_COROSYNC) == QUORATE_OK, "init");
    for (int argument = 3; argument < argc; argument++)
        members[member_count++] = (uint32_t)atoi(argv[argument]);
    observe();
    must(votequorum_initialize(&votes, NULL) == CS_OK, "votequorum_initialize: does corosync run?");
    must(quorum_initialize(&quorum, &none, &type) == CS_OK, "quorum_initialize");

    measure("quorate_may_act", lookup, SAMPLES, 1000);
    measure("quorate_engine_status", status, SAMPLES, 100);
    measure("quorate_engine_observe and _status", observe, SAMPLES, 100);
    measure("votequorum_getinfo, open handle", getinfo, SAMPLES, 1);
    measure("quorum_getquorate, open handle", getquorate, SAMPLES, 1);
    measure("votequorum_initialize, _getinfo, _finalize", one_shot, ONE_SHOTS, 1);
    return 0;
}
