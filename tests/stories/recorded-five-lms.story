# Recorded on a real corosync 3.1.7: last man standing cascade.
# The oracle tests compare every field with the record.
config
    quorum {
        last_man_standing: 1
        last_man_standing_window: 3000
        wait_for_all: 1
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
        node {
            nodeid: 5
        }
    }

up 1 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding

crash 5 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     down
5     down

wait 4s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     down
5     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
3     down
4     down
5     down

wait 4s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
2     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
3     down
4     down
5     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       waiting_for_all      1             WaitForAll,LastManStanding
2     down
3     down
4     down
5     down

wait 4s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       waiting_for_all      1             WaitForAll,LastManStanding
2     down
3     down
4     down
5     down

up 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll,LastManStanding
