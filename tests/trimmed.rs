//! Pictures in frames: how many are found, and that what is hashed is the inner picture.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

#[allow(dead_code, reason = "the tool prints more")]
#[path = "../examples/trimmed-views/edits.rs"]
mod edits;
#[allow(dead_code, reason = "the tool prints more")]
#[path = "../examples/trimmed-views/paint.rs"]
mod paint;

use edits::{Edit, jpeg};
use image::codecs::gif::GifEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use presend::image::jpeg::{Block, BlockSink, Jpeg, Quant};
use presend::image::{Frame, Layout, Limits};
use presend::pdq::Target;
use presend::pdq::blocks::BlockDownsampler;
use presend::pdq::jarosz::{Downsampler, Turn};
use presend::pdq::luma::Weights;
use presend::pdq::trim::strips::{BlockStrips, Lines, PixelStrips};
use presend::pdq::trim::{Inner, find};
use presend::signal::{DecodedPicture, PictureSignals, View, ViewSignal};
use std::io::Cursor;

/// Seeds that nothing was tuned on.
const TEST: u64 = 2_000_000;

fn listed(bytes: &[u8]) -> PictureSignals {
    PictureSignals::compute(bytes, &Limits::default()).unwrap()
}

fn checked(bytes: &[u8]) -> PictureSignals {
    PictureSignals::for_lookup(bytes, &Limits::default()).unwrap()
}

fn view(signals: &PictureSignals, view: View) -> Option<&ViewSignal> {
    signals.frames[0].views.iter().find(|v| v.view == view)
}

