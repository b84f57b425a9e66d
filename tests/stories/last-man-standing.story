# last_man_standing: a window after a loss, expected votes shrink to those that are left. 8, 5, 3, 2 nodes; the step to one needs a
# tie breaker.
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
        node {
            nodeid: 6
        }
        node {
            nodeid: 7
        }
        node {
            nodeid: 8
        }
    }

up 1 2 3 4 5 6 7 8
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      8         8        8      5       majority             1,2,3,4,5,6,7,8  Quorate,WaitForAll,LastManStanding
2     quorate      8         8        8      5       majority             1,2,3,4,5,6,7,8  Quorate,WaitForAll,LastManStanding
3     quorate      8         8        8      5       majority             1,2,3,4,5,6,7,8  Quorate,WaitForAll,LastManStanding
4     quorate      8         8        8      5       majority             1,2,3,4,5,6,7,8  Quorate,WaitForAll,LastManStanding
5     quorate      8         8        8      5       majority             1,2,3,4,5,6,7,8  Quorate,WaitForAll,LastManStanding
6     quorate      8         8        8      5       majority             1,2,3,4,5,6,7,8  Quorate,WaitForAll,LastManStanding
7     quorate      8         8        8      5       majority             1,2,3,4,5,6,7,8  Quorate,WaitForAll,LastManStanding
8     quorate      8         8        8      5       majority             1,2,3,4,5,6,7,8  Quorate,WaitForAll,LastManStanding

crash 6 7 8
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
6     down
7     down
8     down

wait 9s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      8         8        5      5       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
6     down
7     down
8     down

wait 1s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
6     down
7     down
8     down

crash 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     down
5     down
6     down
7     down
8     down

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     down
5     down
6     down
7     down
8     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
3     down
4     down
5     down
6     down
7     down
8     down

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
2     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
3     down
4     down
5     down
6     down
7     down
8     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       waiting_for_all      1             WaitForAll,LastManStanding
2     down
3     down
4     down
5     down
6     down
7     down
8     down

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       waiting_for_all      1             WaitForAll,LastManStanding
2     down
3     down
4     down
5     down
6     down
7     down
8     down
