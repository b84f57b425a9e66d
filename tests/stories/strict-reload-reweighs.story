# Votes are changed without a stop. An operator's votes hold until the node starts again or reloads.
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
            quorum_votes: 3
        }
        node {
            nodeid: 2
        }
        node {
            nodeid: 3
            quorum_votes: 2
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale
2     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale
3     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale

votes 3 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      5         5        5      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      5         5        5      3       majority             1,2,3         Quorate,AllowDownscale

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,3           Quorate,AllowDownscale
2     down
3     quorate      5         5        4      3       majority             1,3           Quorate,AllowDownscale

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      5         5        5      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      5         5        5      3       majority             1,2,3         Quorate,AllowDownscale

reload
    quorum {
        allow_downscale: 1
    }
    nodelist {
        node {
            nodeid: 1
            quorum_votes: 3
        }
        node {
            nodeid: 2
        }
        node {
            nodeid: 3
            quorum_votes: 2
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale
2     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale
3     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      6         6        4      4       majority             1,2           Quorate,AllowDownscale
2     quorate      6         6        4      4       majority             1,2           Quorate,AllowDownscale
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale
2     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale
3     quorate      6         6        6      4       majority             1,2,3         Quorate,AllowDownscale
