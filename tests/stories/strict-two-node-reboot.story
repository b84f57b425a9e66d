# The first account's story under rules strict: two_node, wait_for_all follows it. The peer dies: fence first, then act. The survivor's
# reboot needs neither wait_for_all: 0 nor a human: it asks whether the peer is off, and goes on.
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

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     fence_first  2         2        1      2       fence_first          1             2Node,WaitForAll
2     down

fence 2 by 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       everyone_accounted   1             2Node,Quorate,WaitForAll
2     down

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        0      2       waiting_for_all      1             2Node,WaitForAll
2     down

survey 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        1      2       everyone_accounted   1             2Node,Quorate,WaitForAll
2     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       everyone_accounted   1,2           2Node,Quorate,WaitForAll
2     quorate      2         2        2      2       everyone_accounted   1,2           2Node,Quorate,WaitForAll
