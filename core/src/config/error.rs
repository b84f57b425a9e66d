//! Why a config was refused: what, in which line, at which key, and the way out.

use crate::base::{NodeId, errors, put_number};
use core::fmt;

errors! {
    /// What is wrong with a config.
    pub enum ConfigProblem {
        LineTooLong = -100 CONFIG_LINE_TOO_LONG
            "line is longer than corosync's 510 bytes (corosync 2 cuts it in two); shorten it";
        SectionWithoutName = -101 CONFIG_SECTION_WITHOUT_NAME
            "section name is missing before '{'; write 'name {'";
        TextAfterBrace = -102 CONFIG_TEXT_AFTER_BRACE
            "text after '{' (corosync 2 ignores it); start a new line there";
        PathTooLong = -103 CONFIG_PATH_TOO_LONG
            "sections are nested too deep; all names may have 254 bytes";
        EmptyKey = -104 CONFIG_EMPTY_KEY "key is missing before ':'; write 'key: value'";
        BadName = -105 CONFIG_BAD_NAME
            "name has a character that corosync refuses; use letters, digits and . _ - / :";
        TextBesideBrace = -106 CONFIG_TEXT_BESIDE_BRACE
            "text next to '}' (corosync 2 ignores it); put it on its own line";
        UnexpectedBrace = -107 CONFIG_UNEXPECTED_BRACE
            "'}' closes nothing; remove it or add its section";
        MissingBrace = -108 CONFIG_MISSING_BRACE "a section that starts here is never closed; add '}'";
        NotAnEntry = -109 CONFIG_NOT_AN_ENTRY
            "line is neither 'section {', '}' nor 'key: value' (corosync 2 ignores it); start a comment with '#'";
        NotANumber(u32) = -110 CONFIG_NOT_A_NUMBER
            "value is not a whole number from 0 to <N>; write digits only (yes is 1, no is 0)";
        OtherProvider = -111 CONFIG_OTHER_PROVIDER
            "only corosync_votequorum counts votes; write 'provider: corosync_votequorum'";
        NodeIdMissing = -112 CONFIG_NODEID_MISSING
            "node has no nodeid; give each node its own nodeid from 1 up";
        NodeIdZero = -113 CONFIG_NODEID_ZERO "nodeid 0 is the quorum device; number nodes from 1 up";
        DuplicateNode(NodeId) = -114 CONFIG_DUPLICATE_NODE
            "nodeid <N> is listed twice; give each node its own";
        TooManyNodes(usize) = -115 CONFIG_TOO_MANY_NODES
            "more than <QUORATE_NODES_MAX> nodes, the limit of this build";
        TooManyTieBreakers(usize) = -116 CONFIG_TOO_MANY_TIE_BREAKERS
            "more than <QUORATE_NODES_MAX> tie-breaker nodes, the limit of this build";
        VotesOverflow = -117 CONFIG_VOTES_OVERFLOW
            "all votes, the device's too, add up to more than 4294967295; lower them";
        NoExpectedVotes = -118 CONFIG_NO_EXPECTED_VOTES
            "neither a nodelist nor quorum.expected_votes is configured; add a nodelist";
        TwoNodeWithDevice = -119 CONFIG_TWO_NODE_WITH_DEVICE
            "two_node and a quorum device cannot be combined; remove two_node";
        OddLastManStanding = -120 CONFIG_ODD_LAST_MAN_STANDING
            "auto_tie_breaker and last_man_standing with an odd number of votes need wait_for_all; remove \
             auto_tie_breaker, and with 4 or more nodes last_man_standing too";
        DeviceWithLastManStanding = -121 CONFIG_DEVICE_WITH_LAST_MAN_STANDING
            "last_man_standing and a quorum device cannot be combined; remove last_man_standing";
        DeviceWithTieBreaker = -122 CONFIG_DEVICE_WITH_TIE_BREAKER
            "auto_tie_breaker and a quorum device cannot be combined; remove auto_tie_breaker";
        DeviceWithDownscale = -123 CONFIG_DEVICE_WITH_DOWNSCALE
            "allow_downscale and a quorum device cannot be combined; remove allow_downscale";
        DeviceVotesUnknown = -124 CONFIG_DEVICE_VOTES_UNKNOWN
            "device.votes is needed when expected_votes is set; remove expected_votes";
        DeviceVotesUneven = -125 CONFIG_DEVICE_VOTES_UNEVEN
            "device.votes is needed when a node has other than 1 vote; give each node 1 vote";
        DeviceVotesTooHigh = -126 CONFIG_DEVICE_VOTES_TOO_HIGH
            "expected_votes must exceed device.votes by 2 or more; set it to all votes, or remove the device";
        CommentAfterValue = -127 CONFIG_COMMENT_AFTER_VALUE "a comment needs a line of its own";
        NodeIdTooHigh = -128 CONFIG_NODEID_TOO_HIGH "knet takes nodeids up to 65535; renumber it";
        Corosync1 = -129 CONFIG_COROSYNC_1 "corosync 1's format; list the nodes in a nodelist";
        UnknownTransport = -130 CONFIG_UNKNOWN_TRANSPORT "use knet, udpu or udp";
        NodesElsewhere = -131 CONFIG_NODES_ELSEWHERE
            "corosync finds nodes only in a nodelist section at the top level; move them there";
        SecondNodelist = -132 CONFIG_SECOND_NODELIST
            "in corosync a second nodelist overwrites the nodes of the first; list all nodes in one";
        NetWithoutDevice = -133 CONFIG_NET_WITHOUT_DEVICE
            "there is no quorum device whose section this would be; add the device to the options";
        NetAlgorithmTest = -134 CONFIG_NET_ALGORITHM_TEST
            "corosync-qdevice refuses algorithm test; take ffsplit, lms or 2nodelms";
        NetTieBreakerUnknown(NodeId) = -135 CONFIG_NET_TIE_BREAKER_UNKNOWN
            "node <N> is not in the nodelist; name one of its nodes, lowest or highest";
        NetHostUnknown(NodeId) = -136 CONFIG_NET_HOST_UNKNOWN
            "node <N> is not in the nodelist; leave host out where the witness runs outside of the cluster";
    }
}

/// A refused config: what, in which line, at which key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct ConfigError {
    /// What is wrong.
    pub problem: ConfigProblem,
    /// The line, from 1; 0: the config as a whole.
    pub line: u32,
    /// The key, with its sections (`quorum.two_node`); empty where no key is at fault.
    pub key: &'static str,
    /// The problem's sentence. It is looked up where the problem arises: a firmware that reads no corosync.conf has no
    /// sentence of the reader.
    pub(super) text: &'static str,
}

impl ConfigProblem {
    /// The error at a key and in a line.
    #[inline(always)]
    pub(super) const fn at(self, line: u32, key: &'static str) -> ConfigError {
        ConfigError { problem: self, line, key, text: self.text() }
    }
}

impl ConfigError {
    /// The number, the same in C.
    #[must_use]
    pub const fn number(&self) -> i32 {
        self.problem.number()
    }

    /// Hands out the sentence in pieces, for programs that do without core::fmt; printing the error gives the same.
    pub fn put(&self, mut put: impl FnMut(&str)) {
        if self.line != 0 {
            put("line ");
            put_number(self.line, &mut put);
            put(": ");
        }
        if !self.key.is_empty() {
            put(self.key);
            put(": ");
        }
        self.problem.put_in(self.text, &mut put);
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = Ok(());
        self.put(|text| written = written.and_then(|()| f.write_str(text)));
        written
    }
}

impl core::error::Error for ConfigError {}
