//! A private build, step by step: what is evaluated is decided first, from the list alone; then the key is used,
//! piece by piece, here or on many machines; then the index is put together. The same list, options and key
//! give the same plan everywhere, and the same bytes in the end.

use super::groups::{Groups, group};
use super::pieces::{self, Pieces};
use super::private::{Item, PrivateOptions, Progress, secret, tag};
use super::work::{Evaluate, PIECE, WorkStore};
use super::{Entries, IntoList, SetOptions};
use crate::digest::DigestKind;
use crate::hash256::PdqHash;
use crate::matchset::index::{Part, Value, buckets, fuse};
use crate::matchset::list::Pair;
use crate::matchset::manifest::places;
use crate::matchset::probe::{Probe, Tables};
use crate::matchset::{Kind, MatchSetError};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::ops::Range;
use zeroize::Zeroizing;

/// What a private build will do.
pub struct PrivatePlan<'a> {
    pub(super) private: &'a PrivateOptions<'a>,
    pub(super) options: SetOptions,
    pub(super) update: u32,
    pub(super) part: Part,
    pub(super) entries: Entries,
    pub(super) tables: Tables,
    pub(super) groups: Groups,
    pub(super) secret: Zeroizing<[u8; 32]>,
    pub(super) name: [u8; 32],
}

impl<'a> PrivatePlan<'a> {
    /// Plans the index for an update; update 0 is the first edition of its epoch.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`]
    pub fn new(
        update: u32,
        list: impl IntoList,
        options: &SetOptions,
        private: &'a PrivateOptions<'a>,
    ) -> Result<Self, MatchSetError> {
        let entries = Entries::of(list, options, true)?;
        let part = Part::base(update);
        Ok(Self::of(update, part, entries, options, private))
    }

    /// Of entries that become this part of a set.
    pub(super) fn of(
        update: u32,
        part: Part,
        mut entries: Entries,
        options: &SetOptions,
        private: &'a PrivateOptions<'a>,
    ) -> Self {
        let secret = secret(private.key, options, part);
        let tables = Tables::new(&private.params);
        let groups = group(&entries.hashes, &tables);
        let all = entries.hashes.len() as u64 * u64::from(private.params.tables());
        entries.report.groups = groups.groups;
        entries.report.tokens_left_out = all - groups.count_kept();
        let name = name(update, &entries, options, private);
        Self {
            private,
            options: options.clone(),
            update,
            part,
            entries,
            tables,
            groups,
            secret,
            name,
        }
    }

    /// Names what is evaluated: work of another list, key or set has another name.
    pub fn name(&self) -> &[u8; 32] {
        &self.name
    }

    /// What became of the entries.
    pub fn report(&self) -> &super::BuildReport {
        &self.entries.report
    }

    /// Tokens to evaluate.
    pub fn tokens(&self) -> u64 {
        self.groups.count_kept() + u64::from(self.entries.report.digests)
    }

    /// Bytes of the index and, of a mirror's, of its roots.
    pub fn sizes(&self) -> (u64, Option<u64>) {
        let report = &self.entries.report;
        let (params, kind) = (&self.private.params, self.kind());
        let room = places(kind, params, report.entries, report.digests);
        match self.private.mirror {
            false => (fuse::length(room), None),
            true => (buckets::length(room), Some(buckets::roots_length(room))),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self.private.mirror {
            true => Kind::PrivateMirror,
            false => Kind::PrivateLocal,
        }
    }

    /// Pieces that the work comes in.
    pub fn pieces(&self) -> u32 {
        Pieces::pieces(self)
    }

    /// Hashes of a piece.
    fn per_piece(&self) -> usize {
        PIECE / usize::from(self.private.params.tables().max(1))
    }

    /// The entries of a piece: so many of the hashes, or so many of the digests.
    fn range(&self, number: u32) -> (Range<usize>, Range<usize>) {
        let number = number as usize;
        let per = self.per_piece();
        let hashes = self.entries.hashes.len();
        let first = hashes.div_ceil(per);
        match number.checked_sub(first) {
            None => (number * per..((number + 1) * per).min(hashes), 0..0),
            Some(number) => {
                let digests = self.entries.report.digests as usize;
                (0..0, number * PIECE..((number + 1) * PIECE).min(digests))
            }
        }
    }

    /// Does those of these pieces that are not done, on all cores, and says how many are done now.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`], also where the disk is full.
    pub fn evaluate(
        &self,
        pieces: impl IntoIterator<Item = u32>,
        store: &dyn WorkStore,
    ) -> Result<u64, MatchSetError> {
        self.evaluate_with(self.private.key, pieces, store)
    }

    /// The same with something else in the place of the key: what comes out is no set of that key.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`]
    #[doc(hidden)]
    pub fn evaluate_with(
        &self,
        key: &dyn Evaluate,
        pieces: impl IntoIterator<Item = u32>,
        store: &dyn WorkStore,
    ) -> Result<u64, MatchSetError> {
        let all = self.pieces();
        let pieces: Vec<u32> = pieces.into_iter().filter(|number| *number < all).collect();
        let tokens: usize = pieces.iter().map(|number| self.count(*number)).sum();
        let progress = Progress::new(tokens, self.private);
        pieces::evaluate(self, key, &pieces, &self.options, store, &progress)?;
        Ok(pieces.len() as u64)
    }

    /// The first piece that is missing or not whole, if there is one.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`] where a piece cannot be read.
    pub fn missing(&self, store: &dyn WorkStore) -> Result<Option<u32>, MatchSetError> {
        let pieces = (0..self.pieces()).into_par_iter();
        let missing = pieces.find_first(|number| !pieces::done(self, *number, store));
        Ok(missing)
    }
}

impl Pieces for PrivatePlan<'_> {
    fn name(&self) -> &[u8; 32] {
        &self.name
    }

