# A broken link: both may fence and neither may act. Whoever fences is quorate; if both do, one is off.
rules strict
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
1     quorate      2         2        2      2       everyone_accounted   1,2           2Node,Quorate,WaitForAll
2     quorate      2         2        2      2       everyone_accounted   1,2           2Node,Quorate,WaitForAll

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     fence_first  2         2        1      2       fence_first          1             2Node,WaitForAll
2     fence_first  2         2        1      2       fence_first          2             2Node,WaitForAll

fence 1 by 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      2         2        1      2       everyone_accounted   2             2Node,Quorate,WaitForAll

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        0      2       waiting_for_all      1             2Node,WaitForAll
2     quorate      2         2        1      2       everyone_accounted   2             2Node,Quorate,WaitForAll

# Node 1 has just started. It may ask, but node 2 is not off.
survey 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        0      2       waiting_for_all      1             2Node,WaitForAll
2     quorate      2         2        1      2       everyone_accounted   2             2Node,Quorate,WaitForAll

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       everyone_accounted   1,2           2Node,Quorate,WaitForAll
2     quorate      2         2        2      2       everyone_accounted   1,2           2Node,Quorate,WaitForAll
