//! Stage 7: the hashes of the eight turned and mirrored pictures, from one DCT.
//!
//! These are the reference's approximations: sign changes and a transpose of the coefficients,
//! with the median taken anew. Hashing turned *pixels* gives something else (median distance 8 to
//! 12 bits), because box windows of even width sit half a pixel off centre; only the transpose is
//! exact.
//!
//! Source: `pdq/cpp/hashing/pdqhashing.cpp` (`dct16OriginalToRotate90` and the six others) and
//! `pdqhashing.h` of facebook/ThreatExchange.

use super::{Dct16, LOW, median};
use crate::hash256::PdqHash;

/// The eight symmetries of a square, named as the reference names them. Rotations are
/// counter-clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dihedral {
    /// As it is.
    Original,
    /// A quarter turn counter-clockwise.
    Rotate90,
    /// Half a turn.
    Rotate180,
    /// A quarter turn clockwise.
    Rotate270,
    /// Top and bottom exchanged.
    FlipX,
    /// Left and right exchanged (a mirror).
    FlipY,
    /// Mirrored at the falling diagonal (transposed).
    FlipPlus1,
    /// Mirrored at the rising diagonal.
    FlipMinus1,
}

impl Dihedral {
    /// All eight, in the reference's order.
    pub const ALL: [Self; 8] = [
        Self::Original,
        Self::Rotate90,
        Self::Rotate180,
        Self::Rotate270,
        Self::FlipX,
        Self::FlipY,
        Self::FlipPlus1,
        Self::FlipMinus1,
    ];

    /// The name in the reference's own output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Original => "orig",
            Self::Rotate90 => "rot90",
            Self::Rotate180 => "rot180",
            Self::Rotate270 => "rot270",
            Self::FlipX => "flipx",
            Self::FlipY => "flipy",
            Self::FlipPlus1 => "flipplus1",
            Self::FlipMinus1 => "flipminus1",
        }
    }

    /// Whether the coefficients change places as in a transpose, and whether the coefficient that
    /// ends up in row `i`, column `j` changes its sign.
    fn transposes(self) -> bool {
        matches!(
            self,
            Self::Rotate90 | Self::Rotate270 | Self::FlipPlus1 | Self::FlipMinus1
        )
    }

    fn negates(self, i: usize, j: usize) -> bool {
        // Row 0 is frequency 1: an odd wave, which a mirror turns upside down.
        match self {
            Self::Original | Self::FlipPlus1 => false,
            Self::Rotate180 | Self::FlipMinus1 => !(i + j).is_multiple_of(2),
            Self::FlipX | Self::Rotate90 => i.is_multiple_of(2),
            Self::FlipY | Self::Rotate270 => j.is_multiple_of(2),
        }
    }

    /// The coefficients of the turned picture.
    pub fn turn(self, dct: &Dct16) -> Dct16 {
        let mut turned = [[0f32; LOW]; LOW];
        for (i, row) in turned.iter_mut().enumerate() {
            for (j, value) in row.iter_mut().enumerate() {
                let (from_row, from_column) = if self.transposes() { (j, i) } else { (i, j) };
                let source = dct.get(from_row).and_then(|r| r.get(from_column));
                let source = source.copied().unwrap_or(0.0);
                *value = if self.negates(i, j) { -source } else { source };
            }
        }
        turned
    }

    /// The hash of the turned picture.
    pub fn hash(self, dct: &Dct16) -> PdqHash {
        let turned = self.turn(dct);
        median::hash(&turned, median::lower_median(&turned))
    }
}
