# A node without a vote is a member and counts for nothing.
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
            quorum_votes: 0
        }
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2,3         Quorate
2     quorate      2         2        2      2       majority             1,2,3         Quorate
3     quorate      2         2        2      2       majority             1,2,3         Quorate

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2,3         Quorate
2     quorate      2         2        2      2       majority             1,2,3         Quorate
3     quorate      2         2        2      2       majority             1,2,3         Quorate

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       no_majority          1,3           -
2     down
3     blocked      2         2        1      2       no_majority          1,3           -
