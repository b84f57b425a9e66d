# Weights: more than half of all votes, or exactly half with the tie breaker.
rules strict
config
    quorum {
        auto_tie_breaker: 1
        wait_for_all: 1
    }
    nodelist {
        node {
            nodeid: 1
            quorum_votes: 2
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
1     quorate      4         4        4      3       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker
2     quorate      4         4        4      3       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker
3     quorate      4         4        4      3       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker

split 1 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1             Quorate,WaitForAll,AutoTieBreaker
2     fence_first  4         4        2      3       fence_first          2,3           WaitForAll,AutoTieBreaker
3     fence_first  4         4        2      3       fence_first          2,3           WaitForAll,AutoTieBreaker

fence 1 by 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      4         4        2      3       everyone_accounted   2,3           Quorate,WaitForAll,AutoTieBreaker
3     quorate      4         4        2      3       everyone_accounted   2,3           Quorate,WaitForAll,AutoTieBreaker

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        0      3       waiting_for_all      1             WaitForAll,AutoTieBreaker
2     quorate      4         4        2      3       everyone_accounted   2,3           Quorate,WaitForAll,AutoTieBreaker
3     quorate      4         4        2      3       everyone_accounted   2,3           Quorate,WaitForAll,AutoTieBreaker

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker
2     quorate      4         4        4      3       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker
3     quorate      4         4        4      3       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker
