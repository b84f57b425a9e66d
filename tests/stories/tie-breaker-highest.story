# auto_tie_breaker_node: highest.
config
    quorum {
        auto_tie_breaker: 1
        auto_tie_breaker_node: highest
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
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker

split 1 2 | 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       tie_lost             1,2           AutoTieBreaker
2     blocked      4         4        2      3       tie_lost             1,2           AutoTieBreaker
3     quorate      4         4        2      3       tie_breaker          3,4           Quorate,AutoTieBreaker
4     quorate      4         4        2      3       tie_breaker          3,4           Quorate,AutoTieBreaker

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
