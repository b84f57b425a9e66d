// Loaded into corosync, which asks its kernel in vain: half of what an idle one uses, and most of what one uses while a
// ring forms. libqb rounds the time to its next timer down to milliseconds, and asks again and again until the rest is
// over; here each wait is a little longer. And it is told again and again of a client that it does not hear yet; here
// it waits a millisecond where it has been told the same often.

#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int wait_for(int set, struct epoll_event *events, int max, int timeout)
{
    struct timespec wait = {.tv_sec = timeout / 1000, .tv_nsec = timeout % 1000 * 1000000L + 300000};
    long found = syscall(SYS_epoll_pwait2, set, events, max, timeout < 0 ? NULL : &wait, NULL, 0);

    // Linux before 5.11.
    return found < 0 && errno == ENOSYS ? epoll_pwait(set, events, max, timeout, NULL) : (int)found;
}

int epoll_wait(int set, struct epoll_event *events, int max, int timeout)
{
    static __thread struct epoll_event before;
    static __thread int times;
    int found = wait_for(set, events, max, timeout);

    if (found == 1 && memcmp(&before, events, sizeof before) == 0) {
        if (++times > 20)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    } else {
        times = 0;
        if (found > 0)
            before = *events;
    }
    return found;
}
