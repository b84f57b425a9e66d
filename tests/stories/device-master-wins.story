# master_wins: the partition of the node whose device votes is quorate whatever the votes are.
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
1     quorate      5         5        4      3       majority             1,2,3,4       Quorate
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate

device on 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4       Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate

device master_wins 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4       Quorate,Qdevice,QdeviceAlive,QdeviceCastVote,QdeviceMasterWins
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate

split 1 | 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        2      3       master_wins          1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote,QdeviceMasterWins
2     quorate      5         5        3      3       majority             2,3,4         Quorate
3     quorate      5         5        3      3       majority             2,3,4         Quorate
4     quorate      5         5        3      3       majority             2,3,4         Quorate

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        2      3       master_wins          1             Quorate,Qdevice,QdeviceAlive,QdeviceCastVote,QdeviceMasterWins
2     down
3     blocked      5         5        2      3       device_vote_missing  3,4           -
4     blocked      5         5        2      3       device_vote_missing  3,4           -
