//! Updates of private sets.
//!
//! What a private set holds cannot be read, so its owner's previous list says what goes. A token
//! that goes is marked for all earlier parts together; the entries that stay and share a token with
//! one that goes are added once more, in the new segment. So nothing has to be known about which
//! part holds what, and nothing that stays is lost. A segment groups near-duplicates among its own
//! entries only: its tags are its own, and devices look for agreement within one part.
//!
//! Both lists are in memory until it is known what comes and goes; then 16 bytes are held for each token
//! that goes and some 40 for each entry that comes. What is evaluated is kept in pieces, as in a build.

use super::pieces::{self, Kept, Pieces};
use super::plan::PrivatePlan;
use super::private::{Item, PrivateOptions, Progress, outputs, secret};
use super::update::{BuiltUpdate, Difference, Next, Pairs, UpdateOptions, hash, holds, labels};
use super::work::{Evaluate, InMemory, PIECE, WorkStore};
use super::{Entries, IntoList, SignerKey, cannot, list_of};
use crate::digest::{DigestKind, DigestKinds, FileDigest};
use crate::matchset::index::{Part, Value, fuse_build};
use crate::matchset::manifest::places;
use crate::matchset::probe::{Probe, Tables};
use crate::matchset::updates::{Segment, SegmentKind};
use crate::matchset::{Index, Kind, MatchSet, MatchSetError, Mirror};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// Entries that are looked up together.
const CHUNK: usize = 64;

/// What an update of a private set will do.
pub struct UpdatePlan<'a> {
    private: &'a PrivateOptions<'a>,
    next: Next<'a>,
    labels: Vec<String>,
    /// What the new list holds.
    holds: (u32, u32, DigestKinds),
    difference: Difference,
    tables: Tables,
    gone: Pairs,
    /// Their tokens, risen, once each: the same update gives the same bytes.
    tokens: Vec<(u8, u64)>,
    coming: PrivatePlan<'a>,
    name: [u8; 32],
}

fn token(probe: Probe) -> (u8, u64) {
    (probe.table, probe.token)
}

fn exact((kind, pair): (DigestKind, &crate::matchset::list::Pair)) -> Probe {
    Probe::exact(kind, &pair.value)
}

/// Risen and once each, with no more room than that.
fn once(mut tokens: Vec<(u8, u64)>) -> Vec<(u8, u64)> {
    tokens.par_sort_unstable();
    tokens.dedup();
    tokens.shrink_to_fit();
    tokens
}

