//! What people and services do to a picture before it turns up again. Everything comes out as a
//! JPEG file.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageResult, Rgb, RgbImage};

/// Copies are made from pictures of at most this many pixels a side, as they are passed on.
pub const SIDE: u32 = 1024;

/// The quality of files whose quality is not the edit.
const QUALITY: u8 = 80;

/// An edit: its name, and what it makes of a picture.
pub struct Edit {
    /// Name, lower case.
    pub name: &'static str,
    quality: u8,
    make: fn(&RgbImage, u64) -> RgbImage,
}

const fn edit(name: &'static str, make: fn(&RgbImage, u64) -> RgbImage) -> Edit {
    Edit {
        name,
        quality: QUALITY,
        make,
    }
}

const fn saved(name: &'static str, quality: u8) -> Edit {
    Edit {
        name,
        quality,
        make: |picture, _| picture.clone(),
    }
}

/// All edits.
pub const EDITS: [Edit; 19] = [
    saved("jpeg 90", 90),
    saved("jpeg 70", 70),
    saved("jpeg 50", 50),
    saved("jpeg 30", 30),
    edit("half size", |picture, _| scaled(picture, 50)),
    edit("quarter size", |picture, _| scaled(picture, 25)),
    edit("larger by half", |picture, _| scaled(picture, 150)),
    edit("passed on twice", |picture, _| {
        scaled(&scaled(picture, 45), 140)
    }),
    edit("brighter", |picture, _| mapped(picture, |v| v + 25.0)),
    edit("darker", |picture, _| mapped(picture, |v| v - 25.0)),
    edit("more contrast", |picture, _| {
        mapped(picture, |v| (v - 128.0) * 1.25 + 128.0)
    }),
    edit("gamma", |picture, _| {
        mapped(picture, |v| 255.0 * (v / 255.0).powf(0.75))
    }),
    edit("grey", |picture, _| {
        image::DynamicImage::ImageLuma8(imageops::grayscale(picture)).into_rgb8()
    }),
    edit("blurred", |picture, _| imageops::blur(picture, 1.6)),
    edit("sharpened", |picture, _| {
        imageops::unsharpen(picture, 1.5, 2)
    }),
    edit("noise", noisy),
    edit("cropped by 1 %", |picture, seed| cropped(picture, 1, seed)),
    edit("cropped by 2 %", |picture, seed| cropped(picture, 2, seed)),
    edit("sticker", sticker),
];

impl Edit {
    /// The edited file; the same for the same picture and seed.
    pub fn file(&self, picture: &RgbImage, seed: u64) -> ImageResult<Vec<u8>> {
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, self.quality);
        (self.make)(picture, seed).write_with_encoder(encoder)?;
        Ok(bytes)
    }
}

fn scaled(picture: &RgbImage, percent: u32) -> RgbImage {
    let side = |side: u32| (side * percent / 100).max(16);
    let (width, height) = picture.dimensions();
    imageops::resize(picture, side(width), side(height), FilterType::Triangle)
}

fn mapped(picture: &RgbImage, value: impl Fn(f32) -> f32) -> RgbImage {
    let mut picture = picture.clone();
    for pixel in picture.pixels_mut() {
        pixel.0 = pixel.0.map(|v| value(f32::from(v)).clamp(0.0, 255.0) as u8);
    }
    picture
}

/// A fixed sequence of numbers of 0 to 1.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / 16_777_216.0
    }
}

fn noisy(picture: &RgbImage, seed: u64) -> RgbImage {
    let mut dice = Dice::new(seed);
    mapped(picture, |v| v)
        .enumerate_pixels()
        .fold(picture.clone(), |mut all, (x, y, pixel)| {
            let shift = (dice.roll() + dice.roll() + dice.roll() - 1.5) * 32.0;
            let moved = pixel
                .0
                .map(|v| (f32::from(v) + shift).clamp(0.0, 255.0) as u8);
            all.put_pixel(x, y, Rgb(moved));
            all
        })
}

/// Without so much of the width and of the height, anywhere.
fn cropped(picture: &RgbImage, percent: u32, seed: u64) -> RgbImage {
    let mut dice = Dice::new(seed);
    let (width, height) = picture.dimensions();
    let (less, lower) = (width * percent / 100, height * percent / 100);
    let mut at = |rest: u32| (dice.roll() * (rest + 1) as f32) as u32;
    let (x, y) = (at(less), at(lower));
    imageops::crop_imm(picture, x, y, width - less, height - lower).to_image()
}

/// A disc of one colour, an eighth of the shorter side wide.
fn sticker(picture: &RgbImage, seed: u64) -> RgbImage {
    let mut dice = Dice::new(seed);
    let mut picture = picture.clone();
    let (width, height) = picture.dimensions();
    let radius = width.min(height) as f32 / 16.0;
    let mut place = |side: u32| radius + dice.roll() * (side as f32 - 2.0 * radius);
    let (x0, y0) = (place(width), place(height));
    let colour = Rgb([240, 200, 40]);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if (x as f32 - x0).hypot(y as f32 - y0) < radius {
            *pixel = colour;
        }
    }
    picture
}
