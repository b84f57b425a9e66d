# A node that left with remove comes back after another one crashed: it brings the expected votes of its config.
# A node's own message takes back what those before it raised, so members show different expected votes of their own;
# the highest counts.
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate

leave 1 remove
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      3         3        3      2       majority             2,3,4         Quorate
3     quorate      3         3        3      2       majority             2,3,4         Quorate
4     quorate      3         3        3      2       majority             2,3,4         Quorate

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     quorate      3         3        2      2       majority             3,4           Quorate
4     quorate      3         3        2      2       majority             3,4           Quorate

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,3,4         Quorate
2     down
3     quorate      3         4        3      3       majority             1,3,4         Quorate
4     quorate      3         4        3      3       majority             1,3,4         Quorate

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate
3     quorate      3         4        4      3       majority             1,2,3,4       Quorate
4     quorate      3         4        4      3       majority             1,2,3,4       Quorate
