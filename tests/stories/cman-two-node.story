# cman's two_node: exactly two nodes of one vote, no wait_for_all. The survivor's reboot does not hang, and a broken
# link at a cold start is a fence race.
rules cman
config
    quorum {
        two_node: 1
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
1     quorate      2         2        2      1       majority             1,2           2Node,Quorate
2     quorate      2         2        2      1       majority             1,2           2Node,Quorate

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      1       two_node             1             2Node,Quorate
2     down

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      1       two_node             1             2Node,Quorate
2     down

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      1       two_node             1             2Node,Quorate
2     down
