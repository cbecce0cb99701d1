//! Paints the pictures of the demo: `cargo run --release --example demo-pictures -- OUTDIR`.
//!
//! Every picture is made of shapes and noise from fixed seeds; none is a photograph. Some of them go on the demo's list
//! (`match`), some are edited copies of those (`edited`), some are on no list (`clear`), and two cannot be checked
//! (`unchecked`). `index.json` beside them says which is which, for the demo page and for the tests.

#![allow(
    clippy::indexing_slicing,
    reason = "palettes: arrays of fixed length, indices taken modulo it"
)]

mod canvas;
mod fields;
mod props;
mod quay;
mod town;
mod water;
mod woods;

use canvas::Canvas;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::{self, FilterType as Resample};
use image::{ImageEncoder, Rgb, RgbImage};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Height in pixels; the width is 4/3 of it.
const HEIGHT: usize = 900;
/// JPEG quality of the originals.
const QUALITY: u8 = 88;

type Paint = fn(&mut Canvas);
type Edit = fn(&RgbImage) -> Result<Vec<u8>, Box<dyn Error>>;

struct Picture {
    name: &'static str,
    title: &'static str,
    alt: &'static str,
    listed: bool,
    paint: Paint,
}

struct Copy {
    of: &'static str,
    file: &'static str,
    title: &'static str,
    note: &'static str,
    edit: Edit,
}

#[rustfmt::skip]
const PICTURES: [Picture; 11] = [
    Picture { name: "harbour", title: "Harbour at dusk", alt: "Coloured houses on a quay at dusk, with small boats on still water.", listed: true, paint: quay::harbour },
    Picture { name: "lake", title: "Mountain lake", alt: "A snowy mountain mirrored in a blue lake, with pines in front.", listed: true, paint: water::lake },
    Picture { name: "balloons", title: "Balloons", alt: "Striped hot-air balloons over a patchwork of fields.", listed: true, paint: fields::balloons },
    Picture { name: "lighthouse", title: "Lighthouse", alt: "A red and white lighthouse on a cliff above the sea.", listed: true, paint: water::lighthouse },
    Picture { name: "houses", title: "Houses in a row", alt: "Eight narrow gabled houses along a canal.", listed: true, paint: quay::houses },
    Picture { name: "forest", title: "Forest path", alt: "A path through tall trees with light falling between them.", listed: true, paint: woods::forest },
    Picture { name: "fruit", title: "Still life", alt: "A jug, a bowl of fruit and grapes on a checked cloth.", listed: true, paint: town::still_life },
    Picture { name: "hills", title: "Hills in the morning", alt: "The sun rising over rows of soft hills and a field.", listed: true, paint: fields::hills },
    Picture { name: "city", title: "City at night", alt: "Lit windows, a stone bridge and a crescent moon.", listed: false, paint: town::city },
    Picture { name: "tulips", title: "Tulips", alt: "A windmill behind long rows of tulips.", listed: false, paint: fields::tulips },
    Picture { name: "winter", title: "Winter evening", alt: "A log cabin with lit windows in the snow.", listed: false, paint: woods::winter },
];

