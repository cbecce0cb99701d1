//! How likely an edit of the picture flips a bit, by the bit's margin.

use super::fixed::cost;
use crate::hash256::PdqHash;
use crate::pdq::Pdq;
use core::fmt;

/// Probability, in millionths, that an edit which just leaves a picture within the match radius
/// flips a bit, by its *normalised margin*: the
/// distance of its coefficient from the median, divided by the mean of the 256 distances. Each
/// row holds from its margin up to that of the next row.
///
/// Such copies are the hard ones, so the probes are shared out for them; nearer ones are found with
/// any table. Source: `presend tune` on 300 painted pictures (`examples/painted-pictures.rs`), of
/// whose 5,700 edited copies 163 are 25 to 31 bits away.
pub const FLIPS: [(f32, u32); 16] = [
    (0.0, 499_000),
    (0.02, 450_000),
    (0.05, 380_000),
    (0.1, 305_000),
    (0.15, 255_000),
    (0.2, 195_000),
    (0.3, 130_000),
    (0.4, 85_000),
    (0.5, 63_000),
    (0.6, 30_000),
    (0.8, 15_000),
    (1.0, 7_000),
    (1.25, 1_700),
    (1.5, 500),
    (2.0, 100),
    (3.0, 100),
];

/// What it costs (see [`super::fixed`]) to take a bit as it is, and to take it flipped.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct BitCost {
    pub keep: u32,
    pub flip: u32,
}

/// One reading of a picture, ready to be probed: its hash, and how sure each bit of it is.
///
/// `Debug` hides both.
#[derive(Clone, PartialEq, Eq)]
pub struct ViewInput {
    pub(super) hash: PdqHash,
    pub(super) costs: Box<[BitCost; 256]>,
    pub(super) prior: u16,
}

impl ViewInput {
    /// From the margins `coefficient - median` of the 256 bits, in any one unit. `prior` is how
    /// likely, compared with the other views of the picture, this one is the one that is listed:
    /// 1..=1000, see [`prior`](super::prior).
    ///
    /// Gives nothing where the margins are all 0 or not finite, as those of a plain picture are.
    pub fn new(hash: PdqHash, margins: &[f32; 256], prior: u16) -> Option<Self> {
        let mut costs = Box::new([BitCost::default(); 256]);
        for (bit, row) in costs.iter_mut().zip(flip_rows(margins)?) {
            *bit = bit_cost(row);
        }
        Some(Self {
            hash,
            costs,
            prior: prior.clamp(1, 1000),
        })
    }

    /// Of a hashed picture.
    pub fn of(pdq: &Pdq, prior: u16) -> Option<Self> {
        Self::new(pdq.hash, &pdq.margins(), prior)
    }
}

/// What a transcript says of a view.
#[cfg(feature = "absence")]
impl ViewInput {
    /// From a row of [`FLIPS`] for each bit: the same view as [`new`](Self::new) makes of margins in
    /// these rows. `None` for a row that there is not, and for a `prior` outside 1..=1000.
    pub fn from_rows(hash: PdqHash, rows: &[usize; 256], prior: u16) -> Option<Self> {
        let known = (1..=1000).contains(&prior) && rows.iter().all(|row| *row < FLIPS.len());
        known.then(|| Self {
            hash,
            costs: Box::new(rows.map(bit_cost)),
            prior,
        })
    }

    /// The hash.
    pub fn hash(&self) -> PdqHash {
        self.hash
    }

    /// How likely this view is the one that is listed, 1..=1000.
    pub fn prior(&self) -> u16 {
        self.prior
    }

    /// The row of [`FLIPS`] of each bit; of rows with the same probability, the first one.
    pub fn rows(&self) -> [usize; 256] {
        self.costs.each_ref().map(|cost| {
            let row = (0..FLIPS.len()).find(|row| bit_cost(*row) == *cost);
            row.unwrap_or_default()
        })
    }
}

impl fmt::Debug for ViewInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ViewInput(hidden)")
    }
}

