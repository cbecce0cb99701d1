//! One function a contender: file bytes in, something out that depends on the whole picture.

mod memory;
mod stages;

use presend::image::Limits;
use presend::pdq::jarosz::Turn;
use presend::pdq::luma::Weights;
use presend::pdq::{Hasher, Target};
use presend::signal::PictureSignals;
use wasm_bindgen::prelude::*;

fn thrown(error: impl std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

/// What a check does: for JPEG no pixels at all.
#[wasm_bindgen(js_name = presendCheck)]
pub fn presend_check(bytes: &[u8]) -> Result<String, JsError> {
    let signals = PictureSignals::for_lookup(bytes, &Limits::default()).map_err(thrown)?;
    first_hash(&signals)
}

/// What a list owner does: decoded pixels, bit-exact with the reference.
#[wasm_bindgen(js_name = presendHash)]
pub fn presend_hash(bytes: &[u8]) -> Result<String, JsError> {
    let signals = PictureSignals::compute(bytes, &Limits::default()).map_err(thrown)?;
    first_hash(&signals)
}

fn first_hash(signals: &PictureSignals) -> Result<String, JsError> {
    let view = signals.frames.first().and_then(|frame| frame.views.first());
    let view = view.ok_or_else(|| JsError::new("no frame"))?;
    Ok(view.pdq.hash.to_hex())
}

/// The way through pixels of luma alone, with our own decoder.
#[wasm_bindgen(js_name = presendLuma)]
pub fn presend_luma(bytes: &[u8]) -> Result<String, JsError> {
    let jpeg = presend::image::jpeg::Jpeg::open(bytes).map_err(thrown)?;
    let (width, height) = (jpeg.width(), jpeg.height());
    let mut hasher = Hasher::new(width, height, Weights::GREY, Turn::default(), Target::Core);
    jpeg.luma_rows(|row| hasher.push_row(row)).map_err(thrown)?;
    Ok(hasher.finish().hash.to_hex())
}

/// The same with another decoder: zune-jpeg's luma, our map.
#[wasm_bindgen(js_name = zuneLuma)]
pub fn zune_luma(bytes: &[u8]) -> Result<String, JsError> {
    use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let pixels = decoder.decode().map_err(|e| JsError::new(&format!("{e:?}")))?;
    let (width, height) = decoder.dimensions().ok_or_else(|| JsError::new("no size"))?;
    Ok(hash_pixels(width as u32, height as u32, Weights::GREY, &pixels))
}

fn hash_pixels(width: u32, height: u32, weights: Weights, pixels: &[u8]) -> String {
    let mut hasher = Hasher::new(width, height, weights, Turn::default(), Target::Core);
    for row in pixels.chunks_exact(width as usize * weights.samples()) {
        hasher.push_row(row);
    }
    hasher.finish().hash.to_hex()
}

/// Our hash from pixels that something else decoded: red, green, blue, alpha.
#[wasm_bindgen(js_name = hashRgba)]
pub fn hash_rgba(width: u32, height: u32, pixels: &[u8]) -> String {
    hash_pixels(width, height, Weights::RGB_ALPHA, pixels)
}

/// The `image` crate and the `pdqhash` crate: what a Rust developer would take today.
#[wasm_bindgen(js_name = imageAndPdqhash)]
pub fn image_and_pdqhash(bytes: &[u8]) -> Result<String, JsError> {
    let picture = image::load_from_memory(bytes).map_err(thrown)?.into_rgb8();
    let (width, height) = picture.dimensions();
    memory::pdqhash_of(width, height, picture.into_raw())
}
