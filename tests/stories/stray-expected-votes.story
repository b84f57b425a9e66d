# Node 6 still has a config of one expected vote. A node that is alone takes its word, because it is quorate,
# and both are quorate beside the majority.
config
    quorum {
        expected_votes: 1
    }

up 1 6

split 1 | 6

crash 6

up 6

# From here on everybody else has the right config.
reload 1
    quorum {
        expected_votes: 5
    }

crash 1

up 1 2 3 4 5

split 1 | 2 3 4 5 | 6
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      5         5        1      3       no_majority          1             -
2     quorate      5         5        4      3       majority             2,3,4,5       Quorate
3     quorate      5         5        4      3       majority             2,3,4,5       Quorate
4     quorate      5         5        4      3       majority             2,3,4,5       Quorate
5     quorate      5         5        4      3       majority             2,3,4,5       Quorate
6     quorate      1         1        1      1       majority             6             Quorate

split 1 6 | 2 3 4 5
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      2         2        2      2       majority             1,6           Quorate
2     quorate      5         5        4      3       majority             2,3,4,5       Quorate
3     quorate      5         5        4      3       majority             2,3,4,5       Quorate
4     quorate      5         5        4      3       majority             2,3,4,5       Quorate
5     quorate      5         5        4      3       majority             2,3,4,5       Quorate
6     quorate      2         2        2      2       majority             1,6           Quorate
