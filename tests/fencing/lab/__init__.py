"""Real clusters on one machine: corosync and Pacemaker in namespaces, with management controllers that obey."""

from .cluster import Cluster
from .corosync import Quorum, logged_at
from .node import Node
from .pacemaker import Pacemaker, Picture, gate_lines, picture, wanted
from .wait import stays, wait_until

__all__ = [
    "Cluster", "Node", "Pacemaker", "Picture", "Quorum", "gate_lines", "logged_at", "picture", "stays", "wait_until",
    "wanted",
]  # fmt: skip
