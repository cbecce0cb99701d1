//! Commitments: what one of several owners put into a set, fixed without being shown.
//!
//! A manifest may have, behind all other lines, one line for each owner who committed to a part of
//! the list: `commitment: <owner> <items> <hex>`. The digest is the root of a Merkle tree (RFC 6962)
//! over the owner's items. A leaf is `salt || kind || item`, where the salt is
//! `HMAC-SHA256(key, "presend commitment v1" || kind || item)` under a key that the owner keeps, kind is
//! 1 for a PDQ hash and 2 for a SHA-256 digest, and the leaves stand in the order of their hashes.
//! Without the key the root says nothing about the list, and one opened item nothing about others.

#[cfg(feature = "builder")]
mod secret;

#[cfg(feature = "builder")]
pub use secret::{CommitmentKey, Committed, NotOpened, SingleOpening};

use super::MatchSetError;
use super::lines::{Lines, digest, number};
use crate::digest::FileDigest;

/// An owner's commitment to a part of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// One of the manifest's owners.
    pub owner: String,
    /// Number of different hashes and digests in the part.
    pub items: u32,
    /// Root of the tree over them.
    pub root: FileDigest,
}

impl Commitment {
    /// The commitments of a manifest: owners in the manifest's order, each at most once.
    pub(super) fn read(
        lines: &mut Lines<'_>,
        owners: &[String],
    ) -> Result<Vec<Self>, MatchSetError> {
        let (mut found, mut owners) = (Vec::new(), owners.iter());
        while lines.more() {
            let expected = "commitment: OWNER NUMBER SHA256, owners in their order";
            found.push(lines.value(expected, "commitment", |value| {
                let read = Self::of(value)?;
                owners.any(|name| *name == read.owner).then_some(read)
            })?);
        }
        Ok(found)
    }

    fn of(value: &str) -> Option<Self> {
        let (owner, rest) = value.split_once(' ')?;
        let (items, root) = rest.split_once(' ')?;
        Some(Self {
            owner: owner.to_owned(),
            items: number(items)?,
            root: digest(root)?,
        })
    }

    /// The line of the manifest, without its newline.
    #[cfg(feature = "builder")]
    pub fn to_line(&self) -> String {
        let (owner, items, root) = (&self.owner, self.items, self.root.to_hex());
        format!("commitment: {owner} {items} {root}")
    }

    /// Reads a line of that form; `None` where it is none.
    #[cfg(feature = "builder")]
    pub fn parse(line: &str) -> Option<Self> {
        Self::of(line.strip_prefix("commitment: ")?)
    }
}
