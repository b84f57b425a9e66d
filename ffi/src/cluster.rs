//! The simulator: all engines of a cluster in one process.
#![allow(unsafe_code, reason = "no_mangle")]

use crate::boundary::{exclusive, list, nodes, output, place, shared, start, utf8};
use crate::constants::QUORATE_NODES_MAX;
use crate::engine::rules_of;
use crate::query::{quorate_status, status_of};
use crate::status::{Checked, QUORATE_ERROR_NO_SUCH_NODE, QUORATE_ERROR_NODE_DOWN, Refusal, answer};
use crate::storage::{quorate_cluster, quorate_config, quorate_engine};
use crate::text::text;
use core::ffi::c_char;
use quorate::{Cluster, Engine, NodeId};

/// All nodes of the config, all down. Call it as quorate_cluster_init, which passes the size. It is for tools and
/// tests: with 64 nodes this call and quorate_cluster_run take up to 385 KB of stack (46 KB with 16).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_cluster_init_sized(
    cluster: *mut quorate_cluster,
    size: usize,
    config: *const quorate_config,
    rules: u32,
) -> i32 {
    answer(|| {
        let place = place(cluster, size)?;
        place.set(Cluster::new(shared(config)?, rules_of(rules)?)?);
        Ok(())
    })
}

/// Runs a step, with everything that follows from it at the same instant. A step is a text of `len` bytes in UTF-8:
/// "up 1 2", "crash 2", "leave 4", "leave 4 remove" (cman), "split 1 4 | 2 3", "heal", "reform 1", "wait 10s",
/// "wait 800ms", "expected 2", "expected 2 on 3", "votes 3 2", "votes 3 2 on 1", "cancel_wait_for_all 1",
/// "fence 2 3", "fence 2 3 by 1", "survey 1", "resume 1",
/// "device on|off|register|lost|unregister|master_wins 1 2", "witness down", "witness up",
/// "witness up blank|like_qnetd", "witness cut|mend 1 2", "qdevice freeze|thaw|kill|stop|start 1 2",
/// "heuristics pass|fail|off 1 2", "forget 2", "deafen 2", "hear 2",
/// and "reload" or "reload 1 2" with a corosync.conf on the lines that follow. A step that is refused changes nothing,
/// and `error_text` says why; otherwise that text becomes empty. If its buffer is too small it becomes empty too,
/// `needed` has the size, and the status is still the step's: call again with more room. Both may be NULL, `error_text`
/// with size 0. If an argument is refused, the text is not written.
///
/// What the simulated witness says shows in the nodes' votes. Why it says so is for tools in Rust; from C, ask a
/// witness of your own with quorate_witness_client.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_cluster_run(
    cluster: *mut quorate_cluster,
    step: *const c_char,
    len: usize,
    error_text: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let cluster = exclusive(cluster)?;
        let error_text = text(error_text, size, needed)?;
        let result = cluster.run(utf8(step, len)?);
        // The status tells of the step; of a small buffer tells the size.
        let _fits = match &result {
            Ok(()) => error_text.set(""),
            Err(error) => error_text.set(error),
        };
        Ok(result?)
    })
}

/// These `count` nodes, all that are up where `count` is 0, read a new config (see quorate_engine_reload); nodes
/// that start later do too. `error_text`, `size` and `needed` are those of quorate_cluster_run.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_cluster_reload(
    cluster: *mut quorate_cluster,
    config: *const quorate_config,
    node_ids: *const u32,
    count: usize,
    error_text: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let cluster = exclusive(cluster)?;
        let error_text = text(error_text, size, needed)?;
        let result = cluster.reload(nodes(node_ids, count)?, shared(config)?);
        let _fits = match &result {
            Ok(()) => error_text.set(""),
            Err(error) => error_text.set(error),
        };
        Ok(result?)
    })
}

/// Writes the milliseconds that have passed in the cluster since it was made, by the step "wait".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_cluster_now(cluster: *const quorate_cluster, now: *mut u64) -> i32 {
    answer(|| {
        let cluster = shared(cluster)?;
        output(now)?.set(cluster.now());
        Ok(())
    })
}

fn engine_of(cluster: &Cluster<QUORATE_NODES_MAX>, node_id: u32) -> Checked<&Engine<QUORATE_NODES_MAX>> {
    let node = NodeId(node_id);
    if !cluster.nodes().any(|known| known == node) {
        return Err(Refusal(QUORATE_ERROR_NO_SUCH_NODE));
    }
    cluster.engine(node).ok_or(Refusal(QUORATE_ERROR_NODE_DOWN))
}

/// Writes a node's status. QUORATE_ERROR_NODE_DOWN: it is down and has none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_cluster_status_sized(
    cluster: *const quorate_cluster,
    node_id: u32,
    status: *mut quorate_status,
    size: usize,
) -> i32 {
    answer(|| {
        let cluster = shared(cluster)?;
        let output = start(status, size)?;
        output.set(&status_of(engine_of(cluster, node_id)?));
        Ok(())
    })
}

/// Copies a node's engine, to be asked for its reason, members and so on. QUORATE_ERROR_NODE_DOWN: it is
/// down. Call it as quorate_cluster_engine, which passes the size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_cluster_engine_sized(
    cluster: *const quorate_cluster,
    node_id: u32,
    engine: *mut quorate_engine,
    size: usize,
) -> i32 {
    answer(|| {
        let cluster = shared(cluster)?;
        let place = place(engine, size)?;
        place.set(engine_of(cluster, node_id)?.clone());
        Ok(())
    })
}

/// Writes all nodes, ascending, up or down, into an array of `capacity` nodeids. `count` is always set; with
/// QUORATE_ERROR_BUFFER_TOO_SMALL it is the number needed. QUORATE_NODES_MAX is always enough.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_cluster_nodes(
    cluster: *const quorate_cluster,
    node_ids: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    answer(|| {
        let cluster = shared(cluster)?;
        let mut nodes = [0; QUORATE_NODES_MAX];
        let mut known: usize = 0;
        for (place, node) in nodes.iter_mut().zip(cluster.nodes()) {
            *place = node.0;
            known = known.saturating_add(1);
        }
        list(node_ids, capacity, count)?.set(nodes.iter().copied().take(known))
    })
}

/// Writes a table with a row for every node, as in stories. Texts: see above.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn quorate_cluster_table(
    cluster: *const quorate_cluster,
    buffer: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> i32 {
    answer(|| {
        let cluster = shared(cluster)?;
        text(buffer, size, needed)?.set(cluster.table())
    })
}
