# Proofs must not outlive their view. Node 3 starts alone and finds the others off; node 2 starts apart and finds 1 and 4 off. Then 1 and 4
# join 3, and go to win the tie without it; if 2 and 3 could still use 2's old proofs, both halves would be quorate.
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

crash 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     blocked      4         4        0      3       waiting_for_all      3             WaitForAll,AutoTieBreaker
4     down

survey 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     quorate      4         4        1      3       everyone_accounted   3             Quorate,WaitForAll,AutoTieBreaker
4     down

split 3 1 4 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     quorate      4         4        1      3       everyone_accounted   3             Quorate,WaitForAll,AutoTieBreaker
4     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      4         4        0      3       waiting_for_all      2             WaitForAll,AutoTieBreaker
3     quorate      4         4        1      3       everyone_accounted   3             Quorate,WaitForAll,AutoTieBreaker
4     down

survey 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      4         4        0      3       waiting_for_all      2             WaitForAll,AutoTieBreaker
3     quorate      4         4        1      3       everyone_accounted   3             Quorate,WaitForAll,AutoTieBreaker
4     down

up 1 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       waiting_for_all      1,3,4         WaitForAll,AutoTieBreaker
2     blocked      4         4        0      3       waiting_for_all      2             WaitForAll,AutoTieBreaker
3     blocked      4         4        1      3       waiting_for_all      1,3,4         WaitForAll,AutoTieBreaker
4     blocked      4         4        1      3       waiting_for_all      1,3,4         WaitForAll,AutoTieBreaker

split 1 4 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        0      3       waiting_for_all      1,4           WaitForAll,AutoTieBreaker
2     blocked      4         4        1      3       waiting_for_all      2,3           WaitForAll,AutoTieBreaker
3     blocked      4         4        1      3       waiting_for_all      2,3           WaitForAll,AutoTieBreaker
4     blocked      4         4        0      3       waiting_for_all      1,4           WaitForAll,AutoTieBreaker
