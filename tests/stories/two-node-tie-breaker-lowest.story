# auto_tie_breaker instead of two_node, with its default, the lowest node. Node 1 survives node 2 but does
# not start alone after a reboot: a node that was never quorate knows no tie breaker.
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
    }

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AutoTieBreaker
2     quorate      2         2        2      2       majority             1,2           Quorate,AutoTieBreaker

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       tie_breaker          1             Quorate,AutoTieBreaker
2     down

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       tie_lost             1             AutoTieBreaker
2     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AutoTieBreaker
2     quorate      2         2        2      2       majority             1,2           Quorate,AutoTieBreaker

# Node 2 never survives node 1.
crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      2         2        1      2       tie_lost             2             AutoTieBreaker
