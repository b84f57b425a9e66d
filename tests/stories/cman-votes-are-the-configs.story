# Votes that an operator has set stay where they were heard of; cman's nodes do not tell each other their own.
rules cman
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
    }

up 1 2 3

votes 3 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        4      3       majority             1,2,3         Quorate
2     quorate      3         3        4      3       majority             1,2,3         Quorate
3     quorate      3         3        4      3       majority             1,2,3         Quorate

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        2      3       no_majority          1,2           -
2     blocked      3         3        2      3       no_majority          1,2           -
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        4      3       majority             1,2,3         Quorate
2     quorate      3         3        4      3       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate
