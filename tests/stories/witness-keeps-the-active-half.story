# keep_active_partition_tie_breaker: the half that has the vote keeps it when the other is as good again; without it
# the tie breaker takes it back.
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
                keep_active_partition_tie_breaker: off
                tie_breaker: 2
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

witness cut 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

wait 30s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        2      2       majority             1,2           Quorate,Qdevice,QdeviceAlive

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     blocked      3         3        1      2       device_vote_missing  2             Qdevice,QdeviceAlive

witness mend 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       device_vote_missing  1             Qdevice,QdeviceAlive
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

wait 1s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       device_vote_missing  1             Qdevice,QdeviceAlive
2     quorate      3         3        2      2       majority             2             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
