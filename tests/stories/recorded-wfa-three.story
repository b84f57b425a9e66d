# Recorded on a real corosync 3.1.7: wait_for_all in three nodes.
# The oracle tests compare every field with the record.
# What the man page does not say: every loss of quorum arms it again, so two of three are not enough after a loss.
config
    quorum {
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
    }

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        2      2       waiting_for_all      1,2           WaitForAll
2     blocked      3         3        2      2       waiting_for_all      1,2           WaitForAll
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll
3     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       waiting_for_all      1             WaitForAll
2     down
3     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        2      2       waiting_for_all      1,2           WaitForAll
2     blocked      3         3        2      2       waiting_for_all      1,2           WaitForAll
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll
