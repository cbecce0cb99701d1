//! ristretto255 on four lanes: the arithmetic of the function above for WebAssembly with SIMD.
//!
//! curve25519-dalek has fast code for the registers of x86 and none for those of WebAssembly, where
//! its products of 32 bits go one by one. Here four elements go through the same steps side by side,
//! in constant time where it says so. Scalars stay with dalek, which is also the oracle of the tests:
//! they run these files natively, on lanes made of plain numbers, and in WebAssembly.

pub mod batch;
mod digits;
pub mod field;
mod fixed;
#[cfg(any(test, feature = "evaluator"))]
mod multiply;
mod point;
mod product;
mod ristretto;
mod root;
mod sum;
#[cfg(test)]
mod tests;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
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
