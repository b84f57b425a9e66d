# ffsplit without votes: 1: corosync-qdevice does not start, so there is no witness to speak of.
rules corosync
config
    quorum {
        provider: corosync_votequorum
        device {
            model: net
            net {
                host: 192.0.2.9
                algorithm: ffsplit
            }
        }
    }
    nodelist {
        node {
            nodeid: 1
        }
        node {
            nodeid: 2
        }
    }

up 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        2      2       majority             1,2           Quorate
2     quorate      3         3        2      2       majority             1,2           Quorate

witness down
----
error: the config has no witness: no quorum.device.net with a host, or one that corosync-qdevice refuses

heuristics pass 1
----
error: the config has no witness: no quorum.device.net with a host, or one that corosync-qdevice refuses

witness sideways 1
----
error: witness: 'sideways' is not one of down, up, cut, mend

witness cut
----
error: witness: a nodeid is missing

witness up 1 2
----
error: witness: '1' is not expected here

heuristics 1
----
error: heuristics: '1' is not one of pass, fail, off

device on 1 2
----
node  verdict      expected  highest  total  quorum  why                  members       flags
1     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
2     quorate      3         3        3      2       majority             1,2           Quorate,Qdevice,QdeviceAlive,QdeviceCastVote
