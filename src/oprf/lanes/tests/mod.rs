//! The same tests run natively, on lanes of plain numbers, and in WebAssembly, with SIMD:
//! `node scripts/test.mjs "lanes in Node"`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod field;
mod group;
mod numbers;

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
