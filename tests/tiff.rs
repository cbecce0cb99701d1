//! TIFF: every form of pixels against the same picture as PNG, against a second reader, pages,
//! and what is refused.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "tiff")]

mod support;

use presend::image::{Frame, Layout, Limits, Picture, RowSink};
use presend::signal::{PictureSignals, View};
use std::io::Cursor;
use support::tiff::{Tiff, pages};

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

fn decode(bytes: &[u8]) -> Result<Vec<(Frame, Vec<u8>)>, &'static str> {
    let mut sink = Collect::default();
    let picture = Picture::open(bytes, &Limits::default()).map_err(|error| error.code())?;
    picture.decode(&mut sink).map_err(|error| error.code())?;
    Ok(sink.0)
}

fn pixels(bytes: &[u8]) -> (Layout, Vec<u8>) {
    let mut frames = decode(bytes).unwrap();
    assert_eq!(frames.len(), 1);
    let (frame, pixels) = frames.remove(0);
    (frame.layout, pixels)
}

/// Samples that look like noise, the same each time.
fn samples(count: usize) -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(|_| next()).collect()
}

const SIZE: (u32, u32) = (37, 21);
const PIXELS: usize = 37 * 21;

#[test]
fn the_reference_vector() {
    let ours = PictureSignals::compute(&support::image("tiff-rgb-lzw.tif"), &Limits::default());
    let view = &ours.unwrap().frames[0].views[0];
    assert_eq!(
        view.pdq.hash.to_hex(),
        "8b7b64be670ce9e451938660933f2f4dd0876f7206e16998977ec28f30d3c609"
    );
    assert_eq!((view.width, view.height, view.pdq.quality), (120, 90, 100));
}

#[test]
fn eight_bits_of_grey_and_colour() {
    for big in [false, true] {
        let grey = samples(PIXELS);
        let file = Tiff::new(big, SIZE, 1, &[8]).file(&grey);
        assert_eq!(pixels(&file), (Layout::Grey, grey.clone()));
        let inverted: Vec<u8> = grey.iter().map(|sample| !sample).collect();
        let file = Tiff::new(big, SIZE, 0, &[8]).file(&grey);
        assert_eq!(pixels(&file), (Layout::Grey, inverted));
        let rgb = samples(PIXELS * 3);
        let file = Tiff::new(big, SIZE, 2, &[8; 3]).file(&rgb);
        assert_eq!(pixels(&file), (Layout::Rgb, rgb));
    }
}

#[test]
fn of_sixteen_bits_the_high_byte() {
    for big in [false, true] {
        let rgb = samples(PIXELS * 6);
        let high = rgb.chunks(2).map(|sample| sample[usize::from(!big)]);
        let high: Vec<u8> = high.collect();
        let file = Tiff::new(big, SIZE, 2, &[16; 3]).file(&rgb);
        assert_eq!(pixels(&file), (Layout::Rgb, high));
    }
}

#[test]
fn fewer_bits_are_stretched() {
    for bits in [1u8, 2, 4] {
        let row_bytes = (37 * usize::from(bits)).div_ceil(8);
        let packed = samples(row_bytes * 21);
        let max = (1u32 << bits) - 1;
        let mut expected = Vec::new();
        for row in packed.chunks(row_bytes) {
            for x in 0..37 {
                let bit = x * usize::from(bits);
                let sample = row[bit / 8] >> (8 - usize::from(bits) - bit % 8);
                expected.push((u32::from(sample) & max) * 255 / max);
            }
        }
        let expected: Vec<u8> = expected.iter().map(|sample| *sample as u8).collect();
        let file = Tiff::new(false, SIZE, 1, &[u16::from(bits)]).file(&packed);
        assert_eq!(pixels(&file), (Layout::Grey, expected), "{bits} bits");
    }
}