fn trimmed(signals: &PictureSignals) -> &ViewSignal {
    view(signals, View::Trimmed).expect("a trimmed view")
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A picture in a frame of 16, 24, 32 and 40 pixels: left, top, right, bottom.
fn framed(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let mut canvas = RgbImage::from_pixel(width + 48, height + 64, Rgb([250, 240, 200]));
    image::imageops::replace(&mut canvas, picture, 16, 24);
    canvas
}

/// A picture of that size from the test seeds.
fn picture(seed: u64, width: u32, height: u32) -> RgbImage {
    let picture = paint::picture(TEST + seed);
    image::imageops::resize(
        &picture,
        width,
        height,
        image::imageops::FilterType::Triangle,
    )
}

/// The thresholds lie at or below what `examples/trimmed-views` measured on more pictures.
#[test]
fn framed_pictures_are_found() {
    let limits = [
        (Edit::None, 1.0),
        (Edit::Border(20), 0.95),
        (Edit::Border(50), 0.95),
        (Edit::Border(100), 0.95),
        (Edit::Letterbox(50), 0.9),
        (Edit::Letterbox(150), 0.9),
        (Edit::Pillarbox(150), 0.85),
        (Edit::Bars, 0.8),
        (Edit::Phone, 0.8),
        (Edit::Viewer, 0.8),
        (Edit::Page, 0.8),
    ];
    let mut found = [0; 11];
    let mut alone = [0; 11];
    let mut pictures = 0;
    for seed in TEST..TEST + 40 {
        let picture = paint::picture(seed);
        let original = listed(&jpeg(&picture, 90).unwrap());
        let original = view(&original, View::Stored).unwrap();
        if !original.is_usable() {
            continue;
        }
        pictures += 1;
        for (((edit, _), found), alone) in limits.iter().zip(&mut found).zip(&mut alone) {
            let copy = checked(&edit.file(&picture, seed, 70).unwrap());
            let near = |view: &&ViewSignal| {
                view.is_usable() && view.pdq.hash.distance(original.pdq.hash) <= 31
            };
            let views = &copy.frames[0].views;
            assert!(views.len() <= 2, "no upright view, at most one trimmed");
            *found += u32::from(views.iter().any(|view| near(&view)));
            *alone += u32::from(views.first().filter(near).is_some());
        }
    }
    assert!(pictures >= 36, "{pictures}");
    for (((edit, least), found), alone) in limits.iter().zip(found).zip(alone) {
        let (found, alone) = [found, alone]
            .map(|n| f64::from(n) / f64::from(pictures))
            .into();
        println!("{}: {found:.3}, without the view {alone:.3}", edit.name());
        assert!(found >= *least, "{}: {found:.3}", edit.name());
        assert!(*edit == Edit::None || found > alone + 0.4);
    }
}

/// What is cut off a picture without a frame is its own plain ground; most have none.
#[test]
fn most_pictures_without_a_frame_have_no_trimmed_view() {
    let mut found = 0;
    for seed in TEST..TEST + 40 {
        let signals = checked(&jpeg(&paint::picture(seed), 85).unwrap());
        found += u32::from(view(&signals, View::Trimmed).is_some());
    }
    println!("{found} of 40");
    assert!(found <= 16, "{found}");
}

#[test]
fn the_inner_picture_is_hashed_as_if_it_were_a_file() {
    for (seed, width, height) in [(0, 401, 303), (5, 640, 480), (7, 300, 519)] {
        let inner = DynamicImage::from(picture(seed, width, height));
        let outer = DynamicImage::from(framed(inner.as_rgb8().unwrap()));
        type Convert = fn(&DynamicImage) -> DynamicImage;
        let layouts: [Convert; 4] = [
            |p| p.to_rgb8().into(),
            |p| p.to_rgba8().into(),
            |p| p.to_luma8().into(),
            |p| p.to_luma_alpha8().into(),
        ];
        for convert in layouts {
            let [inner, outer] = [&inner, &outer].map(|p| file(&convert(p), ImageFormat::Png));
            let (whole, framed) = (listed(&inner), listed(&outer));
            let (ours, oracle) = (trimmed(&framed), view(&whole, View::Stored).unwrap());
            assert_eq!((ours.width, ours.height), (width, height));
            assert_eq!(ours.pdq, oracle.pdq);
            assert_eq!(framed.frames[0].views.len(), 2);
            let (whole, framed) = (checked(&inner), checked(&outer));
            let (ours, oracle) = (trimmed(&framed), view(&whole, View::Stored).unwrap());
            assert_eq!(ours.pdq, oracle.pdq);
            assert_eq!(ours.orientations().unwrap(), oracle.orientations().unwrap());
        }
    }
}

/// The frame is made of whole blocks, so that the blocks inside are those of the inner file.
#[test]
fn the_inner_picture_of_a_jpeg_is_hashed_from_its_blocks() {
    for (seed, width, height) in [(0, 400, 304), (5, 640, 480), (7, 296, 520)] {
        let inner = picture(seed, width, height);
        let [whole, framed] = [&inner, &framed(&inner)].map(|p| checked(&jpeg(p, 85).unwrap()));
        let (ours, oracle) = (trimmed(&framed), view(&whole, View::Stored).unwrap());
        assert_eq!((ours.width, ours.height), (width, height));
        assert_eq!(ours.pdq.hash, oracle.pdq.hash);
        assert_eq!(ours.pdq.quality, oracle.pdq.quality);
        assert_eq!(ours.orientations().unwrap(), oracle.orientations().unwrap());
    }
}

/// Collects what a JPEG holds.
struct Maps(Vec<BlockDownsampler>, BlockStrips);

impl BlockSink for Maps {
    fn quant(&mut self, quant: &Quant) {
        self.0.iter_mut().for_each(|map| map.quant(quant));
        self.1.quant(quant);
    }
    fn block(&mut self, column: usize, row: usize, block: &Block) {
        self.0
            .iter_mut()
            .for_each(|map| map.block(column, row, block));
        self.1.block(column, row, block);
    }
    fn flat(&mut self, column: usize, row: usize, dc: i16) {
        self.0.iter_mut().for_each(|map| map.flat(column, row, dc));
        self.1.flat(column, row, dc);
    }
    fn band_done(&mut self, first: usize, count: usize) {
        self.0
            .iter_mut()
            .for_each(|map| map.band_done(first, count));
        self.1.band_done(first, count);
    }
}

/// Grey, so that pixels are the luma; mid-grey mostly, so that few are cut at 0 and 255.
fn grey_jpeg(seed: u64, width: u32, height: u32) -> (Vec<u8>, Vec<u8>) {
    let mut grey = DynamicImage::from(picture(seed, width, height)).into_luma8();
    grey.iter_mut().for_each(|v| *v = *v / 2 + 60);
    let bytes = file(&grey.into(), ImageFormat::Jpeg);
    let pixels = image::load_from_memory(&bytes)
        .unwrap()
        .into_luma8()
        .into_raw();
    (bytes, pixels)
}

/// Parts that begin and end inside of blocks.
#[test]
fn parts_of_blocks_are_parts_of_pixels() {
    let (width, height) = (403, 299);
    let (bytes, pixels) = grey_jpeg(9, width, height);
    let (width, height) = (width as usize, height as usize);
    let parts = [
        (0..403, 0..299),
        (3..400, 5..290),
        (8..403, 17..299),
        (101..302, 0..123),
    ];
    let parts = parts.map(|(columns, rows)| Inner { columns, rows });
    let turns = [Turn::default(), Turn::from_exif(7), Turn::from_exif(3)];
    let maps = parts
        .iter()
        .map(|part| BlockDownsampler::within(width, height, part, &turns));
    let mut maps = Maps(maps.collect(), BlockStrips::new(width, height).unwrap());
    Jpeg::open(&bytes).unwrap().decode(&mut maps).unwrap();
    for (map, part) in maps.0.into_iter().zip(&parts) {
        let (wide, high) = (part.width(), part.height());
        let mut oracle = Downsampler::with_turns(wide, high, Weights::GREY, &turns);
        for row in pixels
            .chunks_exact(width)
            .take(part.rows.end)
            .skip(part.rows.start)
        {
            oracle.push_row(&row[part.columns.clone()]);
        }
        for (ours, oracle) in map.finish().iter().zip(oracle.finish_all()) {
            let pairs = ours.as_flattened().iter().zip(oracle.as_flattened());
            let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 0.6, "{part:?}: {worst}");
        }
    }
}

