# A list of tie breakers. The first that is here decides, unless one before it was here a moment ago: that one
# may be alive elsewhere. When both 1 and 2 are off to the other side for longer than one view, the memory is gone.
config
    quorum {
        auto_tie_breaker: 1
        auto_tie_breaker_node: 1 2 3
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

split 1 3 | 2 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1,3           Quorate,AutoTieBreaker
2     blocked      4         4        2      3       tie_lost             2,4           AutoTieBreaker
3     quorate      4         4        2      3       tie_breaker          1,3           Quorate,AutoTieBreaker
4     blocked      4         4        2      3       tie_lost             2,4           AutoTieBreaker

split 1 3 | 2 | 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1,3           Quorate,AutoTieBreaker
2     blocked      4         4        1      3       no_majority          2             AutoTieBreaker
3     quorate      4         4        2      3       tie_breaker          1,3           Quorate,AutoTieBreaker
4     blocked      4         4        1      3       no_majority          4             AutoTieBreaker

split 1 3 | 2 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1,3           Quorate,AutoTieBreaker
2     quorate      4         4        2      3       tie_breaker          2,4           Quorate,AutoTieBreaker
3     quorate      4         4        2      3       tie_breaker          1,3           Quorate,AutoTieBreaker
4     quorate      4         4        2      3       tie_breaker          2,4           Quorate,AutoTieBreaker
