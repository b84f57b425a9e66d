# As qnetd does it: after a restart it knows nothing, and gives the vote to the half that it hears.
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
        node {
            nodeid: 3
        }
        node {
            nodeid: 4
        }
    }

witness up like_qnetd
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     down

up 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4       Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        5      3       majority             1,2,3,4       Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     quorate      5         5        5      3       majority             1,2,3,4       Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
4     quorate      5         5        5      3       majority             1,2,3,4       Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

split 1 2 | 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive
4     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive

witness cut 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive
4     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive

witness up like_qnetd
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
4     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

wait 16s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
2     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
3     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
4     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
