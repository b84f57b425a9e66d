# Two reloads at once, in two partitions: the one without a majority changes nothing, and after the split all wait until
# they have one nodelist.
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
        node {
            nodeid: 5
        }
    }

up 1 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,AllowDownscale
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,AllowDownscale
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,AllowDownscale
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,AllowDownscale
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,AllowDownscale

split 1 2 3 | 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      5         5        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      5         5        3      3       majority             1,2,3         Quorate,AllowDownscale
4     blocked      5         5        2      3       no_majority          4,5           AllowDownscale
5     blocked      5         5        2      3       no_majority          4,5           AllowDownscale

reload 1 2 3
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
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     blocked      5         5        2      3       no_majority          4,5           AllowDownscale
5     blocked      5         5        2      3       no_majority          4,5           AllowDownscale

reload 4 5
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
        node {
            nodeid: 5
        }
        node {
            nodeid: 6
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     blocked      5         5        2      3       no_majority          4,5           AllowDownscale
5     blocked      5         5        2      3       no_majority          4,5           AllowDownscale
6     down

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4,5     Quorate,AllowDownscale,NodelistDiffers
2     quorate      4         4        4      3       majority             1,2,3,4,5     Quorate,AllowDownscale,NodelistDiffers
3     quorate      4         4        4      3       majority             1,2,3,4,5     Quorate,AllowDownscale,NodelistDiffers
4     quorate      4         4        4      3       majority             1,2,3,4,5     Quorate,AllowDownscale,NodelistDiffers
5     quorate      4         4        4      3       majority             1,2,3,4,5     Quorate,AllowDownscale,NodelistDiffers
6     down

crash 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale,NodelistDiffers
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale,NodelistDiffers
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale,NodelistDiffers
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale,NodelistDiffers
5     down
6     down

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
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
5     down
6     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale
3     down
4     quorate      4         4        3      3       majority             1,2,4         Quorate,AllowDownscale
5     down
6     down
