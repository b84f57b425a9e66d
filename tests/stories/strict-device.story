# The quorum device is one more voter. Its vote is for one view, and is asked for again in the next.
rules strict
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

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate

device on 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

device off 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     blocked      3         3        1      2       device_vote_missing  2             Qdevice,QdeviceAlive

device lost 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     blocked      3         3        1      2       device_vote_missing  2             Qdevice,QdeviceAlive

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       device_vote_stale    1             Qdevice
2     blocked      3         3        1      2       device_vote_missing  2             Qdevice,QdeviceAlive

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,Qdevice
2     quorate      3         3        2      2       majority             1,2           Quorate,Qdevice,QdeviceAlive
