# No nodelist, only expected_votes: nodes are known once they have been seen.
config
    quorum {
        expected_votes: 3
    }

up 10 20
----
node  verdict      expected  highest  total  quorum  why                  members       flags
10    quorate      3         3        2      2       majority             10,20         Quorate
20    quorate      3         3        2      2       majority             10,20         Quorate

up 30
----
node  verdict      expected  highest  total  quorum  why                  members       flags
10    quorate      3         3        3      2       majority             10,20,30      Quorate
20    quorate      3         3        3      2       majority             10,20,30      Quorate
30    quorate      3         3        3      2       majority             10,20,30      Quorate

crash 10
----
node  verdict      expected  highest  total  quorum  why                  members       flags
10    down
20    quorate      3         3        2      2       majority             20,30         Quorate
30    quorate      3         3        2      2       majority             20,30         Quorate

crash 20
----
node  verdict      expected  highest  total  quorum  why                  members       flags
10    down
20    down
30    blocked      3         3        1      2       no_majority          30            -
