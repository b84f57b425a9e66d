//! The pure-Rust firmware: plays every story on the chip, writes the tables to the UART, and ends with status 0 where
//! each table is the one that its story expects.
#![no_std]
#![no_main]

mod uart;

use core::fmt::{self, Write};
use core::panic::PanicInfo;
use cortex_m_rt::{ExceptionFrame, entry, exception};
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS};
use quorate::story::{Outcome, Story, play};
use uart::Uart;

include!(concat!(env!("OUT_DIR"), "/stories.rs"));

/// The most nodes of any story.
const NODES_MAX: usize = 16;

#[entry]
fn main() -> ! {
    let mut uart = Uart::new();
    let all = STORIES.iter().all(|(name, text)| matches!(play_all(&mut uart, name, text), Ok(true)));
    end(all && !STORIES.is_empty())
}

/// Whether every table is as expected.
fn play_all(uart: &mut Uart, name: &str, text: &str) -> Result<bool, fmt::Error> {
    writeln!(uart, "story {name}")?;
    let (story, mut cluster) =
        match Story::parse(text).and_then(|story| Ok((story.clone(), story.cluster::<NODES_MAX>()?))) {
            Ok(begun) => begun,
            Err(error) => {
                writeln!(uart, "{error}")?;
                return Ok(false);
            }
        };
    let mut good = true;
    for block in story.blocks() {
        let Ok(block) = block else {
            return Ok(false);
        };
        writeln!(uart, "{}\n----", block.step)?;
        good &= matches!(play(&mut cluster, &block, uart)?, Outcome::AsExpected | Outcome::NotChecked);
    }
    Ok(good)
}

/// Ends QEMU.
fn end(good: bool) -> ! {
    debug::exit(if good { EXIT_SUCCESS } else { EXIT_FAILURE });
    loop {
        cortex_m::asm::wfi();
    }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let _nobody_left_to_tell = writeln!(Uart::new(), "{info}");
    end(false)
}

#[exception]
unsafe fn HardFault(_: &ExceptionFrame) -> ! {
    end(false)
}
