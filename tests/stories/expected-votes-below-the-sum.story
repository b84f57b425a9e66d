# expected_votes: 1 over three nodes is accepted without a word: every node is quorate alone at the start. Once all have
# met, expected votes are raised to three.
config
    quorum {
        expected_votes: 1
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
    }

split 1 | 2 | 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     down
3     down

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate
2     quorate      1         1        1      1       majority             2             Quorate
3     quorate      1         1        1      1       majority             3             Quorate

heal
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate

split 1 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             -
2     quorate      3         3        2      2       majority             2,3           Quorate
3     quorate      3         3        2      2       majority             2,3           Quorate
