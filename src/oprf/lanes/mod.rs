//! ristretto255 on four lanes: the arithmetic of the function above for WebAssembly with SIMD, and for
//! evaluators on x86 with AVX2 and FMA.
//!
//! curve25519-dalek has fast code for the registers of x86, a point at a time, and none for those of
//! WebAssembly, where its products of 32 bits go one by one. Here four elements go through the same
//! steps side by side, in constant time where it says so. What numbers are made of is behind a trait
//! ([`field`]): ten limbs for lanes of 32 bits, five for lanes of 64. Scalars stay with dalek, which is
//! also the oracle of the tests: they run these files natively, the ten limbs on lanes made of plain
//! numbers, and in WebAssembly.

pub mod batch;
mod digits;
pub mod field;
#[cfg(target_arch = "x86_64")]
pub mod five;
#[cfg(any(test, target_arch = "wasm32"))]
mod fixed;
#[cfg(any(test, target_arch = "wasm32"))]
pub mod group;
#[cfg(any(test, feature = "evaluator"))]
mod multiply;
pub mod point;
#[cfg(any(test, target_arch = "wasm32"))]
mod product;
mod ristretto;
mod root;
pub mod sum;
#[cfg(any(test, target_arch = "wasm32"))]
mod ten;
#[cfg(test)]
mod tests;

#[cfg(all(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
#[path = "portable.rs"]
mod ops;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[path = "simd.rs"]
mod ops;

/// Up to four of a kind, and `rest` for those that are missing.
fn padded<'a, T>(some: &'a [T], rest: &'a T) -> [&'a T; 4] {
    let mut some = some.iter();
    [(); 4].map(|()| some.next().unwrap_or(rest))
}
