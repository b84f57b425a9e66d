# Odd votes without wait_for_all: votequorum switches auto_tie_breaker off and only logs it. The flag is missing.
config
    quorum {
        auto_tie_breaker: 1
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
1     quorate      3         3        3      2       majority             1,2,3         Quorate
2     quorate      3         3        3      2       majority             1,2,3         Quorate
3     quorate      3         3        3      2       majority             1,2,3         Quorate

split 1 | 2 3
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             -
2     quorate      3         3        2      2       majority             2,3           Quorate
3     quorate      3         3        2      2       majority             2,3           Quorate
