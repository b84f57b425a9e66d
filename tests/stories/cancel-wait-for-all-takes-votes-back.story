# The same with votes that an operator has set: those of the node that is asked are as written again.
config
    nodelist {
        node {
            nodeid: 1
        }
        node {
            nodeid: 2
        }
    }

up 1

votes 1 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1             Quorate
2     down

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       no_majority          1             -
2     down
