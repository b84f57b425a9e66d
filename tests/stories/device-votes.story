# A quorum device with one vote for two nodes. Its vote goes to one half of a split.
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

device off 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       device_vote_missing  1             Qdevice,QdeviceAlive
2     blocked      3         3        1      2       device_vote_missing  2             Qdevice,QdeviceAlive

device on 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       device_vote_missing  1             Qdevice,QdeviceAlive
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,Qdevice,QdeviceAlive
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

device on 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
