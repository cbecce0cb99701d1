//! Stages 2 and 3 for a picture that comes as blocks of cosine coefficients.
//!
//! The filter is a linear map of pixels (see [`super::jarosz`]), and a pixel is a linear map of
//! the coefficients of its block. So the weights of each sample are transformed once, and each
//! block is added to the few samples it belongs to, without an inverse transform. What differs
//! from the pixels' way is that pixels are rounded and cut to 0..=255, and the sums here are not.
//!
//! Several buffers can be made in one pass: a picture as it is stored, and turned. The mirror image
//! of a sample is nearly the sample at the other end of the side: windows of even width sit half a
//! pixel off centre, so its weights are shifted by a pixel or two, and only the difference is added
//! up. It is 0 over most blocks but for a constant.
//!
//! Source of the transform: ITU-T T.81, A.3.3.

use super::jarosz::{self, Tap, Turn};
use super::trim::Inner;
use super::{Buffer64, SIDE};
use core::ops::Range;

/// Most rows of blocks that may come interleaved.
pub const MAX_BAND: usize = 4;

/// The share of one block column or row in one sample: what its eight frequencies add to it.
#[derive(Debug, Clone, Copy)]
struct Share {
    sample: usize,
    frequencies: [f32; 8],
    /// Whether only the first frequency counts: the weights are the same for all eight pixels.
    constant: bool,
}

/// The shares of every block along one side.
#[derive(Debug, Clone)]
struct Side {
    /// Shares of block `b` are `shares[starts[b]..starts[b + 1]]`.
    starts: Vec<usize>,
    shares: Vec<Share>,
}

