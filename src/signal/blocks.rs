//! From the coefficients of a JPEG's luma to the views of its frame.

use super::FrameSignal;
use super::view::Aim;
use crate::image::jpeg::{self, Block, BlockSink, Quant};
use crate::image::{Coefficients, ImageError, Picture};
use crate::pdq::blocks::BlockDownsampler;
use crate::pdq::trim::find;
use crate::pdq::trim::strips::BlockStrips;
use crate::pdq::{self, blocks};

const _: () = assert!(jpeg::MAX_BAND <= blocks::MAX_BAND);

/// The only frame of a JPEG, for looking up.
pub(super) fn frame(
    picture: &Picture<'_>,
    coefficients: &Coefficients<'_, '_>,
) -> Result<FrameSignal, ImageError> {
    let (aim, orientation) = (Aim::LookUp, picture.orientation);
    let (width, height) = (picture.width as usize, picture.height as usize);
    let mut sink = LumaBlocks {
        map: BlockDownsampler::new(width, height, &aim.turns(orientation)),
        strips: BlockStrips::new(width, height),
    };
    coefficients.decode(&mut sink)?;
    let pdqs = pdq::from_blocks(sink.map);
    let mut views = aim.views(orientation, (picture.width, picture.height), pdqs);
    let strips = sink.strips.map(BlockStrips::finish);
    if let Some(inner) = strips.as_ref().and_then(find::find) {
        // Which samples a block belongs to is known only now, so the file is decoded once more.
        let turns = aim.trimmed_turns(orientation);
        let mut sink = LumaBlocks {
            map: BlockDownsampler::within(width, height, &inner, &turns),
            strips: None,
        };
        coefficients.decode(&mut sink)?;
        let pdqs = pdq::from_blocks(sink.map);
        let size = (inner.width() as u32, inner.height() as u32);
        views.extend(aim.trimmed(orientation, size, pdqs));
    }
    Ok(FrameSignal { frame: 0, views })
}

/// Hands the blocks of a JPEG to the hash, and to the search for a frame: image and hash know
/// nothing of each other.
struct LumaBlocks {
    map: BlockDownsampler,
    strips: Option<BlockStrips>,
}

impl BlockSink for LumaBlocks {
    fn quant(&mut self, quant: &Quant) {
        self.map.quant(quant);
        if let Some(strips) = &mut self.strips {
            strips.quant(quant);
        }
    }

    #[inline(always)]
    fn block(&mut self, column: usize, row: usize, block: &Block) {
        self.map.block(column, row, block);
        if let Some(strips) = &mut self.strips {
            strips.block(column, row, block);
        }
    }

    #[inline(always)]
    fn flat(&mut self, column: usize, row: usize, dc: i16) {
        self.map.flat(column, row, dc);
        if let Some(strips) = &mut self.strips {
            strips.flat(column, row, dc);
        }
    }

    fn band_done(&mut self, first: usize, count: usize) {
        self.map.band_done(first, count);
        if let Some(strips) = &mut self.strips {
            strips.band_done(first, count);
        }
    }
}
