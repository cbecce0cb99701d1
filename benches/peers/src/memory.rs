//! Pixels in memory, for timing hashes without decoders.

use crate::{hash_pixels, thrown};
use presend::pdq::luma::Weights;
use wasm_bindgen::prelude::*;
use yume_pdq::generic_array::typenum::U512;
use yume_pdq::kernel::type_traits::SquareOf;
use yume_pdq::kernel::{DefaultKernelNoPadding, SquareGenericArrayExt};
use yume_pdq::{GenericArray, PDQHash, PDQHashF};

pub fn pdqhash_of(width: u32, height: u32, pixels: Vec<u8>) -> Result<String, JsError> {
    let picture = image_of_pdqhash::RgbImage::from_raw(width, height, pixels);
    let picture = picture.ok_or_else(|| JsError::new("no picture"))?;
    let picture = image_of_pdqhash::DynamicImage::ImageRgb8(picture);
    let (hash, _) = pdqhash::generate_pdq_full_size(&picture);
    Ok(hex(&hash))
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A whole picture.
#[wasm_bindgen]
pub struct Pixels {
    width: u32,
    height: u32,
    grey: Vec<u8>,
    rgb: Vec<u8>,
}

#[wasm_bindgen]
impl Pixels {
    /// Decodes a file.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Pixels, JsError> {
        let picture = image::load_from_memory(bytes).map_err(thrown)?;
        Ok(Self {
            width: picture.width(),
            height: picture.height(),
            grey: picture.to_luma8().into_raw(),
            rgb: picture.into_rgb8().into_raw(),
        })
    }

    /// Our hash from grey.
    #[wasm_bindgen(js_name = presendGrey)]
    pub fn presend_grey(&self) -> String {
        hash_pixels(self.width, self.height, Weights::GREY, &self.grey)
    }

    /// Our hash from red, green and blue.
    #[wasm_bindgen(js_name = presendRgb)]
    pub fn presend_rgb(&self) -> String {
        hash_pixels(self.width, self.height, Weights::RGB, &self.rgb)
    }

    /// The `pdqhash` crate's, which takes the pixels away (they are copied for it).
    pub fn pdqhash(&self) -> Result<String, JsError> {
        pdqhash_of(self.width, self.height, self.rgb.clone())
    }
}

const SIDE: usize = 512;

/// 512 by 512 values of luma: whole numbers as we take them, and the same as `yume-pdq` takes them.
#[wasm_bindgen]
pub struct Luma512 {
    bytes: Vec<u8>,
    floats: Vec<f32>,
    buffer: Box<yume_pdq::alignment::Align32<Buffer>>,
}

type Buffer = GenericArray<GenericArray<f32, U127>, U127>;
type U127 = yume_pdq::generic_array::typenum::U127;

#[wasm_bindgen]
impl Luma512 {
    /// From the middle of a file's picture.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Luma512, JsError> {
        let picture = image::load_from_memory(bytes).map_err(thrown)?.to_luma8();
        let (left, top) = ((picture.width() - 512) / 2, (picture.height() - 512) / 2);
        let part = image::imageops::crop_imm(&picture, left, top, 512, 512);
        let bytes = part.to_image().into_raw();
        Ok(Self {
            floats: bytes.iter().map(|&byte| f32::from(byte)).collect(),
            bytes,
            buffer: Box::default(),
        })
    }

    /// Ours, exact with the reference.
    pub fn presend(&self) -> String {
        hash_pixels(SIDE as u32, SIDE as u32, Weights::GREY, &self.bytes)
    }

    /// The kernel of `yume-pdq` for stable Rust.
    pub fn yume(&mut self) -> String {
        let picture = GenericArray::<f32, <U512 as SquareOf>::Output>::from_slice(&self.floats);
        let mut hash = PDQHash::default();
        let mut coefficients = PDQHashF::<f32>::default();
        yume_pdq::hash(
            &mut DefaultKernelNoPadding::default(),
            picture.unflatten_square_ref(),
            &mut hash,
            &mut self.buffer,
            &mut GenericArray::default(),
            &mut coefficients,
        );
        hex(&hash.concat())
    }
}

/// A list in memory that `yume-pdq` scans, 2048 hashes at a time as it is made to.
#[wasm_bindgen]
pub struct YumeList {
    blocks: Vec<yume_pdq::alignment::Align8<YumeBlock>>,
}

type YumeBlock = GenericArray<GenericArray<u8, U32>, U2048>;
use yume_pdq::generic_array::typenum::{U32, U2048};

#[wasm_bindgen]
impl YumeList {
    /// From hashes of 32 bytes; what does not fill a block at the end is left out.
    #[wasm_bindgen(constructor)]
    pub fn new(hashes: &[u8]) -> YumeList {
        let block = |bytes: &[u8]| {
            let mut block = yume_pdq::alignment::Align8::<YumeBlock>::default();
            for (place, hash) in block.iter_mut().zip(bytes.chunks_exact(32)) {
                place.copy_from_slice(hash);
            }
            block
        };
        Self { blocks: hashes.chunks_exact(2048 * 32).map(block).collect() }
    }

    /// How many hashes there are.
    pub fn len(&self) -> usize {
        self.blocks.len() * 2048
    }

    /// Whether one of eight hashes is within 31 bits of any in the list.
    pub fn scan(&self, queries: &[u8]) -> bool {
        use yume_pdq::matching::{CpuMatcher, PDQMatcher};
        let mut needles = GenericArray::<GenericArray<u8, U32>, yume_pdq::generic_array::typenum::U8>::default();
        for (needle, query) in needles.iter_mut().zip(queries.chunks_exact(32)) {
            needle.copy_from_slice(query);
        }
        let mut matcher = CpuMatcher::<U2048>::new(&needles, 31);
        self.blocks.iter().fold(false, |found, block| matcher.scan(block) | found)
    }
}
