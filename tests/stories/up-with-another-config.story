# Node 3 has another corosync.conf than the others: it lists two nodes that there are not. The others are quorate, so it
# takes over what they expect; alone it has its own majority to wait for.
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

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate
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
        node {
            nodeid: 4
        }
        node {
            nodeid: 5
        }
    }
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

crash 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
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
        node {
            nodeid: 4
        }
        node {
            nodeid: 5
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     blocked      5         5        1      3       no_majority          3             -

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate
3     down

up 3
    nodelist {
        node {
            nodeid: 3
        }
        node {
            nodeid: 1
        }
    }
----
error: node 3: node 2 is not in the nodelist; add it there and reload

up 3
    quorum {
        two_node: x
    }
----
error: corosync.conf: line 2: quorum.two_node: value is not a whole number from 0 to 255; write digits only (yes is 1, no is 0)
