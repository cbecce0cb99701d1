//! Mean luma of pieces of every row and every column, gathered while a picture is decoded.
//!
//! A row is cut into at most [`STRIPS`] pieces, and so is a column; a byte holds the mean of each.
//! For 12 megapixels that is 0.43 MiB. From blocks of coefficients the means come without pixels:
//! the mean of a block's row is made of its vertical frequencies alone.

use crate::pdq::blocks::{self, MAX_BAND};
use crate::pdq::luma::Weights;
use core::ops::Range;

/// Most pieces of a row or of a column.
pub const STRIPS: usize = 64;

/// A picture with a shorter side than this has no frame that is worth finding.
pub const MIN_SIDE: usize = 96;

/// All lines (rows, or columns) of a picture, each as the means of its pieces.
#[derive(Clone, PartialEq, Eq)]
pub struct Lines {
    count: usize,
    /// What the pieces span across the lines.
    spans: Vec<Range<usize>>,
    /// Piece by piece, for every line.
    means: Vec<u8>,
}

impl Lines {
    fn new(count: usize, pieces: usize) -> Self {
        Self {
            count,
            spans: Vec::with_capacity(pieces),
            means: Vec::with_capacity(pieces * count),
        }
    }

    /// Without any pieces yet to be measured: all means are 0.
    fn with_spans(count: usize, spans: Vec<Range<usize>>) -> Self {
        Self {
            count,
            means: vec![0; spans.len() * count],
            spans,
        }
    }

    /// Number of lines.
    pub fn count(&self) -> usize {
        self.count
    }

    /// What the pieces span, in order, across the lines.
    pub fn spans(&self) -> &[Range<usize>] {
        &self.spans
    }

    /// The pieces that lie wholly inside a range across the lines.
    pub fn pieces(&self, inside: &Range<usize>) -> Range<usize> {
        let first = self.spans.partition_point(|s| s.start < inside.start);
        let end = self.spans.partition_point(|s| s.end <= inside.end);
        first..end.max(first)
    }

    /// Mean of a piece of a line; 0 where there is none.
    #[inline]
    pub fn mean(&self, line: usize, piece: usize) -> u8 {
        let at = piece * self.count + line;
        self.means.get(at).copied().unwrap_or_default()
    }

    #[inline]
    fn set(&mut self, line: usize, piece: usize, mean: u8) {
        if let Some(place) = self.means.get_mut(piece * self.count + line) {
            *place = mean;
        }
    }

    /// One more piece of all lines, the next one across.
    fn push(&mut self, span: Range<usize>, means: impl Iterator<Item = u8>) {
        self.spans.push(span);
        self.means.extend(means);
    }
}

impl core::fmt::Debug for Lines {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Lines")
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// The rows and the columns of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strips {
    /// From the top.
    pub rows: Lines,
    /// From the left.
    pub columns: Lines,
}

fn large_enough(width: usize, height: usize) -> bool {
    width.min(height) >= MIN_SIDE
}

/// The pieces of a side of `n` units, each `unit` pixels.
fn spans(n: usize, unit: usize) -> Vec<Range<usize>> {
    let pieces = STRIPS.min(n);
    let at = |piece: usize| piece * n / pieces * unit;
    (0..pieces).map(|piece| at(piece)..at(piece + 1)).collect()
}

/// From rows of pixels.
#[derive(Debug, Clone)]
pub struct PixelStrips {
    samples: usize,
    luma: Vec<u8>,
    rows: Lines,
    columns: Lines,
    /// The pieces of the columns.
    bands: Vec<Range<usize>>,
    /// Sums of all columns in this piece.
    sums: Vec<u32>,
    y: usize,
}

impl PixelStrips {
    /// For a picture of this stored size; `None` where it is too small to have a frame.
    pub fn new(width: usize, height: usize, luma: Weights) -> Option<Self> {
        large_enough(width, height).then(|| Self {
            samples: luma.samples(),
            luma: vec![0; width],
            rows: Lines::with_spans(height, spans(width, 1)),
            columns: Lines::new(width, STRIPS),
            bands: spans(height, 1),
            sums: vec![0; width],
            y: 0,
        })
    }

