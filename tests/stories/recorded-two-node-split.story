# Recorded on a real corosync 3.1.7: both halves stay quorate: fencing must decide.
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

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      1       two_node             1             2Node,Quorate,WaitForAll
2     quorate      2         2        1      1       two_node             2             2Node,Quorate,WaitForAll

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
2     quorate      2         2        2      1       majority             1,2           2Node,Quorate,WaitForAll
