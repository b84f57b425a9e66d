# leave remove sets expected votes to the number of nodes that are left, whatever votes they have; total votes
# hold quorum where it belongs.
rules cman
config
    nodelist {
        node {
            nodeid: 1
            quorum_votes: 3
        }
        node {
            nodeid: 2
            quorum_votes: 3
        }
        node {
            nodeid: 3
            quorum_votes: 3
        }
    }

up 1 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      9         9        9      5       majority             1,2,3         Quorate
2     quorate      9         9        9      5       majority             1,2,3         Quorate
3     quorate      9         9        9      5       majority             1,2,3         Quorate

leave 3 remove
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        6      4       majority             1,2           Quorate
2     quorate      2         2        6      4       majority             1,2           Quorate
3     down

crash 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      2         2        3      4       no_majority          1             -
2     down
3     down
