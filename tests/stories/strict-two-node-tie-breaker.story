# With a tie breaker too, its side is quorate at once; the other side may fence after a delay, in case that the tie breaker's node
# is dead.
rules strict
config
    quorum {
        two_node: 1
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       everyone_accounted   1,2           2Node,Quorate,WaitForAll,AutoTieBreaker
2     quorate      2         2        2      2       everyone_accounted   1,2           2Node,Quorate,WaitForAll,AutoTieBreaker

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       tie_breaker          1             2Node,Quorate,WaitForAll,AutoTieBreaker
2     fence_first  2         2        1      2       fence_first          2             2Node,WaitForAll,AutoTieBreaker

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           2Node,Quorate,WaitForAll,AutoTieBreaker
2     quorate      2         2        2      2       majority             1,2           2Node,Quorate,WaitForAll,AutoTieBreaker

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     fence_first  2         2        1      2       fence_first          2             2Node,WaitForAll,AutoTieBreaker

fence 1 by 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      2         2        1      2       everyone_accounted   2             2Node,Quorate,WaitForAll,AutoTieBreaker

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      2         2        0      2       waiting_for_all      2             2Node,WaitForAll,AutoTieBreaker

survey 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      2         2        1      2       everyone_accounted   2             2Node,Quorate,WaitForAll,AutoTieBreaker