/// Pieces of blocks begin elsewhere than those of pixels, so each is held against its own pixels.
#[test]
fn means_are_those_of_the_pixels() {
    for (width, height) in [(403, 299), (1003, 150), (96, 700)] {
        let (bytes, pixels) = grey_jpeg(9, width, height);
        let (width, height) = (width as usize, height as usize);
        let mut blocks = Maps(Vec::new(), BlockStrips::new(width, height).unwrap());
        Jpeg::open(&bytes).unwrap().decode(&mut blocks).unwrap();
        let mut rows = PixelStrips::new(width, height, Weights::GREY).unwrap();
        pixels
            .chunks_exact(width)
            .for_each(|row| rows.push_row(row));
        for (strips, name) in [(blocks.1.finish(), "blocks"), (rows.finish(), "pixels")] {
            let check =
                |lines: &Lines, count: usize, across: usize, at: &dyn Fn(usize, usize) -> u8| {
                    assert_eq!(lines.count(), count);
                    let spans = lines.spans();
                    assert!((10..=64).contains(&spans.len()), "{}", spans.len());
                    assert!(spans.last().unwrap().end > across - 16);
                    for (piece, span) in spans.iter().enumerate() {
                        for line in 0..count {
                            let sum: u32 = span.clone().map(|p| u32::from(at(line, p))).sum();
                            let mean = f64::from(sum) / span.len() as f64;
                            let ours = f64::from(lines.mean(line, piece));
                            assert!(
                                (mean - ours).abs() < 1.5,
                                "{name} {line} {piece}: {mean} {ours}"
                            );
                        }
                    }
                };
            check(&strips.rows, height, width, &|y, x| pixels[y * width + x]);
            check(&strips.columns, width, height, &|x, y| {
                pixels[y * width + x]
            });
        }
    }
}

#[test]
fn where_there_is_no_trimmed_view() {
    let inner = picture(5, 640, 480);
    let has_view = |picture: &RgbImage| {
        let bytes = file(&picture.clone().into(), ImageFormat::Png);
        let views = [listed(&bytes), checked(&bytes)].map(|s| view(&s, View::Trimmed).is_some());
        assert_eq!(views[0], views[1]);
        views[0]
    };
    let around = |picture: &RgbImage, edge: u32| {
        let (width, height) = picture.dimensions();
        let size = (width + 2 * edge, height + 2 * edge);
        let mut canvas = RgbImage::from_pixel(size.0, size.1, Rgb([255; 3]));
        image::imageops::replace(&mut canvas, picture, edge.into(), edge.into());
        canvas
    };
    assert!(has_view(&around(&inner, 20)));
    assert!(!has_view(&inner), "no frame");
    assert!(!has_view(&around(&inner, 1)), "a frame that PDQ survives");
    let small = |side| picture(5, side, side);
    assert!(has_view(&around(&small(64), 20)));
    assert!(!has_view(&around(&small(63), 20)), "a small inner picture");
    assert!(
        !has_view(&around(&RgbImage::from_pixel(300, 300, Rgb([90; 3])), 20)),
        "a plain one"
    );
    assert!(!has_view(&RgbImage::from_pixel(300, 300, Rgb([90; 3]))));
    let bytes = file(&around(&inner, 20).into(), ImageFormat::Png);
    let compared = PictureSignals::compute_for(Target::Cli512, &bytes, &Limits::default());
    assert!(
        view(&compared.unwrap(), View::Trimmed).is_none(),
        "the tool trims nothing"
    );
}

