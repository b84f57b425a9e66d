# A node that has missed ten changes catches up before it counts.
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

crash 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     down

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     down

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     down

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     down

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     down

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     down

up 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

split 1 2 | 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1,2           AllowDownscale
2     blocked      4         4        2      3       no_majority          1,2           AllowDownscale
3     blocked      4         4        2      3       no_majority          3,4           AllowDownscale
4     blocked      4         4        2      3       no_majority          3,4           AllowDownscale

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

leave 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     quorate      2         2        2      2       majority             3,4           Quorate,AllowDownscale
4     quorate      2         2        2      2       majority             3,4           Quorate,AllowDownscale

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     blocked      2         2        1      2       no_majority          4             AllowDownscale
