//! Stages 2 and 3: the Jarosz filter and the sampling at 64x64 points, as one linear map.
//!
//! The reference blurs the whole picture (two repetitions of a box pass along rows and a box pass
//! along columns) and then samples it at 64x64 points. All of this is linear and separable, so
//! the 64x64 buffer is `R * L * C^T` with two sparse matrices of 64 rows, one made from the height
//! and one from the width. Their supports hardly overlap, so the whole stage costs about one
//! multiply-add a sample and needs no full-size buffer: each row of samples is added, with its
//! weight, to the one or two output rows that it belongs to; an output row that is complete is
//! turned into luma and reduced to 64 sums.
//!
//! The reference adds and subtracts in 32-bit running sums, which leaves rounding noise of up to
//! 0.004 grey levels; pictures whose bits depend on that are plain ones, ramps and exactly
//! symmetric patterns. The literal two-pass filter is kept in `tests/support/reference.rs` as the
//! oracle of this map.
//!
//! Source: `pdq/cpp/downscaling/downscaling.cpp` (`computeJaroszFilterWindowSize`, `box1DFloat`,
//! `jaroszFilterFloat`, `decimateFloat`) and `hashing/pdqhashing.cpp` of facebook/ThreatExchange.

use super::luma::Weights;
pub use super::turn::Turn;
use super::{Buffer64, SIDE};

/// Window of the box filter for a side of `n` pixels: `ceil(n / 128)`.
pub fn window(n: usize) -> usize {
    n.div_ceil(2 * SIDE)
}

/// Index of the pixel that sample `i` of 64 is taken from on a side of `n` pixels:
/// `floor((i + 0.5) * n / 64)`.
pub fn sample_index(i: usize, n: usize) -> usize {
    (2 * i + 1) * n / (2 * SIDE)
}

/// The half-open range of inputs that output `o` of a box pass averages: `window` pixels,
/// asymmetric when the window is even, cut at the ends of the side.
fn box_range(o: usize, n: usize, window: usize) -> core::ops::Range<usize> {
    let half = (window + 2) / 2;
    let start = o.saturating_sub(window - half);
    start..(o + half).min(n)
}

/// Weights of the source pixels of one of the 64 samples: `weights[i]` belongs to pixel
/// `start + i`. They add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tap {
    pub start: usize,
    pub weights: Vec<f32>,
}

impl Tap {
    fn new(i: usize, n: usize) -> Self {
        let window = window(n);
        let second = box_range(sample_index(i, n), n, window);
        let start = box_range(second.start, n, window).start;
        let end = box_range(second.end - 1, n, window).end;
        let mut weights = vec![0f64; end - start];
        let outer = 1.0 / second.len() as f64;
        for o in second {
            let first = box_range(o, n, window);
            let weight = outer / first.len() as f64;
            let (from, to) = (first.start - start, first.end - start);
            for w in weights.iter_mut().take(to).skip(from) {
                *w += weight;
            }
        }
        Self {
            start,
            weights: weights.into_iter().map(|w| w as f32).collect(),
        }
    }

    fn mirrored(mut self, n: usize) -> Self {
        self.start = n - self.start - self.weights.len();
        self.weights.reverse();
        self
    }

    /// The same weights for pixels that begin further on.
    pub fn shifted(mut self, by: usize) -> Self {
        self.start += by;
        self
    }

    /// The weights of this one less those of the other.
    pub fn minus(&self, other: &Self) -> Self {
        let start = self.start.min(other.start);
        let weight = |tap: &Self, pixel: usize| {
            let weight = pixel
                .checked_sub(tap.start)
                .and_then(|i| tap.weights.get(i));
            weight.copied().unwrap_or(0.0)
        };
        let pixels = start..self.end().max(other.end());
        Self {
            start,
            weights: pixels
                .map(|pixel| weight(self, pixel) - weight(other, pixel))
                .collect(),
        }
    }

