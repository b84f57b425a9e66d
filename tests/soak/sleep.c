// Loaded before libfaketime, which takes a moment of the monotonic clock for one of the clock that it steps: who sleeps
// until then would sleep for years, or not at all.

#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *until, struct timespec *rest)
{
    return syscall(SYS_clock_nanosleep, clock, flags, until, rest) == 0 ? 0 : errno;
}
