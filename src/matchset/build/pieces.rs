//! Doing the pieces of a plan and going through them again.

use super::cannot;
use super::private::{Item, Progress, evaluated};
use super::work::{Evaluate, Record, WorkStore, records, to_bytes};
use super::{MatchSetError, SetOptions};
use crate::matchset::index::{Part, fuse_build};
use rayon::prelude::*;

/// Tokens that are evaluated in pieces, each of which depends on the plan alone.
pub(super) trait Pieces: Sync {
    /// Names the plan.
    fn name(&self) -> &[u8; 32];
    /// How many pieces there are.
    fn pieces(&self) -> u32;
    /// Records of a piece.
    fn count(&self, number: u32) -> usize;
    /// The tokens of a piece, with their values.
    fn items(&self, number: u32) -> Vec<Item>;
    /// The part of the set that a piece belongs to.
    fn part(&self, number: u32) -> Part;
}

/// Does those of these pieces that are not done, on all cores.
pub(super) fn evaluate(
    plan: &dyn Pieces,
    key: &dyn Evaluate,
    pieces: &[u32],
    options: &SetOptions,
    store: &dyn WorkStore,
    progress: &Progress<'_>,
) -> Result<(), MatchSetError> {
    pieces.par_iter().try_for_each(|number| {
        if done(plan, *number, store) {
            progress.done(plan.count(*number));
            return Ok(());
        }
        let (items, part) = (plan.items(*number), plan.part(*number));
        let found = evaluated(key, &items, part, options, progress)?;
        let kept = store.write(*number, &to_bytes(plan.name(), *number, &found));
        kept.map_err(|_| cannot("a finished piece of work cannot be written; is the disk full?"))
    })
}

/// Whether a piece is there and whole.
pub(super) fn done(plan: &dyn Pieces, number: u32, store: &dyn WorkStore) -> bool {
    let there = store.read(number).ok().flatten();
    let count = plan.count(number);
    there.is_some_and(|bytes| records(&bytes, plan.name(), number, count).is_some())
}

/// The records of some pieces, in order.
pub(super) struct Kept<'a> {
    /// Number of the first piece.
    pub first: u32,
    /// Records of each piece.
    pub counts: Vec<usize>,
    /// Name of the plan.
    pub name: [u8; 32],
    pub store: &'a dyn WorkStore,
}

impl Kept<'_> {
    /// Each of them.
    pub fn records(&self, take: &mut dyn FnMut(Record)) -> Result<(), &'static str> {
        for (number, count) in (self.first..).zip(&self.counts) {
            let missing = "a piece of work is missing or not whole; run the same shards again";
            let bytes = self.store.read(number).ok().flatten().ok_or(missing)?;
            for record in records(&bytes, &self.name, number, *count).ok_or(missing)? {
                take(record);
            }
        }
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.counts.iter().map(|count| *count as u64).sum()
    }
}

impl fuse_build::Source for Kept<'_> {
    fn count(&self) -> u64 {
        self.len()
    }

    fn each(&self, take: &mut dyn FnMut(u64, u64)) -> Result<(), &'static str> {
        self.records(&mut |record| {
            let (place, value) = record.placed();
            take(place.key, value.bits());
        })
    }
}