impl Side {
    /// For a side of `n` pixels.
    fn new(n: usize, taps: &[Tap]) -> Self {
        let basis = basis();
        let mut by_block: Vec<Vec<Share>> = vec![Vec::new(); n.div_ceil(8)];
        for (sample, tap) in taps.iter().enumerate() {
            let first = tap.start / 8;
            let blocks = tap.end().div_ceil(8) - first;
            for (block, shares) in by_block.iter_mut().enumerate().skip(first).take(blocks) {
                let mut frequencies = [0f64; 8];
                for (pixel, basis) in (block * 8..).zip(&basis) {
                    let weight = pixel.checked_sub(tap.start);
                    let weight = weight.and_then(|i| tap.weights.get(i));
                    for (sum, basis) in frequencies.iter_mut().zip(basis) {
                        *sum += basis * f64::from(weight.copied().unwrap_or(0.0));
                    }
                }
                // Less than that is what rounding left of sums that cancel: weights are multiples
                // of at least 1 / 512^2.
                let frequencies = frequencies.map(|f| if f.abs() < 1e-7 { 0.0 } else { f as f32 });
                if frequencies != [0.0; 8] {
                    shares.push(Share {
                        sample,
                        frequencies,
                        constant: frequencies.iter().skip(1).all(|f| *f == 0.0),
                    });
                }
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

    /// The same for a part of a side; `taps` count from its beginning.
    fn within(n: usize, part: &Range<usize>, taps: Vec<Tap>) -> Self {
        let taps = taps.into_iter().map(|tap| tap.shifted(part.start));
        Self::new(n, &taps.collect::<Vec<_>>())
    }

    /// What the mirrored taps of a part of a side have more than those at its other end.
    fn difference(n: usize, part: &Range<usize>) -> Self {
        let mirrored = jarosz::taps(part.len(), true);
        let stored = jarosz::taps(part.len(), false);
        let taps = mirrored.iter().zip(stored.iter().rev());
        Self::within(n, part, taps.map(|(a, b)| a.minus(b)).collect())
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
pub(super) fn basis() -> [[f64; 8]; 8] {
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

/// The columns of a picture, in one direction.
#[derive(Debug, Clone)]
struct Columns {
    side: Side,
    /// For each row of the band and each sample across: the eight vertical frequencies.
    band: Vec<[f32; 8]>,
    /// What was added up so far, with the rows as they are stored and mirrored.
    sums: [Vec<[f64; SIDE]>; 2],
}

impl Columns {
    fn new(side: Side) -> Self {
        Self {
            side,
            band: vec![[0.0; 8]; MAX_BAND * SIDE],
            sums: [vec![[0.0; SIDE]; SIDE], vec![[0.0; SIDE]; SIDE]],
        }
    }
}

/// Reduces the blocks of one picture to its 64x64 buffers.
#[derive(Debug, Clone)]
pub struct BlockDownsampler {
    turns: Vec<Turn>,
    /// As stored, and what the mirrored ones have more; the latter only where a turn asks for it.
    columns: Vec<Columns>,
    /// As stored and mirrored; without shares where no turn asks for it.
    rows: [Side; 2],
    quant: [[f32; 8]; 8],
}

impl BlockDownsampler {
    /// For a picture whose stored size is `width` by `height`, each at least 1; one buffer for
    /// each of the turns.
    pub fn new(width: usize, height: usize, turns: &[Turn]) -> Self {
        Self::within(width, height, &Inner::whole(width, height), turns)
    }

    /// The same for a part of the picture, as if it were all of it; each side at least 1.
    pub fn within(width: usize, height: usize, inner: &Inner, turns: &[Turn]) -> Self {
        let taps = jarosz::taps(inner.width(), false);
        let side = Side::within(width, &inner.columns, taps);
        let mut columns = vec![Columns::new(side)];
        if turns.iter().any(|turn| turn.mirror_columns) {
            let side = Side::difference(width, &inner.columns);
            columns.push(Columns::new(side));
        }
        let rows = jarosz::both_taps(inner.height(), turns.iter().map(|turn| turn.mirror_rows));
        Self {
            turns: turns.to_vec(),
            columns,
            rows: rows.map(|taps| Side::within(height, &inner.rows, taps)),
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
        for columns in &mut self.columns {
            for share in columns.side.of(column) {
                let sums = columns.band.get_mut(row % MAX_BAND * SIDE + share.sample);
                let Some(sums) = sums else { continue };
                let mut total = *sums;
                let frequencies = if share.constant { 1 } else { 8 };
                for (scaled, weight) in scaled.iter().zip(share.frequencies).take(frequencies) {
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
        for columns in &mut self.columns {
            for share in columns.side.of(column) {
                let sums = columns.band.get_mut(row % MAX_BAND * SIDE + share.sample);
                if let (Some([sum, ..]), [weight, ..]) = (sums, share.frequencies) {
                    *sum += dc * weight;
                }
            }
        }
    }

    /// All blocks of these rows were added.
    pub fn band_done(&mut self, first: usize, count: usize) {
        for columns in &mut self.columns {
            for row in first..first + count {
                let band = columns.band.chunks_exact_mut(SIDE).nth(row % MAX_BAND);
                let Some(band) = band else { continue };
                for (sums, rows) in columns.sums.iter_mut().zip(&self.rows) {
                    for share in rows.of(row) {
                        let Some(sums) = sums.get_mut(share.sample) else {
                            continue;
                        };
                        for (sum, band) in sums.iter_mut().zip(&*band) {
                            let terms = band.iter().zip(share.frequencies).map(|(b, f)| b * f);
                            *sum += f64::from(terms.sum::<f32>());
                        }
                    }
                }
                band.fill([0.0; 8]);
            }
        }
    }

    /// The buffers, in the order of the turns, once every block was added: 64 rows of 64 values.
    pub fn finish(self) -> Vec<Box<Buffer64>> {
        let turns = self.turns.iter().map(|turn| {
            let mut buffer = jarosz::empty();
            let sums = self.columns.iter().map(|columns| {
                let [stored, mirrored] = &columns.sums;
                if turn.mirror_rows { mirrored } else { stored }
            });
            let sums: Vec<&Vec<[f64; SIDE]>> = sums.collect();
            for i in 0..SIDE {
                let mut row = [0f64; SIDE];
                if let Some(stored) = sums.first().and_then(|sums| sums.get(i)) {
                    row = *stored;
                }
                if turn.mirror_columns {
                    row.reverse();
                    let difference = sums.get(1).and_then(|sums| sums.get(i));
                    for (value, difference) in row.iter_mut().zip(difference.into_iter().flatten())
                    {
                        *value += difference;
                    }
                }
                for (j, value) in row.iter().enumerate() {
                    // Samples are stored around 0: T.81, A.3.1.
                    turn.put(&mut buffer, i, j, (value + 128.0) as f32);
                }
            }
            buffer
        });
        turns.collect()
    }
}
