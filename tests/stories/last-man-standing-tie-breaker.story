# With auto_tie_breaker last_man_standing goes down to one, as long as the lowest node is there.
config
    quorum {
        last_man_standing: 1
        last_man_standing_window: 2000
        auto_tie_breaker: 1
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
    }

up 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding,AutoTieBreaker
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,LastManStanding,AutoTieBreaker

crash 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
4     down

wait 2s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding,AutoTieBreaker
4     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     down
4     down

wait 2s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     down
4     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       tie_breaker          1             Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     down
3     down
4     down

wait 2s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     down
3     down
4     down
