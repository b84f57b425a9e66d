# corosync-quorumtool -e. Two of four are blocked; an operator lowers expected votes to 2. What does not make sense
# is refused, and everybody is as before.
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
    }

up 1 2 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate

crash 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        3      3       majority             1,2,3         Quorate
2     quorate      4         4        3      3       majority             1,2,3         Quorate
3     quorate      4         4        3      3       majority             1,2,3         Quorate
4     down

crash 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      4         4        2      3       no_majority          1,2           -
2     blocked      4         4        2      3       no_majority          1,2           -
3     down
4     down

expected 1
----
error: node 1: expected votes cannot be 0, or lower than the 2 votes present

expected 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     down
4     down

expected 4
----
error: node 1: quorum would become 3, more than the votes present

expected 2 on 3
----
error: node 3 is not up

expected 2 on 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,2           Quorate
2     quorate      2         2        2      2       majority             1,2           Quorate
3     down
4     down

up 3 4
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      4         4        4      3       majority             1,2,3,4       Quorate
2     quorate      4         4        4      3       majority             1,2,3,4       Quorate
3     quorate      4         4        4      3       majority             1,2,3,4       Quorate
4     quorate      4         4        4      3       majority             1,2,3,4       Quorate
