# A device that was alive must poll in every new view; until it does, or sync_timeout (30 s) is over, the verdict of the view
# before stands at every member: a loss is noticed that late.
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

device lost 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down

wait 29s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down

wait 1s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       device_vote_stale    1             Qdevice
2     down
