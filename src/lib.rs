//! temp
pub mod codec;
pub mod digest;
pub mod hash256;
mod hex;
pub mod image;
pub mod pdq;
pub mod signal;
