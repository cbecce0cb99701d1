//! The verifiable oblivious pseudorandom function of private matching: RFC 9497,
//! ristretto255-SHA512, mode VOPRF.
//!
//! The device holds inputs, the evaluator holds a key. After one request and one response the
//! device has an output of 64 bytes for each input, exactly what the evaluator's
//! [`EvaluatorKey::evaluate`](crate::oprf) would give; the evaluator has seen random elements, and
//! the device has a proof that the key was the one it pinned.
//!
//! | step of the RFC | here |
//! |---|---|
//! | `DeriveKeyPair` | `EvaluatorKey::derive` |
//! | `Blind` | `blind`, or [`Precomputed::blind`] for the fast way |
//! | `BlindEvaluate`, `GenerateProof` | `EvaluatorKey::blind_evaluate` |
//! | `VerifyProof`, `Finalize` | [`Pending::finalize`] |
//! | `Evaluate` | `EvaluatorKey::evaluate` |
//!
//! The evaluator's half, and `blind`, exist with the feature `evaluator` only. Nothing here draws randomness:
//! every step that needs it takes a [`Seed`] of 32 bytes.
//!
//! All of it works on batches of elements (`group`), which have two arithmetics: curve25519-dalek's,
//! and four lanes of our own where WebAssembly has SIMD. An evaluator on x86 with AVX2 and FMA has lanes
//! too (`many`).
//!
//! What is secret (inputs, blinds, keys, nonces) is used in constant time and wiped when dropped,
//! except for copies that a hash or an arithmetic routine leaves on the stack. What is on the wire
//! is public and used in variable time.

mod client;
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod dalek;
mod error;
#[cfg(feature = "evaluator")]
mod evaluator;
mod fixed_base;
mod key;
#[cfg(any(
    test,
    all(target_arch = "wasm32", target_feature = "simd128"),
    all(target_arch = "x86_64", feature = "evaluator"),
))]
mod lanes;
#[cfg(feature = "evaluator")]
mod many;
mod proof;
mod random;
mod suite;
#[cfg(all(test, feature = "evaluator"))]
mod tests;
mod wire;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use dalek as group;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use lanes::group;

#[cfg(feature = "evaluator")]
pub use client::blind;
pub use client::{Outputs, Pending};
pub use error::OprfError;
#[cfg(feature = "evaluator")]
pub use evaluator::EvaluatorKey;
pub use fixed_base::{FixedBase, Precomputed};
pub use key::{KeyId, PinnedKey, PublicKey};
pub use random::Seed;
pub use wire::{Request, RequestDigest, Response};

/// A ristretto255 element as it is sent: 32 bytes (RFC 9496).
pub type Element = [u8; 32];

/// Scalars c and s of a proof, 32 bytes each, little-endian.
pub type Proof = [u8; 64];

/// What the function gives for one input.
pub type Output = [u8; 64];

/// The most elements that one request carries. Chosen 2026-11-24: twice what the largest profile
/// asks for, 131 kB.
pub const MOST_ELEMENTS: usize = 4096;
