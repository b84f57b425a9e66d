//! Why an engine refused an event or a request, and the way out.

use crate::base::{NodeId, RingId, Rules, Unsupported, errors};

errors! {
    /// Why an engine refused an event or a request. Nothing has changed then.
    pub enum EngineError {
        RulesNotBuilt(Rules) = -12 RULES_NOT_BUILT
            "rules <N> are not in this build; enable the feature of that name";
        NodeIdZero = -200 NODEID_ZERO "node 0 is the quorum device; number nodes from 1 up";
        NotInNodelist(NodeId) = -201 NOT_IN_NODELIST "node <N> is not in the nodelist; add it there and reload";
        UnknownNode(NodeId) = -202 UNKNOWN_NODE "node <N> has never been seen; it must have been up once";
        LocalNodeMissing(NodeId) = -203 LOCAL_NODE_MISSING
            "the view does not contain the local node <N>; a node is always a member of its own view";
        DuplicateMember(NodeId) = -204 DUPLICATE_MEMBER "node <N> is in the view twice";
        TooManyNodes(usize) = -205 TOO_MANY_NODES "more than <QUORATE_NODES_MAX> nodes, the limit of this build";
        NoView = -206 NO_VIEW "no view has been formed yet; report one first";
        OtherView(RingId) = -207 OTHER_VIEW
            "it belongs to view <N>, not to the current one; deliver it there or drop it";
        SenderNotInView(NodeId) = -208 SENDER_NOT_IN_VIEW "node <N> sent this but is not in the view; drop it";
        VotesOverflow = -209 VOTES_OVERFLOW "votes would add up to more than 4294967295";
        ExpectedVotesTooLow(u32) = -210 EXPECTED_VOTES_TOO_LOW
            "expected votes cannot be 0, or lower than the <N> votes present";
        QuorumOutOfReach(u32) = -211 QUORUM_OUT_OF_REACH "quorum would become <N>, more than the votes present";
        OutboxFull = -212 OUTBOX_FULL "too many messages are waiting; send them first";
        Left = -213 LEFT "this node has left the cluster; start a new engine";
        NotInTheseRules(Unsupported) = -214 NOT_IN_THESE_RULES "these rules do not support <this option>";
        TwoNodeNeedsTwoNodes = -215 TWO_NODE_NEEDS_TWO_NODES
            "two_node needs exactly two nodes with 1 vote each";
        DeviceNotAllowed = -216 DEVICE_NOT_ALLOWED
            "this config does not allow a quorum device; check its device section, two_node, last_man_standing, \
             auto_tie_breaker and allow_downscale";
        DeviceNotRegistered = -217 DEVICE_NOT_REGISTERED
            "no quorum device is registered at this node; register it first";
        DeviceNameInUse = -218 DEVICE_NAME_IN_USE
            "a quorum device with another name is registered in this cluster";
        DeviceNameLength = -219 DEVICE_NAME_LENGTH "the quorum device's name must be 1 to 32 bytes long";
        DevicePending = -220 DEVICE_PENDING "a registration is in progress; try again when it is done";
        FencedMember(NodeId) = -221 FENCED_MEMBER "node <N> is in the view, so it is not off";
        ProofTooOld = -222 PROOF_TOO_OLD
            "this proof is older than the view, or than another proof; check again whether all missing nodes are off";
        RingTooOld(RingId) = -223 RING_TOO_OLD
            "a ring id is used only once: the sequence must be greater than that of view <N>, even after a restart";
        OtherSnapshot = -226 OTHER_SNAPSHOT
            "the snapshot is from another node, cluster or rules; restore the one that this node stored";
        RestoreTooLate = -227 RESTORE_TOO_LATE
            "a snapshot can be restored only once, right after the start and before any view";
        NoElector(NodeId) = -228 NO_ELECTOR
            "node <N> is not in the electorate; it comes in when it is up and all nodes list it";
        ElectorateFixed = -229 ELECTORATE_FIXED
            "this partition has no majority to change votes with; start the missing nodes, or override quorum as \
             its advice says";
    }
}
