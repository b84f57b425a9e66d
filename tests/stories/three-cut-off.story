# A is cut off from B and C. Each side must take the other for dead; the rule lets B and C go on and stops A.
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

split 1 | 2 | 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             -
2     blocked      3         3        1      2       no_majority          2             -
3     blocked      3         3        1      2       no_majority          3             -