/// From edge to edge of one colour, or striped without end: no frame, and no endless search.
#[test]
fn frames_without_a_picture() {
    for (width, height) in [(96, 96), (4000, 96), (97, 4000)] {
        for paint in [
            |_, _| 7,
            |_, y| (y / 2 % 2 * 255) as u8,
            |_, y| (y / 40 % 2 * 255) as u8,
            |x, y| ((x / 9 % 11 == 0 && y % 30 > 20) as u8) * 255,
            |_, y| (y / 8) as u8,
        ] as [fn(usize, usize) -> u8; 5]
        {
            let mut strips = PixelStrips::new(width, height, Weights::GREY).unwrap();
            for y in 0..height {
                let row: Vec<u8> = (0..width).map(|x| paint(x, y)).collect();
                strips.push_row(&row);
            }
            if let Some(inner) = find::find(&strips.finish()) {
                assert!(inner.columns.end <= width && inner.rows.end <= height);
                assert!(inner.width().min(inner.height()) >= 64);
            }
        }
    }
    assert!(PixelStrips::new(95, 4000, Weights::GREY).is_none());
    assert!(BlockStrips::new(4000, 95).is_none());
}

/// EXIF says that the file is turned: the trimmed view is turned too.
#[test]
fn the_trimmed_view_is_upright() {
    let inner = picture(5, 640, 480);
    let turned = |picture: &RgbImage| {
        let plain = jpeg(picture, 90).unwrap();
        // APP1 with one tag, the orientation 6, behind the start marker.
        let mut bytes = plain[..2].to_vec();
        bytes.extend(b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
        bytes.extend(&plain[2..]);
        bytes
    };
    let [whole, framed] = [&inner, &framed(&inner)].map(turned);
    for signals in [listed, checked] {
        let (whole, framed) = (signals(&whole), signals(&framed));
        let (ours, oracle) = (trimmed(&framed), view(&whole, View::Upright).unwrap());
        assert_eq!((ours.width, ours.height), (480, 640));
        assert!(ours.pdq.hash.distance(oracle.pdq.hash) <= 2);
        let names = framed.frames[0].views.iter().map(|v| v.view.name());
        assert_eq!(names.collect::<Vec<_>>(), ["stored", "upright", "trimmed"]);
    }
}

#[test]
fn every_frame_of_an_animation_is_trimmed() {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    let pictures = [0, 5, 7].map(|seed| framed(&picture(seed, 320, 240)));
    for picture in &pictures {
        let picture = DynamicImage::from(picture.clone()).into_rgba8();
        encoder.encode_frame(image::Frame::new(picture)).unwrap();
    }
    drop(encoder);
    let signals = checked(&bytes);
    assert_eq!(signals.frames.len(), 3);
    for frame in &signals.frames {
        let last = frame.views.last().unwrap();
        assert_eq!(
            (last.view, last.width, last.height),
            (View::Trimmed, 320, 240)
        );
    }
}

/// What a browser decodes comes a second time where it is asked for.
#[test]
fn pixels_that_are_handed_in_are_trimmed_when_they_come_again() {
    let picture = framed(&picture(5, 400, 300));
    let bytes = file(&picture.clone().into(), ImageFormat::Png);
    let frame = Frame {
        index: 0,
        width: picture.width(),
        height: picture.height(),
        orientation: 1,
        layout: Layout::Rgb,
    };
    let started = || {
        let mut decoded = DecodedPicture::new(&Limits::default());
        decoded.start(frame).unwrap();
        assert_eq!(decoded.again().unwrap_err().code(), "partial-pixels");
        decoded.rows(&picture).unwrap();
        decoded
    };
    let mut decoded = started();
    assert!(decoded.again().unwrap());
    decoded.rows(&picture).unwrap();
    assert!(!decoded.again().unwrap());
    assert_eq!(decoded.finish().unwrap(), checked(&bytes).frames);

    let mut decoded = started();
    assert!(decoded.again().unwrap());
    decoded
        .rows(&picture.as_raw()[..picture.width() as usize * 3])
        .unwrap();
    let code = decoded.finish().unwrap_err().code();
    assert_eq!(code, "partial-pixels", "half of a second pass is none");

    let frames = started().finish().unwrap();
    assert_eq!(frames[0].views.len(), 1, "nobody asked");
}
