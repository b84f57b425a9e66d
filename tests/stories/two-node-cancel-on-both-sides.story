# What the way out risks: cancelled on each side of a broken link, both are quorate.
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

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      1       waiting_for_all      1             2Node,WaitForAll
2     blocked      2         2        1      1       waiting_for_all      2             2Node,WaitForAll

cancel_wait_for_all 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      1       two_node             1             2Node,Quorate,WaitForAll
2     quorate      2         2        1      1       two_node             2             2Node,Quorate,WaitForAll
