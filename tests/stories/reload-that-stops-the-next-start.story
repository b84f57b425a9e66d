# Nodes that run take a device beside last_man_standing and do not let it operate; a node does not start with that.
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

up 1 2 3

reload
    quorum {
        last_man_standing: 1
        device {
            model: net
        }
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
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     blocked      7         7        3      4       device_vote_missing  1,2,3         -
2     blocked      7         7        3      4       device_vote_missing  1,2,3         -
3     blocked      7         7        3      4       device_vote_missing  1,2,3         -
4     down

up 4
----
error: corosync.conf: quorum.last_man_standing: last_man_standing and a quorum device cannot be combined; remove last_man_standing
