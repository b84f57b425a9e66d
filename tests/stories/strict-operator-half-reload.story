# An operator's word while nodelists differ: it counts for electors alone, so that all count the same, and for nobody where
# nobody knows an electorate.
rules strict
config
    quorum {
        allow_downscale: 1
        wait_for_all: 1
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

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        0      3       waiting_for_all      1,2           WaitForAll,AllowDownscale
2     blocked      4         4        0      3       waiting_for_all      1,2           WaitForAll,AllowDownscale
3     down
4     down

reload 2
    quorum {
        allow_downscale: 1
        wait_for_all: 1
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
1     blocked      4         4        0      3       waiting_for_all      1,2           WaitForAll,AllowDownscale,NodelistDiffers
2     blocked      3         3        0      2       waiting_for_all      1,2           WaitForAll,AllowDownscale,NodelistDiffers
3     down
4     down

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        0      3       waiting_for_all      1,2           WaitForAll,AllowDownscale,NodelistDiffers
2     blocked      3         3        0      2       waiting_for_all      1,2           WaitForAll,AllowDownscale,NodelistDiffers
3     down
4     down

reload 2
    quorum {
        allow_downscale: 1
        wait_for_all: 1
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
1     blocked      4         4        0      3       waiting_for_all      1,2           WaitForAll,AllowDownscale
2     blocked      4         4        0      3       waiting_for_all      1,2           WaitForAll,AllowDownscale
3     down
4     down

up 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AllowDownscale
2     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AllowDownscale
3     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AllowDownscale
4     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AllowDownscale

leave 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale
4     down

crash 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     down

up 1
    quorum {
        allow_downscale: 1
        wait_for_all: 1
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        0      2       waiting_for_all      1             WaitForAll,AllowDownscale
2     down
3     down
4     down

up 2 4
    quorum {
        allow_downscale: 1
        wait_for_all: 1
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
1     blocked      3         3        0      2       waiting_for_all      1,2,4         WaitForAll,AllowDownscale,NodelistDiffers
2     blocked      3         3        0      2       waiting_for_all      1,2,4         WaitForAll,AllowDownscale,NodelistDiffers
3     down
4     blocked      3         3        0      2       waiting_for_all      1,2,4         WaitForAll,AllowDownscale,NodelistDiffers

cancel_wait_for_all 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       operator_override    1,2,4         Quorate,WaitForAll,AllowDownscale,WaitForAllCancelled,NodelistDiffers
2     quorate      3         3        2      2       operator_override    1,2,4         Quorate,WaitForAll,AllowDownscale,WaitForAllCancelled,NodelistDiffers
3     down
4     quorate      3         3        2      2       operator_override    1,2,4         Quorate,WaitForAll,AllowDownscale,WaitForAllCancelled,NodelistDiffers

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1,4           WaitForAll,AllowDownscale,WaitForAllCancelled,NodelistDiffers
2     down
3     down
4     blocked      3         3        1      2       no_majority          1,4           WaitForAll,AllowDownscale,WaitForAllCancelled,NodelistDiffers

up 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AllowDownscale,NodelistDiffers
2     quorate      3         3        3      2       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AllowDownscale,NodelistDiffers
3     quorate      3         3        3      2       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AllowDownscale,NodelistDiffers
4     quorate      3         3        3      2       everyone_accounted   1,2,3,4       Quorate,WaitForAll,AllowDownscale,NodelistDiffers

crash 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1,4           WaitForAll,AllowDownscale,NodelistDiffers
2     down
3     down
4     blocked      3         3        1      2       no_majority          1,4           WaitForAll,AllowDownscale,NodelistDiffers

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1,4           WaitForAll,AllowDownscale,NodelistDiffers
2     down
3     down
4     blocked      3         3        1      2       no_majority          1,4           WaitForAll,AllowDownscale,NodelistDiffers

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       waiting_for_all      1,2,4         WaitForAll,AllowDownscale,NodelistDiffers
2     blocked      3         3        1      2       waiting_for_all      1,2,4         WaitForAll,AllowDownscale,NodelistDiffers
3     down
4     blocked      3         3        1      2       waiting_for_all      1,2,4         WaitForAll,AllowDownscale,NodelistDiffers
