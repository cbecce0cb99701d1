//! Stages 2 and 3 for a picture that comes as blocks of cosine coefficients.
//!
//! The filter is a linear map of pixels (see [`super::jarosz`]), and a pixel is a linear map of
//! the coefficients of its block. So the weights of each sample are transformed once, and each
//! block is added to the few samples it belongs to, without an inverse transform. What differs
//! from the pixels' way is that pixels are rounded and cut to 0..=255, and the sums here are not.
//!
//! Several buffers can be made in one pass: a picture as it is stored and the same upright.
//!
//! Source of the transform: ITU-T T.81, A.3.3.

use super::jarosz::{self, Tap, Turn};
use super::{Buffer64, SIDE};
use core::ops::Range;

/// Most rows of blocks that may come interleaved.
pub const MAX_BAND: usize = 4;

/// The share of one block column or row in one sample: what its eight frequencies add to it.
#[derive(Debug, Clone, Copy)]
struct Share {
    sample: usize,
    frequencies: [f32; 8],
}

/// The shares of every block along one side.
#[derive(Debug, Clone)]
struct Side {
    /// Shares of block `b` are `shares[starts[b]..starts[b + 1]]`.
    starts: Vec<usize>,
    shares: Vec<Share>,
}

impl Side {
    fn new(n: usize, taps: &[Tap]) -> Self {
        let basis = basis();
        let mut by_block: Vec<Vec<Share>> = vec![Vec::new(); n.div_ceil(8)];
        for (sample, tap) in taps.iter().enumerate() {
            let first = tap.start / 8;
            let blocks = (tap.start + tap.weights.len()).div_ceil(8) - first;
            for (block, shares) in by_block.iter_mut().enumerate().skip(first).take(blocks) {
                let mut frequencies = [0f64; 8];
                for (pixel, basis) in (block * 8..).zip(&basis) {
                    let weight = pixel.checked_sub(tap.start);
                    let weight = weight.and_then(|i| tap.weights.get(i));
                    for (sum, basis) in frequencies.iter_mut().zip(basis) {
                        *sum += basis * f64::from(weight.copied().unwrap_or(0.0));
                    }
                }
                shares.push(Share {
                    sample,
                    frequencies: frequencies.map(|f| f as f32),
                });
            }
        }
        let mut side = Self {
            starts: vec![0],
            shares: Vec::new(),
        };
        for shares in by_block {
            side.shares.extend(shares);
            side.starts.push(side.shares.len());
        }
        side
    }

    #[inline(always)]
    fn of(&self, block: usize) -> &[Share] {
        let range = match self.starts.get(block..block + 2) {
            Some(&[from, to]) => Range {
                start: from,
                end: to,
            },
            _ => 0..0,
        };
        self.shares.get(range).unwrap_or_default()
    }
}

/// `basis[x][v]`: what a coefficient of frequency `v` adds to pixel `x`.
fn basis() -> [[f64; 8]; 8] {
    core::array::from_fn(|x| {
        core::array::from_fn(|v| {
            let scale = if v == 0 {
                core::f64::consts::FRAC_1_SQRT_2
            } else {
                1.0
            };
            let angle = (2 * x + 1) as f64 * v as f64 * core::f64::consts::PI / 16.0;
            scale / 2.0 * angle.cos()
        })
    })
}

/// One buffer in the making.
#[derive(Debug, Clone)]
struct View {
    turn: Turn,
    columns: Side,
    rows: Side,
    /// For each row of the band and each sample across: the eight vertical frequencies.
    band: Vec<[f32; 8]>,
    sums: Vec<[f64; SIDE]>,
}

/// Reduces the blocks of one picture to its 64x64 buffers.
#[derive(Debug, Clone)]
pub struct BlockDownsampler {
    views: Vec<View>,
    quant: [[f32; 8]; 8],
}

