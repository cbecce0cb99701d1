//! The written rules of which pixels are hashed, one test each, on values.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use presend::image::{Frame, Layout, Limits, Picture, RowSink};
use presend::pdq::median::{hash, lower_median};
use presend::signal::{PictureSignals, View};
use support::bad::{actl, chunk, fctl, fdat, gif_head, ihdr, png, zlib};

#[derive(Default)]
struct Collect(Vec<(Frame, Vec<u8>)>);

impl RowSink for Collect {
    fn start(&mut self, frame: Frame) {
        self.0.push((frame, Vec::new()));
    }
    fn row(&mut self, pixels: &[u8]) {
        self.0.last_mut().unwrap().1.extend(pixels);
    }
}

fn frames(bytes: &[u8]) -> Vec<(Frame, Vec<u8>)> {
    let mut sink = Collect::default();
    let picture = Picture::open(bytes, &Limits::default()).unwrap();
    picture.decode(&mut sink).unwrap();
    sink.0
}

fn pixels(bytes: &[u8]) -> (Layout, Vec<u8>) {
    let mut all = frames(bytes);
    assert_eq!(all.len(), 1);
    let (frame, pixels) = all.remove(0);
    (frame.layout, pixels)
}

fn signals(bytes: &[u8]) -> PictureSignals {
    PictureSignals::compute(bytes, &Limits::default()).unwrap()
}

/// Both ways to a hash, each against the reference's line of this file and view.
fn same_as_reference(name: &str, view: View, most: u32) {
    let lines = support::json_lines("pdq.reference-cpp.jsonl");
    let line = lines
        .iter()
        .find(|line| line["file"] == name && line["view"] == view.name());
    let line = line.unwrap_or_else(|| panic!("no line for {name} {}", view.name()));
    let reference = line["hash"].as_str().unwrap().parse().unwrap();
    let bytes = support::image(name);
    let quick = PictureSignals::for_lookup(&bytes, &Limits::default()).unwrap();
    for (signals, most) in [(signals(&bytes), 0), (quick, most)] {
        let views = &signals.frames[0].views;
        let ours = views.iter().find(|ours| ours.view == view).unwrap();
        let distance = ours.pdq.hash.distance(reference);
        assert!(distance <= most, "{name} {}: {distance} bits", view.name());
        assert_eq!(
            (&line["width"], &line["height"]),
            (&ours.width.into(), &ours.height.into())
        );
    }
}

/// Bytes that look like noise, the same each time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 11u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(|_| next()).collect()
}

/// A PNG file of these samples; `bits` a pixel.
fn png_of(width: u32, height: u32, depth: u8, colour: u8, samples: &[u8]) -> Vec<u8> {
    png(&[
        ihdr(width, height, depth, colour, 0),
        chunk(b"IDAT", &packed(height, samples)),
    ])
}

/// Rows without a filter, packed.
fn packed(height: u32, samples: &[u8]) -> Vec<u8> {
    let stride = samples.len() / height as usize;
    let rows = samples.chunks(stride).flat_map(|row| [&[0], row].concat());
    zlib(&rows.collect::<Vec<u8>>())
}

#[test]
fn orientations_1_to_8_are_hashed_as_stored_and_as_upright() {
    for orientation in 1..=8 {
        let name = format!("exif-orientation-{orientation}.jpg");
        same_as_reference(&name, View::Stored, 4);
        let has_upright = signals(&support::image(&name)).frames[0].views.len() > 1;
        assert_eq!(has_upright, orientation != 1);
        if orientation != 1 {
            same_as_reference(&name, View::Upright, 4);
        }
    }
    for name in ["exif-orientation-6.png", "exif-orientation-6.webp"] {
        same_as_reference(name, View::Stored, 0);
        same_as_reference(name, View::Upright, 0);
    }
}

#[test]
fn alpha_of_png_is_dropped() {
    let rgba = noise(64 * 64 * 4);
    let rgb: Vec<u8> = rgba.chunks(4).flat_map(|p| p[..3].to_vec()).collect();
    let opaque = signals(&png_of(64, 64, 8, 2, &rgb));
    for alpha in [None, Some(0), Some(1), Some(255)] {
        let mut rgba = rgba.clone();
        if let Some(alpha) = alpha {
            rgba.chunks_mut(4).for_each(|pixel| pixel[3] = alpha);
        }
        let file = png_of(64, 64, 8, 6, &rgba);
        assert_eq!(pixels(&file), (Layout::RgbAlpha, rgba));
        assert_eq!(signals(&file).frames, opaque.frames, "{alpha:?}");
    }
    same_as_reference("png-rgba8-hidden-rgb.png", View::Stored, 0);
}

