/* Bytes that survive a restart of the board. */
#ifndef KEPT_H
#define KEPT_H

#include <stddef.h>
#include <stdint.h>

/* The bytes that one write may have. */
#define KEPT_MAX 2048

/* Reads what was written last (back = 0) or before it (1), and returns its length. 0: there is none, or it has more than
 * `capacity`. */
size_t kept_read(uint32_t back, uint8_t *bytes, size_t capacity);

/* A loss of power at any byte leaves what was written before. */
void kept_write(const uint8_t *bytes, size_t length);

#endif
