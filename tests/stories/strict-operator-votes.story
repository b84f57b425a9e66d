# An operator gives a node other votes, and drops one that is off for good, by a change that all members store. A partition
# without a majority refuses.
rules strict
config
    quorum {
        allow_downscale: 1
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
        node {
            nodeid: 4
        }
    }

up 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

votes 1 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      6         6        6      4       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      6         6        6      4       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      6         6        6      4       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      6         6        6      4       majority             1,2,3,4       Quorate,AllowDownscale

votes 1 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale

votes 9 1
----
error: node 1: node 9 is not in the electorate; it comes in when it is up and all nodes list it

votes 2 4294967295
----
error: node 1: quorum would become 2147483648, more than the votes present

crash 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
2     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
3     quorate      4         4        3      3       majority             1,2,3         Quorate,AllowDownscale
4     down

votes 4 9
----
error: node 1: quorum would become 7, more than the votes present

votes 4 0
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
4     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
2     quorate      3         3        2      2       majority             1,2           Quorate,AllowDownscale
3     down
4     down

up 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
2     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
3     quorate      3         3        3      2       majority             1,2,3         Quorate,AllowDownscale
4     down

crash 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             AllowDownscale
2     down
3     down
4     down

votes 3 0
----
error: node 1: this partition has no majority to change votes with; start the missing nodes, or override quorum as its advice says

expected 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       operator_override    1             Quorate,AllowDownscale,ExpectedVotesOverridden
2     down
3     down
4     down

votes 3 0
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       operator_override    1             Quorate,AllowDownscale,ExpectedVotesOverridden
2     down
3     down
4     down

votes 2 0
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      1         1        1      1       majority             1             Quorate,AllowDownscale
2     down
3     down
4     down

up 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate,AllowDownscale
