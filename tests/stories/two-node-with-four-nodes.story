# two_node: 1 over four nodes: votequorum does not look, and any two survivors are quorate with one vote.
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
        node {
            nodeid: 3
        }
        node {
            nodeid: 4
        }
    }

up 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       2Node,Quorate,WaitForAll
2     quorate      4         4        4      3       majority             1,2,3,4       2Node,Quorate,WaitForAll
3     quorate      4         4        4      3       majority             1,2,3,4       2Node,Quorate,WaitForAll
4     quorate      4         4        4      3       majority             1,2,3,4       2Node,Quorate,WaitForAll

split 1 2 | 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      1       two_node             1,2           2Node,Quorate,WaitForAll
2     quorate      4         4        2      1       two_node             1,2           2Node,Quorate,WaitForAll
3     quorate      4         4        2      1       two_node             3,4           2Node,Quorate,WaitForAll
4     quorate      4         4        2      1       two_node             3,4           2Node,Quorate,WaitForAll

split 1 | 2 | 3 | 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        1      1       two_node             1             2Node,Quorate,WaitForAll
2     quorate      4         4        1      1       two_node             2             2Node,Quorate,WaitForAll
3     quorate      4         4        1      1       two_node             3             2Node,Quorate,WaitForAll
4     quorate      4         4        1      1       two_node             4             2Node,Quorate,WaitForAll
