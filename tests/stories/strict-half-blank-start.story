# Half of the nodelist has new disks: they found no cluster, and count only once the others are quorate without them.
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

crash 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     down

forget 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     down

# Nodes with new disks found a cluster only where all of the nodelist are here and blank.
up 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     blocked      4         4        0      3       waiting_for_all      3,4           AllowDownscale
4     blocked      4         4        0      3       waiting_for_all      3,4           AllowDownscale

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       waiting_for_all      1,3,4         AllowDownscale
2     down
3     blocked      4         4        1      3       waiting_for_all      1,3,4         AllowDownscale
4     blocked      4         4        1      3       waiting_for_all      1,3,4         AllowDownscale

# All are here, and half of the votes are remembered.
up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
2     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
3     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale
4     blocked      4         4        2      3       waiting_for_all      1,2,3,4       AllowDownscale

# An operator knows that nobody else is left.
cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