impl<'a> UpdatePlan<'a> {
    /// Plans the edition after `before`. `was` is the list that `before` holds.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`], also where `was` has another number of entries than the set.
    pub fn new(
        before: &'a MatchSet,
        was: impl IntoList,
        list: impl IntoList,
        options: &UpdateOptions,
        private: &'a PrivateOptions<'a>,
    ) -> Result<Self, MatchSetError> {
        let next = Next::of(before, options)?;
        let manifest = &before.manifest;
        let (Index::Private(_), Some(said)) = (&before.index, &manifest.private) else {
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
        if (was.report.entries, was.report.digests) != (manifest.entries, manifest.digests) {
            return Err(other());
        }
        let (gone, mut added) = (Pairs::beyond(&was, &now), Pairs::beyond(&now, &was));
        drop(was);
        let mut difference = Difference {
            added: added.len(),
            removed: gone.len(),
            again: 0,
        };
        let tables = Tables::new(&private.params);
        let hashes = gone
            .hashes
            .iter()
            .flat_map(|pair| tables.tokens(hash(pair)));
        let tokens = once(hashes.chain(gone.exact().map(exact)).map(token).collect());
        let shares = |probe: Probe| tokens.binary_search(&token(probe)).is_ok();
        if !tokens.is_empty() {
            let again = now.hashes.par_iter().copied();
            let again = again.filter(|pair| tables.tokens(hash(pair)).any(shares));
            added.hashes.extend(again.collect::<Vec<_>>());
            let kinds = DigestKind::ALL.into_iter().zip(&now.digests);
            for (to, (kind, pairs)) in added.digests.iter_mut().zip(kinds) {
                let again = pairs.iter().copied();
                to.extend(again.filter(|pair| shares(exact((kind, pair)))));
            }
            added.sort();
            difference.again = added.len() - difference.added;
        }
        let holds = holds(&now);
        let mut report = now.report.clone();
        drop(now);
        (report.entries, report.digests) = added.counts()?;
        let entries = Entries {
            hashes: added.hashes,
            digests: added.digests,
            labels: labels.clone(),
            report,
        };
        let part = Part::segment(SegmentKind::Add, next.update);
        let coming = PrivatePlan::of(next.update, part, entries, &next.options, private);
        let mut name = Sha256::new()
            .chain_update("presend update plan v1\n")
            .chain_update(coming.name());
        for (table, token) in &tokens {
            name.update([*table]);
            name.update(token.to_le_bytes());
        }
        Ok(Self {
            private,
            next,
            labels,
            holds,
            difference,
            tables,
            gone,
            tokens,
            coming,
            name: name.finalize().into(),
        })
    }

    /// Names what is evaluated: work of other lists, another key or set has another name.
    pub fn name(&self) -> &[u8; 32] {
        &self.name
    }

    /// What comes and goes.
    pub fn difference(&self) -> &Difference {
        &self.difference
    }

    /// Tokens to evaluate: those that come and go, and those that are looked up first.
    pub fn tokens(&self) -> u64 {
        self.coming.tokens() + self.tokens.len() as u64 + self.looked_up()
    }

    fn looked_up(&self) -> u64 {
        let tables = u64::from(self.private.params.tables());
        let digests: usize = self.gone.digests.iter().map(Vec::len).sum();
        self.gone.hashes.len() as u64 * tables + digests as u64
    }

    /// Pieces that the work comes in.
    pub fn pieces(&self) -> u32 {
        Pieces::pieces(self)
    }

    /// Pieces of what goes, which come first.
    fn going(&self) -> u32 {
        u32::try_from(self.tokens.len().div_ceil(PIECE)).unwrap_or(u32::MAX)
    }

    /// Looks up what goes, then does the pieces that are not done. `bucket` gives out a bucket of a mirror's index
    /// by its number; of another kind, it is not asked.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`], also where something goes that the set does not hold.
    pub fn evaluate(
        &self,
        bucket: &(dyn Fn(u32) -> Option<[u8; 64]> + Sync),
        store: &dyn WorkStore,
    ) -> Result<(), MatchSetError> {
        self.evaluate_with(self.private.key, bucket, store)
    }

    /// The same with something else in the place of the key.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`]
    #[doc(hidden)]
    pub fn evaluate_with(
        &self,
        key: &dyn Evaluate,
        bucket: &(dyn Fn(u32) -> Option<[u8; 64]> + Sync),
        store: &dyn WorkStore,
    ) -> Result<(), MatchSetError> {
        let all = usize::try_from(self.tokens()).unwrap_or(usize::MAX);
        let progress = Progress::new(all, self.private);
        self.check(key, bucket, &progress)?;
        let pieces: Vec<u32> = (0..self.pieces()).collect();
        let options = &self.next.options;
        pieces::evaluate(self, key, &pieces, options, store, &progress)
    }

    /// Who names the wrong list takes away what is not there and leaves what should go.
    fn check(
        &self,
        key: &dyn Evaluate,
        bucket: &(dyn Fn(u32) -> Option<[u8; 64]> + Sync),
        progress: &Progress<'_>,
    ) -> Result<(), MatchSetError> {
        let Index::Private(set) = &self.next.before.index else {
            return Err(cannot("this is no private set"));
        };
        // Probes of some entries, so many of each.
        let held = |probes: &[Probe], each: usize| {
            let outputs = outputs(key, probes, &self.next.options, progress)?;
            let tables: Vec<u8> = probes.iter().map(|probe| probe.table).collect();
            let mut entries = tables.chunks(each).zip(outputs.chunks(each));
            match entries.all(|(tables, outputs)| set.holds(tables, outputs, bucket)) {
                true => Ok(()),
                false => Err(other()),
            }
        };
        let hashes = self.gone.hashes.par_chunks(CHUNK);
        hashes.try_for_each(|pairs| {
            let probes = pairs.iter().flat_map(|pair| self.tables.tokens(hash(pair)));
            let each = usize::from(self.private.params.tables().max(1));
            held(&probes.collect::<Vec<_>>(), each)
        })?;
        let digests: Vec<Probe> = self.gone.exact().map(exact).collect();
        digests
            .par_chunks(CHUNK)
            .try_for_each(|probes| held(probes, 1))
    }

    /// Puts the segments together, out of all pieces, and signs.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`], also where a piece is missing.
    pub fn finish(
        self,
        store: &dyn WorkStore,
        signer: &SignerKey,
    ) -> Result<BuiltUpdate, MatchSetError> {
        let added = &self.coming.entries.report;
        let mut made = Vec::new();
        for (kind, (entries, digests), pieces) in [
            (SegmentKind::Remove, self.gone.counts()?, 0..self.going()),
            (
                SegmentKind::Add,
                (added.entries, added.digests),
                self.going()..self.pieces(),
            ),
        ] {
            if (entries, digests) == (0, 0) {
                continue;
            }
            let kept = Kept {
                first: pieces.start,
                counts: pieces.map(|number| self.count(number)).collect(),
                name: self.name,
                store,
            };
            let part = Part::segment(kind, self.next.update);
            let secret = secret(self.private.key, &self.next.options, part);
            let room = places(Kind::PrivateLocal, &self.private.params, entries, digests);
            let bytes = fuse_build::build(&kept, room, &secret).map_err(cannot)?;
            let segment = Segment {
                kind,
                update: self.next.update,
                entries,
                digests,
                bytes: bytes.len() as u64,
                sha256: FileDigest::of(&bytes),
            };
            made.push((segment, bytes));
        }
        self.next
            .sign(self.labels, self.holds, made, self.difference, signer)
    }
}

impl Pieces for UpdatePlan<'_> {
    fn name(&self) -> &[u8; 32] {
        &self.name
    }

