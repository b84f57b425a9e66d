# Recorded on a real corosync 3.1.7: tie breaker on node 2.
# The oracle tests compare every field with the record.
config
    quorum {
        auto_tie_breaker: 1
        auto_tie_breaker_node: 2
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

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      2         2        1      2       tie_breaker          2             Quorate,AutoTieBreaker

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      2         2        1      2       tie_breaker          2             Quorate,AutoTieBreaker

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AutoTieBreaker
2     quorate      2         2        2      2       majority             1,2           Quorate,AutoTieBreaker
