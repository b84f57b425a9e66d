# Recorded on a real corosync 3.1.7: peer dies, survivor reboots while the peer is down: wait_for_all follows two_node.
# The oracle tests compare every field with the record.
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

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
2     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
