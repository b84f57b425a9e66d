# auto_tie_breaker_node: 2. Node 2 survives node 1 and starts alone after its reboot; node 1 does neither.
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

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       tie_lost             1             AutoTieBreaker
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
