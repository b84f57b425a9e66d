# 2nodelms: a client that is not connected keeps its vote. After the restart both nodes have one.
rules corosync
config
    quorum {
        provider: corosync_votequorum
        device {
            model: net
            net {
                host: 192.0.2.9
                algorithm: 2nodelms
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
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     blocked      3         3        1      2       device_vote_missing  2             Qdevice,QdeviceAlive

witness cut 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     blocked      3         3        1      2       device_vote_missing  2             Qdevice,QdeviceAlive

wait 20s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     blocked      3         3        1      2       device_vote_missing  2             Qdevice,QdeviceAlive

witness up
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

wait 20s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

witness mend 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       device_vote_missing  1             Qdevice,QdeviceAlive
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,Qdevice,QdeviceAlive
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