    fn pieces(&self) -> u32 {
        let hashes = self.entries.hashes.len().div_ceil(self.per_piece());
        let digests = (self.entries.report.digests as usize).div_ceil(PIECE);
        u32::try_from(hashes + digests).unwrap_or(u32::MAX)
    }

    fn count(&self, number: u32) -> usize {
        let (hashes, digests) = self.range(number);
        let kept = self.groups.kept.get(hashes).unwrap_or_default();
        let kept: u32 = kept.iter().map(|kept| kept.count_ones()).sum();
        kept as usize + digests.len()
    }

    fn items(&self, number: u32) -> Vec<Item> {
        let (hashes, digests) = self.range(number);
        let mut items = items_of(
            &self.entries.hashes,
            hashes,
            &self.groups,
            &self.tables,
            &self.secret,
        );
        let exact = self.entries.exact().skip(digests.start).take(digests.len());
        items.extend(exact.map(exact_item));
        items
    }

    fn part(&self, _: u32) -> Part {
        self.part
    }
}

/// The tokens of some hashes that have places of their own, with their values.
pub(super) fn items_of(
    hashes: &[Pair],
    range: Range<usize>,
    groups: &Groups,
    tables: &Tables,
    secret: &[u8; 32],
) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in range {
        let Some(pair) = hashes.get(entry) else {
            break;
        };
        let leader = groups.leader.get(entry).map_or(entry, |l| *l as usize);
        let first = hashes.get(leader).unwrap_or(pair);
        let value = match tables.params().agree() {
            // With one table, a value proves itself: its tag is nothing.
            1 => Value::new(0, first.label),
            _ => Value::new(tag(secret, &first.value), first.label),
        };
        let probes = tables.tokens(PdqHash::from_bytes(&pair.value));
        for (table, probe) in probes.enumerate() {
            if groups.keeps(entry, table) {
                items.push(Item { probe, value });
            }
        }
    }
    items
}

/// The token of a digest, with its value.
pub(super) fn exact_item((kind, pair): (DigestKind, &Pair)) -> Item {
    Item {
        probe: Probe::exact(kind, &pair.value),
        value: Value::new(0, pair.label),
    }
}

/// Names everything that a piece depends on.
fn name(
    update: u32,
    entries: &Entries,
    options: &SetOptions,
    private: &PrivateOptions<'_>,
) -> [u8; 32] {
    let params = &private.params;
    let mut digest = Sha256::new()
        .chain_update("presend plan v1\n")
        .chain_update(private.key.public().to_bytes())
        .chain_update(options.epoch.to_le_bytes())
        .chain_update(update.to_le_bytes())
        .chain_update([
            u8::from(private.mirror),
            params.token_bits(),
            params.tables(),
        ])
        .chain_update([params.agree()])
        .chain_update(params.seed())
        .chain_update((PIECE as u64).to_le_bytes())
        .chain_update((options.id.len() as u64).to_le_bytes())
        .chain_update(&options.id);
    for pairs in core::iter::once(&entries.hashes).chain(&entries.digests) {
        digest.update((pairs.len() as u64).to_le_bytes());
        for pair in pairs {
            digest.update(pair.value);
            digest.update([pair.label]);
        }
    }
    digest.finalize().into()
}
