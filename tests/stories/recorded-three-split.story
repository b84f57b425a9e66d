# Recorded on a real corosync 3.1.7: one isolated node of three.
# The oracle tests compare every field with the record.
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
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate

split 1 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             -
2     quorate      3         3        2      2       majority             2,3           Quorate
3     quorate      3         3        2      2       majority             2,3           Quorate

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate
3     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             -
2     down
3     down
