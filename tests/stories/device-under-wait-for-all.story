# wait_for_all counts the device: all nodes without its vote are not all.
config
    quorum {
        device {
            model: net
            votes: 1
        }
        wait_for_all: 1
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
1     blocked      3         3        2      2       waiting_for_all      1,2           WaitForAll
2     blocked      3         3        2      2       waiting_for_all      1,2           WaitForAll

device on 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
2     blocked      3         3        2      2       waiting_for_all      1,2           WaitForAll

device on 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
