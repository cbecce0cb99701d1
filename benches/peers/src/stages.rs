//! Parts of the way from file bytes to hash. The difference of two is a stage.

use crate::thrown;
use presend::digest::FileDigest;
use presend::image::jpeg::{Block, BlockSink, Jpeg, Quant};
use presend::image::{Frame, Limits, Picture, RowSink};
use presend::pdq::blocks::BlockDownsampler;
use presend::pdq::jarosz::Turn;
use wasm_bindgen::prelude::*;

/// Entropy decoding alone, and with it whether the file is complete.
#[wasm_bindgen(js_name = entropyDecode)]
pub fn entropy_decode(bytes: &[u8]) -> Result<(), JsError> {
    Jpeg::open(bytes).and_then(|jpeg| jpeg.check()).map_err(thrown)
}

struct Map(BlockDownsampler);

impl BlockSink for Map {
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

/// Entropy decoding and the map, up to the 64x64 buffer.
#[wasm_bindgen(js_name = entropyAndMap)]
pub fn entropy_and_map(bytes: &[u8]) -> Result<f32, JsError> {
    let jpeg = Jpeg::open(bytes).map_err(thrown)?;
    let (width, height) = (jpeg.width() as usize, jpeg.height() as usize);
    let mut map = Map(BlockDownsampler::new(width, height, &[Turn::default()]));
    jpeg.decode(&mut map).map_err(thrown)?;
    let buffers = map.0.finish();
    Ok(buffers.iter().flat_map(|buffer| buffer.as_flattened()).sum())
}

struct Nothing(u64);

impl RowSink for Nothing {
    fn start(&mut self, _: Frame) {}
    fn row(&mut self, pixels: &[u8]) {
        self.0 += u64::from(pixels.last().copied().unwrap_or_default());
    }
}

/// All pixels, as the way for lists decodes them.
#[wasm_bindgen(js_name = decodePixels)]
pub fn decode_pixels(bytes: &[u8]) -> Result<u64, JsError> {
    let mut sink = Nothing(0);
    let picture = Picture::open(bytes, &Limits::default()).map_err(thrown)?;
    picture.decode(&mut sink).map_err(thrown)?;
    Ok(sink.0)
}

/// The exact digest of the file, which every check takes too.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8]) -> String {
    FileDigest::of(bytes).to_hex()
}