    pub fn end(&self) -> usize {
        self.start + self.weights.len()
    }

    fn dot(&self, row: &[f32]) -> f32 {
        let Some(pixels) = row.get(self.start..self.end()) else {
            return 0.0;
        };
        // Eight independent sums, so that the compiler may use vector registers.
        let mut lanes = [0f32; 8];
        let (weights, weights_rest) = self.weights.as_chunks::<8>();
        let (pixels, pixels_rest) = pixels.as_chunks::<8>();
        for (w, p) in weights.iter().zip(pixels) {
            for ((lane, w), p) in lanes.iter_mut().zip(w).zip(p) {
                *lane += w * p;
            }
        }
        let rest: f32 = weights_rest
            .iter()
            .zip(pixels_rest)
            .map(|(w, p)| w * p)
            .sum();
        lanes.iter().sum::<f32>() + rest
    }
}

/// The 64 taps of one side.
pub(super) fn taps(n: usize, mirrored: bool) -> Vec<Tap> {
    let taps = (0..SIDE).map(|i| Tap::new(i, n));
    if mirrored {
        taps.map(|tap| tap.mirrored(n)).collect()
    } else {
        taps.collect()
    }
}

/// Reduces the rows of one picture, top to bottom, to its 64x64 buffer, or to several buffers of
/// the picture turned.
#[derive(Debug, Clone)]
pub struct Downsampler {
    turns: Vec<Turn>,
    luma: Weights,
    /// Taps of the stored columns and of the mirrored ones; none where no turn asks for them.
    columns: [Vec<Tap>; 2],
    /// The same of the rows.
    rows: [Vec<OutputRow>; 2],
    next_row: usize,
    /// Sums of rows that are complete, to be used again.
    spare: Vec<Vec<f32>>,
    row_samples: usize,
}

#[derive(Debug, Clone)]
struct OutputRow {
    tap: Tap,
    /// Weighted sum of the source rows so far, sample by sample; empty before the first.
    sums: Vec<f32>,
    /// For the stored and for the mirrored columns.
    reduced: [[f32; SIDE]; 2],
}

impl OutputRow {
    fn new(tap: Tap) -> Self {
        Self {
            tap,
            sums: Vec::new(),
            reduced: [[0.0; SIDE]; 2],
        }
    }
}

/// The taps of a side as it is stored and mirrored, each where one of `mirrors` asks for it.
pub(super) fn both_taps(n: usize, mirrors: impl Iterator<Item = bool>) -> [Vec<Tap>; 2] {
    let mut both = [Vec::new(), Vec::new()];
    for mirrored in mirrors {
        let [stored, reversed] = &mut both;
        let wanted = if mirrored { reversed } else { stored };
        if wanted.is_empty() {
            *wanted = taps(n, mirrored);
        }
    }
    both
}

impl Downsampler {
    /// For a picture whose *stored* size is `width` by `height`, each at least 1; the buffer will
    /// be that of the picture after `turn`.
    pub fn new(width: usize, height: usize, luma: Weights, turn: Turn) -> Self {
        Self::with_turns(width, height, luma, &[turn])
    }

