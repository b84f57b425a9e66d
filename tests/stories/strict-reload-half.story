# Half of the nodes have reloaded: the electorate stays as it is, flags and advice say so, and quorum goes on by it. Node 3
# starts with the old file and cannot come in before all have one nodelist.
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

leave 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale
3     down

reload 1
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
1     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale,NodelistDiffers
2     quorate      2         2        2      2       majority             1,2           Quorate,AllowDownscale,NodelistDiffers
3     down
4     down

up 3
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2,3         Quorate,AllowDownscale,NodelistDiffers
2     quorate      2         2        2      2       majority             1,2,3         Quorate,AllowDownscale,NodelistDiffers
3     quorate      2         2        2      2       majority             1,2,3         Quorate,AllowDownscale,NodelistDiffers
4     down

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      2         2        1      2       no_majority          2,3           AllowDownscale
3     blocked      2         2        1      2       no_majority          2,3           AllowDownscale
4     down

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2,3         Quorate,AllowDownscale,NodelistDiffers
2     quorate      2         2        2      2       majority             1,2,3         Quorate,AllowDownscale,NodelistDiffers
3     quorate      2         2        2      2       majority             1,2,3         Quorate,AllowDownscale,NodelistDiffers
4     down

reload 2 3
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
