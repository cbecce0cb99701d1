//! The owner's side of a commitment, and the auditor's.

use super::Commitment;
use crate::digest::{DigestKind, FileDigest};
use crate::hex;
use crate::matchset::MatchSetError;
use crate::matchset::build::{IntoList, List};
use crate::matchset::lines::{digest, number};
use crate::matchset::log::{Hash, Tree, hashes, leaf_hash, verify_inclusion};
use crate::matchset::secret_text;
use base64::{Engine, prelude::BASE64_STANDARD};
use core::fmt;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::BTreeSet;
use zeroize::Zeroizing;

const FORM: &str = "presend-commitment-key-v1";
const SALT: &[u8] = b"presend commitment v1";
const OPENING: &str = "presend commitment opening v1";

/// The key of one commitment. It stays with the owner until an auditor may see the whole list; each
/// edition has its own. Wiped when dropped, and never printed.
pub struct CommitmentKey(Zeroizing<[u8; 32]>);

/// Kind and bytes of what is committed to: a PDQ hash, or a digest with zeros behind it up to 32 bytes.
type Item = (u8, [u8; 32]);

/// Names of the kinds, from 1, and how many bytes each has.
const KINDS: [(&str, usize); 4] = [("pdq", 32), ("sha256", 32), ("sha1", 20), ("md5", 16)];

/// An item as people write it.
fn named(kind: u8, bytes: &[u8; 32]) -> (&'static str, String) {
    let kind = KINDS.get(usize::from(kind).wrapping_sub(1));
    let (name, length) = kind.copied().unwrap_or_default();
    let mut text = hex::encode(bytes);
    text.truncate(2 * length);
    (name, text)
}

/// The item that people write so; lower-case digits only, so that there is one way.
fn item_of(name: &str, text: &str) -> Option<Item> {
    let at = KINDS.iter().position(|(known, _)| *known == name)?;
    let (_, length) = KINDS.get(at)?;
    let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    if text.len() != 2 * length || !lower {
        return None;
    }
    let bytes = hex::decode(&format!("{text:0<64}")).ok()?;
    Some((u8::try_from(at + 1).ok()?, bytes))
}

/// Number of a kind of digest.
fn number_of(kind: DigestKind) -> u8 {
    match kind {
        DigestKind::Sha256 => 2,
        DigestKind::Sha1 => 3,
        DigestKind::Md5 => 4,
    }
}

/// Items of a list as a set holds them: hashes of too low a quality are not among them.
fn items(list: &List) -> BTreeSet<Item> {
    let hashes = list.each_hash().map(|hash| (1, hash.to_bytes()));
    let digests = list.each_digest();
    let digests = digests.map(|(kind, bytes)| (number_of(kind), bytes));
    hashes.chain(digests).collect()
}

fn leaf(salt: &Hash, (kind, bytes): &Item) -> Hash {
    leaf_hash(&[salt.as_slice(), &[*kind], bytes].concat())
}

impl CommitmentKey {
    /// From 32 fresh bytes of the system's random source.
    ///
    /// # Errors
    /// [`MatchSetError::BadKey`] when all are zero, as a buffer is that nobody filled.
    pub fn new(bytes: &[u8; 32]) -> Result<Self, MatchSetError> {
        secret_text::filled(bytes).map(Self).ok_or_else(Self::bad)
    }

    /// Reads the text that [`Self::to_secret_text`] writes; white space around it is passed over.
    ///
    /// # Errors
    /// [`MatchSetError::BadKey`]
    pub fn from_secret_text(text: &str) -> Result<Self, MatchSetError> {
        secret_text::read(FORM, text)
            .map(Self)
            .ok_or_else(Self::bad)
    }

    /// The key as one line for a key file.
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        secret_text::write(FORM, &self.0)
    }

    fn bad() -> MatchSetError {
        MatchSetError::BadKey {
            expected: "commitment key: one line, presend-commitment-key-v1 and base64, parted by a colon",
        }
    }

    fn salt(&self, (kind, bytes): &Item) -> Hash {
        // HMAC takes a key of any length.
        let mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice());
        mac.map_or([0; 32], |mac| {
            let mac = mac.chain_update(SALT).chain_update([*kind]);
            mac.chain_update(bytes).finalize().into_bytes().into()
        })
    }

    /// Commits to a list: the same for the same hashes and digests in any order, whatever their labels.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`] where the list holds nothing that a set would.
    pub fn commit(&self, list: impl IntoList) -> Result<Committed, MatchSetError> {
        let list = list.into_list();
        let list = list.map_err(|_| MatchSetError::CannotBuild {
            reason: "a list has at most 255 different labels",
        })?;
        let items = items(&list).into_iter().map(|item| {
            let salt = self.salt(&item);
            (leaf(&salt, &item), salt, item)
        });
        let mut leaves: Vec<(Hash, Hash, Item)> = items.collect();
        leaves.sort_unstable();
        if leaves.is_empty() || u32::try_from(leaves.len()).is_err() {
            let reason = "a commitment needs 1 to 2^32 - 1 hashes or digests";
            return Err(MatchSetError::CannotBuild { reason });
        }
        let tree = Tree::of_leaves(leaves.iter().map(|(leaf, ..)| *leaf).collect());
        Ok(Committed { leaves, tree })
    }
}

