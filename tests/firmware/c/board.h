/* What a program needs from a board: text out, a clock in processor cycles, an end with a status. */
#ifndef BOARD_H
#define BOARD_H

#include <quorate.h>

/* The program. What it returns becomes QEMU's exit status. */
int run(void);

void put(const char *text);
void put_number(uint32_t number);
/* Ends QEMU with this status. */
void stop(uint32_t status) __attribute__((noreturn));

/* Starts a count of processor clocks; at most 2^24 of them. */
void clock_start(void);
uint32_t clock_read(void);

size_t length_of(const char *text);

/* Says where, and stops with status 1. */
void failed(const char *file, uint32_t line, const char *what) __attribute__((noreturn));

#define CHECK(condition)                                                                    \
    do {                                                                                    \
        if (!(condition))                                                                   \
            failed(__FILE__, __LINE__, #condition);                                         \
    } while (0)

/* The call answers with this status. */
#define ANSWERS(expected, call)                                                             \
    do {                                                                                    \
        int32_t status_ = (call);                                                           \
        if (status_ != (expected)) {                                                        \
            put(quorate_error_text(status_));                                               \
            put("\n");                                                                      \
            failed(__FILE__, __LINE__, #call " should answer " #expected);                  \
        }                                                                                   \
    } while (0)

#define WORKS(call) ANSWERS(QUORATE_OK, call)

#endif
