# The policy of the oldest clusters: any unclean loss blocks everybody until an operator has looked. A clean leave does not.
rules strict freeze_on_loss
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

leave 5
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
1     blocked      5         5        3      3       frozen               1,2,3         Frozen
2     blocked      5         5        3      3       frozen               1,2,3         Frozen
3     blocked      5         5        3      3       frozen               1,2,3         Frozen
4     down
5     down

up 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        4      3       frozen               1,2,3,4       Frozen
2     blocked      5         5        4      3       frozen               1,2,3,4       Frozen
3     blocked      5         5        4      3       frozen               1,2,3,4       Frozen
4     blocked      5         5        4      3       frozen               1,2,3,4       Frozen
5     down

resume 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,2,3,4       Quorate
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate
5     down

split 1 | 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        1      3       frozen               1             Frozen
2     blocked      5         5        3      3       frozen               2,3,4         Frozen
3     blocked      5         5        3      3       frozen               2,3,4         Frozen
4     blocked      5         5        3      3       frozen               2,3,4         Frozen
5     down

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        4      3       frozen               1,2,3,4       Frozen
2     blocked      5         5        4      3       frozen               1,2,3,4       Frozen
3     blocked      5         5        4      3       frozen               1,2,3,4       Frozen
4     blocked      5         5        4      3       frozen               1,2,3,4       Frozen
5     down

resume 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        4      3       majority             1,2,3,4       Quorate
2     quorate      5         5        4      3       majority             1,2,3,4       Quorate
3     quorate      5         5        4      3       majority             1,2,3,4       Quorate
4     quorate      5         5        4      3       majority             1,2,3,4       Quorate
5     down
