# Recorded on a real corosync 3.1.7: odd cluster with tie breaker: two steps to two quorate halves.
# The oracle tests compare every field with the record.
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
        node {
            nodeid: 5
        }
    }

up 1 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker

split 1 | 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        1      3       waiting_for_all      1             WaitForAll,AutoTieBreaker
2     quorate      5         5        4      3       majority             2,3,4,5       Quorate,WaitForAll,AutoTieBreaker
3     quorate      5         5        4      3       majority             2,3,4,5       Quorate,WaitForAll,AutoTieBreaker
4     quorate      5         5        4      3       majority             2,3,4,5       Quorate,WaitForAll,AutoTieBreaker
5     quorate      5         5        4      3       majority             2,3,4,5       Quorate,WaitForAll,AutoTieBreaker

split 1 5 | 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        2      3       tie_breaker          1,5           Quorate,WaitForAll,AutoTieBreaker
2     quorate      5         5        3      3       majority             2,3,4         Quorate,WaitForAll,AutoTieBreaker
3     quorate      5         5        3      3       majority             2,3,4         Quorate,WaitForAll,AutoTieBreaker
4     quorate      5         5        3      3       majority             2,3,4         Quorate,WaitForAll,AutoTieBreaker
5     blocked      5         5        2      3       waiting_for_all      1,5           WaitForAll,AutoTieBreaker

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,AutoTieBreaker
