//! The panic handler of the freestanding library, and the proof that nobody needs it.
#![allow(unsafe_code, reason = "declares a symbol; it exists nowhere and is never called")]

use core::panic::PanicInfo;

unsafe extern "C" {
    safe fn quorate_has_a_path_to_a_panic() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    quorate_has_a_path_to_a_panic()
}
