# Memory is lost: a minority of new disks takes over what the others know; a majority needs an operator's word.
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
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AllowDownscale
2     quorate      3         3        3      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AllowDownscale
3     quorate      3         3        3      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AllowDownscale

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,AllowDownscale
3     down

forget 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,AllowDownscale
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale

crash 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             WaitForAll,AllowDownscale
2     down
3     down

forget 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             WaitForAll,AllowDownscale
2     down
3     down

up 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       waiting_for_all      1,2,3         WaitForAll,AllowDownscale
2     blocked      3         3        1      2       waiting_for_all      1,2,3         WaitForAll,AllowDownscale
3     blocked      3         3        1      2       waiting_for_all      1,2,3         WaitForAll,AllowDownscale

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AllowDownscale
2     quorate      3         3        3      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AllowDownscale
3     quorate      3         3        3      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AllowDownscale

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     quorate      3         3        2      2       majority             2,3           Quorate,WaitForAll,AllowDownscale
3     quorate      3         3        2      2       majority             2,3           Quorate,WaitForAll,AllowDownscale

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,AllowDownscale
