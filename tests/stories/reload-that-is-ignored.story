# votequorum does not take votes that make auto_tie_breaker with last_man_standing ambiguous: "Reload done", and
# only the log complains. A node does not start with them.
config
    quorum {
        auto_tie_breaker: 1
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

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,LastManStanding,AutoTieBreaker
2     quorate      4         4        3      3       majority             1,2,3         Quorate,LastManStanding,AutoTieBreaker
3     quorate      4         4        3      3       majority             1,2,3         Quorate,LastManStanding,AutoTieBreaker
4     down

reload
    quorum {
        auto_tie_breaker: 1
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
            quorum_votes: 4
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,LastManStanding,AutoTieBreaker
2     quorate      4         4        3      3       majority             1,2,3         Quorate,LastManStanding,AutoTieBreaker
3     quorate      4         4        3      3       majority             1,2,3         Quorate,LastManStanding,AutoTieBreaker
4     down

up 4
----
error: corosync.conf: quorum.last_man_standing: auto_tie_breaker and last_man_standing with an odd number of votes need wait_for_all; remove auto_tie_breaker, and with 4 or more nodes last_man_standing too

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        2      3       tie_breaker          1,2           Quorate,LastManStanding,AutoTieBreaker
2     quorate      4         4        2      3       tie_breaker          1,2           Quorate,LastManStanding,AutoTieBreaker
3     down
4     down