#[test]
fn alpha_of_webp_is_dropped() {
    same_as_reference("webp-lossless-alpha-exact.webp", View::Stored, 0);
    same_as_reference("webp-lossy-alpha.webp", View::Stored, 0);
    let webp = signals(&support::image("webp-lossless-alpha-exact.webp"));
    let png = signals(&support::image("png-rgba8-hidden-rgb.png"));
    assert_eq!(
        webp.frames, png.frames,
        "the same colours under the same alpha"
    );
}

/// A GIF of 2 colours and a see-through one, 3 bits a code: clear, the pixels, end.
fn gif_of(frames: &[[u8; 4]]) -> Vec<u8> {
    let mut head = gif_head(2, 2);
    head[10] = 0x81;
    head.truncate(13);
    head.extend([10, 20, 30, 40, 50, 60, 70, 80, 90, 0, 0, 0]);
    for places in frames {
        head.extend([0x21, 0xf9, 4, 1, 0, 0, 2, 0]);
        head.extend([0x2c, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2]);
        // Codes: 4 clears, 5 ends; a clear before each pixel keeps them at 3 bits.
        let codes = places.iter().flat_map(|place| [4, *place]).chain([5]);
        let bits: Vec<u8> = codes
            .flat_map(|code| [code & 1, code >> 1 & 1, code >> 2])
            .collect();
        let bytes: Vec<u8> = bits
            .chunks(8)
            .map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit))
            .collect();
        head.push(bytes.len() as u8);
        head.extend(bytes);
        head.push(0);
    }
    head.push(0x3b);
    head
}

#[test]
fn see_through_pixels_of_a_gif_keep_their_colour_where_nothing_is_beneath() {
    let rgb = |bytes: &[u8]| {
        bytes
            .chunks(4)
            .map(|p| [p[0], p[1], p[2]])
            .collect::<Vec<_>>()
    };
    let (a, b, c) = ([10, 20, 30], [40, 50, 60], [70, 80, 90]);
    let still = frames(&gif_of(&[[0, 1, 2, 0]]));
    assert_eq!(rgb(&still[0].1), [a, b, c, a]);
    let moving = frames(&gif_of(&[[0, 1, 2, 0], [1, 2, 2, 2]]));
    assert_eq!(
        rgb(&moving[0].1),
        [a, b, c, a],
        "the first frame, as if it were alone"
    );
    let second = rgb(&moving[1].1);
    assert_eq!(
        second[..2],
        [b, b],
        "drawn over the first, which shows through"
    );
    assert_eq!(second[3], a);
    assert_eq!(moving.len(), 2);
}

#[test]
fn palettes_are_expanded() {
    let table = noise(16 * 3);
    for depth in [1u8, 2, 4, 8] {
        let count = 1usize << depth.min(4);
        let places: Vec<u8> = noise(16 * 8)
            .iter()
            .map(|place| place % count as u8)
            .collect();
        let per_byte = usize::from(8 / depth);
        let samples: Vec<u8> = places
            .chunks(per_byte)
            .map(|group| {
                group.iter().fold(0u8, |byte, place| {
                    byte.checked_shl(depth.into()).unwrap_or(0) | place
                })
            })
            .collect();
        let file = png(&[
            ihdr(16, 8, depth, 3, 0),
            chunk(b"PLTE", &table[..count * 3]),
            chunk(b"IDAT", &packed(8, &samples)),
        ]);
        let at = |place: &u8| table[usize::from(*place) * 3..][..3].to_vec();
        let expected: Vec<u8> = places.iter().flat_map(at).collect();
        assert_eq!(pixels(&file), (Layout::Rgb, expected), "{depth} bits");
    }
    for name in [
        "png-palette4.png",
        "png-palette8.png",
        "png-palette-trns.png",
    ] {
        same_as_reference(name, View::Stored, 0);
    }
}

