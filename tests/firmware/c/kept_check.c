/* What kept.c promises, on the board's flash: the last write counts, and where it was torn the one before. */
#include "board.h"
#include "kept.c"

static uint8_t bytes[KEPT_MAX];

/* `length` bytes that begin with `first` and count up. */
static void write_from(uint8_t first, size_t length)
{
    size_t at;
    for (at = 0; at < length; at++)
        bytes[at] = (uint8_t)(first + at);
    kept_write(bytes, length);
}

static void check_from(uint32_t back, uint8_t first, size_t length)
{
    size_t at;
    for (at = 0; at < sizeof bytes; at++)
        bytes[at] = 0;
    CHECK(kept_read(back, bytes, sizeof bytes) == length);
    for (at = 0; at < length; at++)
        CHECK(bytes[at] == (uint8_t)(first + at));
}

int run(void)
{
    static const uint8_t zero[4];
    CHECK(kept_read(0, bytes, sizeof bytes) == 0 && kept_read(1, bytes, sizeof bytes) == 0);
    write_from(1, 3);
    check_from(0, 1, 3);
    CHECK(kept_read(1, bytes, sizeof bytes) == 0);
    write_from(2, KEPT_MAX);
    check_from(0, 2, KEPT_MAX);
    check_from(1, 1, 3);
    CHECK(kept_read(0, bytes, KEPT_MAX - 1) == 0);
    write_from(3, 300);
    check_from(0, 3, 300);
    check_from(1, 2, KEPT_MAX);
    /* The power failed before the head was written, and while it was. */
    change(ERASE, newest() * SECTOR, NULL, 0);
    check_from(0, 2, KEPT_MAX);
    write_from(4, 257);
    change(PROGRAM, newest() * SECTOR + HEAD, zero, sizeof zero);
    check_from(0, 2, KEPT_MAX);
    write_from(5, 10);
    check_from(0, 5, 10);
    put("kept: the last write, or the one before\n");
    return 0;
}
