//! The functions of `lanes::group`, which are for ten limbs.

pub use crate::oprf::lanes::group::*;
pub use crate::oprf::lanes::ten::Ten as Kind;

pub fn lanes() {}
