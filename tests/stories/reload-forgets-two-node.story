# The node is added and two_node: 1 is forgotten in the config: the stale option splits the cluster.
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
        node {
            nodeid: 3
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      1       majority             1,2           2Node,Quorate,WaitForAll
2     quorate      3         3        2      1       majority             1,2           2Node,Quorate,WaitForAll
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         2Node,Quorate,WaitForAll
2     quorate      3         3        3      2       majority             1,2,3         2Node,Quorate,WaitForAll
3     quorate      3         3        3      2       majority             1,2,3         2Node,Quorate,WaitForAll

split 1 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        1      1       two_node             1             2Node,Quorate,WaitForAll
2     quorate      3         3        2      1       majority             2,3           2Node,Quorate,WaitForAll
3     quorate      3         3        2      1       majority             2,3           2Node,Quorate,WaitForAll
