# A quorum disk with one vote less than the nodes lets the last node go on. cman does not count the disk's votes
# by itself: the admin writes expected votes.
rules cman
config
    quorum {
        expected_votes: 5
        device {
            model: disk
            votes: 2
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
1     quorate      5         5        3      3       majority             1,2,3         Quorate
2     quorate      5         5        3      3       majority             1,2,3         Quorate
3     quorate      5         5        3      3       majority             1,2,3         Quorate

device on 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        5      3       majority             1,2,3         Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
3     quorate      5         5        5      3       majority             1,2,3         Quorate,Qdevice,QdeviceAlive,QdeviceCastVote

crash 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down
3     down

device lost 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     down
3     down

wait 11s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        1      3       device_vote_stale    1             Qdevice
2     down
3     down
