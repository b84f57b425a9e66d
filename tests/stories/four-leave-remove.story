# cman's leave remove: four nodes are shut down properly one after the other and take their votes with them.
# Expected votes go 4, 3, 2, 1 and quorum 3, 2, 2, 1; the service is never blocked. A node that comes back brings
# the expected votes of its config, the highest win, and the service is blocked until a third node is there:
# Nodes 2, Expected 4, Total 2, Quorum 3, Activity blocked.
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

leave 4 remove
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate
4     down

leave 3 remove
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     down
4     down

leave 2 remove
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate
2     down
3     down
4     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1,2           -
2     blocked      4         4        2      3       no_majority          1,2           -
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate
2     quorate      4         4        3      3       majority             1,2,3         Quorate
3     quorate      4         4        3      3       majority             1,2,3         Quorate
4     down

up 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate

# A crash is no leave: expected votes stay.
crash 4
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
