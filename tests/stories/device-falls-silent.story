# The device at node 1 stops polling: after its timeout (10 s) its vote is gone, and alone the node is blocked. Registered but
# never polled, its vote is missing; unregistered too.
config
    quorum {
        device {
            model: net
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

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       device_vote_missing  1             -
2     down

device register 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       device_vote_missing  1             Qdevice
2     down

device on 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down

device lost 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down

wait 9s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down

wait 2s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       device_vote_stale    1             Qdevice
2     down

device on 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down

device unregister 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       device_vote_missing  1             -
2     down
