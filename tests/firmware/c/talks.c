/*
 * Plays recorded talks with a real qnetd: what clients sent goes in, and what the witness says must be what qnetd said,
 * byte for byte. See tests/src/talks.rs for the events.
 */
#include "board.h"

#define CLIENTS 16
#define LINES 32
#define WAITING 8
/* Times of records are not those of the witness to the millisecond. */
#define LATE 25

extern const uint8_t talks[];
extern const uint32_t talks_size;

enum { TALK, OPEN, CLOSE, CLOSED, SEND, RECV, AT };

/* A connection of the record. */
struct line {
    int is_open;
    uint32_t connection;
    size_t first, count;
    size_t lengths[WAITING];
    uint8_t said[WAITING][QUORATE_WITNESS_TRANSMIT_MAX];
};

static struct line lines[LINES];
static uint64_t memory[QUORATE_WITNESS_SIZE(CLIENTS, 8, 16) / 8];
static quorate_witness *const witness = (quorate_witness *)memory;
static uint64_t now;
static uint32_t talk_count, unread;

static struct line *line_of(uint32_t connection)
{
    size_t place;
    for (place = 0; place < LINES; place++)
        if (lines[place].is_open && lines[place].connection == connection)
            return &lines[place];
    failed(__FILE__, __LINE__, "said over a connection that is not open");
}

static void drain(void)
{
    quorate_witness_output output;
    uint8_t bytes[QUORATE_WITNESS_TRANSMIT_MAX];
    struct line *line;
    size_t place, at;
    for (;;) {
        WORKS(quorate_witness_poll_output(witness, &output, bytes, sizeof bytes));
        if (output.kind == QUORATE_OUTPUT_NONE)
            return;
        line = line_of(output.connection);
        if (output.kind == QUORATE_OUTPUT_CLOSE) {
            line->is_open = 0;
            continue;
        }
        CHECK(output.kind == QUORATE_OUTPUT_SEND && line->count < WAITING);
        place = (line->first + line->count++) % WAITING;
        line->lengths[place] = output.len;
        for (at = 0; at < output.len; at++)
            line->said[place][at] = bytes[at];
    }
}

/* Each timeout at its time. */
static void advance(uint64_t to)
{
    uint64_t next;
    for (;;) {
        WORKS(quorate_witness_poll_timeout(witness, &next));
        if (next > to)
            break;
        now = next > now ? next : now;
        WORKS(quorate_witness_handle_timeout(witness, now));
        drain();
    }
    now = to > now ? to : now;
}

static void start(void)
{
    quorate_witness_settings settings;
    size_t place;
    for (place = 0; place < LINES; place++) {
        CHECK(lines[place].count == 0);
        lines[place].is_open = 0;
    }
    WORKS(quorate_witness_settings_init(&settings));
    settings.timing = QUORATE_TIMING_LIKE_QNETD;
    now = 0;
    WORKS(quorate_witness_init(witness, sizeof memory, CLIENTS, 8, 16, &settings, now));
    talk_count++;
}

static void sent(struct line *line, const uint8_t *bytes, size_t length)
{
    size_t taken = 1;
    while (line->is_open && length > 0 && taken > 0) {
        WORKS(quorate_witness_receive(witness, line->connection, now, bytes, length, &taken));
        drain();
        bytes += taken;
        length -= taken;
    }
}

static void received(struct line *line, const uint8_t *bytes, size_t length)
{
    size_t at;
    if (line->count == 0)
        advance(now + LATE);
    CHECK(line->count > 0 && line->lengths[line->first] == length);
    for (at = 0; at < length; at++)
        CHECK(line->said[line->first][at] == bytes[at]);
    line->first = (line->first + 1) % WAITING;
    line->count--;
}

static void closed(struct line *line, int by_client)
{
    if (by_client && line->is_open) {
        line->is_open = 0;
        WORKS(quorate_witness_disconnect(witness, line->connection, now));
        drain();
    } else if (line->is_open) {
        advance(now + LATE);
    }
    CHECK(!line->is_open);
    unread += (uint32_t)line->count;
    line->count = 0;
}

static void happen(uint8_t event, struct line *line, const uint8_t *bytes, size_t length)
{
    switch (event) {
    case TALK:
        start();
        break;
    case OPEN:
        WORKS(quorate_witness_connect(witness, now, &line->connection));
        line->is_open = 1;
        break;
    case SEND:
        sent(line, bytes, length);
        break;
    case RECV:
        received(line, bytes, length);
        break;
    case AT:
        advance((uint64_t)bytes[0] << 24 | (uint64_t)bytes[1] << 16 | (uint64_t)bytes[2] << 8 | bytes[3]);
        break;
    default:
        CHECK(event == CLOSE || event == CLOSED);
        closed(line, event == CLOSE);
    }
}

int run(void)
{
    const uint8_t *event = talks, *const end = talks + talks_size;
    while (event < end) {
        const size_t length = event[2] | (size_t)event[3] << 8;
        CHECK(event[1] < LINES && length <= (size_t)(end - event) - 4);
        happen(event[0], &lines[event[1]], event + 4, length);
        event += 4 + length;
    }
    CHECK(talk_count > 0);
    put_number(talk_count);
    put(" talks, as qnetd; ");
    put_number(unread);
    put(" unread\n");
    return 0;
}