impl BlockDownsampler {
    /// For a picture whose stored size is `width` by `height`, each at least 1; one buffer for
    /// each of the turns.
    pub fn new(width: usize, height: usize, turns: &[Turn]) -> Self {
        let views = turns.iter().map(|&turn| View {
            turn,
            columns: Side::new(width, &jarosz::taps(width, turn.mirror_columns)),
            rows: Side::new(height, &jarosz::taps(height, turn.mirror_rows)),
            band: vec![[0.0; 8]; MAX_BAND * SIDE],
            sums: vec![[0.0; SIDE]; SIDE],
        });
        Self {
            views: views.collect(),
            quant: [[1.0; 8]; 8],
        }
    }

    /// The factors of the coefficients of all blocks from here on, `[horizontal][vertical]`.
    pub fn quant(&mut self, quant: &[[f32; 8]; 8]) {
        self.quant = *quant;
    }

    /// Adds one block, `[horizontal frequency][vertical frequency]`.
    #[inline(always)]
    pub fn block(&mut self, column: usize, row: usize, block: &[[i16; 8]; 8]) {
        let mut scaled = [[0f32; 8]; 8];
        for ((scaled, block), quant) in scaled.iter_mut().zip(block).zip(&self.quant) {
            for ((scaled, value), quant) in scaled.iter_mut().zip(block).zip(quant) {
                *scaled = f32::from(*value) * quant;
            }
        }
        for view in &mut self.views {
            for share in view.columns.of(column) {
                let Some(sums) = view.band.get_mut(row % MAX_BAND * SIDE + share.sample) else {
                    continue;
                };
                let mut total = *sums;
                for (scaled, weight) in scaled.iter().zip(share.frequencies) {
                    for (sum, scaled) in total.iter_mut().zip(scaled) {
                        *sum += scaled * weight;
                    }
                }
                *sums = total;
            }
        }
    }

    /// Adds one block that has no other coefficient than the first.
    #[inline(always)]
    pub fn flat(&mut self, column: usize, row: usize, dc: i16) {
        let [[quant, ..], ..] = self.quant;
        let dc = f32::from(dc) * quant;
        for view in &mut self.views {
            for share in view.columns.of(column) {
                let sums = view.band.get_mut(row % MAX_BAND * SIDE + share.sample);
                if let (Some([sum, ..]), [weight, ..]) = (sums, share.frequencies) {
                    *sum += dc * weight;
                }
            }
        }
    }

    /// All blocks of these rows were added.
    pub fn band_done(&mut self, first: usize, count: usize) {
        for view in &mut self.views {
            for row in first..first + count {
                let band = view.band.chunks_exact_mut(SIDE).nth(row % MAX_BAND);
                let Some(band) = band else { continue };
                for share in view.rows.of(row) {
                    let Some(sums) = view.sums.get_mut(share.sample) else {
                        continue;
                    };
                    for (sum, band) in sums.iter_mut().zip(&*band) {
                        let terms = band.iter().zip(share.frequencies).map(|(b, f)| b * f);
                        *sum += f64::from(terms.sum::<f32>());
                    }
                }
                band.fill([0.0; 8]);
            }
        }
    }

    /// The buffers, in the order of the turns, once every block was added: 64 rows of 64 values.
    pub fn finish(self) -> Vec<Box<Buffer64>> {
        let views = self.views.into_iter();
        views
            .map(|view| {
                let mut buffer = Box::new([[0f32; SIDE]; SIDE]);
                for (i, sums) in view.sums.iter().enumerate() {
                    for (j, sum) in sums.iter().enumerate() {
                        let (row, column) = if view.turn.transpose { (j, i) } else { (i, j) };
                        if let Some(value) = buffer.get_mut(row).and_then(|r| r.get_mut(column)) {
                            // Samples are stored around 0: T.81, A.3.1.
                            *value = (sum + 128.0) as f32;
                        }
                    }
                }
                buffer
            })
            .collect()
    }
}
