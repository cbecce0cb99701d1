//! One 8x8 block of coefficients, and who takes them.

/// Coefficients of a block, in columns: `block[v][u]` belongs to horizontal frequency `v` and
/// vertical frequency `u`. Not dequantised.
pub type Block = [[i16; 8]; 8];

/// Quantisation table in the same order.
pub type Quant = [[f32; 8]; 8];

/// Most rows of blocks that are given out at the same time.
pub const MAX_BAND: usize = 4;

/// Takes the blocks of luma.
///
/// They come in bands of one to [`MAX_BAND`] rows of blocks, from the top; inside a band in any
/// order. Blocks of padding beyond the picture's edge come too. Where decoding fails later on,
/// what was taken is to be thrown away.
pub trait BlockSink {
    /// Comes once, before the first block.
    fn quant(&mut self, quant: &Quant);
    /// One block; `row` counts from the top of the picture.
    fn block(&mut self, column: usize, row: usize, block: &Block);
    /// The same for a block that has no other coefficient than the first.
    fn flat(&mut self, column: usize, row: usize, dc: i16);
    /// The band is complete: `count` rows from `first` on.
    fn band_done(&mut self, first: usize, count: usize);
}

/// For each position in zigzag order: where it is in a [`Block`] seen as 64 numbers. Positions
/// from 64 on stand for runs beyond the end, which are found out later, and for the end of the
/// block, which comes with the value 0; both go where nothing was written before.
///
/// Source: ITU-T T.81, figure A.6.
pub(super) const ZIGZAG: [u8; 256] = zigzag();

#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn zigzag() -> [u8; 256] {
    let mut order = [63; 256];
    let (mut u, mut v) = (0u8, 0u8);
    let mut k = 0;
    while k < 64 {
        order[k] = v * 8 + u;
        // Even diagonals run up and to the right, odd ones down and to the left.
        if (u + v).is_multiple_of(2) {
            if v == 7 {
                u += 1;
            } else if u == 0 {
                v += 1;
            } else {
                u -= 1;
                v += 1;
            }
        } else if u == 7 {
            v += 1;
        } else if v == 0 {
            u += 1;
        } else {
            u += 1;
            v -= 1;
        }
        k += 1;
    }
    order
}

/// A quantisation table in the order of a block.
pub(super) fn quant(zigzag: &[u16; 64]) -> Quant {
    let mut quant = [[0f32; 8]; 8];
    let flat = quant.as_flattened_mut();
    for (value, place) in zigzag.iter().zip(ZIGZAG) {
        if let Some(entry) = flat.get_mut(usize::from(place)) {
            *entry = f32::from(*value);
        }
    }
    quant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zigzag_runs_over_the_diagonals() {
        let (v, u): (Vec<u8>, Vec<u8>) = ZIGZAG[..64].iter().map(|p| (p / 8, p % 8)).unzip();
        assert_eq!(v[..10], [0, 1, 0, 0, 1, 2, 3, 2, 1, 0]);
        assert_eq!(u[..10], [0, 0, 1, 2, 1, 0, 0, 1, 2, 3]);
        assert_eq!(
            (v[63], u[63], v[62], u[62], v[61], u[61]),
            (7, 7, 6, 7, 7, 6)
        );
        let mut seen = ZIGZAG[..64].to_vec();
        seen.sort_unstable();
        assert!(seen.iter().copied().eq(0..64));
    }
}
