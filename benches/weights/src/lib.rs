//! Decodes a file the way presend does, with the decoders that are switched on.

use image::ImageDecoder;
#[cfg(any(feature = "gif", feature = "png", feature = "webp"))]
use image::AnimationDecoder;
use std::io::Cursor;

/// Takes file bytes and gives back something that depends on every pixel.
#[unsafe(no_mangle)]
pub extern "C" fn decode(format: u32, first: u8, length: u32) -> u64 {
    let bytes = vec![first; length as usize];
    decode_as(format, &bytes).unwrap_or_default()
}

fn decode_as(format: u32, bytes: &[u8]) -> Option<u64> {
    let decoder: Box<dyn ImageDecoder + '_> = match format {
        #[cfg(feature = "png")]
        0 => Box::new(image::codecs::png::PngDecoder::new(Cursor::new(bytes)).ok()?),
        #[cfg(feature = "png")]
        1 => {
            let decoder = image::codecs::png::PngDecoder::new(Cursor::new(bytes)).ok()?;
            return frames(decoder.apng().ok()?.into_frames());
        }
        #[cfg(feature = "gif")]
        2 => Box::new(image::codecs::gif::GifDecoder::new(Cursor::new(bytes)).ok()?),
        #[cfg(feature = "gif")]
        3 => {
            let decoder = image::codecs::gif::GifDecoder::new(Cursor::new(bytes)).ok()?;
            return frames(decoder.into_frames());
        }
        #[cfg(feature = "webp")]
        4 => Box::new(image::codecs::webp::WebPDecoder::new(Cursor::new(bytes)).ok()?),
        #[cfg(feature = "webp")]
        5 => {
            let decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(bytes)).ok()?;
            return frames(decoder.into_frames());
        }
        #[cfg(feature = "bmp")]
        6 => Box::new(image::codecs::bmp::BmpDecoder::new(Cursor::new(bytes)).ok()?),
        #[cfg(feature = "coefficients")]
        7 => {
            let mut sum = Sum(0);
            jpeg::Jpeg::open(bytes).ok()?.decode(&mut sum).ok()?;
            return Some(sum.0);
        }
        #[cfg(feature = "jpeg")]
        8 => {
            let mut total = 0;
            let picture = jpeg::Jpeg::open(bytes).ok()?;
            picture.pixels().ok()?.rows(|row| total += sum(row));
            return Some(total);
        }
        _ => Box::new(Nothing(Cursor::new(bytes))),
    };
    let mut pixels = vec![0; decoder.total_bytes() as usize];
    decoder.read_image_boxed(&mut pixels).ok()?;
    Some(sum(&pixels))
}

fn sum(pixels: &[u8]) -> u64 {
    pixels.iter().map(|byte| u64::from(*byte)).sum()
}

#[cfg(any(feature = "gif", feature = "png", feature = "webp"))]
fn frames(frames: image::Frames<'_>) -> Option<u64> {
    frames.map(|frame| Some(sum(&frame.ok()?.into_buffer()))).sum()
}

/// Our own reader, without the crate around it, whose bindings cannot be left out.
#[cfg(feature = "coefficients")]
#[path = "../../../src/image/jpeg/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a part of it is weighed")]
mod jpeg;

#[cfg(feature = "coefficients")]
struct Sum(u64);

#[cfg(feature = "coefficients")]
impl jpeg::BlockSink for Sum {
    fn quant(&mut self, _: &jpeg::Quant) {}
    fn block(&mut self, _: usize, _: usize, block: &jpeg::Block) {
        self.0 += block.as_flattened().iter().map(|value| u64::from(value.unsigned_abs())).sum::<u64>();
    }
    fn flat(&mut self, _: usize, _: usize, dc: i16) {
        self.0 += u64::from(dc.unsigned_abs());
    }
    fn band_done(&mut self, _: usize, _: usize) {}
}

/// What all decoders share is part of the base that they are weighed against.
struct Nothing<'a>(Cursor<&'a [u8]>);

impl ImageDecoder for Nothing<'_> {
    fn dimensions(&self) -> (u32, u32) {
        (self.0.get_ref().len() as u32, 1)
    }
    fn color_type(&self) -> image::ColorType {
        image::ColorType::L8
    }
    fn read_image(mut self, pixels: &mut [u8]) -> image::ImageResult<()> {
        Ok(std::io::Read::read_exact(&mut self.0, pixels)?)
    }
    fn read_image_boxed(self: Box<Self>, pixels: &mut [u8]) -> image::ImageResult<()> {
        (*self).read_image(pixels)
    }
}
