"""The witness: a third vote for clusters of corosync, in place of corosync-qnetd.

`quorate witness` runs it; quorate-witness(8) says what it is. Who talks to it are unmodified corosync-qdevice clients.
"""

SOCKET = "/run/quorate-witness/witness.sock"
STATE = "/var/lib/quorate-witness/votes"
