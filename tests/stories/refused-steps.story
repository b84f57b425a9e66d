# What cannot be done is refused, and nothing changes.
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
    }

expected 2
----
error: no node is up, so nobody can be asked

up 1
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      3         3        1      2       no_majority          1             -
2     down
3     down

up 1
----
error: node 1 is up already

up 4
----
error: node 4 is not in the nodelist of this cluster

crash 2
----
error: node 2 is not up

crash 1 2
----
error: node 2 is not up

split 1 | 9
----
error: node 9 is not in the nodelist of this cluster

leave 1 remove
----
error: node 1: these rules do not support leave remove

device on 1 2
----
error: node 2 is not up

reload
    nodelist {
        node {
            nodeid: 7
        }
    }
----
error: node 1: node 1 is not in the nodelist; add it there and reload

reload 1
    quorum {
        two_node: maybe
    }
----
error: corosync.conf: line 2: quorum.two_node: value is not a whole number from 0 to 255; write digits only (yes is 1, no is 0)

wait 5
----
error: wait: '5' is not a time such as 10s or 800ms
