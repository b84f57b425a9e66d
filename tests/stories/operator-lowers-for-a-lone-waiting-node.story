# A lone node that waits for all: expected votes of 1 end the wait too.
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

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       waiting_for_all      1             WaitForAll
2     down
3     down

expected 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate,WaitForAll
2     down
3     down
