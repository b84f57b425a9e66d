# Node 1 has 3 votes of 5 and is quorate alone. Without it the other two are blocked, so it had better not die.
config
    nodelist {
        node {
            nodeid: 1
            quorum_votes: 3
        }
        node {
            nodeid: 2
        }
        node {
            nodeid: 3
        }
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate
2     quorate      5         5        5      3       majority             1,2,3         Quorate
3     quorate      5         5        5      3       majority             1,2,3         Quorate

split 1 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        3      3       majority             1             Quorate
2     blocked      5         5        2      3       no_majority          2,3           -
3     blocked      5         5        2      3       no_majority          2,3           -

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate
2     quorate      5         5        5      3       majority             1,2,3         Quorate
3     quorate      5         5        5      3       majority             1,2,3         Quorate

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      5         5        2      3       no_majority          2,3           -
3     blocked      5         5        2      3       no_majority          2,3           -

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      5         5        5      3       majority             1,2,3         Quorate
2     quorate      5         5        5      3       majority             1,2,3         Quorate
3     quorate      5         5        5      3       majority             1,2,3         Quorate
