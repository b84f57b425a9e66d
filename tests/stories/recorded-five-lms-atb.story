# Recorded on a real corosync 3.1.7: last man standing down to one with tie breaker.
# The oracle tests compare every field with the record.
config
    quorum {
        last_man_standing: 1
        last_man_standing_window: 3000
        wait_for_all: 1
        auto_tie_breaker: 1
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
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding,AutoTieBreaker
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding,AutoTieBreaker
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding,AutoTieBreaker

crash 5 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
4     down
5     down

wait 4s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
4     down
5     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     down
4     down
5     down

wait 4s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     down
4     down
5     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       tie_breaker          1             Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     down
3     down
4     down
5     down

wait 4s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     down
3     down
4     down
5     down
