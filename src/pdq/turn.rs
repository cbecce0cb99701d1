//! The eight ways to turn and mirror a picture, as something that is done to weights.

use super::Buffer64;
use super::dihedral::Dihedral;

/// How a picture has to be turned before it is hashed: mirror the sides, then transpose.
///
/// Every one of the eight EXIF orientations is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turn {
    /// The stored columns run from right to left.
    pub mirror_columns: bool,
    /// The stored rows run from bottom to top.
    pub mirror_rows: bool,
    /// Rows and columns change places, after the mirroring.
    pub transpose: bool,
}

impl Turn {
    /// The turn that makes a stored picture upright, by its EXIF orientation 1..=8; anything else
    /// counts as 1 (stored upright).
    ///
    /// Source: CIPA DC-008 (Exif 2.32), tag 0x0112.
    pub fn from_exif(orientation: u8) -> Self {
        let (mirror_columns, mirror_rows, transpose) = match orientation {
            2 => (true, false, false),
            3 => (true, true, false),
            4 => (false, true, false),
            5 => (false, false, true),
            6 => (false, true, true),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self {
            mirror_columns,
            mirror_rows,
            transpose,
        }
    }
    /// The turn that does this one and then `next`.
    pub fn then(self, next: Self) -> Self {
        // What mirrors columns after a transpose mirrors rows before it.
        let (columns, rows) = match self.transpose {
            true => (next.mirror_rows, next.mirror_columns),
            false => (next.mirror_columns, next.mirror_rows),
        };
        Self {
            mirror_columns: self.mirror_columns ^ columns,
            mirror_rows: self.mirror_rows ^ rows,
            transpose: self.transpose ^ next.transpose,
        }
    }

    /// Sets the value of row `i`, column `j` of the mirrored picture, transposed where this turn
    /// says so.
    pub(super) fn put(self, buffer: &mut Buffer64, i: usize, j: usize, value: f32) {
        let (row, column) = if self.transpose { (j, i) } else { (i, j) };
        if let Some(place) = buffer.get_mut(row).and_then(|r| r.get_mut(column)) {
            *place = value;
        }
    }
}

impl From<Dihedral> for Turn {
    fn from(dihedral: Dihedral) -> Self {
        let (mirror_columns, mirror_rows, transpose) = match dihedral {
            Dihedral::Original => (false, false, false),
            Dihedral::Rotate90 => (true, false, true),
            Dihedral::Rotate180 => (true, true, false),
            Dihedral::Rotate270 => (false, true, true),
            Dihedral::FlipX => (false, true, false),
            Dihedral::FlipY => (true, false, false),
            Dihedral::FlipPlus1 => (false, false, true),
            Dihedral::FlipMinus1 => (true, true, true),
        };
        Self {
            mirror_columns,
            mirror_rows,
            transpose,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 3x2 picture 0 1 2 / 3 4 5 after a turn, row by row.
    fn turned(turn: Turn) -> Vec<Vec<u8>> {
        let mut rows = vec![vec![0, 1, 2], vec![3, 4, 5]];
        if turn.mirror_columns {
            rows.iter_mut().for_each(|row| row.reverse());
        }
        if turn.mirror_rows {
            rows.reverse();
        }
        if turn.transpose {
            rows = (0..3)
                .map(|x| rows.iter().map(|r| r[x]).collect())
                .collect();
        }
        rows
    }

    #[test]
    fn rotations_are_counter_clockwise() {
        let rows = |dihedral: Dihedral| turned(dihedral.into());
        assert_eq!(rows(Dihedral::Rotate90), [[2, 5], [1, 4], [0, 3]]);
        assert_eq!(rows(Dihedral::Rotate180), [[5, 4, 3], [2, 1, 0]]);
        assert_eq!(rows(Dihedral::Rotate270), [[3, 0], [4, 1], [5, 2]]);
        assert_eq!(rows(Dihedral::FlipX), [[3, 4, 5], [0, 1, 2]]);
        assert_eq!(rows(Dihedral::FlipY), [[2, 1, 0], [5, 4, 3]]);
        assert_eq!(rows(Dihedral::FlipPlus1), [[0, 3], [1, 4], [2, 5]]);
        assert_eq!(rows(Dihedral::FlipMinus1), [[5, 2], [4, 1], [3, 0]]);
    }

    #[test]
    fn one_turn_after_another() {
        let turn = |d: Dihedral| Turn::from(d);
        for (first, second, both) in [
            (Dihedral::Rotate90, Dihedral::Rotate90, Dihedral::Rotate180),
            (Dihedral::Rotate90, Dihedral::Rotate180, Dihedral::Rotate270),
            (Dihedral::Rotate90, Dihedral::Rotate270, Dihedral::Original),
            (Dihedral::FlipX, Dihedral::FlipY, Dihedral::Rotate180),
            (Dihedral::FlipPlus1, Dihedral::FlipY, Dihedral::Rotate270),
            (Dihedral::FlipPlus1, Dihedral::FlipX, Dihedral::Rotate90),
        ] {
            assert_eq!(
                turn(first).then(turn(second)),
                turn(both),
                "{first:?} {second:?}"
            );
        }
    }
}
