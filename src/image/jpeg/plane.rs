//! The samples of one component, and their rows at the size of the picture.
//!
//! Components of half the width or height are interpolated with the weights 3:1 of the two nearest
//! samples, as most decoders do; of other sizes, the nearest sample is taken.
//!
//! Source of weights and rounding: `jdsample.c` of the Independent JPEG Group's library, release
//! 6b, and of libjpeg-turbo for components of half the height.

use super::block::{Block, BlockSink, Quant};
use super::idct::{self, Factors};
use super::markers::{Component, Frame};

/// The samples of one component. Takes its blocks.
pub(super) struct Plane {
    samples: Vec<u8>,
    stride: usize,
    /// Samples that belong to the picture.
    width: usize,
    height: usize,
    /// Its sampling factors and the largest of all components.
    h: (usize, usize),
    v: (usize, usize),
    factors: Factors,
    /// A row that is being interpolated.
    values: Vec<u16>,
}

impl Plane {
    pub fn new(frame: &Frame, component: &Component) -> Self {
        let (wide, high) = frame.blocks(component);
        let (max_h, max_v) = frame.max_sampling();
        Self {
            samples: vec![0; wide * 8 * high * 8],
            stride: wide * 8,
            width: (frame.width * component.h).div_ceil(max_h),
            height: (frame.height * component.v).div_ceil(max_v),
            h: (component.h, max_h),
            v: (component.v, max_v),
            factors: idct::factors(&[[0.; 8]; 8]),
            values: Vec::new(),
        }
    }

    fn put(&mut self, column: usize, row: usize, rows: &[[u8; 8]; 8]) {
        if (column + 1) * 8 > self.stride {
            return;
        }
        let at = row * 8 * self.stride;
        let Some(band) = self.samples.get_mut(at..) else {
            return;
        };
        for (line, row) in band.chunks_exact_mut(self.stride).zip(rows) {
            if let Some(place) = line.get_mut(column * 8..).and_then(<[u8]>::first_chunk_mut) {
                *place = *row;
            }
        }
    }

    fn row(&self, y: usize) -> &[u8] {
        let at = y.min(self.height - 1) * self.stride;
        self.samples.get(at..at + self.width).unwrap_or_default()
    }

    /// Row `y` of the picture; at least its width.
    pub fn upsampled(&mut self, y: usize, out: &mut Vec<u8>) {
        out.clear();
        let half = |(own, largest): (usize, usize)| own * 2 == largest;
        let full = |(own, largest): (usize, usize)| own == largest;
        // The row that is nearest, and the one behind it.
        let (near, far) = match y % 2 {
            0 => (y / 2, (y / 2).saturating_sub(1)),
            _ => (y / 2, y / 2 + 1),
        };
        if full(self.h) && full(self.v) {
            out.extend_from_slice(self.row(y));
        } else if half(self.h) && (full(self.v) || half(self.v)) && self.width > 2 {
            let mut values = core::mem::take(&mut self.values);
            values.clear();
            if full(self.v) {
                values.extend(self.row(y).iter().map(|s| u16::from(*s)));
                across(&values, 2, [1, 2], out);
            } else {
                let pairs = self.row(near).iter().zip(self.row(far));
                values.extend(pairs.map(|(near, far)| u16::from(*near) * 3 + u16::from(*far)));
                across(&values, 4, [8, 7], out);
            }
            self.values = values;
        } else if full(self.h) && half(self.v) {
            let bias = 1 + (y % 2) as u16;
            let pairs = self.row(near).iter().zip(self.row(far));
            out.extend(
                pairs.map(|(near, far)| {
                    ((u16::from(*near) * 3 + u16::from(*far) + bias) >> 2) as u8
                }),
            );
        } else {
            let (own, largest) = self.h;
            let row = self.row(y * self.v.0 / self.v.1);
            let nearest = (0..self.width * largest / own).map(|x| x * own / largest);
            out.extend(nearest.map(|x| row.get(x).copied().unwrap_or(0)));
        }
    }
}

/// Twice as many values, each of three parts of the nearest and one of the next but nearest; the
/// first and the last have no neighbour and count four times.
fn across(values: &[u16], shift: u32, [left, right]: [u16; 2], out: &mut Vec<u8>) {
    out.resize(values.len() * 2, 0);
    let pair = |before: u16, value: u16, after: u16| {
        let near = value * 3;
        [
            ((near + before + left) >> shift) as u8,
            ((near + after + right) >> shift) as u8,
        ]
    };
    let (pairs, _) = out.as_chunks_mut::<2>();
    if let ([first, inner @ .., last], [v0, v1, ..], [.., v2, v3]) = (pairs, values, values) {
        *first = pair(*v0, *v0, *v1);
        *last = pair(*v2, *v3, *v3);
        for (out, [before, value, after]) in inner.iter_mut().zip(values.array_windows()) {
            *out = pair(*before, *value, *after);
        }
    }
}

impl BlockSink for Plane {
    fn quant(&mut self, quant: &Quant) {
        self.factors = idct::factors(quant);
    }

    fn block(&mut self, column: usize, row: usize, block: &Block) {
        self.put(column, row, &idct::block(block, &self.factors));
    }

    fn flat(&mut self, column: usize, row: usize, dc: i16) {
        self.put(column, row, &[[idct::flat(dc, &self.factors); 8]; 8]);
    }

    fn band_done(&mut self, _: usize, _: usize) {}
}
