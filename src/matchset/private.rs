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
use super::index::{Part, Place, Value};
use super::later::{Answers, Later};
use super::manifest::places;
use super::probe::{Probe, Tables, ViewInput, probes};
use super::updates::{SegmentFault, signed};
use super::{Kind, Manifest, MatchSetError};
use crate::codec::{Reader, Writer};
use crate::digest::{DigestKind, FileDigest};
use crate::oprf::{FixedBase, OprfError, Outputs, Pending, PinnedKey, Precomputed, Response, Seed};
use sha2::{Digest, Sha256};
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
pub(super) struct PrivateSet {
    labels: usize,
    base: Arc<Inner>,
    later: Vec<Arc<Later>>,
}

struct Inner {
    id: String,
    epoch: u32,
    part: Part,
    key: PinnedKey,
    fixed: OnceLock<FixedBase>,
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
    outputs: Outputs,
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
        let base = Arc::new(Inner {
            id: manifest.id.clone(),
            epoch: manifest.epoch,
            part: manifest.index_part(),
            key: PinnedKey::from_signed_manifest(private.evaluator),
            fixed: OnceLock::new(),
            tables: Tables::new(&private.params),
            places,
            index,
        });
        Ok(Self {
            labels: manifest.labels.len(),
            base,
            later: Vec::new(),
        })
    }

    /// Takes in the segments of a verified manifest of the same index that are not yet held.
    pub(super) fn update(
        &mut self,
        manifest: &Manifest,
        bytes: &[&[u8]],
    ) -> Result<(), MatchSetError> {
        self.labels = manifest.labels.len();
        let (segments, params) = (manifest.segments(), *self.base.tables.params());
        signed(segments, bytes, self.later.len(), |place, line, bytes| {
            // Every part has places of its own: one file cannot be two of them.
            let mut earlier = segments.iter().take(place);
            if earlier.any(|other| other.sha256 == line.sha256) {
                return Err(SegmentFault::Overlap.of(place));
            }
            let room = places(Kind::PrivateLocal, &params, line.entries, line.digests);
            let values = Fuse::parse(bytes, room);
            self.later.push(Arc::new(Later {
                kind: line.kind,
                part: Part::segment(line.kind, line.update),
                values: values.map_err(|_| SegmentFault::BadLayout.of(place))?,
            }));
            Ok(())
        })
    }

    /// Room for the blinds of one check, none of them made yet.
    pub(super) fn prepare(&self, seed: Seed) -> Result<Precomputed, OprfError> {
        let fixed = &self.base.fixed;
        let fixed = fixed.get_or_init(|| FixedBase::new(&self.base.key));
        let probes = self.base.tables.params().probes();
        Precomputed::start(fixed, usize::from(probes), seed)
    }

    /// The question to the evaluator.
    pub(super) fn ask(
        &self,
        views: &[ViewInput],
        digests: impl Iterator<Item = (DigestKind, [u8; 32])>,
        randomness: &[u8; 32],
        blinds: Precomputed,
    ) -> Result<(Asked, Vec<u8>), PrivateError> {
        let set = &self.base;
        let digests = digests.map(|(kind, digest)| Probe::exact(kind, &digest));
        let probes = probes(views, digests, &set.tables, randomness);
        let tables = probes.iter().map(|probe| probe.table).collect();
        let inputs = probes.iter().map(|probe| input(&set.id, set.epoch, probe));
        let inputs = zeroize::Zeroizing::new(inputs.collect::<Vec<_>>());
        let (pending, request) = blinds.blind(&inputs)?;
        Ok((Asked { pending, tables }, request.to_bytes()))
    }

    /// Takes the evaluator's answer.
    pub(super) fn evaluated(&self, asked: Asked, answer: &[u8]) -> Result<After, PrivateError> {
        let outputs = asked.pending.finalize(&Response::from_bytes(answer)?)?;
        let places = outputs.iter().map(|o| Place::of(o, self.base.part));
        match &self.base.index {
            Index::Local(fuse) => {
                let found = places.map(|place| fuse.get(&place)).enumerate().collect();
                Ok(After::Done(self.label(&asked.tables, &outputs, found)))
            }
            Index::Mirror { name, .. } => {
                let buckets = bucket_count(self.base.places);
                let numbers: Vec<u32> = places.map(|p| bucket_of(&p, buckets)).collect();
                let mut body = Writer::default();
                let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                body.bytes(&FETCH).bytes(name).u32(count);
                for number in &numbers {
                    body.u32(*number);
                }
                let fetching = Fetching {
                    outputs,
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
        let Index::Mirror { roots, name } = &self.base.index else {
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
        let asked = fetching.numbers.iter().zip(fetching.outputs.iter());
        for (probe, (number, output)) in asked.enumerate() {
            let proven: [u8; PROVEN] = reader.array().map_err(|_| bad)?;
            let bucket = roots.check(*number, &proven);
            let bucket = bucket.ok_or(PrivateError::BadBucket)?;
            let place = Place::of(output, self.base.part);
            found.extend(read_bucket(&bucket, &place).map(|value| (probe, value)));
        }
        Ok(self.label(&fetching.tables, &fetching.outputs, found))
    }

    /// The label of what was found in the index, by probe, and in later segments.
    fn label(&self, tables: &[u8], outputs: &[[u8; 64]], found: Vec<(usize, Value)>) -> Option<u8> {
        let answers = Answers {
            agree: u32::from(self.base.tables.params().agree()),
            labels: self.labels,
            tables,
            outputs,
        };
        answers.label(found, &self.later)
    }

    /// Whether outputs that the builder computed itself are found; in a mirror's index through
    /// `bucket`, which gives out a bucket by its number.
    #[cfg(feature = "builder")]
    pub(super) fn holds(
        &self,
        tables: &[u8],
        outputs: &[[u8; 64]],
        bucket: impl Fn(u32) -> Option<[u8; 64]>,
    ) -> bool {
        let mut found = Vec::new();
        for (probe, output) in outputs.iter().enumerate() {
            let place = Place::of(output, self.base.part);
            match &self.base.index {
                Index::Local(fuse) => found.push((probe, fuse.get(&place))),
                Index::Mirror { .. } => {
                    let number = bucket_of(&place, bucket_count(self.base.places));
                    if let Some(bucket) = bucket(number) {
                        found.extend(read_bucket(&bucket, &place).map(|value| (probe, value)));
                    }
                }
            }
        }
        self.label(tables, outputs, found).is_some()
    }
}

impl core::fmt::Debug for PrivateSet {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PrivateSet({})", self.base.key.id())
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