#[test]
fn of_sixteen_bits_the_high_byte_is_taken() {
    for (colour, samples, layout) in [
        (0, 1, Layout::Grey),
        (2, 3, Layout::Rgb),
        (4, 2, Layout::GreyAlpha),
        (6, 4, Layout::RgbAlpha),
    ] {
        let deep = noise(9 * 7 * 2 * samples);
        let high: Vec<u8> = deep.chunks(2).map(|sample| sample[0]).collect();
        assert_eq!(pixels(&png_of(9, 7, 16, colour, &deep)), (layout, high));
    }
    same_as_reference("png-gray16.png", View::Stored, 0);
    same_as_reference("png-rgb16.png", View::Stored, 0);
}

#[test]
fn grey_is_red_green_and_blue_alike() {
    let grey = noise(64 * 64);
    let alike: Vec<u8> = grey.iter().flat_map(|sample| [*sample; 3]).collect();
    let with_alpha: Vec<u8> = grey.iter().flat_map(|sample| [*sample, 3]).collect();
    let expected = signals(&png_of(64, 64, 8, 2, &alike)).frames[0].views[0]
        .pdq
        .hash;
    for (colour, samples) in [(0, &grey), (4, &with_alpha)] {
        let ours = signals(&png_of(64, 64, 8, colour, samples));
        let view = &ours.frames[0].views[0];
        assert_eq!((view.pdq.hash, view.pdq.quality), (expected, 100));
    }
    for name in ["png-gray8.png", "png-gray-alpha8.png", "jpeg-gray-q75.jpg"] {
        same_as_reference(name, View::Stored, 4);
    }
}

#[test]
fn one_two_and_four_bits_of_grey_are_stretched() {
    for (depth, byte, expected) in [
        (1, 0b1010_0110, &[255, 0, 255, 0, 0, 255, 255, 0][..]),
        (2, 0b0001_1011, &[0, 85, 170, 255]),
        (4, 0b0011_1110, &[51, 238]),
    ] {
        let file = png_of(8 / u32::from(depth), 1, depth, 0, &[byte]);
        assert_eq!(pixels(&file), (Layout::Grey, expected.to_vec()));
    }
    same_as_reference("png-gray1.png", View::Stored, 0);
}

/// The seven passes of Adam7: first column and row, steps. Source: PNG specification, section 8.2.
const PASSES: [[usize; 4]; 7] = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
];

#[test]
fn interlaced_pictures_come_in_order() {
    let (width, height) = (37, 21);
    let grey = noise(width * height);
    let mut rows = Vec::new();
    for [left, top, across, down] in PASSES {
        for y in (top..height).step_by(down) {
            rows.push(0);
            rows.extend((left..width).step_by(across).map(|x| grey[y * width + x]));
        }
    }
    let file = png(&[ihdr(37, 21, 8, 0, 1), chunk(b"IDAT", &zlib(&rows))]);
    assert_eq!(pixels(&file), (Layout::Grey, grey));
    same_as_reference("png-rgb8-adam7.png", View::Stored, 0);
}

/// Without the segment of this marker that begins with these bytes.
fn without(bytes: &[u8], marker: u8, begin: &[u8]) -> Vec<u8> {
    let fits = |at: &usize| {
        bytes[*at..].starts_with(&[0xff, marker]) && bytes[at + 4..].starts_with(begin)
    };
    let at = (2..bytes.len() - 20)
        .find(fits)
        .expect("the segment is there");
    let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    [&bytes[..at], &bytes[at + 2 + length..]].concat()
}

#[test]
fn cmyk_and_ycck_jpeg_with_adobes_marker() {
    same_as_reference("jpeg-cmyk-adobe0-q85.jpg", View::Stored, 0);
    same_as_reference("jpeg-ycck-adobe2-q85.jpg", View::Stored, 0);
}

#[test]
fn cmyk_jpeg_without_adobes_marker() {
    let with = support::image("jpeg-cmyk-adobe0-q85.jpg");
    let bare = without(&with, 0xee, b"Adobe");
    let (with, bare) = (pixels(&with), pixels(&bare));
    assert_eq!(with.0, Layout::Rgb);
    println!("{:?} {:?}", &with.1[..12], &bare.1[..12]);
    assert_eq!(
        with, bare,
        "inverted inks are assumed, as in every file that is met"
    );
}

#[test]
fn rgb_jpeg_is_not_taken_for_luma() {
    same_as_reference("jpeg-rgb-adobe0-q85.jpg", View::Stored, 0);
    same_as_reference("jpeg-rgb-keep-q85.jpg", View::Stored, 0);
}

#[test]
fn every_chroma_layout_of_jpeg() {
    for name in [
        "jpeg-444-q75.jpg",
        "jpeg-422-q75.jpg",
        "jpeg-420-q75.jpg",
        "jpeg-440-q75.jpg",
        "jpeg-411-q75.jpg",
        "jpeg-progressive-444-q90.jpg",
        "jpeg-progressive-420-q75.jpg",
    ] {
        same_as_reference(name, View::Stored, 4);
    }
}

#[test]
fn restart_markers_of_jpeg() {
    for name in ["jpeg-restart-420-q75.jpg", "jpeg-restart-440-q75.jpg"] {
        let bytes = support::image(name);
        assert!(
            bytes.windows(2).any(|marker| marker == [0xff, 0xd3]),
            "{name}"
        );
        same_as_reference(name, View::Stored, 4);
    }
}

#[test]
fn profiles_and_thumbnails_are_ignored() {
    for (name, marker, begin) in [
        ("jpeg-icc-srgb.jpg", 0xe2, &b"ICC_PROFILE"[..]),
        ("jpeg-icc-display-p3.jpg", 0xe2, b"ICC_PROFILE"),
        ("jpeg-exif-thumbnail.jpg", 0xe1, b"Exif"),
    ] {
        let bytes = support::image(name);
        let bare = without(&bytes, marker, begin);
        assert_eq!(pixels(&bare), pixels(&bytes), "{name}");
        assert_eq!(
            signals(&bare).frames[0].views[0],
            signals(&bytes).frames[0].views[0]
        );
        same_as_reference(name, View::Stored, 4);
    }
}

/// An animation of grey pictures, each a frame of its own; the first part of it, or before it.
fn apng(first_is_frame: bool, pictures: &[Vec<u8>]) -> Vec<u8> {
    let packs: Vec<Vec<u8>> = pictures.iter().map(|grey| packed(16, grey)).collect();
    let count = pictures.len() - usize::from(!first_is_frame);
    let mut chunks = vec![ihdr(16, 16, 8, 0, 0), actl(count as u32)];
    let mut sequence = 0;
    for (i, pack) in packs.iter().enumerate() {
        if i > 0 || first_is_frame {
            chunks.push(fctl(sequence, 16, 16, 0));
            sequence += 1;
        }
        chunks.push(if i == 0 {
            chunk(b"IDAT", pack)
        } else {
            fdat(sequence, pack)
        });
        sequence += u32::from(i > 0);
    }
    png(&chunks)
}

#[test]
fn apng_with_its_first_picture_in_the_animation_or_before_it() {
    let pictures: Vec<Vec<u8>> = noise(256 * 3).chunks(256).map(<[u8]>::to_vec).collect();
    for first_is_frame in [true, false] {
        for count in 2..=3 {
            let file = apng(first_is_frame, &pictures[..count]);
            assert_eq!(signals(&file).frame_count as usize, count);
            let found = frames(&file);
            assert_eq!(found.len(), count);
            for (i, ((frame, pixels), expected)) in found.iter().zip(&pictures).enumerate() {
                assert_eq!(frame.index as usize, i);
                let step = frame.layout.bytes();
                let grey: Vec<u8> = pixels.chunks(step).map(|pixel| pixel[0]).collect();
                assert_eq!(&grey, expected, "{first_is_frame} frame {i} of {count}");
            }
        }
    }
}

#[test]
fn of_an_animation_the_first_the_middle_the_last_and_every_nth_frame() {
    let picture = noise(256);
    let many: Vec<Vec<u8>> = (0..40u8)
        .map(|i| picture.iter().map(|s| s.wrapping_add(i)).collect())
        .collect();
    let file = apng(true, &many);
    let picked = |max_hashed_frames| {
        let limits = Limits {
            max_hashed_frames,
            ..Limits::default()
        };
        let mut sink = Collect::default();
        Picture::open(&file, &limits)
            .unwrap()
            .decode(&mut sink)
            .unwrap();
        sink.0
    };
    let indices = |frames: &[(Frame, Vec<u8>)]| {
        frames
            .iter()
            .map(|(frame, _)| frame.index)
            .collect::<Vec<_>>()
    };
    assert_eq!(indices(&picked(3)), [0, 20, 39]);
    assert_eq!(indices(&picked(6)), [0, 10, 20, 30, 39]);
    assert_eq!(picked(40).len(), 40);
    for (frame, pixels) in picked(6) {
        let grey: Vec<u8> = pixels
            .chunks(frame.layout.bytes())
            .map(|pixel| pixel[0])
            .collect();
        assert_eq!(grey, many[frame.index as usize]);
    }
    for name in [
        "gif-animated-5.gif",
        "gif-partial-frames-5.gif",
        "webp-animated-4.webp",
    ] {
        let bytes = support::image(name);
        let limits = Limits {
            max_hashed_frames: 3,
            ..Limits::default()
        };
        let few = PictureSignals::compute(&bytes, &limits).unwrap();
        let all = signals(&bytes);
        let count = all.frame_count;
        let indices: Vec<u32> = few.frames.iter().map(|frame| frame.frame).collect();
        assert_eq!(indices, [0, count / 2, count - 1], "{name}");
        for frame in &few.frames {
            assert_eq!(frame, &all.frames[frame.frame as usize], "{name}");
        }
    }
}

