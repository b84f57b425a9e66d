# Five nodes are lost one by one. After each window the others go on without: 5, 4, 3, 2. From 2 to 1 it takes a tie breaker or a proof.
# A partition that does not hold a majority of the electorate agrees on nothing, however long it waits, so corosync's split in two steps
# (last-man-standing-split) cannot happen.
rules strict
config
    quorum {
        last_man_standing: 1
        wait_for_all: 1
    }
    nodelist {
        node {
            nodeid: 1
        }
        node {
            nodeid: 2
        }
        node {
            nodeid: 3
        }
        node {
            nodeid: 4
        }
        node {
            nodeid: 5
        }
    }

up 1 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding

crash 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
5     down

wait 9s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
5     down

wait 1s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding
5     down

crash 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     down
5     down

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     down
5     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
3     down
4     down
5     down

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
2     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
3     down
4     down
5     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     fence_first  2         2        1      2       fence_first          1             WaitForAll,LastManStanding
2     down
3     down
4     down
5     down

wait 100s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     fence_first  2         2        1      2       fence_first          1             WaitForAll,LastManStanding
2     down
3     down
4     down
5     down

fence 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       everyone_accounted   1             Quorate,WaitForAll,LastManStanding
2     down
3     down
4     down
5     down

up 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding

split 1 2 3 | 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding
5     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding
5     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding

split 1 | 2 3 | 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             WaitForAll,LastManStanding
2     quorate      3         3        2      2       majority             2,3           Quorate,WaitForAll,LastManStanding
3     quorate      3         3        2      2       majority             2,3           Quorate,WaitForAll,LastManStanding
4     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding
5     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             WaitForAll,LastManStanding
2     quorate      2         2        2      2       majority             2,3           Quorate,WaitForAll,LastManStanding
3     quorate      2         2        2      2       majority             2,3           Quorate,WaitForAll,LastManStanding
4     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding
5     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding

split 1 4 5 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1,4,5         WaitForAll,LastManStanding
2     quorate      2         2        2      2       majority             2,3           Quorate,WaitForAll,LastManStanding
3     quorate      2         2        2      2       majority             2,3           Quorate,WaitForAll,LastManStanding
4     blocked      3         3        1      2       no_majority          1,4,5         WaitForAll,LastManStanding
5     blocked      3         3        1      2       no_majority          1,4,5         WaitForAll,LastManStanding

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
