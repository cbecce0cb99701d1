//! Updates: the segments that turn one edition of a set into the next one within its epoch.
//!
//! What a private set holds cannot be read, so its owner's previous list says what goes. A token
//! that goes is marked for all earlier parts together; the entries that stay and share a token with
//! one that goes are added once more, in the new segment. So nothing has to be known about which
//! part holds what, and nothing that stays is lost. A segment groups near-duplicates among its own
//! entries only: its tags are its own, and devices look for agreement within one part.

use super::plain::{held, index, sealed};
use super::private::{Item, PrivateOptions, Progress, items, outputs, segment};
use super::{Entries, IntoList, List, SetOptions, SignerKey, cannot, label_names, list_of};
use crate::digest::{DigestKind, FileDigest};
use crate::hash256::PdqHash;
use crate::matchset::index::Value;
use crate::matchset::list::Pair;
use crate::matchset::probe::{Probe, Tables};
use crate::matchset::updates::{MAX_SEGMENTS, Segment, SegmentKind, Updates};
use crate::matchset::{Index, Kind, MatchSet, MatchSetError, Mirror, SealKey};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};

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

/// Pairs of hash or digest and label, risen.
#[derive(Default)]
struct Pairs {
    hashes: Vec<Pair>,
    digests: [Vec<Pair>; 3],
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
    fn beyond(a: &Entries, b: &Entries) -> Self {
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

    fn counts(&self) -> Result<(u32, u32), MatchSetError> {
        let count = |len| u32::try_from(len).map_err(|_| cannot("too many entries"));
        let digests = self.digests.iter().map(Vec::len).sum();
        Ok((count(self.hashes.len())?, count(digests)?))
    }

    fn len(&self) -> u64 {
        (self.hashes.len() + self.digests.iter().map(Vec::len).sum::<usize>()) as u64
    }

    /// All digests, each with its kind.
    fn exact(&self) -> impl Iterator<Item = (DigestKind, &Pair)> {
        let kinds = DigestKind::ALL.into_iter().zip(&self.digests);
        kinds.flat_map(|(kind, pairs)| pairs.iter().map(move |pair| (kind, pair)))
    }

    /// Brings pairs in order after some were added.
    fn sort(&mut self) {
        for pairs in core::iter::once(&mut self.hashes).chain(&mut self.digests) {
            pairs.sort_unstable();
            pairs.dedup();
        }
    }
}

fn hash(pair: &Pair) -> PdqHash {
    PdqHash::from_bytes(&pair.value)
}

/// The labels of an edition, and behind them those that a list adds: numbers stay what they are.
fn labels(known: &[String], list: &List) -> Vec<String> {
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
    next.sign(labels, &now, made, difference, signer)
}

/// The next edition of a private set. `was` is the list that `before` holds; `mirror` is the index of
/// a `private-mirror` set.
///
/// # Errors
/// [`MatchSetError::CannotBuild`], also where `was` is not what the set holds.
pub fn update_private(
    before: &MatchSet,
    was: impl IntoList,
    list: impl IntoList,
    options: &UpdateOptions,
    signer: &SignerKey,
    private: &PrivateOptions<'_>,
    mirror: Option<&Mirror>,
) -> Result<BuiltUpdate, MatchSetError> {
    let next = Next::of(before, options)?;
    let manifest = &before.manifest;
    let (Index::Private(set), Some(said)) = (&before.index, &manifest.private) else {
        return Err(cannot("this is no private set"));
    };
    if said.evaluator != *private.key.public() || said.params != private.params {
        return Err(cannot(
            "an update has the evaluator's key and the parameters of its epoch",
        ));
    }
    let list = list_of(list)?;
    let labels = labels(&manifest.labels, &list);
    let was = Entries::labelled(list_of(was)?, labels.clone(), true)?;
    let now = Entries::labelled(list, labels.clone(), true)?;
    let other = cannot("the previous list is not the one that the set was built from");
    if (was.report.entries, was.report.digests) != (manifest.entries, manifest.digests) {
        return Err(other);
    }
    let (gone, mut added) = (Pairs::beyond(&was, &now), Pairs::beyond(&now, &was));
    let mut difference = Difference {
        added: added.len(),
        removed: gone.len(),
        again: 0,
    };
    let tables = Tables::new(&private.params);
    let token = |probe: Probe| (probe.table, probe.token);
    let exact = |(kind, pair): (DigestKind, &Pair)| Probe::exact(kind, &pair.value);
    let hashes = gone
        .hashes
        .iter()
        .flat_map(|pair| tables.tokens(hash(pair)));
    let digests = gone.exact().map(exact);
    // In order, once each: the same update gives the same bytes.
    let tokens: BTreeSet<(u8, u64)> = hashes.chain(digests).map(token).collect();
    let shared: HashSet<(u8, u64)> = tokens.iter().copied().collect();
    let shares = |probe: Probe| shared.contains(&token(probe));
    if !shared.is_empty() {
        let again = now.hashes.par_iter().copied();
        let again = again.filter(|pair| tables.tokens(hash(pair)).any(shares));
        let again: Vec<_> = again.collect();
        added.hashes.extend(again);
        let kinds = DigestKind::ALL.into_iter().zip(&now.digests);
        for (to, (kind, pairs)) in added.digests.iter_mut().zip(kinds) {
            let again = pairs.iter().copied();
            to.extend(again.filter(|pair| shares(exact((kind, pair)))));
        }
        added.sort();
        difference.again = added.len() - difference.added;
    }

    let (added_hashes, added_digests) = added.counts()?;
    let mut report = now.report.clone();
    (report.entries, report.digests) = (added_hashes, added_digests);
    let entries = Entries {
        hashes: added.hashes,
        digests: added.digests,
        labels: labels.clone(),
        report,
    };
    let part = crate::matchset::index::Part::segment(SegmentKind::Add, next.update);
    let secret = super::private::secret(private.key, &next.options, part);
    let coming = items(&entries, &tables, &secret);
    let going = tokens.iter().map(|(table, token)| Item {
        probe: Probe {
            table: *table,
            token: *token,
        },
        value: Value::new(0, 0),
    });
    let going: Vec<Item> = going.collect();
    let progress = Progress::new(coming.len() + going.len(), private);
    let found = |probes: Vec<Probe>| {
        let quiet = PrivateOptions {
            mirror: private.mirror,
            key: private.key,
            params: private.params,
            progress: &|_, _| {},
        };
        let silent = Progress::new(probes.len(), &quiet);
        let outputs = outputs(private.key, &probes, &next.options, &silent)?;
        let tables: Vec<u8> = probes.iter().map(|probe| probe.table).collect();
        let bucket = |number| mirror.and_then(|mirror| mirror.bucket(number));
        Ok::<_, MatchSetError>(set.holds(&tables, &outputs, bucket))
    };
    // Who names the wrong list takes away what is not there and leaves what should go.
    let hashes = gone
        .hashes
        .iter()
        .map(|pair| tables.tokens(hash(pair)).collect());
    let digests = gone.exact().map(|found| vec![exact(found)]);
    let entries: Vec<Vec<Probe>> = hashes.chain(digests).collect();
    let held: Result<Vec<bool>, _> = entries.into_par_iter().map(found).collect();
    if held?.contains(&false) {
        return Err(other);
    }
    let mut made = Vec::new();
    for (kind, counts, items) in [
        (SegmentKind::Remove, gone.counts()?, &going),
        (SegmentKind::Add, (added_hashes, added_digests), &coming),
    ] {
        if counts != (0, 0) {
            let (update, options) = (next.update, &next.options);
            made.push(segment(kind, update, counts, items, options, &progress)?);
        }
    }
    next.sign(labels, &now, made, difference, signer)
}

/// An edition that follows another one.
struct Next<'a> {
    before: &'a MatchSet,
    update: u32,
    options: SetOptions,
}

impl<'a> Next<'a> {
    fn of(before: &'a MatchSet, options: &UpdateOptions) -> Result<Self, MatchSetError> {
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

    fn sign(
        self,
        labels: Vec<String>,
        now: &Entries,
        made: Vec<(Segment, Vec<u8>)>,
        difference: Difference,
        signer: &SignerKey,
    ) -> Result<BuiltUpdate, MatchSetError> {
        if now.report.entries == 0 && now.report.digests == 0 {
            return Err(cannot("the list holds nothing that can be matched"));
        }
        let mut manifest = self.before.manifest.clone();
        let (entries, digests) = manifest.index_counts();
        let mut updates = manifest.updates.take().unwrap_or(Updates {
            update: 0,
            base: 0,
            entries,
            digests,
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
        (manifest.entries, manifest.digests) = (now.report.entries, now.report.digests);
        // Earlier parts hold what they hold, also where all of it is gone by now.
        manifest.digest_kinds = manifest.digest_kinds.and(now.digest_kinds());
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