#[rustfmt::skip]
const COPIES: [Copy; 5] = [
    Copy { of: "harbour", file: "harbour-small.jpg", title: "Harbour, smaller", note: "Half as wide, saved again as a JPEG of quality 60.", edit: smaller },
    Copy { of: "hills", file: "hills-bright.jpg", title: "Hills, brighter", note: "Made brighter.", edit: brighter },
    Copy { of: "lighthouse", file: "lighthouse.png", title: "Lighthouse as PNG", note: "Saved in another file format.", edit: png },
    Copy { of: "houses", file: "houses-cropped.jpg", title: "Houses, cropped", note: "One per cent cut off.", edit: cropped },
    Copy { of: "balloons", file: "balloons-marked.jpg", title: "Balloons with a mark", note: "A small mark in the corner.", edit: marked },
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .ok_or("usage: demo-pictures OUTDIR (the folder to write to)")?,
    );
    fs::create_dir_all(&out)?;
    let mut index = Vec::new();
    for (seed, picture) in (0_u32..).zip(&PICTURES) {
        let mut canvas = Canvas::new(HEIGHT);
        (picture.paint)(&mut canvas);
        let image = canvas.finish(seed);
        let file = format!("{}.jpg", picture.name);
        fs::write(out.join(&file), jpeg(&image, QUALITY)?)?;
        let (group, note) = if picture.listed {
            ("match", "On the demo list.")
        } else {
            ("clear", "On no list.")
        };
        index.push(entry(&file, picture.title, picture.alt, group, note));
        for copy in COPIES.iter().filter(|copy| copy.of == picture.name) {
            fs::write(out.join(copy.file), (copy.edit)(&image)?)?;
            index.push(entry(
                copy.file,
                copy.title,
                picture.alt,
                "edited",
                copy.note,
            ));
        }
    }
    index.extend(unchecked(&out)?);
    fs::write(
        out.join("index.json"),
        format!("[\n{}\n]\n", index.join(",\n")),
    )?;
    Ok(())
}

/// One line of `index.json`. The texts are plain ASCII without control characters, so Rust's quoting is JSON's.
fn entry(file: &str, title: &str, alt: &str, group: &str, note: &str) -> String {
    let src = format!("pictures/{file}");
    format!(
        r#"  {{"src":{src:?},"title":{title:?},"alt":{alt:?},"group":{group:?},"note":{note:?}}}"#
    )
}

/// The two files for which there is no answer: one colour has nothing to compare, and half a file is not a picture.
fn unchecked(out: &Path) -> Result<[String; 2], Box<dyn Error>> {
    let plain = RgbImage::from_pixel(800, 600, Rgb([201, 214, 206]));
    fs::write(out.join("plain.png"), png(&plain)?)?;
    let whole = fs::read(out.join("winter.jpg"))?;
    fs::write(
        out.join("cut-off.jpg"),
        whole.get(..whole.len() * 55 / 100).ok_or("empty picture")?,
    )?;
    Ok([
        entry(
            "plain.png",
            "One colour",
            "A pale green rectangle.",
            "unchecked",
            "Too plain to compare with anything.",
        ),
        entry(
            "cut-off.jpg",
            "Half a file",
            "The upper part of a snowy evening; the rest is missing.",
            "unchecked",
            "The file ends too early.",
        ),
    ])
}

fn jpeg(image: &RgbImage, quality: u8) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(image)?;
    Ok(bytes)
}

fn png(image: &RgbImage) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(
        image.as_raw(),
        image.width(),
        image.height(),
        image::ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}

fn smaller(image: &RgbImage) -> Result<Vec<u8>, Box<dyn Error>> {
    jpeg(
        &imageops::resize(
            image,
            image.width() / 2,
            image.height() / 2,
            Resample::Triangle,
        ),
        60,
    )
}

fn brighter(image: &RgbImage) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bright = image.clone();
    for pixel in bright.pixels_mut() {
        pixel.0 = pixel
            .0
            .map(|c| (f32::from(c) * 1.06 + 18.0).min(255.0) as u8);
    }
    jpeg(&bright, QUALITY)
}

fn cropped(image: &RgbImage) -> Result<Vec<u8>, Box<dyn Error>> {
    let (w, h) = image.dimensions();
    jpeg(
        &imageops::crop_imm(image, w / 200, h / 200, w - w / 100, h - h / 100).to_image(),
        QUALITY,
    )
}

/// Two lines of strokes on a light label, like a name and a date.
fn marked(image: &RgbImage) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut copy = image.clone();
    let (w, h) = copy.dimensions();
    let (left, top) = (w - 166, h - 62);
    for y in top..top + 46 {
        for x in left..left + 150 {
            let (column, row) = ((x - left) / 6, (y - top) / 4);
            let ink = matches!(row, 2..=4 | 7..=8)
                && column > 0
                && column < 24
                && (column * 7 + row * 5 + column * column) % 5 < 3;
            copy.put_pixel(x, y, Rgb(if ink { [70, 72, 88] } else { [246, 242, 232] }));
        }
    }
    jpeg(&copy, QUALITY)
}
