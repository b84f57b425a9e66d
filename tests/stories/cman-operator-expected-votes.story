# cman_tool expected: what counts is that quorum is in reach of the votes that are there. Fewer than those are
# taken, more only as far as they go; a node that joins brings its config's, and the highest win.
rules cman
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
        node {
            nodeid: 4
        }
    }

up 1 2 3 4

crash 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1,2           -
2     blocked      4         4        2      3       no_majority          1,2           -
3     down
4     down

expected 4
----
error: node 1: quorum would become 3, more than the votes present

expected 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        2      2       majority             1,2           Quorate
2     quorate      1         1        2      2       majority             1,2           Quorate
3     down
4     down

expected 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      1         2        2      2       majority             1,2           Quorate
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate
2     quorate      4         4        3      3       majority             1,2,3         Quorate
3     quorate      4         4        3      3       majority             1,2,3         Quorate
4     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1,2           -
2     blocked      4         4        2      3       no_majority          1,2           -
3     down
4     down