    /// Takes the next stored row: 8-bit samples.
    pub fn push_row(&mut self, samples: &[u8]) {
        match self.samples {
            1 => take(&mut self.luma, samples, |[grey]: [u8; 1]| grey),
            2 => take(&mut self.luma, samples, |[grey, _]: [u8; 2]| grey),
            3 => take(&mut self.luma, samples, |[r, g, b]: [u8; 3]| luma(r, g, b)),
            _ => take(&mut self.luma, samples, |[r, g, b, _]: [u8; 4]| {
                luma(r, g, b)
            }),
        }
        for (sum, luma) in self.sums.iter_mut().zip(&self.luma) {
            *sum += u32::from(*luma);
        }
        let mut means = [0; STRIPS];
        for (mean, span) in means.iter_mut().zip(&self.rows.spans) {
            let piece = self.luma.get(span.clone()).unwrap_or_default();
            let sum: u32 = piece.iter().map(|luma| u32::from(*luma)).sum();
            *mean = rounded(sum, span.len());
        }
        for (piece, mean) in means.into_iter().enumerate() {
            self.rows.set(self.y, piece, mean);
        }
        self.y += 1;
        let band = self.bands.get(self.columns.spans.len());
        if let Some(band) = band.filter(|band| band.end == self.y) {
            let count = band.len();
            let means = self.sums.iter().map(|sum| rounded(*sum, count));
            self.columns.push(band.clone(), means);
            self.sums.fill(0);
        }
    }

    /// What was gathered, once every row was pushed.
    pub fn finish(self) -> Strips {
        Strips {
            rows: self.rows,
            columns: self.columns,
        }
    }
}

#[inline(always)]
fn take<const N: usize>(luma: &mut [u8], samples: &[u8], convert: impl Fn([u8; N]) -> u8) {
    for (luma, pixel) in luma.iter_mut().zip(samples.as_chunks::<N>().0) {
        *luma = convert(*pixel);
    }
}

/// To the next whole number, with 8 bits behind the point; exact enough to compare means.
#[inline(always)]
fn luma(r: u8, g: u8, b: u8) -> u8 {
    ((77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b) + 128) >> 8) as u8
}

fn rounded(sum: u32, count: usize) -> u8 {
    let count = count.max(1) as u32;
    ((sum + count / 2) / count).min(255) as u8
}

/// From blocks of coefficients, `[horizontal frequency][vertical frequency]`.
#[derive(Debug, Clone)]
pub struct BlockStrips {
    width: usize,
    height: usize,
    /// For each column of blocks the piece of the rows that it is part of. A block that reaches
    /// over the edge is part of none: what it holds beyond is anything.
    piece_of: Vec<u8>,
    /// For each row of the band and each piece: sums of the vertical frequencies.
    band: Vec<[i32; 8]>,
    rows: Lines,
    columns: Lines,
    /// For each column of blocks: sums of the horizontal frequencies in this piece; one more for
    /// what is part of none.
    sums: Vec<[i32; 8]>,
    /// The rows of blocks in this piece.
    summed: Range<usize>,
    /// Factors of the vertical and of the horizontal frequencies.
    quant: [[f32; 8]; 2],
    basis: [[f32; 8]; 8],
}

/// Where blocks are added that are part of no piece.
const NOWHERE: usize = STRIPS;

impl BlockStrips {
    /// For a picture of this stored size; `None` where it is too small to have a frame.
    pub fn new(width: usize, height: usize) -> Option<Self> {
        large_enough(width, height).then(|| {
            let mut piece_of = vec![NOWHERE as u8; width.div_ceil(8)];
            let pieces = spans(width / 8, 8);
            for (piece, span) in pieces.iter().enumerate() {
                let blocks = piece_of.iter_mut().take(span.end / 8).skip(span.start / 8);
                blocks.for_each(|place| *place = piece as u8);
            }
            Self {
                width,
                height,
                sums: vec![[0; 8]; piece_of.len() + 1],
                basis: blocks::basis().map(|line| line.map(|b| b as f32)),
                piece_of,
                band: vec![[0; 8]; MAX_BAND * (STRIPS + 1)],
                rows: Lines::with_spans(height, pieces),
                columns: Lines::new(width, STRIPS),
                summed: 0..0,
                quant: [[1.0; 8]; 2],
            }
        })
    }

