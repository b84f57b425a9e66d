# Node 3 was removed from the nodelist while it was off, and comes back with its old file. The others no longer list it,
# so that knet gives it no link (the split says so): it waits alone, and cannot be quorate.
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

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate
3     down

reload
    nodelist {
        node {
            nodeid: 1
        }
        node {
            nodeid: 2
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     down

split 3 | 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     down

up 3
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
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     blocked      3         3        1      2       no_majority          3             -

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       no_majority          1             -
2     down
3     blocked      3         3        1      2       no_majority          3             -