    /// The same with one buffer for each of the turns. Two that differ in their transposing only
    /// cost no more than one.
    pub fn with_turns(width: usize, height: usize, luma: Weights, turns: &[Turn]) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        let rows = both_taps(height, turns.iter().map(|turn| turn.mirror_rows));
        Self {
            turns: turns.to_vec(),
            luma,
            columns: both_taps(width, turns.iter().map(|turn| turn.mirror_columns)),
            rows: rows.map(|taps| taps.into_iter().map(OutputRow::new).collect()),
            next_row: 0,
            spare: Vec::new(),
            row_samples: width * luma.samples(),
        }
    }

    /// Takes the next stored row: `width` pixels of 8-bit samples. Rows beyond the height are
    /// ignored.
    pub fn push_row(&mut self, samples: &[u8]) {
        let y = self.next_row;
        self.next_row += 1;
        for row in self.rows.iter_mut().flatten() {
            let weight = y
                .checked_sub(row.tap.start)
                .and_then(|i| row.tap.weights.get(i));
            let Some(&weight) = weight else { continue };
            if row.sums.is_empty() {
                row.sums = self.spare.pop().unwrap_or_default();
                row.sums.clear();
                row.sums.resize(self.row_samples, 0.0);
            }
            for (sum, sample) in row.sums.iter_mut().zip(samples) {
                *sum += weight * f32::from(*sample);
            }
            if y + 1 == row.tap.end() {
                let mut luma = self.spare.pop().unwrap_or_default();
                luma.clear();
                self.luma.apply(&row.sums, &mut luma);
                for (reduced, columns) in row.reduced.iter_mut().zip(&self.columns) {
                    for (value, tap) in reduced.iter_mut().zip(columns) {
                        *value = tap.dot(&luma);
                    }
                }
                self.spare.extend([luma, core::mem::take(&mut row.sums)]);
            }
        }
    }

    /// The buffer of the first turn, once every row was pushed: 64 rows of 64 values of 0..=255.
    pub fn finish(mut self) -> Box<Buffer64> {
        self.turns.truncate(1);
        self.finish_all().pop().unwrap_or_else(empty)
    }

    /// The buffers, in the order of the turns, once every row was pushed.
    pub fn finish_all(self) -> Vec<Box<Buffer64>> {
        let [stored, mirrored] = &self.rows;
        let turns = self.turns.iter().map(|turn| {
            let rows = if turn.mirror_rows { mirrored } else { stored };
            let mut buffer = empty();
            for (i, source) in rows.iter().enumerate() {
                let [stored, mirrored] = &source.reduced;
                let reduced = if turn.mirror_columns {
                    mirrored
                } else {
                    stored
                };
                for (j, reduced) in reduced.iter().enumerate() {
                    turn.put(&mut buffer, i, j, *reduced);
                }
            }
            buffer
        });
        turns.collect()
    }
}

/// A buffer of zeros.
pub(super) fn empty() -> Box<Buffer64> {
    Box::new([[0f32; SIDE]; SIDE])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_those_of_the_reference() {
        let windows = [1, 5, 64, 128, 129, 256, 257, 4032].map(window);
        assert_eq!(windows, [1, 1, 1, 1, 2, 2, 3, 32]);
    }

    #[test]
    fn an_even_window_reaches_further_ahead() {
        assert_eq!(box_range(10, 100, 1), 10..11);
        assert_eq!(box_range(10, 100, 2), 10..12);
        assert_eq!(box_range(10, 100, 3), 9..12);
        assert_eq!(box_range(10, 100, 4), 9..13);
        assert_eq!(box_range(0, 100, 4), 0..3);
        assert_eq!(box_range(99, 100, 4), 98..100);
    }

    #[test]
    fn weights_of_every_sample_add_up_to_one() {
        for n in [1, 4, 5, 63, 64, 65, 127, 128, 129, 333, 1000, 4032, 65535] {
            for tap in taps(n, false) {
                let sum: f64 = tap.weights.iter().map(|w| f64::from(*w)).sum();
                assert!((sum - 1.0).abs() < 1e-5, "side {n}: {sum}");
                assert!(tap.end() <= n);
            }
        }
    }

    #[test]
    fn a_mirrored_side_is_the_mirrored_row() {
        let n = 301;
        let row: Vec<f32> = (0..n).map(|x| ((x * x) % 251) as f32).collect();
        let reversed: Vec<f32> = row.iter().rev().copied().collect();
        for (tap, mirrored) in taps(n, false).iter().zip(taps(n, true)) {
            assert!((tap.dot(&reversed) - mirrored.dot(&row)).abs() < 1e-3);
        }
    }
}