    fn pieces(&self) -> u32 {
        self.going().saturating_add(self.coming.pieces())
    }

    fn count(&self, number: u32) -> usize {
        match number.checked_sub(self.going()) {
            None => self.going_tokens(number).len(),
            Some(number) => Pieces::count(&self.coming, number),
        }
    }

    fn items(&self, number: u32) -> Vec<Item> {
        match number.checked_sub(self.going()) {
            None => {
                let tokens = self.going_tokens(number).iter();
                let items = tokens.map(|(table, token)| Item {
                    probe: Probe {
                        table: *table,
                        token: *token,
                    },
                    value: Value::new(0, 0),
                });
                items.collect()
            }
            Some(number) => self.coming.items(number),
        }
    }

    fn part(&self, number: u32) -> Part {
        match number.checked_sub(self.going()) {
            None => Part::segment(SegmentKind::Remove, self.next.update),
            Some(number) => self.coming.part(number),
        }
    }
}

impl UpdatePlan<'_> {
    fn going_tokens(&self, number: u32) -> &[(u8, u64)] {
        let tokens = self.tokens.chunks(PIECE).nth(number as usize);
        tokens.unwrap_or_default()
    }
}

fn other() -> MatchSetError {
    cannot("the previous list is not the one that the set was built from")
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
    let store = InMemory::default();
    let plan = UpdatePlan::new(before, was, list, options, private)?;
    let bucket = |number| mirror.and_then(|mirror| mirror.bucket(number));
    plan.evaluate(&bucket, &store)?;
    plan.finish(&store, signer)
}
