# auto_tie_breaker in four nodes: of two halves, the one with the lowest node goes on.
config
    quorum {
        auto_tie_breaker: 1
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
1     quorate      4         4        2      3       tie_breaker          1,2           Quorate,AutoTieBreaker
2     quorate      4         4        2      3       tie_breaker          1,2           Quorate,AutoTieBreaker
3     blocked      4         4        2      3       tie_lost             3,4           AutoTieBreaker
4     blocked      4         4        2      3       tie_lost             3,4           AutoTieBreaker

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AutoTieBreaker

split 1 | 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       no_majority          1             AutoTieBreaker
2     quorate      4         4        3      3       majority             2,3,4         Quorate,AutoTieBreaker
3     quorate      4         4        3      3       majority             2,3,4         Quorate,AutoTieBreaker
4     quorate      4         4        3      3       majority             2,3,4         Quorate,AutoTieBreaker

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       no_majority          1             AutoTieBreaker
2     down
3     blocked      4         4        2      3       tie_lost             3,4           AutoTieBreaker
4     blocked      4         4        2      3       tie_lost             3,4           AutoTieBreaker
