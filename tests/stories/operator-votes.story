# corosync-quorumtool -v. Node 1 gets a second vote; a blocked partition cannot repair itself this way, and
# a node that starts again brings the votes of its own config.
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

votes 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3         Quorate
2     quorate      4         4        4      3       majority             1,2,3         Quorate
3     quorate      4         4        4      3       majority             1,2,3         Quorate

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2           Quorate
2     quorate      4         4        3      3       majority             1,2           Quorate
3     down

votes 3 0
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2           Quorate
2     quorate      4         4        3      3       majority             1,2           Quorate
3     down

votes 9 1
----
error: node 1: node 9 has never been seen; it must have been up once

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1             -
2     down
3     down

votes 1 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1             Quorate
2     down
3     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2           Quorate
2     quorate      4         4        4      3       majority             1,2           Quorate
3     down

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      4         4        1      3       no_majority          2             -
3     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     blocked      4         4        2      3       no_majority          1,2           -
3     down
