//! The luma of a JPEG as rows of samples, without its colour: the pixels that the
//! [coefficients](Jpeg::decode) stand for.
//!
//! A few rows are all the memory there is. What is hashed from here tells what leaving the inverse
//! transform out costs, in bits and in time.

use super::block::{Block, BlockSink, MAX_BAND, Quant};
use super::idct::{self, Factors};
use super::{Jpeg, JpegError};

impl Jpeg<'_> {
    /// Decodes the luma and gives out its rows from the top, each as wide as the picture.
    ///
    /// # Errors
    /// Any [`JpegError`]; what was given out is then to be thrown away. [`JpegError::NotLuma`]
    /// comes before the first row.
    pub fn luma_rows(&self, take: impl FnMut(&[u8])) -> Result<(), JpegError> {
        if !self.has_luma() {
            return Err(JpegError::NotLuma);
        }
        let luma = self.frame.components.first().ok_or(JpegError::NotLuma)?;
        let stride = self.frame.blocks(luma).0 * 8;
        let mut rows = Rows {
            samples: vec![0; stride * MAX_BAND * 8],
            stride,
            width: self.frame.width,
            left: self.frame.height,
            // Blocks come before their band is done, and bands come from the top.
            first: 0,
            factors: idct::factors(&[[0.; 8]; 8]),
            take,
        };
        self.run(0, &mut rows)
    }
}

struct Rows<F> {
    /// The rows of one band.
    samples: Vec<u8>,
    stride: usize,
    width: usize,
    /// Rows of the picture that were not given out.
    left: usize,
    /// The band's first row of blocks.
    first: usize,
    factors: Factors,
    take: F,
}

impl<F: FnMut(&[u8])> Rows<F> {
    #[inline(always)]
    fn put(&mut self, column: usize, row: usize, samples: &[[u8; 8]; 8]) {
        // Padding beyond the picture.
        if (column + 1) * 8 > self.stride {
            return;
        }
        let at = row.wrapping_sub(self.first).wrapping_mul(8 * self.stride);
        let Some(band) = self.samples.get_mut(at..) else {
            return;
        };
        for (line, samples) in band.chunks_exact_mut(self.stride).zip(samples) {
            if let Some(place) = line.get_mut(column * 8..).and_then(<[u8]>::first_chunk_mut) {
                *place = *samples;
            }
        }
    }
}

impl<F: FnMut(&[u8])> BlockSink for Rows<F> {
    fn quant(&mut self, quant: &Quant) {
        self.factors = idct::factors(quant);
    }

    #[inline(always)]
    fn block(&mut self, column: usize, row: usize, block: &Block) {
        self.put(column, row, &idct::block(block, &self.factors));
    }

    #[inline(always)]
    fn flat(&mut self, column: usize, row: usize, dc: i16) {
        self.put(column, row, &[[idct::flat(dc, &self.factors); 8]; 8]);
    }

    fn band_done(&mut self, first: usize, count: usize) {
        let rows = self.samples.chunks_exact(self.stride).take(count * 8);
        for row in rows.take(self.left) {
            self.left -= 1;
            (self.take)(row.get(..self.width).unwrap_or_default());
        }
        self.first = first + count;
    }
}
