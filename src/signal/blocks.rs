//! From the coefficients of a JPEG's luma to the views of its frame.

use super::FrameSignal;
use super::view::Aim;
use crate::image::jpeg::{self, Block, BlockSink, Quant};
use crate::image::{Coefficients, ImageError, Picture};
use crate::pdq::blocks::BlockDownsampler;
use crate::pdq::{self, blocks};

const _: () = assert!(jpeg::MAX_BAND <= blocks::MAX_BAND);

/// The only frame of a JPEG, for looking up.
pub(super) fn frame(
    picture: &Picture<'_>,
    coefficients: &Coefficients<'_, '_>,
) -> Result<FrameSignal, ImageError> {
    let (aim, orientation) = (Aim::LookUp, picture.orientation);
    let (width, height) = (picture.width as usize, picture.height as usize);
    let turns = aim.turns(orientation);
    let mut sink = LumaBlocks(BlockDownsampler::new(width, height, &turns));
    coefficients.decode(&mut sink)?;
    let pdqs = pdq::from_blocks(sink.0);
    Ok(FrameSignal {
        frame: 0,
        views: aim.views(orientation, (picture.width, picture.height), pdqs),
    })
}

/// Hands the blocks of a JPEG to the hash: the two know nothing of each other.
struct LumaBlocks(BlockDownsampler);

impl BlockSink for LumaBlocks {
    fn quant(&mut self, quant: &Quant) {
        self.0.quant(quant);
    }

    #[inline(always)]
    fn block(&mut self, column: usize, row: usize, block: &Block) {
        self.0.block(column, row, block);
    }

    #[inline(always)]
    fn flat(&mut self, column: usize, row: usize, dc: i16) {
        self.0.flat(column, row, dc);
    }

    fn band_done(&mut self, first: usize, count: usize) {
        self.0.band_done(first, count);
    }
}
