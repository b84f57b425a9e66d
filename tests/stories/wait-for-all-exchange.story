# Members of one partition disagree: node 2 loses quorum for the length of an exchange, which arms wait_for_all
# again, and waits while its neighbours are quorate. (Node 3 goes as node 4 comes.)
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

up 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,WaitForAll

split 1 2 3 | 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll
2     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll
3     quorate      4         4        3      3       majority             1,2,3         Quorate,WaitForAll
4     blocked      4         4        1      3       waiting_for_all      4             WaitForAll

split 1 2 4 | 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,4         Quorate,WaitForAll
2     blocked      4         4        3      3       waiting_for_all      1,2,4         WaitForAll
3     blocked      4         4        1      3       waiting_for_all      3             WaitForAll
4     quorate      4         4        3      3       majority             1,2,4         Quorate,WaitForAll

reform 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,4         Quorate,WaitForAll
2     quorate      4         4        3      3       majority             1,2,4         Quorate,WaitForAll
3     blocked      4         4        1      3       waiting_for_all      3             WaitForAll
4     quorate      4         4        3      3       majority             1,2,4         Quorate,WaitForAll
