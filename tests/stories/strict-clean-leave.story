# Four nodes are shut down one by one, and nobody is ever blocked: the others agree on an electorate without each. Who comes back is
# taken in. All down, the last that was up starts alone; the others wait for it.
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

leave 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
4     down

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

leave 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate,AllowDownscale
2     down
3     down
4     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

up 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

leave 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

leave 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      1         1        1      1       majority             2             Quorate,AllowDownscale
3     down
4     down

leave 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     down

up 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     blocked      2         2        0      2       no_majority          3,4           AllowDownscale
4     blocked      2         2        0      2       no_majority          3,4           AllowDownscale

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      1         1        0      1       no_majority          1,3,4         AllowDownscale
2     down
3     blocked      1         1        0      1       no_majority          1,3,4         AllowDownscale
4     blocked      1         1        0      1       no_majority          1,3,4         AllowDownscale

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
