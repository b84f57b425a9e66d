# A node is added without a stop: the reload changes nothing yet, and the node comes in when it is up.
# Who lists a node that is off waits for nobody.
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

reload
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
4     down

up 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      4         4        3      3       majority             2,3,4         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             2,3,4         Quorate,AllowDownscale
4     quorate      4         4        3      3       majority             2,3,4         Quorate,AllowDownscale

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     blocked      4         4        2      3       no_majority          3,4           AllowDownscale
4     blocked      4         4        2      3       no_majority          3,4           AllowDownscale