#[test]
fn palettes_are_expanded() {
    let places: Vec<u8> = samples(PIXELS).iter().map(|place| place % 16).collect();
    let table: Vec<u16> = samples(96)
        .chunks(2)
        .map(|c| u16::from_le_bytes([c[0], c[1]]))
        .collect();
    let colour = |place: u8| [0, 16, 32].map(|at| (table[at + usize::from(place)] >> 8) as u8);
    let expected: Vec<u8> = places.iter().flat_map(|place| colour(*place)).collect();
    let mut packed = Vec::new();
    for row in places.chunks(37) {
        packed.extend(row.chunks(2).map(|p| p[0] << 4 | p.get(1).unwrap_or(&0)));
    }
    for big in [false, true] {
        let file = Tiff::new(big, SIZE, 3, &[4])
            .shorts(320, &table)
            .file(&packed);
        assert_eq!(pixels(&file), (Layout::Rgb, expected.clone()));
    }
    let short = Tiff::new(false, SIZE, 3, &[4])
        .shorts(320, &table[..47])
        .file(&packed);
    assert_eq!(decode(&short).unwrap_err(), "malformed");
    let without = Tiff::new(false, SIZE, 3, &[4]).file(&packed);
    assert_eq!(decode(&without).unwrap_err(), "malformed");
}

#[test]
fn inks_take_light_away() {
    let mut inks = samples(PIXELS * 4);
    inks[..16].copy_from_slice(&[0, 0, 0, 0, 255, 0, 0, 0, 9, 9, 9, 255, 100, 200, 50, 128]);
    let (layout, rgb) = pixels(&Tiff::new(false, SIZE, 5, &[8; 4]).file(&inks));
    assert_eq!(layout, Layout::Rgb);
    assert_eq!(rgb[..9], [255, 255, 255, 0, 255, 255, 0, 0, 0]);
    for (inks, rgb) in inks.chunks(4).zip(rgb.chunks(3)) {
        let light = f64::from(255 - inks[3]);
        for (ink, found) in inks.iter().zip(rgb) {
            let exact = light * (1.0 - f64::from(*ink) / 255.0);
            assert!((exact - f64::from(*found)).abs() <= 0.5, "{inks:?}");
        }
    }
}

