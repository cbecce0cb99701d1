//! JPEG without pixels: against the reference, against an inverse transform in 64 bits, cut and
//! damaged files.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use presend::digest::FileDigest;
use presend::image::jpeg::{Block, BlockSink, Jpeg, JpegError, Quant};
use presend::image::{ImageError, Limits};
use presend::pdq::blocks::BlockDownsampler;
use presend::pdq::jarosz::{Downsampler, Turn};
use presend::pdq::luma::Weights;
use presend::pdq::{Buffer64, Pdq};
use presend::signal::{PictureSignals, View};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Names and bytes of all sound JPEG files among the reference pictures.
fn sound() -> Vec<(String, Vec<u8>)> {
    let folder = std::fs::read_dir(support::vectors().join("images")).unwrap();
    let mut files: Vec<(String, Vec<u8>)> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("bad-"))
        .map(|name| (name.clone(), support::image(&name)))
        .filter(|(_, bytes)| bytes.starts_with(&[0xff, 0xd8, 0xff]))
        .collect();
    files.sort();
    assert!(files.len() >= 35, "{}", files.len());
    files
}

fn look_up(bytes: &[u8]) -> Result<PictureSignals, ImageError> {
    PictureSignals::for_lookup(bytes, &Limits::default())
}

#[test]
fn hashes_for_looking_up_are_those_of_the_reference() {
    let lines = support::json_lines("pdq.reference-cpp.jsonl");
    let mut distances: BTreeMap<u32, usize> = BTreeMap::new();
    for (name, bytes) in sound() {
        let signals = look_up(&bytes).unwrap();
        for line in lines.iter().filter(|line| line["file"] == *name) {
            let view = match line["view"].as_str().unwrap() {
                "upright" => View::Upright,
                _ => View::Stored,
            };
            let ours = &signals.frames[0].views;
            let ours = ours.iter().find(|v| v.view == view).unwrap();
            assert_eq!(
                (&line["width"], &line["height"]),
                (&ours.width.into(), &ours.height.into())
            );
            let quality = line["quality"].as_i64().unwrap();
            assert!((i64::from(ours.pdq.quality) - quality).abs() <= 1, "{name}");
            if quality >= 80 {
                let reference = line["hash"].as_str().unwrap().parse().unwrap();
                let distance = ours.pdq.hash.distance(reference);
                assert!(distance <= 4, "{name}: {distance} bits");
                *distances.entry(distance).or_default() += 1;
            }
        }
    }
    println!("distance: files {distances:?}");
    assert!(distances.values().sum::<usize>() >= 40);
    assert!(distances[&0] >= 30, "most are identical: {distances:?}");
}

/// Coefficients to pixels in 64 bits, rounded and cut, and from there the ordinary way.
struct Pixels {
    width: usize,
    height: usize,
    quant: Quant,
    pixels: Vec<Option<u8>>,
}

impl Pixels {
    fn basis(frequency: usize, pixel: usize) -> f64 {
        let scale = if frequency == 0 { 0.125f64.sqrt() } else { 0.5 };
        let angle = (2 * pixel + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0;
        scale * angle.cos()
    }
}

impl BlockSink for Pixels {
    fn quant(&mut self, quant: &Quant) {
        self.quant = *quant;
    }

    fn block(&mut self, column: usize, row: usize, block: &Block) {
        for (y, x) in (0..8).flat_map(|y| (0..8).map(move |x| (y, x))) {
            let (py, px) = (row * 8 + y, column * 8 + x);
            if py >= self.height || px >= self.width {
                continue;
            }
            let mut sum = 128.0;
            for (v, (values, quants)) in block.iter().zip(&self.quant).enumerate() {
                for (u, (value, quant)) in values.iter().zip(quants).enumerate() {
                    if *value != 0 {
                        let coefficient = f64::from(*value) * f64::from(*quant);
                        sum += coefficient * Self::basis(u, y) * Self::basis(v, x);
                    }
                }
            }
            let before =
                self.pixels[py * self.width + px].replace(sum.round().clamp(0.0, 255.0) as u8);
            assert_eq!(before, None, "every pixel comes once");
        }
    }

