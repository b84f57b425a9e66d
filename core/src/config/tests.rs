//! No option is lost: every row is written, read again and narrowed.

use super::options::Value;
use super::{Builder, Config, ConfigProblem, DeviceConfig, Options, TieBreaker};
use crate::base::NodeId;
use core::mem::MaybeUninit;
use std::string::String;
use std::vec;
use std::vec::Vec;

macro_rules! rows {
    (
        quorum { $($(#[$doc:meta])* $name:ident: $type:ty = $default:tt, $refused:tt;)* }
        device { $($(#[$device_doc:meta])* $part:ident as $flat:ident: $part_type:ty = $part_default:tt;)* }
        strict { $($(#[$strict_doc:meta])* $own:ident: $own_type:ty = $own_default:tt, $own_refused:tt;)* }
    ) => {
        /// Each option of corosync.conf alone, away from its default.
        fn in_corosync_conf() -> Vec<Options> {
            let device = DeviceConfig::default();
            vec![
                $(Options { $name: Value::of(7), ..Options::default() },)*
                $(Options {
                    device: Some(DeviceConfig { $part: Value::of(7), ..device }),
                    ..Options::default()
                },)*
            ]
        }

        fn of_rules_strict() -> Vec<Options> {
            vec![$(Options { $own: Value::of(7), ..Options::default() },)*]
        }
    };
}

crate::options!(rows);

fn config(options: Options, tie_breaker: TieBreaker<8>) -> Config<8> {
    let mut builder = Builder::new();
    builder.node(NodeId(1), 1).expect("a node");
    builder.node(NodeId(2), 3).expect("a node");
    let mut place = MaybeUninit::uninit();
    let built = builder.options(options).tie_breaker(tie_breaker).build_in(&mut place, true);
    built.expect("a config").clone()
}

#[test]
fn what_is_written_is_read_again() {
    for options in in_corosync_conf() {
        assert_ne!(options, Options::default());
        let config = config(options, TieBreaker::Highest);
        let mut text = String::new();
        config.write_corosync_conf(&mut text).expect("a String takes everything");
        let again = Config::<8>::from_corosync_conf_for_reload(&text).expect(&text);
        assert_eq!(again.options, config.options, "{text}");
        assert_eq!((again.nodes, again.tie_breaker), (config.nodes, config.tie_breaker), "{text}");
    }
}

#[test]
fn narrow_keeps_everything() {
    for options in in_corosync_conf().into_iter().chain(of_rules_strict()) {
        let config = config(options, TieBreaker::Highest);
        let narrowed: Config<2> = config.narrow().expect("two nodes fit");
        assert_eq!((narrowed.options, &narrowed.nodes[..]), (config.options, &config.nodes[..]));
        assert_eq!(narrowed.narrow(), Ok(config.clone()));
        assert_eq!(config.narrow::<1>().expect_err("two nodes").problem, ConfigProblem::TooManyNodes(1));
    }
}

#[test]
fn a_list_of_tie_breakers_is_shortened_to_those_that_decide() {
    let ids = |ids: &[u32]| ids.iter().map(|id| NodeId(*id)).collect::<Vec<_>>();
    let options = Options { auto_tie_breaker: true, ..Options::default() };
    let config = config(options, TieBreaker::list(&ids(&[9, 9, 2, 7, 1, 2])).expect("room for 8"));
    assert_eq!(
        config.narrow::<6>().expect("fits").tie_breaker,
        TieBreaker::list(&ids(&[9, 9, 2, 7, 1, 2])).unwrap()
    );
    assert_eq!(config.narrow::<3>().expect("fits").tie_breaker, TieBreaker::list(&ids(&[9, 2, 1])).unwrap());
    assert_eq!(config.narrow::<2>().expect_err("three").problem, ConfigProblem::TooManyTieBreakers(2));
}
