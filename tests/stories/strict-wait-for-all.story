# A node that starts counts for nobody until its view is quorate without it, or all are here. Members always agree; a loss for the length of
# an exchange arms nothing.
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
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        0      3       waiting_for_all      1,2,3         WaitForAll
2     blocked      4         4        0      3       waiting_for_all      1,2,3         WaitForAll
3     blocked      4         4        0      3       waiting_for_all      1,2,3         WaitForAll
4     down

up 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll
2     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll
3     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll
4     quorate      4         4        4      3       everyone_accounted   1,2,3,4       Quorate,WaitForAll

split 1 2 3 | 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll
2     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll
3     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll
4     blocked      4         4        1      3       no_majority          4             WaitForAll

split 1 2 4 | 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,4         Quorate,WaitForAll
2     quorate      4         4        3      3       majority             1,2,4         Quorate,WaitForAll
3     blocked      4         4        1      3       no_majority          3             WaitForAll
4     quorate      4         4        3      3       majority             1,2,4         Quorate,WaitForAll

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     fence_first  4         4        2      3       fence_first          2,4           WaitForAll
3     blocked      4         4        1      3       no_majority          3             WaitForAll
4     fence_first  4         4        2      3       fence_first          2,4           WaitForAll

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     fence_first  4         4        2      3       fence_first          1,2,4         WaitForAll
2     fence_first  4         4        2      3       fence_first          1,2,4         WaitForAll
3     blocked      4         4        1      3       no_majority          3             WaitForAll
4     fence_first  4         4        2      3       fence_first          1,2,4         WaitForAll

crash 1 2 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     blocked      4         4        1      3       no_majority          3             WaitForAll
4     down

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     blocked      4         4        1      3       no_majority          3             WaitForAll
4     down

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        1      3       waiting_for_all      1,2,3         WaitForAll
2     blocked      4         4        1      3       waiting_for_all      1,2,3         WaitForAll
3     blocked      4         4        1      3       waiting_for_all      1,2,3         WaitForAll
4     down

survey 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       everyone_accounted   1,2,3         Quorate,WaitForAll
2     quorate      4         4        3      3       everyone_accounted   1,2,3         Quorate,WaitForAll
3     quorate      4         4        3      3       everyone_accounted   1,2,3         Quorate,WaitForAll
4     down

up 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll
