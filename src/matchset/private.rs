//! Private lookups: what a device asks, and what the answers say.
//!
//! ```text
//! views, digest ─ probes ─ blinded ─▶ evaluator ─▶ outputs ─┬─ local: tags out of the index ─▶ match?
//!                                                           └─ mirror: buckets, fetched ─────▶ match?
//! ```
//! The number of probes, and so the length of every message, stands in the manifest and depends on
//! nothing else. Whatever is wrong with an answer is an error and never "no match".

use super::index::buckets::{Roots, bucket_count, bucket_of, read_bucket};
use super::index::fuse::Fuse;
use super::index::{Place, Value};
use super::probe::{DIGEST_TABLE, Probe, Tables, ViewInput, probes};
use super::{Kind, Manifest, MatchSetError};
use crate::codec::{Reader, Writer};
use crate::digest::FileDigest;
use crate::oprf::{FixedBase, OprfError, Pending, PinnedKey, Precomputed, Response, Seed};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// First bytes of what a mirror is asked.
pub(super) const FETCH: [u8; 8] = *b"PSFETCH1";
/// First bytes of what a mirror answers.
pub(super) const BUCKETS: [u8; 8] = *b"PSBUCKS1";
/// A bucket with its proof.
pub(super) const PROVEN: usize = 176;

/// An answer that is refused. Nothing of it is used, and the picture is unchecked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivateError {
    /// The evaluator's answer, or the randomness for the question.
    #[error(transparent)]
    Oprf(#[from] OprfError),
    /// Not in the form of a mirror's answer, or not of the length that was asked for.
    #[error("the mirror's answer has not the form and length that were asked for")]
    BadMirrorAnswer,
    /// The mirror answered from another index.
    #[error("the mirror answered from another edition of the set; fetch the current manifest")]
    OtherIndex,
    /// A bucket that the signed roots do not vouch for.
    #[error("a bucket does not fit the signed roots: the mirror's index was changed")]
    BadBucket,
    /// The evaluator's answer came where the mirror's was due, or the other way round.
    #[error("an answer came that nothing had asked for")]
    OutOfTurn,
}

impl PrivateError {
    /// Stable kebab-case name of this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Oprf(error) => error.code(),
            Self::BadMirrorAnswer => "bad-mirror-answer",
            Self::OtherIndex => "other-index",
            Self::BadBucket => "bad-bucket-proof",
            Self::OutOfTurn => "answer-out-of-turn",
        }
    }
}

/// What the evaluator evaluates for a probe, and the builder for an entry.
pub(super) fn input(id: &str, epoch: u32, probe: &Probe) -> Vec<u8> {
    let mut writer = Writer::default();
    writer
        .bytes(b"presend probe v1")
        // an id has at most 64 bytes
        .bytes(&[u8::try_from(id.len()).unwrap_or(u8::MAX)])
        .bytes(id.as_bytes())
        .u32(epoch)
        .bytes(&[probe.table])
        .bytes(&probe.token.to_le_bytes());
    writer.finish()
}

/// Where the tags of a set are.
enum Index {
    Local(Fuse),
    Mirror { roots: Roots, name: [u8; 8] },
}

/// The device's side of a private match set. Cheap to clone.
#[derive(Clone)]
pub(super) struct PrivateSet(Arc<Inner>);

struct Inner {
    id: String,
    epoch: u32,
    labels: usize,
    key: PinnedKey,
    base: OnceLock<FixedBase>,
    tables: Tables,
    places: u64,
    index: Index,
}

/// A question to the evaluator that waits for its answer. Wiped when dropped.
pub struct Asked {
    pending: Pending,
    tables: Vec<u8>,
}

/// A question to the mirror that waits for its answer.
pub struct Fetching {
    places: Vec<Place>,
    numbers: Vec<u32>,
    tables: Vec<u8>,
}

/// What comes after the evaluator's answer.
pub(super) enum After {
    /// Nothing: the number of the label, if there is a match.
    Done(Option<u8>),
    /// The mirror.
    Fetch(Fetching, Vec<u8>),
}

/// The first bytes of an index's digest, by which mirror and device mean the same one.
pub(super) fn index_name(manifest: &Manifest) -> [u8; 8] {
    let bytes = manifest.index_sha256.to_bytes();
    bytes.first_chunk().copied().unwrap_or_default()
}

impl PrivateSet {
    /// Of a verified manifest and, for the local kind, its index, for the mirror kind, its roots.
    pub(super) fn open(manifest: &Manifest, bytes: &[u8]) -> Result<Self, MatchSetError> {
        let bad = |rule| MatchSetError::BadIndex { rule };
        let private = manifest
            .private
            .as_ref()
            .ok_or(MatchSetError::UnknownKind)?;
        let places = manifest.places();
        let index = match (manifest.kind, private.roots_sha256) {
            (Kind::PrivateMirror, Some(digest)) => {
                if digest != FileDigest::of(bytes) {
                    return Err(MatchSetError::WrongDigest);
                }
                let roots = Roots::parse(bytes, places).map_err(bad)?;
                let name = index_name(manifest);
                Index::Mirror { roots, name }
            }
            _ => {
                manifest.check_index(bytes)?;
                Index::Local(Fuse::parse(bytes, places).map_err(bad)?)
            }
        };
        Ok(Self(Arc::new(Inner {
            id: manifest.id.clone(),
            epoch: manifest.epoch,
            labels: manifest.labels.len(),
            key: PinnedKey::from_signed_manifest(private.evaluator),
            base: OnceLock::new(),
            tables: Tables::new(&private.params),
            places,
            index,
        })))
    }

