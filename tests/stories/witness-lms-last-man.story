# lms: each node that is left keeps the vote, down to the last.
rules corosync
config
    quorum {
        provider: corosync_votequorum
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
        node {
            nodeid: 3
        }
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        5      3       majority             1,2,3         Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     quorate      5         5        5      3       majority             1,2,3         Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        4      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     down

wait 14s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        4      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down
3     down

wait 14s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down
3     down
