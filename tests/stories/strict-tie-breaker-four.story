# Exactly half with the tie breaker, one fixed node.
rules strict
config
    quorum {
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
1     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AutoTieBreaker
2     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AutoTieBreaker
3     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AutoTieBreaker
4     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AutoTieBreaker

split 1 2 | 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1,2           Quorate,WaitForAll,AutoTieBreaker
2     quorate      4         4        2      3       tie_breaker          1,2           Quorate,WaitForAll,AutoTieBreaker
3     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,AutoTieBreaker
4     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,AutoTieBreaker

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,AutoTieBreaker
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,AutoTieBreaker
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,AutoTieBreaker
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll,AutoTieBreaker

split 1 | 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       no_majority          1             WaitForAll,AutoTieBreaker
2     quorate      4         4        3      3       majority             2,3,4         Quorate,WaitForAll,AutoTieBreaker
3     quorate      4         4        3      3       majority             2,3,4         Quorate,WaitForAll,AutoTieBreaker
4     quorate      4         4        3      3       majority             2,3,4         Quorate,WaitForAll,AutoTieBreaker

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       no_majority          1             WaitForAll,AutoTieBreaker
2     down
3     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,AutoTieBreaker
4     fence_first  4         4        2      3       fence_first          3,4           WaitForAll,AutoTieBreaker