    /// Room for the blinds of one check, none of them made yet.
    pub(super) fn prepare(&self, seed: Seed) -> Result<Precomputed, OprfError> {
        let base = self.0.base.get_or_init(|| FixedBase::new(&self.0.key));
        let probes = self.0.tables.params().probes();
        Precomputed::start(base, usize::from(probes), seed)
    }

    /// The question to the evaluator.
    pub(super) fn ask(
        &self,
        views: &[ViewInput],
        digest: Option<FileDigest>,
        randomness: &[u8; 32],
        blinds: Precomputed,
    ) -> Result<(Asked, Vec<u8>), PrivateError> {
        let set = &self.0;
        let probes = probes(views, digest, &set.tables, randomness);
        let tables = probes.iter().map(|probe| probe.table).collect();
        let inputs = probes.iter().map(|probe| input(&set.id, set.epoch, probe));
        let inputs = zeroize::Zeroizing::new(inputs.collect::<Vec<_>>());
        let (pending, request) = blinds.blind(&inputs)?;
        Ok((Asked { pending, tables }, request.to_bytes()))
    }

    /// Takes the evaluator's answer.
    pub(super) fn evaluated(&self, asked: Asked, answer: &[u8]) -> Result<After, PrivateError> {
        let outputs = asked.pending.finalize(&Response::from_bytes(answer)?)?;
        let places: Vec<Place> = outputs.iter().map(Place::of).collect();
        match &self.0.index {
            Index::Local(fuse) => {
                let values = places.iter().map(|place| fuse.get(place));
                let found = asked.tables.iter().copied().zip(values);
                Ok(After::Done(self.agreed(found)))
            }
            Index::Mirror { name, .. } => {
                let buckets = bucket_count(self.0.places);
                let numbers: Vec<u32> = places.iter().map(|p| bucket_of(p, buckets)).collect();
                let mut body = Writer::default();
                let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                body.bytes(&FETCH).bytes(name).u32(count);
                for number in &numbers {
                    body.u32(*number);
                }
                let fetching = Fetching {
                    places,
                    numbers,
                    tables: asked.tables,
                };
                Ok(After::Fetch(fetching, body.finish()))
            }
        }
    }

    /// Takes the mirror's answer: the number of the label, if there is a match.
    pub(super) fn fetched(
        &self,
        fetching: &Fetching,
        answer: &[u8],
    ) -> Result<Option<u8>, PrivateError> {
        let Index::Mirror { roots, name } = &self.0.index else {
            return Err(PrivateError::OutOfTurn);
        };
        let bad = PrivateError::BadMirrorAnswer;
        let mut reader = Reader::new(answer);
        if reader.array().map_err(|_| bad)? != BUCKETS {
            return Err(bad);
        }
        if reader.array().map_err(|_| bad)? != *name {
            return Err(PrivateError::OtherIndex);
        }
        let count = reader.u32().map_err(|_| bad)?;
        let asked = fetching.numbers.len();
        if usize::try_from(count) != Ok(asked) || reader.left() != asked.saturating_mul(PROVEN) {
            return Err(bad);
        }
        let mut found = Vec::with_capacity(asked);
        let asked = fetching.numbers.iter().zip(&fetching.places);
        for ((number, place), table) in asked.zip(&fetching.tables) {
            let proven: [u8; PROVEN] = reader.array().map_err(|_| bad)?;
            let bucket = roots.check(*number, &proven);
            let bucket = bucket.ok_or(PrivateError::BadBucket)?;
            found.extend(read_bucket(&bucket, place).map(|value| (*table, value)));
        }
        Ok(self.agreed(found.into_iter()))
    }

    /// The label on which enough tables agree. A file's digest needs no second; where several
    /// values have enough tables, the one with most of them speaks.
    fn agreed(&self, found: impl Iterator<Item = (u8, Value)>) -> Option<u8> {
        let agree = usize::from(self.0.tables.params().agree());
        let mut tables: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
        let mut exact = None;
        for (table, value) in found {
            if usize::from(value.label()) >= self.0.labels {
                continue;
            }
            if table == DIGEST_TABLE {
                if value.tag() == 0 {
                    exact = Some(value.label());
                }
            } else if agree > 1 || value.tag() == 0 {
                let tables = tables.entry(value.bits()).or_default();
                if !tables.contains(&table) {
                    tables.push(table);
                }
            }
        }
        let likeliest = tables.iter().filter(|(_, tables)| tables.len() >= agree);
        let likeliest = likeliest.max_by_key(|(_, tables)| tables.len());
        exact.or(likeliest.map(|(value, _)| Value::from_bits(*value).label()))
    }
}

impl core::fmt::Debug for PrivateSet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PrivateSet({})", self.0.key.id())
    }
}

impl core::fmt::Debug for Asked {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Asked({} probes)", self.tables.len())
    }
}

impl core::fmt::Debug for Fetching {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Fetching({} buckets)", self.numbers.len())
    }
}

/// 32 bytes for one use out of the 32 random bytes of a check: SHA-256 keyed by them, for messages
/// of one length for each label, so that uses and sets are independent of each other.
pub(crate) fn part_of(randomness: &[u8; 32], label: &str, set: usize) -> [u8; 32] {
    Sha256::new()
        .chain_update(randomness)
        .chain_update(label)
        .chain_update((set as u64).to_le_bytes())
        .finalize()
        .into()
}
