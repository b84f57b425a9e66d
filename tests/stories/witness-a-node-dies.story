# Two nodes and a witness (ffsplit); node 1 dies. Its connection stays open until the witness takes it for dead, 1.5
# heartbeats after its last word, and its vote is a lease of 2.25. Until then node 2's new view waits for its device.
rules corosync
config
    quorum {
        provider: corosync_votequorum
        device {
            model: net
            votes: 1
            net {
                host: 192.0.2.9
                algorithm: ffsplit
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

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

# qnetd would give the vote here.
wait 12s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

wait 6s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

# Back, it waits until it hears of the others.
up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
