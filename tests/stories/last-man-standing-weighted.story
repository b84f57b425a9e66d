# A node with two votes switches last_man_standing off for good, as soon as it is heard.
config
    quorum {
        last_man_standing: 1
    }
    nodelist {
        node {
            nodeid: 1
            quorum_votes: 2
        }
        node {
            nodeid: 2
        }
        node {
            nodeid: 3
        }
    }

up 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      4         4        1      3       no_majority          2             LastManStanding
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      4         4        2      3       no_majority          2,3           LastManStanding
3     blocked      4         4        2      3       no_majority          2,3           LastManStanding

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3         Quorate
2     quorate      4         4        4      3       majority             1,2,3         Quorate
3     quorate      4         4        4      3       majority             1,2,3         Quorate

crash 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      4         4        2      3       no_majority          2,3           -
3     blocked      4         4        2      3       no_majority          2,3           -

wait 10s
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     down
2     blocked      4         4        2      3       no_majority          2,3           -
3     blocked      4         4        2      3       no_majority          2,3           -
