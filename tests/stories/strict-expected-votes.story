# expected_votes above the sum of votes raises the bar; below it counts for nothing: the electorate is all nodes.
rules strict
config
    quorum {
        expected_votes: 7
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

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      7         7        3      4       no_majority          1,2,3         -
2     blocked      7         7        3      4       no_majority          1,2,3         -
3     blocked      7         7        3      4       no_majority          1,2,3         -
