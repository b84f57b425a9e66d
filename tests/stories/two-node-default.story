# Two nodes, two_node: 1, nothing else. Node 2 is killed and stays broken; node 1 goes on.
# Then node 1 is rebooted, and hangs: two_node implies wait_for_all, so a node that has just
# started waits until it has seen its peer once.
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
1     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
2     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      1       two_node             1             2Node,Quorate,WaitForAll
2     down

# Maintenance: the survivor reboots while its peer is dead.
crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      1       waiting_for_all      1             2Node,WaitForAll
2     down

# It waits for ever, or until the peer is back.
wait 3600s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      1       waiting_for_all      1             2Node,WaitForAll
2     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
2     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
