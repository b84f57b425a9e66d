# Recorded on a real corosync 3.1.7: clean leave one by one with allow_downscale, then rejoin.
# The oracle tests compare every field with the record.
config
    quorum {
        expected_votes: 1
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
1     quorate      3         3        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      3       majority             1,2,3         Quorate,AllowDownscale
4     down

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        2      3       no_majority          1,2           AllowDownscale
2     blocked      2         2        2      3       no_majority          1,2           AllowDownscale
3     down
4     down

leave 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      1         1        1      3       no_majority          1             AllowDownscale
2     down
3     down
4     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         4        2      3       no_majority          1,2           AllowDownscale
2     blocked      4         4        2      3       no_majority          1,2           AllowDownscale
3     down
4     down

up 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