#[test]
fn alpha_and_other_extra_samples_are_dropped() {
    let rgba = samples(PIXELS * 4);
    let rgb: Vec<u8> = rgba.chunks(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    for meaning in [0, 1, 2] {
        let file = Tiff::new(false, SIZE, 2, &[8; 4])
            .shorts(338, &[meaning])
            .file(&rgba);
        assert_eq!(pixels(&file), (Layout::Rgb, rgb.clone()));
    }
    let grey: Vec<u8> = rgba.chunks(4).map(|p| p[0]).collect();
    let file = Tiff::new(false, SIZE, 1, &[8; 4])
        .shorts(338, &[0; 3])
        .file(&rgba);
    assert_eq!(pixels(&file), (Layout::Grey, grey));
}

#[test]
fn strips_tiles_and_planes_hold_the_same_picture() {
    let rgb = samples(PIXELS * 3);
    let plain = || Tiff::new(false, SIZE, 2, &[8; 3]);
    let expected = (Layout::Rgb, rgb.clone());
    assert_eq!(pixels(&plain().strips(4).file(&rgb)), expected);
    assert_eq!(pixels(&plain().tiles(16, 16).file(&rgb)), expected);
    assert_eq!(pixels(&plain().tiles(64, 32).file(&rgb)), expected);
    assert_eq!(pixels(&plain().planes().file(&rgb)), expected);
    assert_eq!(pixels(&plain().planes().strips(5).file(&rgb)), expected);
    assert_eq!(pixels(&plain().planes().tiles(16, 16).file(&rgb)), expected);
}

/// Files of another writer, read by another reader too.
#[test]
fn compressed_files_of_another_writer() {
    use ::tiff::encoder::DeflateLevel;
    use ::tiff::encoder::{Compression, Predictor, TiffEncoder, colortype};
    let noise = samples(200 * 150 * 3);
    // Half noise, half flat, so that every kind of code is written.
    let eight: Vec<u8> = (0..noise.len())
        .map(|i| if i / 600 % 2 == 0 { noise[i] } else { 77 })
        .collect();
    let sixteen: Vec<u16> = eight
        .iter()
        .zip(&noise)
        .map(|(a, b)| u16::from_le_bytes([*b, *a]))
        .collect();
    for (name, compression) in [
        ("plain", Compression::Uncompressed),
        ("LZW", Compression::Lzw),
        ("Deflate", Compression::Deflate(DeflateLevel::Balanced)),
        ("PackBits", Compression::Packbits),
    ] {
        for predictor in [Predictor::None, Predictor::Horizontal] {
            let encoder = |file: &mut Cursor<Vec<u8>>, deep: bool| {
                let mut encoder = TiffEncoder::new(file)
                    .unwrap()
                    .with_compression(compression)
                    .with_predictor(predictor);
                match deep {
                    false => encoder
                        .write_image::<colortype::RGB8>(200, 150, &eight)
                        .unwrap(),
                    true => encoder
                        .write_image::<colortype::RGB16>(200, 150, &sixteen)
                        .unwrap(),
                }
            };
            for deep in [false, true] {
                let mut file = Cursor::new(Vec::new());
                encoder(&mut file, deep);
                let file = file.into_inner();
                assert_eq!(
                    pixels(&file),
                    (Layout::Rgb, eight.clone()),
                    "{name} {predictor:?} {deep}"
                );
                let mut other = ::tiff::decoder::Decoder::new(Cursor::new(&file)).unwrap();
                let theirs = match other.read_image().unwrap() {
                    ::tiff::decoder::DecodingResult::U8(all) => all,
                    ::tiff::decoder::DecodingResult::U16(all) => {
                        all.iter().map(|s| (s >> 8) as u8).collect()
                    }
                    _ => panic!("neither 8 nor 16 bits"),
                };
                assert_eq!(theirs, eight);
            }
        }
    }
}

/// Pages are frames: each may have its own size and its own orientation; smaller copies and masks
/// are no pages.
#[test]
fn pages_are_frames() {
    let page = |width: u32, height: u32| {
        let grey = samples((width * height) as usize);
        (Tiff::new(false, (width, height), 1, &[8]), grey)
    };
    let (first, a) = page(80, 60);
    let (copy, b) = page(8, 6);
    let (mask, c) = page(80, 60);
    let (second, d) = page(100, 70);
    let file = pages(&[
        (first, &a),
        (copy.longs(254, &[1]), &b),
        (mask.longs(254, &[4]), &c),
        (second.shorts(274, &[6]).longs(254, &[2]), &d),
    ]);
    let signals = PictureSignals::compute(&file, &Limits::default()).unwrap();
    assert_eq!((signals.frame_count, signals.orientation), (2, 1));
    let views: Vec<_> = signals
        .frames
        .iter()
        .flat_map(|frame| {
            frame
                .views
                .iter()
                .map(|view| (frame.frame, view.view, view.width, view.height))
        })
        .collect();
    for expected in [
        (0, View::Stored, 80, 60),
        (1, View::Stored, 100, 70),
        (1, View::Upright, 70, 100),
    ] {
        assert!(views.contains(&expected), "{views:?}");
    }
    assert!(
        !views
            .iter()
            .any(|view| view.0 == 0 && view.1 == View::Upright)
    );
    let alone = PictureSignals::compute(&pages(&[page_with(&d, 6)]), &Limits::default()).unwrap();
    assert_eq!(alone.frames[0].views, signals.frames[1].views);
}

fn page_with(samples: &[u8], orientation: u16) -> (Tiff, &[u8]) {
    (
        Tiff::new(false, (100, 70), 1, &[8]).shorts(274, &[orientation]),
        samples,
    )
}

#[test]
fn many_pages_are_picked_from() {
    let grey = samples(60 * 60);
    let page = || (Tiff::new(true, (60, 60), 1, &[8]), grey.as_slice());
    let many: Vec<_> = (0..40).map(|_| page()).collect();
    let limits = Limits {
        max_hashed_frames: 3,
        ..Limits::default()
    };
    let signals = PictureSignals::compute(&pages(&many), &limits).unwrap();
    assert_eq!(signals.frame_count, 40);
    let frames: Vec<u32> = signals.frames.iter().map(|frame| frame.frame).collect();
    assert_eq!(frames, [0, 20, 39]);
    let code = |limits: Limits| {
        PictureSignals::compute(&pages(&many), &limits)
            .unwrap_err()
            .code()
    };
    assert_eq!(
        code(Limits {
            max_frames: 39,
            ..Limits::default()
        }),
        "too-many-frames"
    );
    assert_eq!(
        code(Limits {
            max_total_pixels: 60 * 60 * 40 - 1,
            ..Limits::default()
        }),
        "too-many-frames"
    );
    assert_eq!(
        code(Limits {
            max_pixels: 60 * 60 - 1,
            ..Limits::default()
        }),
        "too-large"
    );
    assert_eq!(
        code(Limits {
            max_memory: 100,
            ..Limits::default()
        }),
        "too-much-memory"
    );
}

#[test]
fn orientation_is_that_of_the_directory() {
    let grey = samples(100 * 70);
    for orientation in 1..=8u16 {
        let file = pages(&[page_with(&grey, orientation)]);
        let signals = PictureSignals::compute(&file, &Limits::default()).unwrap();
        assert_eq!(u16::from(signals.orientation), orientation);
        let has_upright = signals.frames[0]
            .views
            .iter()
            .any(|view| view.view == View::Upright);
        assert_eq!(has_upright, orientation != 1);
    }
    for nonsense in [0, 9, 300] {
        let signals =
            PictureSignals::compute(&pages(&[page_with(&grey, nonsense)]), &Limits::default());
        assert_eq!(signals.unwrap().orientation, 1);
    }
}

#[test]
fn what_is_not_read_is_named() {
    let data = samples(PIXELS * 12);
    let plain = |bits: u16| Tiff::new(false, SIZE, 1, &[bits]);
    for (file, words) in [
        (plain(32).shorts(339, &[3]), "floating"),
        (plain(8).shorts(339, &[2]), "signed"),
        (plain(32), "rare number of bits"),
        (plain(12), "rare number of bits"),
        (Tiff::new(false, SIZE, 6, &[8; 3]), "rare colour space"),
        (Tiff::new(false, SIZE, 8, &[8; 3]), "rare colour space"),
        (Tiff::new(false, SIZE, 2, &[5, 6, 5]), "several sizes"),
        (plain(1).shorts(259, &[4]), "fax"),
        (plain(8).shorts(259, &[7]), "JPEG within TIFF"),
        (plain(8).shorts(259, &[50000]), "rare compression"),
        (plain(8).shorts(317, &[3]), "rare predictor"),
        (plain(1).shorts(266, &[2]), "other way round"),
        (plain(8).longs(254, &[1]), "without a full page"),
        (plain(8).shorts(50706, &[1]), "raw photograph"),
    ] {
        let error = PictureSignals::compute(&file.file(&data), &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "unsupported-format", "{words}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn broken_files_are_refused_before_memory_is_taken() {
    let data = samples(PIXELS * 3);
    let plain = || Tiff::new(false, SIZE, 1, &[8]);
    let huge = |compression: u16| {
        Tiff::new(false, (8000, 8000), 1, &[8])
            .shorts(259, &[compression])
            .file(&data[..100])
    };
    let circle = {
        let mut file = pages(&[(plain(), &data[..PIXELS]), (plain(), &data[..PIXELS])]);
        let first = u32::from_le_bytes(file[4..8].try_into().unwrap());
        let last = file.windows(4).rposition(|next| next == [0; 4]).unwrap();
        file[last..last + 4].copy_from_slice(&first.to_le_bytes());
        file
    };
    let no_width = Tiff::new(false, (0, 5), 1, &[8]).file(&data[..10]);
    for (file, code) in [
        (circle, "malformed"),
        (no_width, "malformed"),
        (huge(1), "truncated"),
        (huge(5), "truncated"),
        (huge(8), "truncated"),
        (huge(32773), "truncated"),
        (
            Tiff::new(false, (u32::MAX, u32::MAX), 1, &[8]).file(&data[..9]),
            "too-large",
        ),
        (Tiff::new(false, SIZE, 2, &[8]).file(&data), "malformed"),
        (plain().longs(278, &[0]).file(&data[..PIXELS]), "malformed"),
        (
            plain().tiles(u32::MAX, 16).claim(&data[..PIXELS]),
            "malformed",
        ),
        (b"II*\0".to_vec(), "truncated"),
        (b"MM\0*\xff\xff\xff\xff".to_vec(), "truncated"),
    ] {
        assert_eq!(decode(&file).unwrap_err(), code);
    }
    let whole = plain().file(&data[..PIXELS]);
    for end in 4..whole.len() {
        let code = decode(&whole[..end]).map(|_| ()).unwrap_err();
        assert!(
            ["truncated", "malformed"].contains(&code),
            "cut after {end}: {code}"
        );
    }
}
