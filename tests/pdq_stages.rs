//! Every stage of PDQ against values printed by the C++ reference, and the fast linear map
//! against the reference's literal filter.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use presend::pdq::jarosz::{Downsampler, Turn, sample_index, window};
use presend::pdq::luma::Weights;
use presend::pdq::{Buffer64, Dct16, Pdq, dct, median, quality};
use serde_json::Value;
use support::reference;

struct Case {
    name: String,
    width: usize,
    height: usize,
    samples: Vec<u8>,
    weights: Weights,
    values: Value,
}

impl Case {
    fn grey(name: &str, width: usize, height: usize, samples: Vec<u8>) -> Self {
        Self {
            name: name.into(),
            width,
            height,
            samples,
            weights: Weights::GREY,
            values: Value::Null,
        }
    }

    fn luma(&self) -> Vec<f32> {
        let samples: Vec<f32> = self.samples.iter().map(|s| f32::from(*s)).collect();
        let mut luma = Vec::new();
        self.weights.apply(&samples, &mut luma);
        luma
    }
}

/// The formulas stand in the file beside the values; integer divisions throughout.
fn samples_of(name: &str, width: usize, height: usize) -> Vec<u8> {
    let mut samples = Vec::new();
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        let pixel = match name {
            "luma-97x61" => vec![x * x * 3 + y * 7 + ((x ^ y) * 13)],
            "luma-64x64" => vec![x * y + 5 * x + 3 * ((x ^ (2 * y)) & 63)],
            "luma-130x200" => vec![(x * x + y * y) / 37 + 40 * ((x / 26 + y / 33) % 3)],
            "luma-300x77" => vec![(x * y) / 29 + 2 * x + ((x / 50) * (y / 11) * 17)],
            "luma-1000x700" => {
                vec![(x * y) / 900 + 90 * ((x / 125 + y / 140) % 2) + ((x ^ y) & 15)]
            }
            "rgb-90x75" => vec![5 * x + y, x + 3 * y + (x * y) / 16, (x ^ y) * 3],
            other => panic!("no formula for {other}"),
        };
        samples.extend(pixel.iter().map(|sample| (sample % 256) as u8));
    }
    samples
}

fn cases() -> Vec<Case> {
    let file = support::json("pdq-stages.reference-cpp.json");
    let cases: Vec<Case> = file["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|values| {
            let name = values["name"].as_str().unwrap().to_owned();
            let width = values["width"].as_u64().unwrap() as usize;
            let height = values["height"].as_u64().unwrap() as usize;
            Case {
                weights: match name.starts_with("rgb") {
                    true => Weights::RGB,
                    false => Weights::GREY,
                },
                values: values.clone(),
                ..Case::grey(&name, width, height, samples_of(&name, width, height))
            }
        })
        .collect();
    assert!(cases.len() >= 6);
    cases
}

fn floats(value: &Value) -> Vec<f32> {
    let values = value.as_array().unwrap().iter();
    values.map(|v| v.as_f64().unwrap() as f32).collect()
}

fn reference_buffer(case: &Case) -> Buffer64 {
    let mut buffer = [[0f32; 64]; 64];
    buffer
        .as_flattened_mut()
        .copy_from_slice(&floats(&case.values["buffer64"]));
    buffer
}

fn reference_dct(case: &Case) -> Dct16 {
    let mut dct = [[0f32; 16]; 16];
    dct.as_flattened_mut()
        .copy_from_slice(&floats(&case.values["dct16"]));
    dct
}

fn mapped(case: &Case, turn: Turn) -> Box<Buffer64> {
    let mut downsampler = Downsampler::new(case.width, case.height, case.weights, turn);
    for row in case
        .samples
        .chunks_exact(case.width * case.weights.samples())
    {
        downsampler.push_row(row);
    }
    downsampler.finish()
}

fn largest_difference(a: &Buffer64, b: &Buffer64) -> f32 {
    let pairs = a.as_flattened().iter().zip(b.as_flattened());
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn the_formulas_give_the_luma_that_the_reference_saw() {
    for case in cases() {
        if let Some(sum) = case.values["luma_sum"].as_f64() {
            let ours: f64 = case.luma().iter().map(|v| f64::from(*v)).sum();
            assert_eq!(ours, sum, "{}", case.name);
        }
    }
}

#[test]
fn windows_come_from_both_sides() {
    for case in cases() {
        assert_eq!(
            case.values["window_along_rows"],
            window(case.width),
            "{}",
            case.name
        );
        assert_eq!(
            case.values["window_along_cols"],
            window(case.height),
            "{}",
            case.name
        );
    }
}

#[test]
fn sampling_points() {
    for case in cases() {
        for (key, side) in [
            ("decimate_rows", case.height),
            ("decimate_cols", case.width),
        ] {
            if case.values[key].is_null() {
                continue;
            }
            let ours: Vec<usize> = (0..64).map(|i| sample_index(i, side)).collect();
            assert_eq!(
                case.values[key],
                serde_json::json!(ours),
                "{} {key}",
                case.name
            );
        }
    }
}

/// The oracle must be the reference, bit for bit, before anything may be measured against it.
#[test]
fn the_literal_filter_is_the_reference_exactly() {
    for case in cases() {
        let oracle = reference::buffer64(&case.luma(), case.width, case.height);
        assert_eq!(
            largest_difference(&oracle, &reference_buffer(&case)),
            0.0,
            "{}",
            case.name
        );
    }
}

#[test]
fn the_linear_map_is_the_filter_up_to_rounding() {
    for case in cases() {
        let ours = mapped(&case, Turn::default());
        let difference = largest_difference(&ours, &reference_buffer(&case));
        assert!(difference < 0.004, "{}: {difference}", case.name);
    }
}

#[test]
fn dct_median_hash_and_quality_from_the_reference_buffer() {
    for case in cases() {
        let buffer = reference_buffer(&case);
        let ours = dct::dct16(&buffer);
        for (a, b) in ours
            .as_flattened()
            .iter()
            .zip(reference_dct(&case).as_flattened())
        {
            assert!((a - b).abs() < 2e-3, "{}: {a} {b}", case.name);
        }
        let from_reference = reference_dct(&case);
        let median = median::lower_median(&from_reference);
        assert_eq!(
            median,
            case.values["median"].as_f64().unwrap() as f32,
            "{}",
            case.name
        );
        assert_eq!(
            case.values["hash"],
            median::hash(&from_reference, median).to_hex()
        );
        assert_eq!(
            case.values["quality"],
            quality::quality(&buffer),
            "{}",
            case.name
        );
    }
}

#[test]
fn whole_hash_and_the_eight_dihedral_hashes() {
    let mut with_dihedral = 0;
    for case in cases() {
        let pdq = Pdq::from_buffer(&mapped(&case, Turn::default()));
        assert_eq!(case.values["hash"], pdq.hash.to_hex(), "{}", case.name);
        assert_eq!(case.values["quality"], pdq.quality, "{}", case.name);
        if let Some(expected) = case.values["dihedral"].as_object() {
            with_dihedral += 1;
            assert_eq!(expected.len(), 8);
            for (turn, hash) in pdq.dihedral_hashes() {
                assert_eq!(
                    expected[turn.name()],
                    hash.to_hex(),
                    "{} {}",
                    case.name,
                    turn.name()
                );
            }
        }
    }
    assert!(with_dihedral >= 5);
}

#[test]
fn margins_in_the_order_of_the_bits() {
    let expected = support::json("margins.reference-cpp.json");
    let file = support::image(expected["file"].as_str().unwrap());
    let signals =
        presend::signal::PictureSignals::compute(&file, &presend::image::Limits::default())
            .unwrap();
    let pdq = &signals.frames[0].views[0].pdq;
    let margins = floats(&expected["margins"]);
    assert_eq!(margins.len(), 256);
    let bits = expected["bits"].as_array().unwrap();
    for (k, (ours, theirs)) in pdq.margins().iter().zip(&margins).enumerate() {
        assert!((ours - theirs).abs() < 0.05, "margin {k}: {ours} {theirs}");
        assert_eq!(pdq.hash.bit(k), bits[k] == 1, "bit {k}");
    }
    let mean = margins.iter().map(|m| m.abs()).sum::<f32>() / 256.0;
    assert!((mean - expected["margin_mean_abs"].as_f64().unwrap() as f32).abs() < 0.01);
}

/// Sizes around every change of the window, narrow strips, sides below 64.
#[test]
fn map_and_filter_agree_on_every_kind_of_size() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let sides = [
        5, 6, 31, 63, 64, 65, 127, 128, 129, 200, 255, 256, 257, 384, 385, 700,
    ];
    let mut noise = 0f32;
    for width in sides {
        for height in sides {
            let mut samples = Vec::with_capacity(width * height);
            // Blocks and grain, so that low and high frequencies are there.
            for y in 0..height {
                for x in 0..width {
                    let block = ((x * 7 / width) * 37 + (y * 5 / height) * 91) % 200;
                    samples.push((block as u64 + random() % 56) as u8);
                }
            }
            let case = Case::grey(&format!("{width}x{height}"), width, height, samples);
            let ours = mapped(&case, Turn::default());
            let oracle = reference::buffer64(&case.luma(), width, height);
            let difference = largest_difference(&ours, &oracle);
            assert!(difference < 0.004, "{}: {difference}", case.name);
            noise = noise.max(difference);
            let (ours, oracle) = (Pdq::from_buffer(&ours), Pdq::from_buffer(&oracle));
            assert_eq!(ours.quality, oracle.quality, "{}", case.name);
            assert_eq!(ours.hash.distance(oracle.hash), 0, "{}", case.name);
        }
    }
    assert!(noise > 0.0, "the two really are different computations");
}

/// Hashing through a turned map is hashing the turned pixels.
#[test]
fn a_turned_map_is_the_map_of_turned_pixels() {
    let (width, height) = (213, 130);
    let samples: Vec<u8> = (0..width * height)
        .map(|i| (((i % width) * (i / width) / 9 + (i % width) * 3) % 256) as u8)
        .collect();
    for orientation in 1..=8u8 {
        let turn = Turn::from_exif(orientation);
        let (w, h) = if turn.transpose {
            (height, width)
        } else {
            (width, height)
        };
        // The upright pixel at (x, y), by the meaning of the EXIF value: where row 0 and column 0
        // of the stored picture lie in the upright one.
        let stored = |x: usize, y: usize| samples[y * width + x];
        let upright: Vec<u8> = (0..w * h)
            .map(|i| (i % w, i / w))
            .map(|(x, y)| match orientation {
                1 => stored(x, y),
                2 => stored(width - 1 - x, y),
                3 => stored(width - 1 - x, height - 1 - y),
                4 => stored(x, height - 1 - y),
                5 => stored(y, x),
                6 => stored(y, height - 1 - x),
                7 => stored(width - 1 - y, height - 1 - x),
                _ => stored(width - 1 - y, x),
            })
            .collect();
        let turned = mapped(&Case::grey("", width, height, samples.clone()), turn);
        let direct = mapped(&Case::grey("", w, h, upright), Turn::default());
        assert!(
            largest_difference(&turned, &direct) < 1e-3,
            "orientation {orientation}"
        );
    }
}
