# A node with a new disk in a view that is quorate by an operator's word alone: no change is asked for before it has taken
# over. Else two successors were attempted in one view, an answer for one passed for the other, and after a split both
# sides were quorate.
rules strict
config
    quorum {
        allow_downscale: 1
        wait_for_all: 1
        auto_tie_breaker: 1
        auto_tie_breaker_node: 2
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
            quorum_votes: 0
        }
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker,AllowDownscale
2     quorate      2         2        2      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker,AllowDownscale
3     quorate      2         2        2      2       everyone_accounted   1,2,3         Quorate,WaitForAll,AutoTieBreaker,AllowDownscale

crash 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     fence_first  2         2        1      2       fence_first          1             WaitForAll,AutoTieBreaker,AllowDownscale
2     down
3     down

forget 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     fence_first  2         2        1      2       fence_first          1             WaitForAll,AutoTieBreaker,AllowDownscale
2     down
3     down

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     fence_first  2         2        1      2       fence_first          1,2           WaitForAll,AutoTieBreaker,AllowDownscale
2     fence_first  2         2        1      2       fence_first          1,2           WaitForAll,AutoTieBreaker,AllowDownscale
3     down

expected 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       operator_override    1,2           Quorate,WaitForAll,AutoTieBreaker,AllowDownscale,ExpectedVotesOverridden
2     quorate      1         1        1      1       operator_override    1,2           Quorate,WaitForAll,AutoTieBreaker,AllowDownscale,ExpectedVotesOverridden
3     down

reload 1 2
    quorum {
        allow_downscale: 1
        wait_for_all: 1
        auto_tie_breaker: 1
        auto_tie_breaker_node: 2
    }
    nodelist {
        node {
            nodeid: 1
            quorum_votes: 3
        }
        node {
            nodeid: 2
            quorum_votes: 2
        }
        node {
            nodeid: 3
            quorum_votes: 0
        }
    }
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       operator_override    1,2           Quorate,WaitForAll,AutoTieBreaker,AllowDownscale,ExpectedVotesOverridden
2     quorate      1         1        1      1       operator_override    1,2           Quorate,WaitForAll,AutoTieBreaker,AllowDownscale,ExpectedVotesOverridden
3     down

survey 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2           Quorate,WaitForAll,AutoTieBreaker,AllowDownscale
2     quorate      5         5        5      3       majority             1,2           Quorate,WaitForAll,AutoTieBreaker,AllowDownscale
3     down

split 1 | 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1             Quorate,WaitForAll,AutoTieBreaker,AllowDownscale
2     blocked      5         5        2      3       no_majority          2             WaitForAll,AutoTieBreaker,AllowDownscale
3     down
