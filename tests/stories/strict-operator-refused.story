# What would change the electorate is refused.
rules strict
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
error: node 1: these rules have no votes set by an operator

leave 3 remove
----
error: node 3: these rules have no leave remove

device on 1
----
error: node 1: no quorum device can operate with this config; see its device section and two_node, last_man_standing, auto_tie_breaker, allow_downscale

resume 1
----
error: node 1: these rules have no resume without freeze_on_loss

survey 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate

reload
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
----
error: node 1: these rules have no reload that changes the electorate

reload
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
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate
