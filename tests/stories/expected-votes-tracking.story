# expected_votes_tracking with nothing stored: expected votes come from the nodelist, whatever expected_votes says.
config
    quorum {
        expected_votes_tracking: 1
        expected_votes: 2
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

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate
3     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate
3     down
