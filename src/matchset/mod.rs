#![doc = include_str!("FORMAT.md")]

#[cfg(feature = "builder")]
pub mod build;
mod commitment;
mod error;
pub(crate) mod index;
mod kinds;
mod later;
mod lines;
#[cfg(feature = "builder")]
pub(in crate::matchset) mod list;
#[cfg(feature = "builder")]
mod listed;
pub mod log;
mod manifest;
#[cfg(feature = "evaluator")]
mod mirror;
#[cfg(feature = "builder")]
mod mirror_file;
pub mod note;
mod open;
mod private;
pub mod probe;
mod scan;
#[cfg(feature = "evaluator")]
mod seal;
#[cfg(feature = "evaluator")]
mod secret_text;
mod trust;
mod updates;

pub use commitment::Commitment;
#[cfg(feature = "builder")]
pub use commitment::{CommitmentKey, Committed, NotOpened, SingleOpening};
pub use error::MatchSetError;
pub use kinds::{Kind, Purpose};
#[cfg(feature = "builder")]
pub use listed::{Listed, read_open};
pub use manifest::{MAX_LABELS, Manifest, Private, format_time, is_name, parse_time};
#[cfg(feature = "evaluator")]
pub use mirror::{Mirror, MirrorError};
#[cfg(feature = "builder")]
pub use mirror_file::MirrorFile;
pub(crate) use private::part_of;
pub use private::{Asked, Fetching, PrivateError};
#[cfg(feature = "evaluator")]
pub use seal::SealKey;
pub use trust::{TrustPolicy, TrustWordsError};
pub use updates::{MAX_SEGMENTS, Segment, SegmentFault, SegmentKind, Updates};

use crate::digest::Digests;
use crate::hash256::PdqHash;
use crate::oprf::{OprfError, Precomputed, Seed};
use open::OpenIndex;
use private::{After, PrivateSet};
use probe::ViewInput;
use std::borrow::Cow;

/// A match set that was verified and opened.
#[derive(Debug, Clone)]
pub struct MatchSet {
    manifest: Manifest,
    index: Index,
}

#[derive(Debug, Clone)]
enum Index {
    Plain(OpenIndex),
    Private(PrivateSet),
}

/// What a match set says about a picture that is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match<'a> {
    /// What the set is for.
    pub purpose: Purpose,
    /// The owner's word for the entry.
    pub label: &'a str,
}

/// What comes after the evaluator's answer.
#[derive(Debug)]
pub enum Evaluated<'a> {
    /// The end: the picture is in the set, or it is not.
    Done(Option<Match<'a>>),
    /// A question to the mirror, with its bytes.
    Fetch(Fetching, Vec<u8>),
}

impl MatchSet {
    /// Verifies manifest and index, and opens them. A device has the *roots* of a `private-mirror`
    /// set, and hands them in here as `index`.
    ///
    /// `now` is the time in seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`MatchSetError`], in the order of FORMAT.md.
    pub fn open(
        manifest: &[u8],
        index: &[u8],
        trust: &TrustPolicy,
        now: u64,
    ) -> Result<Self, MatchSetError> {
        Self::open_updated(manifest, index, &[], trust, now)
    }

    /// The same for an edition with updates: with the bytes of all its segments, in the order of
    /// the manifest.
    ///
    /// # Errors
    /// [`MatchSetError`], in the order of FORMAT.md.
    pub fn open_updated(
        manifest: &[u8],
        index: &[u8],
        segments: &[&[u8]],
        trust: &TrustPolicy,
        now: u64,
    ) -> Result<Self, MatchSetError> {
        let manifest = trust.verify(manifest, now)?;
        let index = match manifest.kind {
            Kind::Open => {
                manifest.check_index(index)?;
                Index::Plain(OpenIndex::parse(index, &manifest)?)
            }
            Kind::Sealed => return Err(MatchSetError::SealedSet),
            Kind::PrivateLocal | Kind::PrivateMirror => {
                Index::Private(PrivateSet::open(&manifest, index)?)
            }
        };
        Self::with(manifest, index, 0, segments)
    }

