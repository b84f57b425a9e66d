# Five nodes with wait_for_all lose quorum for a moment. Four of five come back and stay blocked.
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
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate,WaitForAll

split 1 | 2 | 3 | 4 | 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        1      3       waiting_for_all      1             WaitForAll
2     blocked      5         5        1      3       waiting_for_all      2             WaitForAll
3     blocked      5         5        1      3       waiting_for_all      3             WaitForAll
4     blocked      5         5        1      3       waiting_for_all      4             WaitForAll
5     blocked      5         5        1      3       waiting_for_all      5             WaitForAll

split 1 2 3 4 | 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        4      3       waiting_for_all      1,2,3,4       WaitForAll
2     blocked      5         5        4      3       waiting_for_all      1,2,3,4       WaitForAll
3     blocked      5         5        4      3       waiting_for_all      1,2,3,4       WaitForAll
4     blocked      5         5        4      3       waiting_for_all      1,2,3,4       WaitForAll
5     blocked      5         5        1      3       waiting_for_all      5             WaitForAll

cancel_wait_for_all 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate,WaitForAll
5     blocked      5         5        1      3       waiting_for_all      5             WaitForAll
