//! The AST1030's UART5: a 16550 with its registers four bytes apart.

use core::fmt;

const DATA: *mut u32 = 0x7E78_4000 as *mut u32;
const LINE_STATUS: *const u32 = 0x7E78_4014 as *const u32;
/// Line status: there is room for a byte.
const EMPTY: u32 = 1 << 5;

/// The console.
pub struct Uart(());

impl Uart {
    pub fn new() -> Self {
        Uart(())
    }
}

impl fmt::Write for Uart {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            // SAFETY: the chip's registers are there; nothing else uses this UART.
            unsafe {
                while LINE_STATUS.read_volatile() & EMPTY == 0 {}
                DATA.write_volatile(u32::from(byte));
            }
        }
        Ok(())
    }
}
