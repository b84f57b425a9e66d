# cman takes two_node beside a quorum disk: one vote is enough then, with the disk's vote or without, and the disk decides
# nothing but the votes that are counted.
rules cman
config
    quorum {
        expected_votes: 1
        two_node: 1
        wait_for_all: 0
        device {
            model: disk
            votes: 1
        }
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
1     quorate      1         1        2      1       two_node             1,2           2Node,Quorate
2     quorate      1         1        2      1       two_node             1,2           2Node,Quorate

device on 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        3      1       two_node             1,2           2Node,Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      1         1        3      1       two_node             1,2           2Node,Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        2      1       two_node             1             2Node,Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      1         1        2      1       two_node             2             2Node,Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

device off 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        2      1       two_node             1             2Node,Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      1         1        1      1       two_node             2             2Node,Quorate,Qdevice,QdeviceAlive

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        3      1       two_node             1,2           2Node,Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      1         1        2      1       two_node             1,2           2Node,Quorate,Qdevice,QdeviceAlive

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      1         1        1      1       two_node             2             2Node,Quorate,Qdevice,QdeviceAlive

device lost 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      1         1        1      1       two_node             2             2Node,Quorate,Qdevice,QdeviceAlive