    /// The factors of the coefficients of all blocks from here on.
    pub fn quant(&mut self, quant: &[[f32; 8]; 8]) {
        let [vertical, ..] = quant;
        self.quant = [*vertical, quant.map(|[horizontal, ..]| horizontal)];
    }

    #[inline(always)]
    fn places(&mut self, column: usize, row: usize) -> Option<(&mut [i32; 8], &mut [i32; 8])> {
        let piece = usize::from(*self.piece_of.get(column)?);
        let down = self.band.get_mut(row % MAX_BAND * (STRIPS + 1) + piece)?;
        // A row of blocks that reaches over the edge has no share in the columns.
        let column = match (row + 1) * 8 <= self.height {
            true => column,
            false => self.piece_of.len(),
        };
        Some((down, self.sums.get_mut(column)?))
    }

    /// Adds one block.
    #[inline(always)]
    pub fn block(&mut self, column: usize, row: usize, block: &[[i16; 8]; 8]) {
        if let Some((down, across)) = self.places(column, row) {
            let [vertical, ..] = block;
            for (sum, coefficient) in down.iter_mut().zip(vertical) {
                *sum += i32::from(*coefficient);
            }
            for (sum, [coefficient, ..]) in across.iter_mut().zip(block) {
                *sum += i32::from(*coefficient);
            }
        }
    }

    /// Adds one block that has no other coefficient than the first.
    #[inline(always)]
    pub fn flat(&mut self, column: usize, row: usize, dc: i16) {
        if let Some(([down, ..], [across, ..])) = self.places(column, row) {
            *down += i32::from(dc);
            *across += i32::from(dc);
        }
    }

    /// All blocks of these rows were added.
    pub fn band_done(&mut self, first: usize, count: usize) {
        let [vertical, horizontal] = self.quant;
        for row in first..first + count {
            let band = self.band.chunks_exact_mut(STRIPS + 1).nth(row % MAX_BAND);
            let Some(band) = band else { continue };
            for (piece, sums) in band.iter().take(self.rows.spans.len()).enumerate() {
                let blocks = self.rows.spans.get(piece).map_or(0, |span| span.len() / 8);
                let lines = means(&self.basis, sums, &vertical, blocks);
                for (line, mean) in (row * 8..self.height).zip(lines) {
                    self.rows.set(line, piece, mean);
                }
            }
            band.fill([0; 8]);
        }
        self.summed.end = (first + count).min(self.height / 8);
        let left = self.height / 8 - self.summed.end;
        // Pieces end where bands do.
        if self.summed.len() >= (self.height / 8).div_ceil(STRIPS)
            || (left == 0 && !self.summed.is_empty())
        {
            let rows = self.summed.len();
            let columns = self
                .sums
                .iter()
                .flat_map(|sums| means(&self.basis, sums, &horizontal, rows));
            let span = self.summed.start * 8..self.summed.end * 8;
            self.columns.push(span, columns.take(self.width));
            self.sums.fill([0; 8]);
            self.summed.start = self.summed.end;
        }
    }

    /// What was gathered, once every block was added.
    pub fn finish(self) -> Strips {
        Strips {
            rows: self.rows,
            columns: self.columns,
        }
    }
}

/// The eight lines through some blocks, each the mean over all of them, from the sums of the
/// frequencies that run across the lines. The frequencies along them add nothing to a mean.
fn means(basis: &[[f32; 8]; 8], sums: &[i32; 8], quant: &[f32; 8], blocks: usize) -> [u8; 8] {
    let mut frequencies = [0f32; 8];
    for ((f, sum), quant) in frequencies.iter_mut().zip(sums).zip(quant) {
        *f = *sum as f32 * quant;
    }
    // The first basis function along the line is 1 / sqrt(8).
    let scale = core::f32::consts::FRAC_1_SQRT_2 / (2.0 * blocks.max(1) as f32);
    basis.map(|basis| {
        let terms = basis.iter().zip(&frequencies).map(|(b, f)| b * f);
        // Samples are stored around 0: T.81, A.3.1.
        (terms.sum::<f32>() * scale + 128.5).clamp(0.0, 255.0) as u8
    })
}
