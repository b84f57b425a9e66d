# An operator's words count, and are seen: as a flag and as the reason, until the partition is quorate without them.
rules strict
config
    quorum {
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
1     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
2     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
3     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
4     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
5     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll

crash 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       no_majority          1,2           WaitForAll
2     blocked      5         5        2      3       no_majority          1,2           WaitForAll
3     down
4     down
5     down

expected 1
----
error: node 1: expected votes cannot be 0, or lower than the 2 votes present

expected 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       operator_override    1,2           Quorate,WaitForAll,ExpectedVotesOverridden
2     quorate      3         3        2      2       operator_override    1,2           Quorate,WaitForAll,ExpectedVotesOverridden
3     down
4     down
5     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       operator_override    1,2,3         Quorate,WaitForAll,ExpectedVotesOverridden
2     quorate      3         3        2      2       operator_override    1,2,3         Quorate,WaitForAll,ExpectedVotesOverridden
3     quorate      3         3        2      2       operator_override    1,2,3         Quorate,WaitForAll,ExpectedVotesOverridden
4     down
5     down

expected 7
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       waiting_for_all      1,2,3         WaitForAll
2     blocked      5         5        2      3       waiting_for_all      1,2,3         WaitForAll
3     blocked      5         5        2      3       waiting_for_all      1,2,3         WaitForAll
4     down
5     down

crash 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down
4     down
5     down

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        0      3       waiting_for_all      1,2,3         WaitForAll
2     blocked      5         5        0      3       waiting_for_all      1,2,3         WaitForAll
3     blocked      5         5        0      3       waiting_for_all      1,2,3         WaitForAll
4     down
5     down

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       operator_override    1,2,3         Quorate,WaitForAll,WaitForAllCancelled
2     quorate      5         5        3      3       operator_override    1,2,3         Quorate,WaitForAll,WaitForAllCancelled
3     quorate      5         5        3      3       operator_override    1,2,3         Quorate,WaitForAll,WaitForAllCancelled
4     down
5     down

up 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
2     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
3     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
4     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
5     quorate      5         5        5      3       everyone_accounted   1,2,3,4,5     Quorate,WaitForAll
