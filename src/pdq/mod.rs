//! PDQ: a picture to 256 bits that change little when the picture is edited a little.
//!
//! One stage a file, in the order in which a picture passes them: [`luma`], [`jarosz`], [`dct`],
//! [`median`], [`quality`], [`dihedral`], [`margins`]; [`turned`] has the exact hashes of turned
//! and mirrored pictures. The target is the *full-resolution* core
//! of facebook/ThreatExchange at commit `baefb4ed67b6cdc1d4c82dbaef858d50866ac424` (what PyPI
//! `pdqhash`, python-threatexchange and the Java port compute), not its command line tool, which
//! first shrinks pictures to 512x512; [`compat`] does that where it is asked for.

pub mod blocks;
pub mod compat;
pub mod dct;
pub mod dihedral;
pub mod jarosz;
pub mod luma;
pub mod margins;
pub mod median;
pub mod quality;
pub mod trim;
pub mod turn;
pub mod turned;

use crate::hash256::PdqHash;
use core::fmt;

/// Side of the buffer that a picture is reduced to.
pub const SIDE: usize = 64;

/// Number of low frequencies kept along each axis.
pub const LOW: usize = 16;

/// A picture below this many pixels on a side has the all-zero hash and quality 0, by definition
/// of the reference.
pub const MIN_SIDE: usize = 5;

/// Below this quality a hash says too little to be matched.
///
/// Source: `QUALITY_THRESHOLD` in `python-threatexchange/threatexchange/signal_type/pdq/signal.py`.
pub const MIN_QUALITY: u8 = 50;

/// 64 rows of 64 luma values, 0 to 255.
pub type Buffer64 = [[f32; SIDE]; SIDE];

/// 16 rows (vertical frequencies 1 to 16) of 16 coefficients (horizontal frequencies 1 to 16).
pub type Dct16 = [[f32; LOW]; LOW];

/// Everything PDQ says about one picture. `Debug` shows the quality only.
#[derive(Clone, PartialEq)]
pub struct Pdq {
    /// The hash.
    pub hash: PdqHash,
    /// 0 (nothing to see) to 100; below [`MIN_QUALITY`] the hash is not to be used.
    pub quality: u8,
    dct: Box<Dct16>,
    median: f32,
}

impl Pdq {
    /// From a 64x64 luma buffer, whatever it was made from.
    pub fn from_buffer(buffer: &Buffer64) -> Self {
        let dct = Box::new(dct::dct16(buffer));
        let median = median::lower_median(&dct);
        Self {
            hash: median::hash(&dct, median),
            quality: quality::quality(buffer),
            dct,
            median,
        }
    }

    /// What the reference says about a picture that is too small: all zero.
    pub fn too_small() -> Self {
        Self {
            hash: PdqHash::default(),
            quality: 0,
            dct: Box::new([[0.0; LOW]; LOW]),
            median: 0.0,
        }
    }

    /// The hashes of the eight turned and mirrored pictures, as [`dihedral`] describes.
    pub fn dihedral_hashes(&self) -> [(dihedral::Dihedral, PdqHash); 8] {
        dihedral::Dihedral::ALL.map(|turn| (turn, turn.hash(&self.dct)))
    }

    /// The 256 signed margins, as [`margins`] describes.
    pub fn margins(&self) -> [f32; 256] {
        margins::margins(&self.dct, self.median)
    }

    /// The coefficients that were compared with [`median`](Self::median).
    pub fn coefficients(&self) -> &Dct16 {
        &self.dct
    }

    /// The lower median of the coefficients.
    pub fn median(&self) -> f32 {
        self.median
    }
}

impl fmt::Debug for Pdq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pdq")
            .field("quality", &self.quality)
            .finish_non_exhaustive()
    }
}

/// Everything PDQ says about a picture that came as blocks of coefficients; one for each turn.
pub fn from_blocks(downsampler: blocks::BlockDownsampler) -> Vec<Pdq> {
    from_buffers(&downsampler.finish())
}

fn from_buffers(buffers: &[Box<Buffer64>]) -> Vec<Pdq> {
    buffers.iter().map(|b| Pdq::from_buffer(b)).collect()
}

/// Which implementation's hash is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// The full-resolution core.
    #[default]
    Core,
    /// The reference's command line tool, see [`compat`].
    Cli512,
}

/// Hashes one picture whose rows arrive one after another.
#[derive(Debug, Clone)]
pub struct Hasher {
    nearest: Option<compat::Nearest>,
    downsampler: Option<jarosz::Downsampler>,
    /// How many turns there are.
    turns: usize,
}

impl Hasher {
    /// For a picture stored as `width` by `height` pixels; the hash will be that of the picture
    /// after `turn`.
    pub fn new(
        width: u32,
        height: u32,
        luma: luma::Weights,
        turn: jarosz::Turn,
        target: Target,
    ) -> Self {
        Self::with_turns(width, height, luma, &[turn], target)
    }

    /// The same for several turns in one pass.
    pub fn with_turns(
        width: u32,
        height: u32,
        luma: luma::Weights,
        turns: &[jarosz::Turn],
        target: Target,
    ) -> Self {
        let (mut width, mut height) = (width as usize, height as usize);
        let nearest = match target {
            Target::Core => None,
            Target::Cli512 => compat::Nearest::new(width, height, luma.samples()),
        };
        if nearest.is_some() {
            (width, height) = (compat::SIDE, compat::SIDE);
        }
        let large_enough = width >= MIN_SIDE && height >= MIN_SIDE;
        Self {
            nearest,
            downsampler: large_enough
                .then(|| jarosz::Downsampler::with_turns(width, height, luma, turns)),
            turns: turns.len(),
        }
    }

    /// Takes the next stored row, top to bottom: `width` pixels of 8-bit samples.
    pub fn push_row(&mut self, samples: &[u8]) {
        let Some(downsampler) = &mut self.downsampler else {
            return;
        };
        let (row, times) = match &mut self.nearest {
            Some(nearest) => nearest.push_row(samples),
            None => (samples, 1),
        };
        for _ in 0..times {
            downsampler.push_row(row);
        }
    }

    /// The result of the first turn, once every row was pushed.
    pub fn finish(self) -> Pdq {
        match self.downsampler {
            Some(downsampler) => Pdq::from_buffer(&downsampler.finish()),
            None => Pdq::too_small(),
        }
    }

    /// The results in the order of the turns, once every row was pushed.
    pub fn finish_all(self) -> Vec<Pdq> {
        match self.downsampler {
            Some(downsampler) => from_buffers(&downsampler.finish_all()),
            None => vec![Pdq::too_small(); self.turns],
        }
    }
}
