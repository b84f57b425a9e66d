# Half of the nodes with the tie breaker go on, and change nothing: the other half could have been proven off, and have gone on too.
# The tie breaker is the lowest of the electorate that was agreed on last.
rules strict
config
    quorum {
        last_man_standing: 1
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
1     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,LastManStanding,AutoTieBreaker
4     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,LastManStanding,AutoTieBreaker

split 1 2 | 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      4         4        2      3       tie_breaker          1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,LastManStanding,AutoTieBreaker
4     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,LastManStanding,AutoTieBreaker

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      4         4        2      3       tie_breaker          1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,LastManStanding,AutoTieBreaker
4     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,LastManStanding,AutoTieBreaker

split 1 | 2 | 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       no_majority          1             WaitForAll,LastManStanding,AutoTieBreaker
2     blocked      4         4        1      3       no_majority          2             WaitForAll,LastManStanding,AutoTieBreaker
3     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,LastManStanding,AutoTieBreaker
4     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,LastManStanding,AutoTieBreaker

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       no_majority          1             WaitForAll,LastManStanding,AutoTieBreaker
2     blocked      4         4        1      3       no_majority          2             WaitForAll,LastManStanding,AutoTieBreaker
3     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,LastManStanding,AutoTieBreaker
4     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,LastManStanding,AutoTieBreaker

heal
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

wait 10s
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

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     down
4     down

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     fence_first  2         2        1      2       fence_first          2             WaitForAll,LastManStanding,AutoTieBreaker
3     down
4     down

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     fence_first  2         2        1      2       fence_first          2             WaitForAll,LastManStanding,AutoTieBreaker
3     down
4     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       everyone_accounted   1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     quorate      2         2        2      2       everyone_accounted   1,2           Quorate,WaitForAll,LastManStanding,AutoTieBreaker
3     down
4     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       tie_breaker          1             Quorate,WaitForAll,LastManStanding,AutoTieBreaker
2     down
3     down
4     down
