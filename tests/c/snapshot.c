/* What a node stores before it sends, and gives back when it starts again; and what is refused then. */
#include "check.h"

int main(void)
{
    static const uint32_t all[] = { 1, 2, 3 };
    uint8_t stored[QUORATE_SNAPSHOT_SIZE], bytes[QUORATE_SNAPSHOT_SIZE + 1];
    quorate_config config;
    quorate_engine engine, other;
    quorate_status status;
    size_t bit, place;
    make_config(&config, 3, NULL);
    WORKS(quorate_config_set_freeze_on_loss(&config, 1));
    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_STRICT));
    WORKS(quorate_engine_view(&engine, 1, 100, all, 3, 0));
    WORKS(quorate_engine_view(&engine, 1, 104, all, 2, 0));
    memset(bytes, 0xA5, sizeof bytes);
    ANSWERS(QUORATE_ERROR_BUFFER_TOO_SMALL, quorate_engine_snapshot(&engine, bytes, QUORATE_SNAPSHOT_SIZE - 1));
    CHECK(bytes[0] == 0xA5);
    WORKS(quorate_engine_snapshot(&engine, bytes, sizeof bytes));
    CHECK(bytes[QUORATE_SNAPSHOT_SIZE - 1] != 0xA5 && bytes[QUORATE_SNAPSHOT_SIZE] == 0xA5);
    memcpy(stored, bytes, sizeof stored);
    ANSWERS(QUORATE_ERROR_RESTORE_TOO_LATE, quorate_engine_restore(&engine, stored, sizeof stored));

    WORKS(quorate_engine_init(&engine, &config, 1, QUORATE_RULES_STRICT));
    for (place = 0; place < sizeof stored; place++)
        ANSWERS(QUORATE_ERROR_SNAPSHOT_MALFORMED, quorate_engine_restore(&engine, stored, place));
    ANSWERS(QUORATE_ERROR_SNAPSHOT_MALFORMED, quorate_engine_restore(&engine, bytes, sizeof bytes));
    for (bit = 0; bit < sizeof stored * 8; bit++) {
        memcpy(bytes, stored, sizeof stored);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ANSWERS(bit / 8 == 4 ? QUORATE_ERROR_SNAPSHOT_VERSION : QUORATE_ERROR_SNAPSHOT_MALFORMED,
                quorate_engine_restore(&engine, bytes, sizeof stored));
    }
    memset(bytes, 0xFF, sizeof bytes);
    ANSWERS(QUORATE_ERROR_SNAPSHOT_MALFORMED, quorate_engine_restore(&engine, bytes, sizeof stored));
    memset(bytes, 0, sizeof bytes);
    ANSWERS(QUORATE_ERROR_SNAPSHOT_MALFORMED, quorate_engine_restore(&engine, bytes, sizeof stored));
    WORKS(quorate_engine_init(&other, &config, 2, QUORATE_RULES_STRICT));
    ANSWERS(QUORATE_ERROR_OTHER_SNAPSHOT, quorate_engine_restore(&other, stored, sizeof stored));
    WORKS(quorate_config_set_freeze_on_loss(&config, 0));
    WORKS(quorate_engine_init(&other, &config, 1, QUORATE_RULES_COROSYNC));
    ANSWERS(QUORATE_ERROR_OTHER_SNAPSHOT, quorate_engine_restore(&other, stored, sizeof stored));

    WORKS(quorate_engine_restore(&engine, stored, sizeof stored));
    ANSWERS(QUORATE_ERROR_RESTORE_TOO_LATE, quorate_engine_restore(&engine, stored, sizeof stored));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.ring_seq == 104 && status.reason == QUORATE_REASON_NO_VIEW);
    ANSWERS(QUORATE_ERROR_RING_TOO_OLD, quorate_engine_view(&engine, 1, 104, all, 2, 0));
    WORKS(quorate_engine_observe(&engine, all, 3));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.ring_seq == 105 && status.reason == QUORATE_REASON_FROZEN);
    WORKS(quorate_engine_resume(&engine));
    WORKS(quorate_engine_status(&engine, &status));
    CHECK(status.verdict == QUORATE_VERDICT_QUORATE);
    printf("snapshot: %u bytes survive a reset, and nothing else does\n", (unsigned)sizeof stored);
    return 0;
}
