//! The library on emulated chips and on other processors.

mod chip;
mod cross;
