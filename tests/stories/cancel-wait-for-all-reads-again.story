# votequorum sets quorum.cancel_wait_for_all back to 0, hears of that itself and reads its config again: what
# last_man_standing has shrunk is as written again, and the two nodes that were quorate are blocked.
config
    quorum {
        wait_for_all: 1
        last_man_standing: 1
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

crash 4

wait 11s

crash 3

wait 11s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
2     quorate      2         2        2      2       majority             1,2           Quorate,WaitForAll,LastManStanding
3     down
4     down

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       waiting_for_all      1,2           WaitForAll,LastManStanding
2     blocked      4         4        2      3       waiting_for_all      1,2           WaitForAll,LastManStanding
3     down
4     down
