# Votes and expected votes are read again at a reload; on one node only, the others learn of it.
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

reload 1
    nodelist {
        node {
            nodeid: 1
            quorum_votes: 3
        }
        node {
            nodeid: 2
        }
        node {
            nodeid: 3
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate
2     quorate      5         5        5      3       majority             1,2,3         Quorate
3     quorate      5         5        5      3       majority             1,2,3         Quorate

reload
    nodelist {
        node {
            nodeid: 1
            quorum_votes: 3
        }
        node {
            nodeid: 2
        }
        node {
            nodeid: 3
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate
2     quorate      5         5        5      3       majority             1,2,3         Quorate
3     quorate      5         5        5      3       majority             1,2,3         Quorate

crash 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1             Quorate
2     down
3     down

reload
    quorum {
        expected_votes: 1
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate
2     down
3     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     down
