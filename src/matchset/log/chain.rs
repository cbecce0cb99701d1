//! What the entries of a log say together: each set's editions as a chain, and what became of keys.

use crate::digest::FileDigest;
use crate::matchset::lines::{digest, number};
use crate::matchset::note::Note;
use crate::matchset::{Manifest, is_name, parse_time};
use std::collections::BTreeMap;

/// First line of a receipt.
const RETIREMENT: &str = "presend key retirement v1";

/// The owner's word that an epoch's evaluator key was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retirement {
    /// Name of the set.
    pub set: String,
    /// The epoch whose key it was.
    pub epoch: u32,
    /// The evaluator's public key.
    pub evaluator: FileDigest,
    /// When it was deleted, in seconds since 1970-01-01T00:00:00Z.
    pub retired: u64,
}

impl Retirement {
    /// Reads the text of a receipt, without its signatures; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next() != Some(RETIREMENT) {
            return None;
        }
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
        let read = Self {
            set: value("set").filter(|id| is_name(id))?.to_owned(),
            epoch: number(value("epoch")?)?,
            evaluator: digest(value("evaluator")?)?,
            retired: parse_time(value("retired")?)?,
        };
        lines.next().is_none().then_some(read)
    }
}

/// An entry of a log of editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A manifest's text.
    Edition(Box<Manifest>),
    /// A receipt, with its signatures.
    Retirement(Retirement),
}

impl Entry {
    /// Reads the bytes of an entry: a manifest's text without signatures, or a receipt with them.
    ///
    /// # Errors
    /// [`ChainFault::NotAnEntry`]
    pub fn parse(bytes: &[u8]) -> Result<Self, ChainFault> {
        let fault = ChainFault::NotAnEntry;
        let text = core::str::from_utf8(bytes).map_err(|_| fault)?;
        if let Ok(manifest) = Manifest::parse(text) {
            return Ok(Self::Edition(Box::new(manifest)));
        }
        let note = Note::parse(bytes).map_err(|_| fault)?;
        let receipt = Retirement::parse(note.text).ok_or(fault)?;
        Ok(Self::Retirement(receipt))
    }
}

/// What is wrong with an entry behind those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainFault {
    /// Neither a manifest nor a receipt.
    #[error("this is neither a manifest's text nor the receipt of a key that was deleted")]
    NotAnEntry,
    /// The `previous` line is not the digest of the set's last edition in the log.
    #[error(
        "the manifest's `previous` is not the last edition of this set in the log; append every edition, in order"
    )]
    WrongPrevious,
    /// An edition that is not newer than the one it follows.
    #[error("the edition is not newer than the last one of this set in the log")]
    NotNewer,
    /// A receipt for a set and epoch that the log has no edition of, or for another key.
    #[error("the log has no edition of this set and epoch with this evaluator's key")]
    UnknownKey,
    /// A second receipt for one key.
    #[error("the log has a receipt for this key already")]
    RetiredTwice,
    /// An edition whose evaluator's key was deleted by an earlier entry.
    #[error("the evaluator's key of this edition was retired by an earlier entry of the log")]
    RetiredKey,
}

impl ChainFault {
    /// Stable kebab-case name of this fault.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAnEntry => "bad-log-entry",
            Self::WrongPrevious => "wrong-previous",
            Self::NotNewer => "not-newer",
            Self::UnknownKey => "unknown-key",
            Self::RetiredTwice => "retired-twice",
            Self::RetiredKey => "retired-key",
        }
    }
}

/// What an entry brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A new edition, with the one before it in the log.
    Edition {
        /// What the owners signed.
        manifest: Box<Manifest>,
        /// The edition that it follows, where the log has one.
        before: Option<Box<Manifest>>,
    },
    /// A key was deleted.
    Retirement(Retirement),
}

/// Editions by set, as far as the log was read.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    last: BTreeMap<String, (Manifest, FileDigest)>,
    /// Set, epoch and key, and whether it was retired.
    keys: BTreeMap<(String, u32, [u8; 32]), bool>,
}

impl Chain {
    /// The newest edition of a set.
    pub fn last(&self, id: &str) -> Option<&Manifest> {
        self.last.get(id).map(|(manifest, _)| manifest)
    }

    /// Takes the next entry. One that is refused changes nothing.
    ///
    /// # Errors
    /// [`ChainFault`]
    pub fn follow(&mut self, bytes: &[u8]) -> Result<Event, ChainFault> {
        match Entry::parse(bytes)? {
            Entry::Edition(manifest) => self.edition(manifest, FileDigest::of(bytes)),
            Entry::Retirement(receipt) => self.retirement(receipt),
        }
    }

    fn edition(&mut self, manifest: Box<Manifest>, text: FileDigest) -> Result<Event, ChainFault> {
        let before = self.last.get(&manifest.id);
        // The first edition in a log may follow one from before the log began.
        if let Some((last, digest)) = before {
            if manifest.edition() <= last.edition() {
                return Err(ChainFault::NotNewer);
            }
            if manifest.previous != Some(*digest) {
                return Err(ChainFault::WrongPrevious);
            }
        }
        let before = before.map(|(last, _)| Box::new(last.clone()));
        if let Some(private) = &manifest.private {
            let key = private.evaluator.to_bytes();
            let key = (manifest.id.clone(), manifest.epoch, key);
            if *self.keys.entry(key).or_default() {
                return Err(ChainFault::RetiredKey);
            }
        }
        let last = ((*manifest).clone(), text);
        self.last.insert(manifest.id.clone(), last);
        Ok(Event::Edition { manifest, before })
    }

    fn retirement(&mut self, receipt: Retirement) -> Result<Event, ChainFault> {
        let key = receipt.evaluator.to_bytes();
        let key = (receipt.set.clone(), receipt.epoch, key);
        let retired = self.keys.get_mut(&key).ok_or(ChainFault::UnknownKey)?;
        if core::mem::replace(retired, true) {
            return Err(ChainFault::RetiredTwice);
        }
        Ok(Event::Retirement(receipt))
    }
}
