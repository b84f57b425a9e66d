// Loaded into corosync. libqb rounds the time to its next timer down to milliseconds, and asks again and again until
// the rest is over: half of what an idle corosync uses. Here each wait is a little longer.

#define _GNU_SOURCE
#include <errno.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int epoll_wait(int set, struct epoll_event *events, int max, int timeout)
{
    struct timespec wait = {.tv_sec = timeout / 1000, .tv_nsec = timeout % 1000 * 1000000L + 300000};
    long found = syscall(SYS_epoll_pwait2, set, events, max, timeout < 0 ? NULL : &wait, NULL, 0);

    // Linux before 5.11.
    return found < 0 && errno == ENOSYS ? epoll_pwait(set, events, max, timeout, NULL) : (int)found;
}
