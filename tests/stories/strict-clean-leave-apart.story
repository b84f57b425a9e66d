# A leave is agreed on by all members of a view that holds a majority, or it is a loss like any other: cut off, node 3 just goes, and its
# vote stays. So does that of the last node. What was agreed on while a node was cut off it learns when it comes back; who has forgotten
# everything counts for nobody until others who have not are quorate.
rules strict
config
    quorum {
        allow_downscale: 1
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
        node {
            nodeid: 4
        }
    }

up 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

split 1 2 4 | 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale
3     blocked      4         4        1      3       no_majority          3             AllowDownscale
4     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale
3     down
4     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale

leave 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             AllowDownscale
2     blocked      3         3        1      2       no_majority          2             AllowDownscale
3     down
4     down

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

up 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

forget 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,3,4         Quorate,AllowDownscale
2     down
3     quorate      4         4        3      3       majority             1,3,4         Quorate,AllowDownscale
4     quorate      4         4        3      3       majority             1,3,4         Quorate,AllowDownscale

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

forget 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1,4           AllowDownscale
2     down
3     down
4     blocked      4         4        2      3       no_majority          1,4           AllowDownscale

up 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
2     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
3     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
4     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale

crash 1 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      4         4        0      3       waiting_for_all      2,3           AllowDownscale
3     blocked      4         4        0      3       waiting_for_all      2,3           AllowDownscale
4     down

up 1 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
2     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
3     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
4     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
