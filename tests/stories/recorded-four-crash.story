# Recorded on a real corosync 3.1.7: unclean loss; operator lowers expected votes.
# The oracle tests compare every field with the record.
# 1 of 4 may fail; with one more the rest is blocked.
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

crash 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate
2     quorate      4         4        3      3       majority             1,2,3         Quorate
3     quorate      4         4        3      3       majority             1,2,3         Quorate
4     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1,2           -
2     blocked      4         4        2      3       no_majority          1,2           -
3     down
4     down

expected 2 on 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     down
4     down

up 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate
