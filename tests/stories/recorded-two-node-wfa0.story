# Recorded on a real corosync 3.1.7: the same with wait_for_all: 0.
# The oracle tests compare every field with the record.
# The survivor starts alone after its reboot, because nobody asks it to wait. What that risks is told in
# two-node-wait-for-all-0-risk.
config
    quorum {
        two_node: 1
        wait_for_all: 0
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

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      1       majority             1,2           2Node,Quorate
2     quorate      2         2        2      1       majority             1,2           2Node,Quorate
