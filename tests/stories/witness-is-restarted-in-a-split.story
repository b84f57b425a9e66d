# Four nodes in halves; the witness's links to the half that has the vote are cut, and it is restarted. With what it
# stored it waits for that half's lease; with nothing it is silent until no client can have a vote from before.
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

witness up
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive
4     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     blocked      5         5        2      3       device_vote_stale    3,4           Qdevice
4     blocked      5         5        2      3       device_vote_stale    3,4           Qdevice

wait 8s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
2     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
3     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
4     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

# The other half is back, and the vote stays where it is.
witness mend 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
2     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
3     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
4     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

witness cut 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
2     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
3     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
4     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

witness up blank
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
2     blocked      5         5        2      3       device_vote_missing  1,2           Qdevice,QdeviceAlive
3     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
4     quorate      5         5        3      3       majority             3,4           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

wait 20s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       device_vote_stale    1,2           Qdevice
2     blocked      5         5        2      3       device_vote_stale    1,2           Qdevice
3     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive
4     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive

wait 250s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        3      3       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive
4     blocked      5         5        2      3       device_vote_missing  3,4           Qdevice,QdeviceAlive