/// The row of [`FLIPS`] that each of the 256 bits belongs to, from their margins in any one unit.
///
/// Gives nothing where the margins are all 0 or not finite.
pub fn flip_rows(margins: &[f32; 256]) -> Option<[usize; 256]> {
    let sum: f64 = margins.iter().map(|margin| f64::from(margin.abs())).sum();
    let mean = sum / 256.0;
    mean.is_normal().then(|| {
        margins.map(|margin| {
            let normalised = f64::from(margin.abs()) / mean;
            let below = FLIPS.partition_point(|(from, _)| f64::from(*from) <= normalised);
            below.saturating_sub(1)
        })
    })
}

/// The costs of a bit in this row of [`FLIPS`].
fn bit_cost(row: usize) -> BitCost {
    const COSTS: [BitCost; FLIPS.len()] = {
        let mut costs = [BitCost { keep: 0, flip: 0 }; FLIPS.len()];
        let (mut rest, mut rows): (&mut [BitCost], &[(f32, u32)]) = (&mut costs, &FLIPS);
        while let ([cell, cells @ ..], [row, tail @ ..]) = (rest, rows) {
            *cell = BitCost {
                keep: cost(1_000_000 - row.1, 1_000_000),
                flip: cost(row.1, 1_000_000),
            };
            (rest, rows) = (cells, tail);
        }
        costs
    };
    COSTS.get(row).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_falls() {
        assert_eq!(FLIPS[0].0, 0.0);
        for pair in FLIPS.windows(2) {
            assert!(pair[0].0 < pair[1].0);
            assert!(pair[0].1 >= pair[1].1);
        }
        assert!(FLIPS[0].1 < 500_000, "a flip is never likelier than none");
    }

    #[test]
    fn costs_are_those_of_the_row() {
        for (row, (_, millionths)) in FLIPS.iter().enumerate() {
            let p = f64::from(*millionths) / 1e6;
            let found = bit_cost(row);
            assert!((f64::from(found.flip) + p.log2() * 1024.0).abs() < 2.0);
            assert!((f64::from(found.keep) + (1.0 - p).log2() * 1024.0).abs() < 2.0);
        }
    }

    #[test]
    fn margins_are_taken_by_their_size_and_mean() {
        let mut margins = [1.0f32; 256];
        (margins[3], margins[4]) = (-0.0004, 0.0201);
        (margins[7], margins[8]) = (2.04, 0.6795);
        let rows = flip_rows(&margins).unwrap();
        let expected = [(0, 11), (3, 0), (4, 1), (7, 14), (8, 9)];
        for (bit, row) in expected {
            assert_eq!(rows[bit], row, "bit {bit}");
        }
        let view = ViewInput::new(PdqHash::default(), &margins, 1000).unwrap();
        let scaled = margins.map(|margin| -margin * 64.0);
        let other = ViewInput::new(PdqHash::default(), &scaled, 1000).unwrap();
        assert!(view == other, "neither sign nor unit matters");
        for (bit, row) in expected {
            assert_eq!(view.costs[bit].flip, bit_cost(row).flip, "bit {bit}");
        }
    }

    #[cfg(feature = "absence")]
    #[test]
    fn rows_make_the_view_that_they_came_from() {
        let margins: [f32; 256] = core::array::from_fn(|bit| (bit as f32 - 100.0) / 30.0);
        let hash = PdqHash::from_bytes(&[0x3c; 32]);
        let view = ViewInput::new(hash, &margins, 500).unwrap();
        let (rows, same) = (view.rows(), flip_rows(&margins).unwrap());
        for (bit, (row, expected)) in rows.into_iter().zip(same).enumerate() {
            // the last two rows have one probability
            assert_eq!(row, expected.min(14), "bit {bit}");
        }
        assert!(rows.contains(&0) && rows.contains(&14));
        assert!(ViewInput::from_rows(hash, &rows, 500) == Some(view.clone()));
        assert!(ViewInput::from_rows(hash, &rows, 501) != Some(view));
        for (rows, prior) in [(rows, 0), (rows, 1001), ([16; 256], 1)] {
            assert!(ViewInput::from_rows(hash, &rows, prior).is_none());
        }
    }

    #[test]
    fn a_plain_picture_is_no_view() {
        assert!(ViewInput::new(PdqHash::default(), &[0.0; 256], 1000).is_none());
        let mut margins = [1.0; 256];
        margins[9] = f32::NAN;
        assert!(ViewInput::new(PdqHash::default(), &margins, 1000).is_none());
    }
}
