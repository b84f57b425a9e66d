# Split brain of documented settings, on three nodes: auto_tie_breaker with the wait_for_all that odd numbers require.
# Node 3 drops, then 2 goes over to it: node 1 wins with the half less one, 2 and 3 have a majority.
config
    quorum {
        auto_tie_breaker: 1
        auto_tie_breaker_node: 1
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
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AutoTieBreaker
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AutoTieBreaker
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AutoTieBreaker

split 1 2 | 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,AutoTieBreaker
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,AutoTieBreaker
3     blocked      3         3        1      2       waiting_for_all      3             WaitForAll,AutoTieBreaker

split 1 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        1      2       tie_breaker          1             Quorate,WaitForAll,AutoTieBreaker
2     blocked      3         3        2      2       waiting_for_all      2,3           WaitForAll,AutoTieBreaker
3     quorate      3         3        2      2       majority             2,3           Quorate,WaitForAll,AutoTieBreaker
