//! temp
pub mod codec;
pub mod digest;
pub mod guard;
pub mod hash256;
mod hex;
pub mod image;
pub mod matchset;
pub mod pdq;
pub mod policy;
pub mod signal;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
