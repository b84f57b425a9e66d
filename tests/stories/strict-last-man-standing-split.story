# The steps of last-man-standing-split under these rules: 3 knows what 1, 2 and 3 have agreed on, and tells 4 and 5.
rules strict
config
    quorum {
        last_man_standing: 1
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

up 1 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding
2     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding
3     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding
4     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding
5     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll,LastManStanding

split 1 2 3 | 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      5         5        3      3       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding
5     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
2     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
3     quorate      3         3        3      2       majority             1,2,3         Quorate,WaitForAll,LastManStanding
4     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding
5     blocked      5         5        2      3       no_majority          4,5           WaitForAll,LastManStanding

split 1 2 | 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
2     quorate      3         3        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
3     blocked      3         3        1      2       no_majority          3,4,5         WaitForAll,LastManStanding
4     blocked      3         3        1      2       no_majority          3,4,5         WaitForAll,LastManStanding
5     blocked      3         3        1      2       no_majority          3,4,5         WaitForAll,LastManStanding
