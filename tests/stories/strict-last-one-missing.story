# All were shut down, and are started in another order. Those that were not the last wait for the one that was, and an
# operator who has confirmed it off says that they may go on: then it is dropped, until it comes back and catches up.
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
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale

leave 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     quorate      1         1        1      1       majority             3             Quorate,AllowDownscale

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,3           Quorate,AllowDownscale
2     down
3     quorate      2         2        2      2       majority             1,3           Quorate,AllowDownscale

leave 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     quorate      1         1        1      1       majority             3             Quorate,AllowDownscale

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down

up 2 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      1         1        0      1       no_majority          1,2           AllowDownscale
2     blocked      1         1        0      1       no_majority          1,2           AllowDownscale
3     down

votes 3 0
----
error: node 1: this partition has no majority to change votes with; start the missing nodes, or override quorum as its advice says

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
3     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        1      2       no_majority          1             AllowDownscale
2     down
3     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale

leave 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     quorate      1         1        1      1       majority             3             Quorate,AllowDownscale

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        0      2       no_majority          1             AllowDownscale
2     down
3     down

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate,AllowDownscale
2     down
3     down

up 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
