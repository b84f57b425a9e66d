# Recorded on a real corosync 3.1.7: operator cancels wait_for_all.
# The oracle tests compare every field with the record.
# The documented way out of the hang: an operator who knows that the peer is off cancels the wait.
# Nothing checks that it is off.
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

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      1       waiting_for_all      1             2Node,WaitForAll
2     down

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      1       two_node             1             2Node,Quorate,WaitForAll
2     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
2     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