    /// The next edition of this set, with the segments that this one lacks, in the order of the
    /// manifest. This one stays as it is, to be used until the next one is in its place.
    ///
    /// # Errors
    /// [`MatchSetError`]; [`MatchSetError::WrongDigest`] where the next edition has another index
    /// and is to be [opened](Self::open_updated).
    pub fn update(
        &self,
        manifest: &[u8],
        segments: &[&[u8]],
        trust: &TrustPolicy,
        now: u64,
    ) -> Result<Self, MatchSetError> {
        let next = trust.verify(manifest, now)?;
        let held = &self.manifest;
        next.check_follows(held)?;
        let same = (next.epoch, next.kind, next.index_sha256)
            == (held.epoch, held.kind, held.index_sha256)
            && (next.index_counts(), next.index_part()) == (held.index_counts(), held.index_part())
            && next.private == held.private;
        if !same {
            return Err(MatchSetError::WrongDigest);
        }
        if !next.segments().starts_with(held.segments()) {
            return Err(SegmentFault::OutOfOrder.of(0));
        }
        let count = held.segments().len();
        Self::with(next, self.index.clone(), count, segments)
    }

    /// Takes in the segments behind the first `held`.
    fn with(
        manifest: Manifest,
        mut index: Index,
        held: usize,
        bytes: &[&[u8]],
    ) -> Result<Self, MatchSetError> {
        match &mut index {
            Index::Private(set) => set.update(&manifest, bytes)?,
            Index::Plain(_) if manifest.kind == Kind::Sealed => {
                return Err(MatchSetError::SealedSet);
            }
            Index::Plain(index) => {
                index.update(&manifest, held, bytes, |bytes| Ok(Cow::Borrowed(bytes)))?;
            }
        }
        Ok(Self { manifest, index })
    }

    /// Opens a sealed set with the owner's key; any other kind as [`open`](Self::open) does.
    ///
    /// # Errors
    /// [`MatchSetError`], in the order of FORMAT.md.
    #[cfg(feature = "evaluator")]
    pub fn open_sealed(
        manifest: &[u8],
        index: &[u8],
        trust: &TrustPolicy,
        now: u64,
        key: &SealKey,
    ) -> Result<Self, MatchSetError> {
        Self::open_sealed_updated(manifest, index, &[], trust, now, key)
    }

    /// The same for an edition with updates.
    ///
    /// # Errors
    /// [`MatchSetError`], in the order of FORMAT.md.
    #[cfg(feature = "evaluator")]
    pub fn open_sealed_updated(
        manifest: &[u8],
        index: &[u8],
        segments: &[&[u8]],
        trust: &TrustPolicy,
        now: u64,
        key: &SealKey,
    ) -> Result<Self, MatchSetError> {
        let verified = trust.verify(manifest, now)?;
        if verified.kind != Kind::Sealed {
            return Self::open_updated(manifest, index, segments, trust, now);
        }
        verified.check_index(index)?;
        let context = seal::context(&verified.id, verified.epoch);
        let unseal = |bytes: &[u8]| key.open(bytes, &context).ok_or(MatchSetError::BadSeal);
        let mut index = OpenIndex::parse(&unseal(index)?, &verified)?;
        index.update(&verified, 0, segments, |bytes| {
            unseal(bytes).map(Cow::Owned)
        })?;
        Ok(Self {
            manifest: verified,
            index: Index::Plain(index),
        })
    }

    /// The verified manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether the set is valid at this time, in seconds since 1970-01-01T00:00:00Z.
    pub fn is_valid_at(&self, now: u64) -> bool {
        (self.manifest.not_before..self.manifest.not_after).contains(&now)
    }

