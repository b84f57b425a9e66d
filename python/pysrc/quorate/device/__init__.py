"""The quorum device of `quorate device`: corosync's votequorum follows rules strict through it.

| module | holds |
| --- | --- |
| `client` | asks the daemon of this node (also for Python 3.6) |
| `protocol` | what the daemons tell each other, as bytes |
| `ghosts` | members of the group that corosync lists, and that are not there |
| `exchange` | an engine in step with those of the other daemons, and the vote: pure logic |
| `settings` | whether corosync.conf fits, and the config that the engine decides by |
| `memory` | that the node is admitted, for a daemon that starts again |
| `session` | a connection to corosync: the exchange's messages, and the vote |
| `proofs` | finds out whether missing nodes are off, and has them fenced |
| `switched_off` | whom Pacemaker switched off on request, to switch on again, for a daemon that starts again, too |
| `jobs` | threads for what takes long |
| `state`, `server` | the status socket |
| `notify` | what systemd is told |
| `daemon` | the loop of it all |
"""
