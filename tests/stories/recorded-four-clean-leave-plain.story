# Recorded on a real corosync 3.1.7: clean leave without allow_downscale.
# The oracle tests compare every field with the record.
# Without allow_downscale a clean stop tells nobody anything and counts as a crash.
config
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
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate

leave 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate
2     quorate      4         4        3      3       majority             1,2,3         Quorate
3     quorate      4         4        3      3       majority             1,2,3         Quorate
4     down

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1,2           -
2     blocked      4         4        2      3       no_majority          1,2           -
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate
2     quorate      4         4        3      3       majority             1,2,3         Quorate
3     quorate      4         4        3      3       majority             1,2,3         Quorate
4     down

up 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate
