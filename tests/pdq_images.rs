//! Whole files: hashes against the C++ reference, refusals, limits.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use presend::image::{ImageError, Limits};
use presend::pdq::Target;
use presend::signal::{PictureSignals, View};
use std::collections::BTreeMap;

/// Pictures whose bits are rounding noise of the reference's 32-bit sums: plain, a smooth ramp or
/// exactly symmetric. The vectors say so themselves (`float64.distance` is not 0).
const NOISE: [&str; 6] = [
    "checkerboard.png",
    "flat-colour.png",
    "flat-white.jpg",
    "low-contrast-gradient.png",
    "size-16x16.png",
    "strong-gradient.png",
];

/// In formats that are not decoded here.
fn is_not_decoded(name: &str) -> bool {
    name == "avif-q70.avif" || (name == "tiff-rgb-lzw.tif" && !cfg!(feature = "tiff"))
}

fn is_lossy(name: &str) -> bool {
    name.ends_with(".jpg")
        || name.contains("lossy")
        || name == "no-extension"
        || name == "jpeg-in-a-png-name.png"
        || name == "webp-animated-4.webp"
        || name == "exif-orientation-6.webp"
}

#[test]
fn every_reference_picture() {
    let mut signals: BTreeMap<String, PictureSignals> = BTreeMap::new();
    let (mut lines, mut identical, mut lossy, mut worst) = (0, 0, 0, 0);
    for line in support::json_lines("pdq.reference-cpp.jsonl") {
        let name = line["file"].as_str().unwrap();
        if is_not_decoded(name) {
            let refused = PictureSignals::compute(&support::image(name), &Limits::default());
            assert_eq!(refused.unwrap_err().code(), "unsupported-format", "{name}");
            continue;
        }
        lines += 1;
        let signals = signals.entry(name.to_owned()).or_insert_with(|| {
            PictureSignals::compute(&support::image(name), &Limits::default())
                .unwrap_or_else(|error| panic!("{name}: {error}"))
        });
        assert_eq!(line["frames"], signals.frame_count, "{name}");
        assert_eq!(line["orientation"], signals.orientation, "{name}");
        let view = match line["view"].as_str().unwrap() {
            "stored" => View::Stored,
            "upright" => View::Upright,
            other => panic!("{other}"),
        };
        let frame = &signals.frames[line["frame"].as_u64().unwrap() as usize];
        assert_eq!(line["frame"], frame.frame);
        let ours = frame.views.iter().find(|v| v.view == view).unwrap();
        assert_eq!(line["width"], ours.width, "{name}");
        assert_eq!(line["height"], ours.height, "{name}");

        let what = format!("{name} frame {} {}", frame.frame, view.name());
        let expected_quality = line["quality"].as_u64().unwrap() as i32;
        let reference = line["hash"].as_str().unwrap().parse().unwrap();
        let distance = ours.pdq.hash.distance(reference);
        identical += u32::from(distance == 0);
        if NOISE.contains(&name) {
            assert!(line["float64"]["distance"] != 0);
            assert_eq!(i32::from(ours.pdq.quality), expected_quality, "{what}");
            continue;
        }
        if is_lossy(name) {
            lossy += 1;
            worst = worst.max(distance);
            assert!(
                (i32::from(ours.pdq.quality) - expected_quality).abs() <= 1,
                "{what}"
            );
            if expected_quality >= 80 {
                assert!(distance <= 10, "{what}: {distance} bits");
            }
        } else {
            assert_eq!(i32::from(ours.pdq.quality), expected_quality, "{what}");
            assert_eq!(distance, 0, "{what}");
        }
    }
    println!("{lines} lines, {identical} identical; {lossy} lossy, at most {worst} bits away");
    assert_eq!(lines, 106 + usize::from(cfg!(feature = "tiff")));
    assert!(worst <= 4, "measured in November 2026: at most 4 bits");
    assert!(identical >= 90);
}

#[test]
fn dihedral_hashes_of_every_lossless_picture() {
    let mut checked = 0;
    for line in support::json_lines("pdq.reference-cpp.jsonl") {
        let name = line["file"].as_str().unwrap();
        if NOISE.contains(&name) || is_not_decoded(name) || is_lossy(name) {
            continue;
        }
        let signals = PictureSignals::compute(&support::image(name), &Limits::default()).unwrap();
        let frame = &signals.frames[line["frame"].as_u64().unwrap() as usize];
        let ours = frame
            .views
            .iter()
            .find(|v| line["view"] == v.view.name())
            .unwrap();
        for (turn, hash) in ours.pdq.dihedral_hashes() {
            assert_eq!(
                line["dihedral"][turn.name()],
                hash.to_hex(),
                "{name} {}",
                turn.name()
            );
        }
        checked += 1;
    }
    assert!(checked >= 30, "{checked}");
}

/// Pictures above 512 pixels, shrunk by nearest neighbour and hashed with PyPI `pdqhash`.
#[test]
fn the_command_line_tools_variant() {
    let mut differing_from_core = 0;
    let lines = support::json_lines("pdq-cli512.pypi-pdqhash.jsonl");
    assert!(lines.len() >= 8);
    for line in lines {
        let name = line["file"].as_str().unwrap();
        let (bytes, limits) = (support::image(name), Limits::default());
        let compat = PictureSignals::compute_for(Target::Cli512, &bytes, &limits).unwrap();
        let core = PictureSignals::compute(&bytes, &limits).unwrap();
        let [compat, core] = [compat, core].map(|s| s.frames[0].views[0].pdq.clone());
        assert_eq!(line["hash"], compat.hash.to_hex(), "{name}");
        assert_eq!(line["quality"], compat.quality, "{name}");
        differing_from_core += u32::from(compat.hash != core.hash);
    }
    assert!(differing_from_core >= 3, "they are two different hashes");
    let small = support::image("shapes.png");
    let compat = PictureSignals::compute_for(Target::Cli512, &small, &Limits::default()).unwrap();
    let core = PictureSignals::compute(&small, &Limits::default()).unwrap();
    assert_eq!(compat, core, "up to 512 pixels they are one");
}

#[test]
fn bad_files_are_refused_quickly_with_their_codes() {
    let mut checked = 0;
    for line in support::json_lines("expected.jsonl") {
        let name = line["file"].as_str().unwrap();
        let bytes = support::image(name);
        let started = std::time::Instant::now();
        let error = PictureSignals::compute(&bytes, &Limits::default()).unwrap_err();
        let elapsed = started.elapsed();
        let fair = line["also_acceptable"].as_array().unwrap();
        assert!(
            line["expect"] == error.code() || fair.iter().any(|code| *code == error.code()),
            "{name}: {}",
            error.code()
        );
        assert!(elapsed.as_millis() < 100, "{name}: {elapsed:?}");
        checked += 1;
    }
    assert!(checked >= 17);
}

/// Every prefix of a file is refused: no partial picture is ever hashed, nothing panics.
#[test]
fn no_prefix_of_a_file_is_hashed() {
    for name in [
        "jpeg-420-q30.jpg",
        "jpeg-progressive-420-q75.jpg",
        "png-gray8.png",
        "png-palette4.png",
        "gif-partial-frames-5.gif",
        "webp-lossy-q40.webp",
        "webp-animated-4.webp",
        "bmp-rgb24.bmp",
    ] {
        let bytes = support::image(name);
        let step = bytes.len() / 60 + 1;
        for end in (0..bytes.len() - 16).step_by(step) {
            let result = PictureSignals::compute(&bytes[..end], &Limits::default());
            assert!(
                result.is_err(),
                "{name} cut after {end} of {} bytes",
                bytes.len()
            );
        }
    }
}

#[test]
fn limits_are_checked_in_order_and_named() {
    let file = support::image("png-rgb8.png");
    let with = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        PictureSignals::compute(&file, &limits).map_err(|error| error.code())
    };
    assert!(with(|_| ()).is_ok());
    assert_eq!(with(|l| l.max_bytes = 10).unwrap_err(), "file-too-large");
    assert_eq!(with(|l| l.max_pixels = 10).unwrap_err(), "too-large");
    assert_eq!(with(|l| l.max_memory = 10).unwrap_err(), "too-much-memory");
    let animation = support::image("gif-animated-5.gif");
    let limits = Limits {
        max_total_pixels: 10,
        ..Limits::default()
    };
    let error = PictureSignals::compute(&animation, &limits).unwrap_err();
    assert_eq!(error.code(), "too-many-frames");
}

/// A GIF's frame may claim to be larger than the picture, a WebP chunk larger than the file.
#[test]
fn claims_inside_a_file_are_not_believed() {
    for frames in 1..=2 {
        let mut gif = b"GIF89a\x0a\0\x0a\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
        for _ in 0..frames {
            gif.extend(b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x4c\x01\0");
        }
        gif.push(0x3b);
        let error = PictureSignals::compute(&gif, &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "truncated", "{frames} frames");
    }
    let mut webp = support::image("exif-orientation-6.webp");
    let at = webp.windows(4).position(|name| name == b"EXIF").unwrap();
    webp[at + 4..at + 8].copy_from_slice(&0xf000_0000u32.to_le_bytes());
    let error = PictureSignals::compute(&webp, &Limits::default()).unwrap_err();
    assert_eq!(error.code(), "truncated");
}

#[test]
fn only_the_budget_of_frames_is_hashed() {
    let animation = support::image("gif-animated-5.gif");
    let limits = Limits {
        max_hashed_frames: 3,
        ..Limits::default()
    };
    let few = PictureSignals::compute(&animation, &limits).unwrap();
    let all = PictureSignals::compute(&animation, &Limits::default()).unwrap();
    let frames: Vec<u32> = few.frames.iter().map(|f| f.frame).collect();
    assert_eq!(frames, [0, 2, 4]);
    for frame in few.frames {
        assert_eq!(frame, all.frames[frame.frame as usize]);
    }
}

#[test]
fn errors_keep_their_source_and_say_nothing_of_the_file() {
    let mut bytes = support::image("png-rgb8.png");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    let error = PictureSignals::compute(&bytes, &Limits::default()).unwrap_err();
    assert!(matches!(error, ImageError::Malformed { .. }), "{error:?}");
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!(error.to_string(), "the PNG file is damaged");
}