#[test]
fn below_five_by_five_there_is_no_hash() {
    for (width, height) in [(1, 1), (4, 4), (4, 300), (300, 4)] {
        let file = png_of(width, height, 8, 0, &noise((width * height) as usize));
        let view = &signals(&file).frames[0].views[0];
        assert_eq!(view.pdq.hash.to_hex(), "0".repeat(64));
        assert_eq!((view.pdq.quality, view.is_usable()), (0, false));
    }
    let view = &signals(&png_of(5, 5, 8, 0, &noise(25))).frames[0].views[0];
    assert_ne!(view.pdq.hash.to_hex(), "0".repeat(64));
    same_as_reference("size-5x5.png", View::Stored, 0);
    same_as_reference("size-4x4.png", View::Stored, 0);
}

/// Stripes in the first rows, grey below: the more stripes, the better its quality.
fn striped(rows: usize) -> Vec<u8> {
    let pixel = |i: usize| match (i / 256 < rows, i % 256 / 8 % 2) {
        (true, 0) => 60,
        (true, _) => 90,
        _ => 75,
    };
    png_of(
        256,
        256,
        8,
        0,
        &(0..256 * 256).map(pixel).collect::<Vec<u8>>(),
    )
}

#[test]
fn below_quality_50_a_hash_says_too_little() {
    let found: Vec<(u8, bool)> = (1..=256)
        .step_by(2)
        .map(|rows| {
            let signals = signals(&striped(rows));
            let view = &signals.frames[0].views[0];
            (view.pdq.quality, view.is_usable())
        })
        .collect();
    assert!(
        found.iter().any(|(quality, _)| (40..50).contains(quality)),
        "{found:?}"
    );
    assert!(
        found.iter().any(|(quality, _)| (50..60).contains(quality)),
        "{found:?}"
    );
    for (quality, usable) in found {
        assert_eq!(usable, quality >= 50, "{quality}");
    }
}

#[test]
fn a_bit_is_set_above_the_lower_median_and_not_at_it() {
    let mut dct = [[0.0f32; 16]; 16];
    let flat = |dct: &mut [[f32; 16]; 16], value: fn(usize) -> f32| {
        for (k, entry) in dct.as_flattened_mut().iter_mut().enumerate() {
            *entry = value(k);
        }
    };
    // 256 values: the lower median is the 128th smallest.
    flat(&mut dct, |k| k as f32);
    assert_eq!(lower_median(&dct), 127.0);
    let upper_half = format!("{}{}", "f".repeat(32), "0".repeat(32));
    assert_eq!(hash(&dct, 127.0).to_hex(), upper_half);
    // All alike: nothing is above the median.
    flat(&mut dct, |_| 3.5);
    assert_eq!(lower_median(&dct), 3.5);
    assert_eq!(hash(&dct, 3.5).to_hex(), "0".repeat(64));
    // 100 below, 100 ties, 56 above: only those above are set.
    flat(&mut dct, |k| match k {
        0..100 => -1.0,
        100..200 => 2.0,
        _ => 9.0,
    });
    assert_eq!(lower_median(&dct), 2.0);
    let ones: u32 = hash(&dct, 2.0)
        .to_hex()
        .chars()
        .map(|c| c.to_digit(16).unwrap().count_ones())
        .sum();
    assert_eq!(ones, 56);
    // Half and half: the lower of the two middle values.
    flat(&mut dct, |k| if k % 2 == 0 { 1.0 } else { 5.0 });
    assert_eq!(lower_median(&dct), 1.0);
    assert_eq!(hash(&dct, 1.0).to_hex(), "a".repeat(64));
}
