/* Controls of the tests: what goes wrong must be seen. CASE chooses what. */
#include "board.h"

#if CASE == 1
/* Deeper than the stack: the guard makes it a fault. */
static uint32_t deeper(uint32_t depth)
{
    volatile uint32_t frame[32];
    frame[depth % 32] = depth;
    return depth == 0 ? 0 : deeper(depth - 1) + frame[depth % 32];
}

int run(void)
{
    return deeper(1000000) == 0;
}
#elif CASE == 2
int run(void)
{
    return *(volatile int *)0xC0000000u;
}
#else
int run(void)
{
    CHECK(sizeof(quorate_engine) == 0);
    return 0;
}
#endif
