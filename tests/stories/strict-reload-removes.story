# A node is removed without a stop, also while it is off: the others go on by an electorate without it. It comes back
# with its old file: it is no elector, and says that the others have another nodelist.
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
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
4     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

# Two of three go on. Node 4 does not count, whatever its file says.
#
up 4
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
1     quorate      3         3        2      2       majority             1,2,4         Quorate,AllowDownscale,NodelistDiffers
2     quorate      3         3        2      2       majority             1,2,4         Quorate,AllowDownscale,NodelistDiffers
3     down
4     quorate      3         3        2      2       majority             1,2,4         Quorate,AllowDownscale,NodelistDiffers

split 1 2 | 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     blocked      3         3        0      2       no_majority          4             AllowDownscale

split 1 | 2 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             AllowDownscale
2     blocked      3         3        1      2       no_majority          2,4           AllowDownscale,NodelistDiffers
3     down
4     blocked      3         3        1      2       no_majority          2,4           AllowDownscale,NodelistDiffers

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2,4         Quorate,AllowDownscale,NodelistDiffers
2     quorate      3         3        2      2       majority             1,2,4         Quorate,AllowDownscale,NodelistDiffers
3     down
4     quorate      3         3        2      2       majority             1,2,4         Quorate,AllowDownscale,NodelistDiffers

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3,4       Quorate,AllowDownscale,NodelistDiffers
2     quorate      3         3        3      2       majority             1,2,3,4       Quorate,AllowDownscale,NodelistDiffers
3     quorate      3         3        3      2       majority             1,2,3,4       Quorate,AllowDownscale,NodelistDiffers
4     quorate      3         3        3      2       majority             1,2,3,4       Quorate,AllowDownscale,NodelistDiffers
