# Device votes only ever grow. Node 1 reads 1 after 3; at the next view node 2 tells it 3 again; when node 2 reads 1
# too, node 1 keeps the 3.
config
    quorum {
        device {
            model: net
            votes: 3
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
1     blocked      5         5        2      3       device_vote_missing  1,2           -
2     blocked      5         5        2      3       device_vote_missing  1,2           -

device on 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        5      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

reload 1
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        5      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

reform 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        5      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

reload 2
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

reform 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        5      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
