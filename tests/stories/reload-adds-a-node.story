# A node is added to the nodelist of a running two-node cluster, two_node is taken out, then the node starts.
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

reload
    nodelist {
        node {
            nodeid: 1
        }
        node {
            nodeid: 2
        }
        node {
            nodeid: 3
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      3         3        2      2       majority             2,3           Quorate
3     quorate      3         3        2      2       majority             2,3           Quorate
