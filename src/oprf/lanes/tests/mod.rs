//! The same tests run natively, on lanes of plain numbers, and in WebAssembly, with SIMD:
//! `node scripts/test.mjs "lanes in Node"`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::duplicate_mod,
    clippy::unit_arg,
    reason = "the tests of the group run for both kinds of numbers, one of which needs no proof of instructions"
)]

mod field;
mod fixed;
mod numbers;

/// The group on ten limbs.
mod ten_limbs {
    mod batch;

    #[path = "../group.rs"]
    mod group;
}

/// The group on five limbs, behind the same names.
#[cfg(target_arch = "x86_64")]
mod five_limbs {
    mod batch;

    #[path = "../group.rs"]
    mod group;
}

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
