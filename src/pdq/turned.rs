//! Stage 7, exactly: the hashes of the really turned and mirrored pictures.
//!
//! Windows of even width sit half a pixel off centre, so the buffer of a mirrored picture is not
//! the mirrored buffer; [`super::dihedral`] approximates it. Here the weights were mirrored
//! instead. A transpose is exact, so the stored picture, both mirrors and both together give all
//! eight.

use super::dihedral::Dihedral;
use super::turn::Turn;
use super::{LOW, Pdq};
use crate::hash256::PdqHash;

/// What PDQ says about a picture and its mirror images.
#[derive(Debug, Clone, PartialEq)]
pub struct Mirrors([Pdq; 4]);

impl Mirrors {
    /// The turns that the four pictures come from, in the order in which [`new`](Self::new)
    /// takes them: as stored, columns mirrored, rows
    /// mirrored, both.
    pub const TURNS: [Turn; 4] = {
        const fn mirror(mirror_columns: bool, mirror_rows: bool) -> Turn {
            Turn {
                mirror_columns,
                mirror_rows,
                transpose: false,
            }
        }
        [
            mirror(false, false),
            mirror(true, false),
            mirror(false, true),
            mirror(true, true),
        ]
    };

    /// From the four pictures of [`TURNS`](Self::TURNS); `None` where there are more or fewer.
    pub fn new(pdqs: Vec<Pdq>) -> Option<Self> {
        pdqs.try_into().ok().map(Self)
    }

    /// What PDQ says about the picture after a turn.
    pub fn turned(&self, turn: Turn) -> Pdq {
        let [stored, columns, rows, both] = &self.0;
        let pdq = match (turn.mirror_columns, turn.mirror_rows) {
            (false, false) => stored,
            (true, false) => columns,
            (false, true) => rows,
            (true, true) => both,
        };
        match turn.transpose {
            true => pdq.transposed(),
            false => pdq.clone(),
        }
    }

    /// The hashes of all eight, in the order of [`Dihedral::ALL`].
    pub fn hashes(&self) -> [(Dihedral, PdqHash); 8] {
        Dihedral::ALL.map(|dihedral| (dihedral, self.turned(dihedral.into()).hash))
    }
}

impl Pdq {
    /// What PDQ says about the picture whose rows are this one's columns.
    pub fn transposed(&self) -> Self {
        let mut dct = Box::new([[0f32; LOW]; LOW]);
        for (j, row) in self.dct.iter().enumerate() {
            for (value, transposed) in row.iter().zip(dct.iter_mut()) {
                if let Some(place) = transposed.get_mut(j) {
                    *place = *value;
                }
            }
        }
        Self {
            hash: super::median::hash(&dct, self.median),
            quality: self.quality,
            dct,
            median: self.median,
        }
    }
}
