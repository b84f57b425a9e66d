# The tie breaker decides that node 2, which has just started, is admitted. From then on both votes are here, and the
# reason says so from the first moment; no later view is needed for that.
rules strict
config
    quorum {
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
    }

up 1 2
crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       tie_breaker          1             Quorate,WaitForAll,AutoTieBreaker
2     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,AutoTieBreaker
2     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,AutoTieBreaker

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       tie_breaker          1             Quorate,WaitForAll,AutoTieBreaker
2     fence_first  2         2        1      2       fence_first          2             WaitForAll,AutoTieBreaker
