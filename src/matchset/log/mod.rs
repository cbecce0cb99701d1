//! The append-only log of a set's editions, in the C2SP forms: [`tlog-checkpoint`], [`tlog-proof`],
//! [`tlog-cosignature`] and [`tlog-tiles`].
//!
//! An entry is the text of a manifest, as the owners signed it, without their signatures: another
//! owner may sign later without a new entry. Or it is the receipt of a key that was deleted, with its
//! signature.
//!
//! [`tlog-checkpoint`]: https://c2sp.org/tlog-checkpoint
//! [`tlog-proof`]: https://c2sp.org/tlog-proof
//! [`tlog-cosignature`]: https://c2sp.org/tlog-cosignature
//! [`tlog-tiles`]: https://c2sp.org/tlog-tiles

#[cfg(feature = "builder")]
mod chain;
mod checkpoint;
mod proof;
#[cfg(feature = "evaluator")]
mod tiles;
mod tree;

#[cfg(feature = "builder")]
pub use chain::{Chain, ChainFault, Entry, Event, Retirement};
pub use checkpoint::{Checkpoint, LogPolicy, hashes};
pub use proof::{verify_consistency, verify_inclusion};
#[cfg(feature = "evaluator")]
pub use tiles::{BUNDLE, Tree, entry_bundles, read_bundle, tile_path};
pub use tree::{Hash, leaf_hash, node_hash};
