# A list without wait_for_all: at a cold boot into two halves nobody remembers anybody, and both halves are quorate.
config
    quorum {
        auto_tie_breaker: 1
        auto_tie_breaker_node: 1 2
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

split 1 4 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     down

up 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1,4           Quorate,AutoTieBreaker
2     quorate      4         4        2      3       tie_breaker          2,3           Quorate,AutoTieBreaker
3     quorate      4         4        2      3       tie_breaker          2,3           Quorate,AutoTieBreaker
4     quorate      4         4        2      3       tie_breaker          1,4           Quorate,AutoTieBreaker
