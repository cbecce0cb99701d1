//! Updates: the segments that turn one edition of a set into the next one within its epoch.

use super::plain::{held, index, sealed};
use super::{Entries, IntoList, List, SetOptions, SignerKey, cannot, label_names, list_of};
use crate::digest::{DigestKind, DigestKinds, FileDigest};
use crate::hash256::PdqHash;
use crate::matchset::list::Pair;
use crate::matchset::updates::{MAX_SEGMENTS, Segment, SegmentKind, Updates};
use crate::matchset::{Kind, MatchSet, MatchSetError, SealKey};

/// What the owner decides about an update.
#[derive(Debug, Clone)]
pub struct UpdateOptions {
    /// SHA-256 of the manifest text that the update follows.
    pub previous: FileDigest,
    /// First valid second, since 1970-01-01T00:00:00Z.
    pub not_before: u64,
    /// First second at which the set is no longer valid.
    pub not_after: u64,
}

/// How many come and go between two lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Difference {
    /// Hashes and digests that come.
    pub added: u64,
    /// Hashes and digests that go. A new label is one that goes and one that comes.
    pub removed: u64,
    /// Hashes and digests that stay and are put into the new segment once more, because they share
    /// a token with one that goes.
    pub again: u64,
}

/// The files of an update.
#[derive(Debug, Clone)]
pub struct BuiltUpdate {
    /// `manifest.txt`: the signed note.
    pub manifest: String,
    /// The new segments: the hex digest is the name of the file.
    pub segments: Vec<(FileDigest, Vec<u8>)>,
    /// What comes and goes.
    pub difference: Difference,
}

/// What a manifest says of a list: hashes, digests and their kinds.
pub(super) fn holds(now: &Entries) -> (u32, u32, DigestKinds) {
    (now.report.entries, now.report.digests, now.digest_kinds())
}

/// Pairs of hash or digest and label, risen.
#[derive(Default)]
pub(super) struct Pairs {
    pub hashes: Vec<Pair>,
    pub digests: [Vec<Pair>; 3],
}

/// Those of one risen list that the other does not have.
fn difference_of(a: &[Pair], b: &[Pair]) -> Vec<Pair> {
    let mut others = b.iter().peekable();
    let gone = a.iter().filter(|pair| {
        while others.next_if(|other| other < pair).is_some() {}
        others.peek() != Some(pair)
    });
    gone.copied().collect()
}

impl Pairs {
    /// Those of one list that the other does not have.
    pub fn beyond(a: &Entries, b: &Entries) -> Self {
        let mut digests = [const { Vec::new() }; 3];
        let both = a.digests.iter().zip(&b.digests);
        for (to, (a, b)) in digests.iter_mut().zip(both) {
            *to = difference_of(a, b);
        }
        Self {
            hashes: difference_of(&a.hashes, &b.hashes),
            digests,
        }
    }

    pub fn counts(&self) -> Result<(u32, u32), MatchSetError> {
        let count = |len| u32::try_from(len).map_err(|_| cannot("too many entries"));
        let digests = self.digests.iter().map(Vec::len).sum();
        Ok((count(self.hashes.len())?, count(digests)?))
    }

    pub fn len(&self) -> u64 {
        (self.hashes.len() + self.digests.iter().map(Vec::len).sum::<usize>()) as u64
    }

    /// All digests, each with its kind.
    pub fn exact(&self) -> impl Iterator<Item = (DigestKind, &Pair)> {
        let kinds = DigestKind::ALL.into_iter().zip(&self.digests);
        kinds.flat_map(|(kind, pairs)| pairs.iter().map(move |pair| (kind, pair)))
    }

    /// Brings pairs in order after some were added.
    pub fn sort(&mut self) {
        for pairs in core::iter::once(&mut self.hashes).chain(&mut self.digests) {
            pairs.sort_unstable();
            pairs.dedup();
        }
    }
}

pub(super) fn hash(pair: &Pair) -> PdqHash {
    PdqHash::from_bytes(&pair.value)
}

/// The labels of an edition, and behind them those that a list adds: numbers stay what they are.
pub(super) fn labels(known: &[String], list: &List) -> Vec<String> {
    let new = label_names(list).into_iter();
    let new = new.filter(|name| !known.contains(name));
    known.iter().cloned().chain(new).collect()
}

/// What comes and goes between two lists, as a private set counts it.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn difference(was: impl IntoList, list: impl IntoList) -> Result<Difference, MatchSetError> {
    let (was, list) = (list_of(was)?, list_of(list)?);
    let names = labels(&label_names(&was), &list);
    let was = Entries::labelled(was, names.clone(), true)?;
    let now = Entries::labelled(list, names, true)?;
    Ok(Difference {
        added: Pairs::beyond(&now, &was).len(),
        removed: Pairs::beyond(&was, &now).len(),
        again: 0,
    })
}

