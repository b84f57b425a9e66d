# What wait_for_all: 0 risks. Both nodes were off, the link between them is broken, both start:
# each is quorate alone and each mounts the file system. Only fencing, which must
# work at that moment, stands between this and two writers.
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

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      1       two_node             1             2Node,Quorate
2     quorate      2         2        1      1       two_node             2             2Node,Quorate

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      1       majority             1,2           2Node,Quorate
2     quorate      2         2        2      1       majority             1,2           2Node,Quorate
