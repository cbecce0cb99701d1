//! The likeliest tokens of one view in one table, one after another.

use super::flips::ViewInput;
use super::tables::token;
use core::cmp::Reverse;
use std::collections::BinaryHeap;

/// Sets of flipped bits of one token in rising cost.
///
/// The bits are sorted by what flipping them costs. Each set but the empty one has exactly one
/// parent: the one without its dearest bit where that bit's left neighbour is in the set or there
/// is none ("extend"), else the one that has the left neighbour in its place ("replace"). A child
/// never costs less than its parent, so a heap of the children of what was given out yields the
/// sets in order.
pub(super) struct Front {
    /// The token without flips.
    token: u64,
    /// By rising extra cost: the extra cost, and the bit of the token.
    bits: Vec<(u32, u64)>,
    heap: BinaryHeap<Reverse<Step>>,
}

/// A set of flipped bits. Ordered by cost, then by the set, so that no order is left to chance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    cost: u32,
    /// Bit `n` stands for `bits[n]`.
    flipped: u64,
}

impl Front {
    /// All sets of flips of the bits at these positions. `cost` is added to every set.
    pub fn new(view: &ViewInput, positions: &[u8], cost: u32) -> Self {
        let mut bits = Vec::with_capacity(positions.len());
        let mut whole = cost;
        for (place, position) in positions.iter().enumerate() {
            let bit = view.costs.get(usize::from(*position));
            let bit = bit.copied().unwrap_or_default();
            whole = whole.saturating_add(bit.keep);
            bits.push((bit.flip.saturating_sub(bit.keep), 1 << place));
        }
        bits.sort_unstable();
        Self {
            token: token(positions, view.hash),
            bits,
            heap: BinaryHeap::from([Reverse(Step {
                cost: whole,
                flipped: 0,
            })]),
        }
    }

    /// What the next token will cost; nothing when all were given out.
    pub fn cost(&self) -> Option<u32> {
        self.heap.peek().map(|Reverse(step)| step.cost)
    }

    /// The cheapest token that was not given out yet.
    pub fn next(&mut self) -> Option<u64> {
        let Reverse(step) = self.heap.pop()?;
        let extra = |place: u32| self.bits.get(place as usize).map(|(extra, _)| *extra);
        let last = step.flipped.checked_ilog2();
        let next = last.map_or(0, |last| last + 1);
        if let Some(dearer) = extra(next) {
            let extended = Step {
                cost: step.cost + dearer,
                flipped: step.flipped | 1 << next,
            };
            let replaced = last.and_then(|last| {
                Some(Step {
                    cost: extended.cost - extra(last)?,
                    flipped: extended.flipped ^ 1 << last,
                })
            });
            self.heap.push(Reverse(extended));
            self.heap.extend(replaced.map(Reverse));
        }
        let flips = self.bits.iter().enumerate();
        Some(flips.fold(self.token, |token, (place, (_, bit))| {
            token ^ (bit * (step.flipped >> place & 1))
        }))
    }
}
