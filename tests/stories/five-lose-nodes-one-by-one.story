# Five nodes lose one after the other without a word. 2 may fail; with one more the rest is blocked.
config
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
1     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate
2     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate
3     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate
4     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate
5     quorate      5         5        5      3       majority             1,2,3,4,5     Quorate

crash 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,2,3,4       Quorate
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate
5     down

crash 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1,2,3         Quorate
2     quorate      5         5        3      3       majority             1,2,3         Quorate
3     quorate      5         5        3      3       majority             1,2,3         Quorate
4     down
5     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        2      3       no_majority          1,2           -
2     blocked      5         5        2      3       no_majority          1,2           -
3     down
4     down
5     down
