//! The append-only log of a set's editions, in the C2SP forms: [`tlog-checkpoint`], [`tlog-proof`],
//! [`tlog-cosignature`] and [`tlog-tiles`].
//!
//! An entry is the text of a manifest, as the owners signed it, without their signatures: another
//! owner may sign later without a new entry.
//!
//! [`tlog-checkpoint`]: https://c2sp.org/tlog-checkpoint
//! [`tlog-proof`]: https://c2sp.org/tlog-proof
//! [`tlog-cosignature`]: https://c2sp.org/tlog-cosignature
//! [`tlog-tiles`]: https://c2sp.org/tlog-tiles

mod checkpoint;
mod proof;
#[cfg(feature = "builder")]
mod tiles;
mod tree;

pub use checkpoint::{Checkpoint, LogPolicy};
pub use proof::{verify_consistency, verify_inclusion};
#[cfg(feature = "builder")]
pub use tiles::{Tree, entry_bundles, read_bundle, tile_path};
pub use tree::{Hash, leaf_hash, node_hash};
