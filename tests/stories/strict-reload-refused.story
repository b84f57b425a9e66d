# What a reload cannot change is refused by name, and then nothing has changed.
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
error: node 1: these rules do not support a change of wait_for_all while nodes run

reload
    quorum {
        allow_downscale: 1
        wait_for_all: 1
        auto_tie_breaker: 1
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
error: node 1: these rules do not support a change of the tie breaker while nodes run

reload
    quorum {
        allow_downscale: 1
        wait_for_all: 1
        two_node: 1
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
error: node 1: two_node needs exactly two nodes with 1 vote each

reload
    quorum {
        allow_downscale: 1
        wait_for_all: 1
        expected_votes: 9
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
error: node 1: these rules do not support expected_votes above the sum of all votes that can change

reload
    quorum {
        allow_downscale: 1
        wait_for_all: 1
    }
    nodelist {
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
error: node 1: node 1 is not in the nodelist; add it there and reload

reload
    quorum {
        wait_for_all: 1
        last_man_standing: 1
        last_man_standing_window: 20000
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
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