/// The next edition of an open set.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn update_open(
    before: &MatchSet,
    list: impl IntoList,
    options: &UpdateOptions,
    signer: &SignerKey,
) -> Result<BuiltUpdate, MatchSetError> {
    update_plain(before, Kind::Open, list, options, signer, |_, bytes| {
        Ok(bytes)
    })
}

/// The next edition of a sealed set that was opened with its key.
///
/// # Errors
/// [`MatchSetError::CannotBuild`]
pub fn update_sealed(
    before: &MatchSet,
    list: impl IntoList,
    options: &UpdateOptions,
    signer: &SignerKey,
    key: &SealKey,
) -> Result<BuiltUpdate, MatchSetError> {
    let seal = |options: &SetOptions, bytes: Vec<u8>| sealed(&bytes, options, key);
    update_plain(before, Kind::Sealed, list, options, signer, seal)
}

fn update_plain(
    before: &MatchSet,
    kind: Kind,
    list: impl IntoList,
    options: &UpdateOptions,
    signer: &SignerKey,
    pack: impl Fn(&SetOptions, Vec<u8>) -> Result<Vec<u8>, MatchSetError>,
) -> Result<BuiltUpdate, MatchSetError> {
    let next = Next::of(before, options)?;
    let was = held(before, kind)?;
    let list = list_of(list)?;
    let labels = labels(&was.labels, &list);
    let now = Entries::labelled(list, labels.clone(), false)?;
    let (gone, added) = (Pairs::beyond(&was, &now), Pairs::beyond(&now, &was));
    let mut made = Vec::new();
    for (kind, pairs) in [(SegmentKind::Remove, &gone), (SegmentKind::Add, &added)] {
        if pairs.len() > 0 {
            let (entries, digests) = pairs.counts()?;
            let bytes = pack(&next.options, index(&pairs.hashes, &pairs.digests))?;
            let segment = Segment {
                kind,
                update: next.update,
                entries,
                digests,
                bytes: bytes.len() as u64,
                sha256: FileDigest::of(&bytes),
            };
            made.push((segment, bytes));
        }
    }
    let difference = Difference {
        added: added.len(),
        removed: gone.len(),
        again: 0,
    };
    next.sign(labels, holds(&now), made, difference, signer)
}

/// An edition that follows another one.
pub(super) struct Next<'a> {
    pub before: &'a MatchSet,
    pub update: u32,
    pub options: SetOptions,
}

impl<'a> Next<'a> {
    pub fn of(before: &'a MatchSet, options: &UpdateOptions) -> Result<Self, MatchSetError> {
        let manifest = &before.manifest;
        let options = SetOptions {
            id: manifest.id.clone(),
            epoch: manifest.epoch,
            purpose: manifest.purpose,
            previous: Some(options.previous),
            not_before: options.not_before,
            not_after: options.not_after,
        };
        options.check()?;
        let update = manifest.edition().1.checked_add(1);
        Ok(Self {
            before,
            update: update.ok_or_else(|| cannot("no update can follow this one"))?,
            options,
        })
    }

    /// With these segments, of a list that holds so much, with digests of these kinds.
    pub fn sign(
        self,
        labels: Vec<String>,
        (entries, digests, kinds): (u32, u32, DigestKinds),
        made: Vec<(Segment, Vec<u8>)>,
        difference: Difference,
        signer: &SignerKey,
    ) -> Result<BuiltUpdate, MatchSetError> {
        if (entries, digests) == (0, 0) {
            return Err(cannot("the list holds nothing that can be matched"));
        }
        let mut manifest = self.before.manifest.clone();
        let of_index = manifest.index_counts();
        let mut updates = manifest.updates.take().unwrap_or(Updates {
            update: 0,
            base: 0,
            entries: of_index.0,
            digests: of_index.1,
            segments: Vec::new(),
        });
        updates.update = self.update;
        updates.segments.extend(made.iter().map(|(line, _)| *line));
        if updates.segments.len() > MAX_SEGMENTS {
            return Err(cannot(
                "a set has at most 64 segments; fold them together: presend set compact",
            ));
        }
        manifest.updates = Some(updates);
        manifest.owners = vec![signer.verifier().name().to_owned()];
        // Another list: what was committed to is no longer what is there.
        manifest.commitments = Vec::new();
        manifest.labels = labels;
        (manifest.entries, manifest.digests) = (entries, digests);
        // Earlier parts hold what they hold, also where all of it is gone by now.
        manifest.digest_kinds = manifest.digest_kinds.and(kinds);
        manifest.previous = self.options.previous;
        (manifest.not_before, manifest.not_after) =
            (self.options.not_before, self.options.not_after);
        let segments = made.into_iter().map(|(line, bytes)| (line.sha256, bytes));
        Ok(BuiltUpdate {
            manifest: signer.sign(&manifest.to_text()),
            segments: segments.collect(),
            difference,
        })
    }
}
