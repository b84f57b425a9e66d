# lms with wait_for_all: a client that is cut off keeps its vote by design, and no witness can know it. The witness is
# restarted, node 2 gets the vote, and both are quorate until the link is mended.
rules corosync
config
    quorum {
        provider: corosync_votequorum
        wait_for_all: 1
        device {
            model: net
            net {
                host: 192.0.2.9
                algorithm: lms
            }
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
1     quorate      3         3        3      2       majority             1,2           Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        2      2       majority             2             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote

witness cut 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        2      2       majority             2             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote

witness up
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        2      2       majority             2             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote

wait 20s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        2      2       majority             2             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote

witness mend 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       waiting_for_all      1             WaitForAll,Qdevice,QdeviceAlive
2     quorate      3         3        2      2       majority             2             Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,WaitForAll,Qdevice,QdeviceAlive,QdeviceCastVote