    /// Whether lookups take an evaluator ([`ask`](Self::ask)); otherwise they are answered at once
    /// ([`find_digest`](Self::find_digest), [`find_hash`](Self::find_hash)).
    pub fn is_private(&self) -> bool {
        matches!(self.index, Index::Private(_))
    }

    /// Looks up the exact file by any of its digests. A private set finds nothing here.
    pub fn find_digest(&self, digests: impl Into<Digests>) -> Option<Match<'_>> {
        match &self.index {
            Index::Plain(index) => index
                .find_digest(&digests.into())
                .map(|label| self.named(label)),
            Index::Private(_) => None,
        }
    }

    /// Looks up a picture by its hashes (all views, all orientations): the nearest entry within
    /// [`MATCH_RADIUS`](crate::hash256::MATCH_RADIUS). A private set finds nothing here.
    pub fn find_hash(&self, hashes: &[PdqHash]) -> Option<Match<'_>> {
        match &self.index {
            Index::Plain(index) => index.find_hash(hashes).map(|label| self.named(label)),
            Index::Private(_) => None,
        }
    }

    /// Room for the blinds of one question, to be [filled](Precomputed::advance) ahead of it.
    ///
    /// # Errors
    /// [`PrivateError::OutOfTurn`] where the set is not private.
    pub fn prepare(&self, seed: Seed) -> Result<Precomputed, PrivateError> {
        Ok(self.private()?.prepare(seed)?)
    }

    /// The question to the evaluator about a picture: always of the same length.
    ///
    /// Each digest of a kind that the set holds takes one probe, `views` share the others by
    /// likelihood; `randomness` decides their order and is used for
    /// nothing else.
    ///
    /// # Errors
    /// [`PrivateError::OutOfTurn`] where the set is not private; [`PrivateError::Oprf`] where the
    /// blinds are of another set.
    pub fn ask(
        &self,
        views: &[ViewInput],
        digests: Option<Digests>,
        randomness: &[u8; 32],
        blinds: Precomputed,
    ) -> Result<(Asked, Vec<u8>), PrivateError> {
        let private = self.private()?;
        let key = self.manifest.private.as_ref().map(|p| p.evaluator.id());
        if key != Some(blinds.key().id()) {
            return Err(OprfError::WrongKey.into());
        }
        let kinds = self.manifest.digest_kinds;
        let digests = kinds
            .iter()
            .filter_map(|kind| Some((kind, digests?.get(kind)?)));
        private.ask(views, digests, randomness, blinds)
    }

    /// Takes the evaluator's answer.
    ///
    /// # Errors
    /// [`PrivateError`]: then nothing is known about the picture.
    pub fn evaluated(&self, asked: Asked, answer: &[u8]) -> Result<Evaluated<'_>, PrivateError> {
        Ok(match self.private()?.evaluated(asked, answer)? {
            After::Done(label) => Evaluated::Done(label.map(|label| self.named(label))),
            After::Fetch(fetching, body) => Evaluated::Fetch(fetching, body),
        })
    }

    /// Takes the mirror's answer.
    ///
    /// # Errors
    /// [`PrivateError`]: then nothing is known about the picture.
    pub fn fetched(
        &self,
        fetching: &Fetching,
        answer: &[u8],
    ) -> Result<Option<Match<'_>>, PrivateError> {
        let label = self.private()?.fetched(fetching, answer)?;
        Ok(label.map(|label| self.named(label)))
    }

    fn private(&self) -> Result<&PrivateSet, PrivateError> {
        match &self.index {
            Index::Private(set) => Ok(set),
            Index::Plain(_) => Err(PrivateError::OutOfTurn),
        }
    }

    fn named(&self, label: u8) -> Match<'_> {
        let label = self.manifest.labels.get(usize::from(label));
        Match {
            purpose: self.manifest.purpose,
            label: label.map_or("", String::as_str),
        }
    }
}
