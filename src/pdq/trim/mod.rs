//! The frame around a picture: uniform borders, letterboxes, the flat bars of a screenshot.
//!
//! PDQ does not survive them: a border of two hundredths of the side leaves a tenth of the matches.
//! So while a picture is hashed, [`strips`] keeps the mean luma of pieces of its rows and columns,
//! [`find`] says from these where the inner picture lies, and only a picture that has a frame is
//! decoded once more, to hash the pixels inside as if they were a file of their own.

pub mod find;
pub mod strips;

use core::ops::Range;

/// A part of a picture, in stored pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inner {
    /// Its columns.
    pub columns: Range<usize>,
    /// Its rows.
    pub rows: Range<usize>,
}

impl Inner {
    /// A whole picture.
    pub fn whole(width: usize, height: usize) -> Self {
        Self {
            columns: 0..width,
            rows: 0..height,
        }
    }

    /// Pixels across.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Pixels down.
    pub fn height(&self) -> usize {
        self.rows.len()
    }
}
