# All disks are lost and a node too: nobody knows an electorate, and an operator founds the cluster anew.
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

crash 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down

forget 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        0      2       waiting_for_all      1,2           AllowDownscale
2     blocked      3         3        0      2       waiting_for_all      1,2           AllowDownscale
3     down

cancel_wait_for_all 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
