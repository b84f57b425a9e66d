//! What a status means, as a sentence, and the library's version.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::status::*;
use core::ffi::{CStr, c_char};

/// What [`quorate_error_text`] says.
const fn text_of(status: i32) -> &'static CStr {
    match status {
        QUORATE_OK => c"done",
        QUORATE_ERROR_NULL => c"a pointer is NULL that must not be; see the function's text in quorate.h",
        QUORATE_ERROR_MISALIGNED => {
            c"a pointer is not aligned for its type; declare the object with its own type"
        }
        QUORATE_ERROR_NOT_INITIALIZED => {
            c"the object was not initialized, or is of another type; call its init function first"
        }
        QUORATE_ERROR_ABI => {
            c"the program was compiled with another quorate.h than this library's; compile it again"
        }
        QUORATE_ERROR_BUFFER_TOO_SMALL => c"the buffer is too small; call again with the size that is needed",
        QUORATE_ERROR_NOT_UTF8 => c"the text is not UTF-8; convert it",
        QUORATE_ERROR_INVALID_VALUE => {
            c"a number stands for nothing here; use the constants of quorate.h, and 0 or 1 for no or yes"
        }
        QUORATE_ERROR_TOO_LONG => c"a length is larger than any object in memory; is it negative?",
        QUORATE_ERROR_UNKNOWN => c"refused for a reason that has no number yet",
        QUORATE_ERROR_NO_SUCH_FINDING => c"the config has no more findings",
        QUORATE_ERROR_NO_SUCH_ADVICE => c"there is no more advice",
        QUORATE_ERROR_RULES_NOT_BUILT => c"the library was built without these rules; build it with them",
        QUORATE_ERROR_CONFIG_LINE_TOO_LONG => c"config: a line of more than 510 bytes",
        QUORATE_ERROR_CONFIG_SECTION_WITHOUT_NAME => c"config: '{' without a section name before it",
        QUORATE_ERROR_CONFIG_TEXT_AFTER_BRACE => c"config: text after '{'",
        QUORATE_ERROR_CONFIG_PATH_TOO_LONG => c"config: sections nested too deep",
        QUORATE_ERROR_CONFIG_EMPTY_KEY => c"config: ':' without a key before it",
        QUORATE_ERROR_CONFIG_BAD_NAME => c"config: a character that no key or section name can have",
        QUORATE_ERROR_CONFIG_TEXT_BESIDE_BRACE => c"config: text beside '}'",
        QUORATE_ERROR_CONFIG_UNEXPECTED_BRACE => c"config: '}' without a section to close",
        QUORATE_ERROR_CONFIG_MISSING_BRACE => c"config: a section is still open at the end",
        QUORATE_ERROR_CONFIG_NOT_AN_ENTRY => {
            c"config: a line is neither a section, nor its end, nor 'key: value'"
        }
        QUORATE_ERROR_CONFIG_NOT_A_NUMBER => c"config: a value is not a whole number, or out of range",
        QUORATE_ERROR_CONFIG_OTHER_PROVIDER => c"config: the quorum provider is not corosync_votequorum",
        QUORATE_ERROR_CONFIG_NODEID_MISSING => c"config: a node without nodeid",
        QUORATE_ERROR_CONFIG_NODEID_ZERO => c"config: nodeid 0, which is the quorum device",
        QUORATE_ERROR_CONFIG_DUPLICATE_NODE => c"config: a nodeid is there twice",
        QUORATE_ERROR_CONFIG_TOO_MANY_NODES => c"config: more than QUORATE_NODES_MAX nodes",
        QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS => {
            c"config: more than QUORATE_NODES_MAX tie-breaker nodes"
        }
        QUORATE_ERROR_CONFIG_VOTES_OVERFLOW => c"config: the votes add up to more than 4294967295",
        QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES => c"config: neither a nodelist nor expected_votes",
        QUORATE_ERROR_CONFIG_TWO_NODE_WITH_DEVICE => c"config: two_node with a quorum device",
        QUORATE_ERROR_CONFIG_ODD_LAST_MAN_STANDING => {
            c"config: auto_tie_breaker and last_man_standing on odd votes without wait_for_all"
        }
        QUORATE_ERROR_CONFIG_DEVICE_WITH_LAST_MAN_STANDING => {
            c"config: a quorum device with last_man_standing"
        }
        QUORATE_ERROR_CONFIG_DEVICE_WITH_TIE_BREAKER => c"config: a quorum device with auto_tie_breaker",
        QUORATE_ERROR_CONFIG_DEVICE_WITH_DOWNSCALE => c"config: a quorum device with allow_downscale",
        QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNKNOWN => {
            c"config: expected_votes and a quorum device without votes"
        }
        QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNEVEN => {
            c"config: a node with other than 1 vote and a quorum device without votes"
        }
        QUORATE_ERROR_CONFIG_DEVICE_VOTES_TOO_HIGH => {
            c"config: expected_votes does not exceed the quorum device's votes by 2"
        }
        QUORATE_ERROR_NODEID_ZERO => c"node 0 is the quorum device; nodes are numbered from 1 up",
        QUORATE_ERROR_NOT_IN_NODELIST => c"a node is not in the nodelist; add it there and reload",
        QUORATE_ERROR_UNKNOWN_NODE => c"a node has not been heard of; it must have been up once",
        QUORATE_ERROR_LOCAL_NODE_MISSING => {
            c"the view does not hold the local node; a node is always a member of its own view"
        }
        QUORATE_ERROR_DUPLICATE_MEMBER => c"a node is in the view twice",
        QUORATE_ERROR_TOO_MANY_NODES => c"more than QUORATE_NODES_MAX nodes",
        QUORATE_ERROR_NO_VIEW => c"no view has been formed yet; report one first",
        QUORATE_ERROR_OTHER_VIEW => {
            c"it belongs to another view than the present one; deliver it there or drop it"
        }
        QUORATE_ERROR_SENDER_NOT_IN_VIEW => c"the sender is not in the view; drop the message",
        QUORATE_ERROR_VOTES_OVERFLOW => c"votes would add up to more than 4294967295",
        QUORATE_ERROR_EXPECTED_VOTES_TOO_LOW => {
            c"expected votes cannot be 0 or lower than the votes that are here"
        }
        QUORATE_ERROR_QUORUM_OUT_OF_REACH => c"quorum would be out of reach for the votes that are here",
        QUORATE_ERROR_OUTBOX_FULL => c"too many messages wait; take them and send them first",
        QUORATE_ERROR_LEFT => c"this node has left the cluster; start a new engine",
        QUORATE_ERROR_NOT_IN_THESE_RULES => c"these rules have no such option",
        QUORATE_ERROR_TWO_NODE_NEEDS_TWO_NODES => {
            c"these rules have two_node for exactly two nodes of one vote each only"
        }
        QUORATE_ERROR_DEVICE_NOT_ALLOWED => c"no quorum device can operate with this config",
        QUORATE_ERROR_DEVICE_NOT_REGISTERED => {
            c"no quorum device is registered at this node; register it first"
        }
        QUORATE_ERROR_DEVICE_NAME_IN_USE => c"a quorum device of another name is registered in this cluster",
        QUORATE_ERROR_DEVICE_NAME_LENGTH => c"the quorum device's name must have 1 to 32 bytes",
        QUORATE_ERROR_DEVICE_PENDING => c"a registration is under way; try again when it is done",
        QUORATE_ERROR_FENCED_MEMBER => c"a fence proof for a node that is in the view, so it is not off",
        QUORATE_ERROR_PROOF_TOO_OLD => {
            c"a fence proof from before the view or another proof; ask again whether all missing nodes are off"
        }
        QUORATE_ERROR_RING_TOO_OLD => {
            c"a ring id is used only once: ring_seq must be greater than in every view before, after a restart, too"
        }
        QUORATE_ERROR_SNAPSHOT_MALFORMED => {
            c"the bytes are no whole snapshot; start without it if this node starts for the first time, else an \
            operator must look"
        }
        QUORATE_ERROR_SNAPSHOT_VERSION => {
            c"another version of quorate wrote the snapshot; start without it, after an operator has looked"
        }
        QUORATE_ERROR_OTHER_SNAPSHOT => {
            c"the snapshot is of another node, or of other rules; restore the one that this node has stored"
        }
        QUORATE_ERROR_RESTORE_TOO_LATE => {
            c"a snapshot is restored right after the start, before any view, and only once"
        }
        QUORATE_ERROR_MESSAGE_VERSION => {
            c"another version of this library wrote the message; use the same one on all nodes"
        }
        QUORATE_ERROR_MESSAGE_MALFORMED => c"the bytes are not one whole message; drop them",
        QUORATE_ERROR_STEP => c"the text is no step; the error text names the word at fault",
        QUORATE_ERROR_NO_SUCH_NODE => c"the cluster has no such node",
        QUORATE_ERROR_ALREADY_UP => c"the node is up already",
        QUORATE_ERROR_NODE_DOWN => c"the node is down, so it has no status and nobody can ask it",
        QUORATE_ERROR_NOBODY_UP => c"no node is up, so nobody can be asked",
        QUORATE_ERROR_FENCES_ITSELF => c"a node cannot vouch that it is off itself",
        _ => c"not a status of this library",
    }
}

/// A status as a sentence. The text is constant and never NULL. Configs and steps are explained better by the
/// texts that the calls themselves give: with line, key and word.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_error_text(status: i32) -> *const c_char {
    text_of(status).as_ptr()
}

/// The version of the library, for example "0.1.0". The text is constant and never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn quorate_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}