impl fmt::Debug for CommitmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CommitmentKey(hidden)")
    }
}

/// A list that was committed to, in the hands of its owner or of an auditor who was given list and key.
pub struct Committed {
    leaves: Vec<(Hash, Hash, Item)>,
    tree: Tree,
}

impl fmt::Debug for Committed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Committed({} items)", self.leaves.len())
    }
}

impl Committed {
    /// The line for the manifest.
    pub fn commitment(&self, owner: &str) -> Commitment {
        let root = self.tree.root_at(self.tree.size()).unwrap_or_default();
        Commitment {
            owner: owner.to_owned(),
            // Counted when it was made.
            items: u32::try_from(self.leaves.len()).unwrap_or(u32::MAX),
            root: FileDigest::from_bytes(root),
        }
    }

    fn opening(&self, item: Item) -> Option<SingleOpening> {
        let index = self.leaves.iter().position(|(.., other)| *other == item)?;
        let (_, salt, _) = self.leaves.get(index)?;
        Some(SingleOpening {
            item,
            salt: *salt,
            index: index as u64,
            size: self.tree.size(),
            path: self.tree.inclusion(index as u64)?,
        })
    }

    /// Opens one item to an auditor and tells nothing about the others. `kind` is `pdq`, `sha256`, `sha1` or
    /// `md5`, `text` its hex digits in lower case.
    ///
    /// # Errors
    /// [`NotOpened::BadItem`] where it is not written like that; [`NotOpened::NotInList`].
    pub fn open(&self, kind: &str, text: &str) -> Result<SingleOpening, NotOpened> {
        let item = item_of(kind, text).ok_or(NotOpened::BadItem)?;
        self.opening(item).ok_or(NotOpened::NotInList)
    }
}

/// Why an item of a commitment was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Not an item.
    #[error("expected pdq, sha256, sha1 or md5, a colon, and all of its hex digits in lower case")]
    BadItem,
    /// Not of this list.
    #[error("the list does not hold this item")]
    NotInList,
}

impl NotOpened {
    /// Stable kebab-case name of this refusal.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadItem => "bad-item",
            Self::NotInList => "not-in-list",
        }
    }
}

/// The proof that one hash or digest is among what an owner committed to. It holds that hash.
#[derive(Clone, PartialEq, Eq)]
pub struct SingleOpening {
    item: Item,
    salt: Hash,
    index: u64,
    size: u64,
    path: Vec<Hash>,
}

impl fmt::Debug for SingleOpening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SingleOpening({} of {})", self.index, self.size)
    }
}

impl SingleOpening {
    /// The text of the opening's file.
    pub fn to_text(&self) -> String {
        let (kind, bytes) = &self.item;
        let (kind, item) = named(*kind, bytes);
        let salt = hex::encode(&self.salt);
        let (index, size) = (self.index, self.size);
        let mut text =
            format!("{OPENING}\nitem: {kind} {item}\nsalt: {salt}\nplace: {index} {size}\n");
        for hash in &self.path {
            text += &BASE64_STANDARD.encode(hash);
            text.push('\n');
        }
        text
    }

    /// Reads [`to_text`](Self::to_text); `None` where it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(OPENING)?.strip_prefix("\nitem: ")?;
        let (item, rest) = rest.split_once("\nsalt: ")?;
        let (salt, rest) = rest.split_once("\nplace: ")?;
        let (place, path) = rest.split_once('\n')?;
        let (kind, item) = item.split_once(' ')?;
        let (index, size) = place.split_once(' ')?;
        Some(Self {
            item: item_of(kind, item)?,
            salt: digest(salt)?.to_bytes(),
            index: number(index)?,
            size: number(size)?,
            path: hashes(path)?,
        })
    }

    /// What is opened: `pdq`, `sha256`, `sha1` or `md5`, and its hex digits.
    pub fn item(&self) -> (&'static str, String) {
        let (kind, bytes) = &self.item;
        named(*kind, bytes)
    }

    /// Whether the item is among those of the commitment.
    pub fn verifies(&self, commitment: &Commitment) -> bool {
        let (size, root) = (u64::from(commitment.items), commitment.root.to_bytes());
        let leaf = leaf(&self.salt, &self.item);
        self.size == size && verify_inclusion(leaf, self.index, size, &root, &self.path)
    }
}