    fn flat(&mut self, column: usize, row: usize, dc: i16) {
        let mut block = [[0; 8]; 8];
        block[0][0] = dc;
        self.block(column, row, &block);
    }

    fn band_done(&mut self, _: usize, _: usize) {}
}

struct Blocks(BlockDownsampler);

impl BlockSink for Blocks {
    fn quant(&mut self, quant: &Quant) {
        self.0.quant(quant);
    }
    fn block(&mut self, column: usize, row: usize, block: &Block) {
        self.0.block(column, row, block);
    }
    fn flat(&mut self, column: usize, row: usize, dc: i16) {
        self.0.flat(column, row, dc);
    }
    fn band_done(&mut self, first: usize, count: usize) {
        self.0.band_done(first, count);
    }
}

/// Three orientations at once, one of them turned, one of them transposed and mirrored.
#[test]
fn coefficients_give_what_their_pixels_give() {
    let turns = [Turn::default(), Turn::from_exif(3), Turn::from_exif(7)];
    let mut checked = 0;
    for (name, bytes) in sound() {
        let jpeg = Jpeg::open(&bytes).unwrap();
        let (width, height) = (jpeg.width() as usize, jpeg.height() as usize);
        if width * height > 1_000_000 || !jpeg.has_luma() {
            continue;
        }
        let mut blocks = Blocks(BlockDownsampler::new(width, height, &turns));
        jpeg.decode(&mut blocks).unwrap();
        let mut pixels = Pixels {
            width,
            height,
            quant: [[0.0; 8]; 8],
            pixels: vec![None; width * height],
        };
        jpeg.decode(&mut pixels).unwrap();
        let samples: Vec<u8> = pixels.pixels.iter().map(|pixel| pixel.unwrap()).collect();
        let mut rows = Vec::new();
        jpeg.luma_rows(|row| rows.push(row.to_vec())).unwrap();
        assert_eq!(rows.len(), height, "{name}");
        assert!(rows.iter().all(|row| row.len() == width), "{name}");
        let mut pairs = rows.concat().into_iter().zip(&samples);
        assert!(pairs.all(|(a, b)| a.abs_diff(*b) <= 1), "{name}");
        for (ours, turn) in blocks.0.finish().iter().zip(turns) {
            let mut map = Downsampler::new(width, height, Weights::GREY, turn);
            samples
                .chunks_exact(width)
                .for_each(|row| map.push_row(row));
            let oracle = map.finish();
            // A buffer value averages many roundings of at most half a grey level; small pictures
            // with strong contrast are cut at 0 and 255.
            let difference = largest_difference(ours, &oracle);
            assert!(difference < 4.0, "{name}: {difference}");
            let (ours, oracle) = (Pdq::from_buffer(ours), Pdq::from_buffer(&oracle));
            if oracle.quality >= 80 {
                let distance = ours.hash.distance(oracle.hash);
                assert!(distance <= 4, "{name}: {distance} bits");
            }
        }
        checked += 1;
    }
    assert!(checked >= 28, "{checked}");
}

/// What colour is left out of is what the pixels of a grey file are.
#[test]
fn luma_rows_of_grey_files_are_their_pixels() {
    let mut checked = 0;
    for (name, bytes) in sound() {
        let jpeg = Jpeg::open(&bytes).unwrap();
        if !jpeg.is_grey() {
            continue;
        }
        let (mut luma, mut pixels) = (Vec::new(), Vec::new());
        jpeg.luma_rows(|row| luma.extend_from_slice(row)).unwrap();
        let mut whole = jpeg.pixels().unwrap();
        whole.rows(|row| pixels.extend_from_slice(row));
        assert_eq!(luma, pixels, "{name}");
        checked += 1;
    }
    assert!(checked > 0);
}

fn largest_difference(a: &Buffer64, b: &Buffer64) -> f32 {
    let pairs = a.as_flattened().iter().zip(b.as_flattened());
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// Where the first picture of the file ends: what follows does not belong to it.
fn end_of_picture(bytes: &[u8]) -> usize {
    let complete = |end: usize| Jpeg::open(&bytes[..end]).is_ok_and(|jpeg| jpeg.check().is_ok());
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = (low + high) / 2;
        if complete(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// No partial picture is hashed, neither through coefficients nor through pixels, also where
/// somebody put an end marker behind the cut.
#[test]
fn cut_files_are_refused_even_with_an_end_marker() {
    let mut refused = 0;
    for (name, bytes) in sound() {
        if bytes.len() > 100_000 {
            continue;
        }
        let end = end_of_picture(&bytes);
        for cut in (4..end - 3).step_by((end / 40).max(1)) {
            for tail in [&[][..], &[0xff, 0xd9]] {
                let part = [&bytes[..cut], tail].concat();
                let error = look_up(&part).map(|_| ()).expect_err(&name);
                assert!(
                    ["truncated", "malformed"].contains(&error.code()),
                    "{name} {cut}: {error}"
                );
                let pixels = PictureSignals::compute(&part, &Limits::default());
                assert_eq!(pixels.map(|_| ()).expect_err(&name).code(), error.code());
                refused += 1;
            }
        }
    }
    assert!(refused > 2000);
}

/// Some cameras leave the end marker out. Every block is there, so the picture is whole.
#[test]
fn a_missing_end_marker_alone_is_no_cut() {
    for name in [
        "jpeg-420-q75.jpg",
        "jpeg-gray-q75.jpg",
        "jpeg-restart-420-q75.jpg",
        "jpeg-cmyk-adobe0-q85.jpg",
    ] {
        let bytes = support::image(name);
        let without = bytes.strip_suffix(&[0xff, 0xd9]).unwrap();
        assert_eq!(
            look_up(without).unwrap(),
            look_up(&bytes).unwrap(),
            "{name}"
        );
        let pixels = |bytes| PictureSignals::compute(bytes, &Limits::default()).unwrap();
        assert_eq!(pixels(without), pixels(&bytes), "{name}");
        let cut = &without[..without.len() - 4];
        assert_eq!(look_up(cut).unwrap_err().code(), "truncated", "{name}");
    }
    let progressive = support::image("jpeg-progressive-420-q75.jpg");
    let error = look_up(&progressive[..progressive.len() - 2]).unwrap_err();
    assert_eq!(
        error.code(),
        "truncated",
        "its last pass holds colour, which is not counted"
    );
}

/// A grey file, rewritten as three components of which each has a scan of its own.
fn one_scan_each(grey: &[u8], scans: u8) -> Vec<u8> {
    let find = |marker: u8| grey.windows(2).position(|m| m == [0xff, marker]).unwrap();
    let (frame, scan) = (find(0xc0), find(0xda));
    let id = grey[frame + 10];
    let mut file = grey[..frame].to_vec();
    file.extend([0xff, 0xc0, 0, 17]);
    file.extend(&grey[frame + 4..frame + 9]);
    file.push(3);
    (0..3).for_each(|i| file.extend([id + i, 0x11, 0]));
    file.extend(&grey[frame + 13..scan]);
    let scan = grey[scan..].strip_suffix(&[0xff, 0xd9]).unwrap();
    for i in 0..scans {
        file.extend(&scan[..5]);
        file.push(id + i);
        file.extend(&scan[6..]);
    }
    file.extend([0xff, 0xd9]);
    file
}

#[test]
fn components_may_come_one_after_another_but_all_must_come() {
    let grey = support::image("jpeg-gray-q75.jpg");
    assert_eq!(
        look_up(&one_scan_each(&grey, 3)).unwrap(),
        look_up(&grey).unwrap()
    );
    for scans in 1..3 {
        let error = look_up(&one_scan_each(&grey, scans)).unwrap_err();
        assert_eq!(error.code(), "truncated", "{scans} of 3 scans");
    }
}

/// Grey, or red, green and blue.
fn pixels(bytes: &[u8]) -> Vec<u8> {
    let mut pixels = Vec::new();
    let jpeg = Jpeg::open(bytes).unwrap();
    let mut decoded = jpeg.pixels().unwrap();
    decoded.rows(|row| pixels.extend_from_slice(row));
    pixels
}

/// Bit for bit those that the references hashed, which libjpeg-turbo decoded. (Its users turn CMYK
/// into red, green and blue in ways of their own.)
#[test]
fn pixels_are_those_of_libjpeg_turbo() {
    let mut checked = 0;
    for line in support::json_lines("pdq.reference-cpp.jsonl") {
        let name = line["file"].as_str().unwrap();
        let bytes = support::image(name);
        let four = name.contains("cmyk") || name.contains("ycck");
        if !bytes.starts_with(&[0xff, 0xd8, 0xff]) || line["view"] != "stored" || four {
            continue;
        }
        let mut samples = pixels(&bytes);
        if Jpeg::open(&bytes).unwrap().is_grey() {
            samples = samples.iter().flat_map(|grey| [*grey; 3]).collect();
        }
        let digest = FileDigest::of(&samples).to_hex();
        assert_eq!(line["pixels_sha256"].as_str().unwrap(), digest, "{name}");
        checked += 1;
    }
    assert!(checked >= 35, "{checked}");
}

#[test]
fn damaged_files_never_panic_and_end_soon() {
    let mut files = sound();
    files.retain(|(_, bytes)| bytes.len() < 40_000);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let (mut sound, mut refused, mut longest) = (0, 0, Duration::ZERO);
    for round in 0..3000 {
        let mut bytes = files[random() % files.len()].1.clone();
        // Half of the changes in the headers, where they do most.
        let span = if round % 2 == 0 { bytes.len() } else { 700 };
        bytes[random() % span] ^= (random() % 255 + 1) as u8;
        let started = Instant::now();
        match look_up(&bytes) {
            Ok(_) => sound += 1,
            Err(_) => refused += 1,
        }
        longest = longest.max(started.elapsed());
    }
    assert!(sound > 100 && refused > 100, "{sound} {refused}");
    assert!(longest < Duration::from_secs(5), "{longest:?}");
}

#[test]
fn what_is_not_luma_goes_through_pixels() {
    let mut through_pixels = Vec::new();
    for (name, bytes) in sound() {
        let jpeg = Jpeg::open(&bytes).unwrap();
        if jpeg.has_luma() {
            continue;
        }
        let mut sink = Blocks(BlockDownsampler::new(8, 8, &[Turn::default()]));
        assert_eq!(jpeg.decode(&mut sink), Err(JpegError::NotLuma));
        let views = |signals: PictureSignals| {
            let [frame] = signals.frames.try_into().unwrap();
            let views = frame.views.into_iter();
            views
                .map(|v| (v.view, v.width, v.height, v.pdq))
                .collect::<Vec<_>>()
        };
        let pixels = PictureSignals::compute(&bytes, &Limits::default());
        assert_eq!(views(look_up(&bytes).unwrap()), views(pixels.unwrap()));
        through_pixels.push(name);
    }
    assert!(through_pixels.len() >= 4, "{through_pixels:?}");
    assert!(
        through_pixels
            .iter()
            .all(|name| name.contains("rgb") || name.contains("cmyk") || name.contains("ycck"))
    );
}

#[test]
fn memory_is_small_for_coefficients() {
    let baseline = support::image("photo-12mp-baseline.jpg");
    let progressive = support::image("photo-12mp-progressive.jpg");
    let limits = |max_memory| Limits {
        max_memory,
        ..Limits::default()
    };
    assert!(PictureSignals::for_lookup(&baseline, &limits(0)).is_ok());
    // 504 x 378 blocks of luma, 252 x 189 of each chroma, 64 bytes each.
    assert!(PictureSignals::compute(&baseline, &limits(18_289_152)).is_ok());
    let error = PictureSignals::compute(&baseline, &limits(18_289_151)).unwrap_err();
    assert_eq!(error.code(), "too-much-memory");
    // One band of it: 2 rows of 504 blocks, 136 bytes each.
    assert!(PictureSignals::for_lookup(&progressive, &limits(137_088)).is_ok());
    let error = PictureSignals::for_lookup(&progressive, &limits(137_087)).unwrap_err();
    assert_eq!(error.code(), "too-much-memory");
}
