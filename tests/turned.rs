//! Turned and mirrored pictures: turned weights against really turned pixels and blocks.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use image::{DynamicImage, RgbImage};
use presend::image::Limits;
use presend::pdq::blocks::BlockDownsampler;
use presend::pdq::dihedral::Dihedral;
use presend::pdq::jarosz::Turn;
use presend::pdq::luma::Weights;
use presend::pdq::turned::Mirrors;
use presend::pdq::{Hasher, Pdq, Target, from_blocks};
use presend::signal::{PictureSignals, View};

/// A picture with detail at every scale and no symmetry.
fn painted(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
        let wave = |a: f32, b: f32, c: f32| ((a * x + b * y + c).sin() + 1.0) * 60.0;
        let disc = if (x - 0.3).hypot(y - 0.6) < 0.2 {
            90.0
        } else {
            0.0
        };
        let value = wave(9.0, 4.0, 0.3) + wave(-23.0, 17.0, 1.0) * 0.7 + disc;
        image::Rgb([value, wave(5.0, 31.0, 2.0) + disc, value * 0.6].map(|v| v as u8))
    })
}

fn really_turned(picture: &RgbImage, dihedral: Dihedral) -> RgbImage {
    let picture = DynamicImage::from(picture.clone());
    // The crate turns clockwise.
    let turned = match dihedral {
        Dihedral::Original => picture,
        Dihedral::Rotate90 => picture.rotate270(),
        Dihedral::Rotate180 => picture.rotate180(),
        Dihedral::Rotate270 => picture.rotate90(),
        Dihedral::FlipX => picture.flipv(),
        Dihedral::FlipY => picture.fliph(),
        Dihedral::FlipPlus1 => picture.rotate90().fliph(),
        Dihedral::FlipMinus1 => picture.rotate270().fliph(),
    };
    turned.into_rgb8()
}

fn hashed(picture: &RgbImage, turns: &[Turn]) -> Vec<Pdq> {
    let (width, height) = picture.dimensions();
    let mut hasher = Hasher::with_turns(width, height, Weights::RGB, turns, Target::Core);
    for row in picture.as_raw().chunks_exact(width as usize * 3) {
        hasher.push_row(row);
    }
    hasher.finish_all()
}

fn plain(picture: &RgbImage) -> Pdq {
    hashed(picture, &[Turn::default()]).remove(0)
}

/// Windows of odd and of even width, sides that are multiples of 128 and that are not.
#[test]
fn turned_weights_are_turned_pixels_bit_for_bit() {
    let sizes = [
        (100, 80),
        (128, 97),
        (200, 150),
        (301, 257),
        (512, 384),
        (700, 513),
        (1300, 90),
    ];
    let mut approximate = 0;
    for (width, height) in sizes {
        let picture = painted(width, height);
        let mirrors = Mirrors::new(hashed(&picture, &Mirrors::TURNS)).unwrap();
        let stored = plain(&picture);
        for (dihedral, hash) in mirrors.hashes() {
            let ours = mirrors.turned(dihedral.into());
            let oracle = plain(&really_turned(&picture, dihedral));
            let what = format!("{width}x{height} {}", dihedral.name());
            assert_eq!(hash, oracle.hash, "{what}");
            assert_eq!(ours.quality, oracle.quality, "{what}");
            let margins = ours.margins().into_iter().zip(oracle.margins());
            assert!(
                margins.into_iter().all(|(a, b)| (a - b).abs() < 0.1),
                "{what}"
            );
            approximate += dihedral.hash(stored.coefficients()).distance(hash);
        }
    }
    assert!(
        approximate > 100,
        "the reference's signs are another thing: {approximate}"
    );
}

#[test]
fn one_turn_of_several_is_the_turn_alone() {
    let picture = painted(333, 260);
    let turns = [5, 2, 8].map(Turn::from_exif);
    for (together, turn) in hashed(&picture, &turns).into_iter().zip(turns) {
        assert_eq!(together, hashed(&picture, &[turn]).remove(0), "{turn:?}");
    }
}

/// Blocks of any coefficients; a mirror turns the order of the blocks and the sign of odd waves.
#[test]
fn turned_weights_are_turned_blocks() {
    type Block = [[i16; 8]; 8];
    let mut state = 88172645463325252_u64;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % below
    };
    // Windows of 1, 2, 3, 4 and 9 pixels.
    for (wide, high) in [(15, 17), (31, 24), (48, 33), (60, 144)] {
        let blocks: Vec<Vec<Block>> = (0..high)
            .map(|_| {
                (0..wide)
                    .map(|_| {
                        let mut block: Block = [[0; 8]; 8];
                        for _ in 0..random(12) {
                            block[random(8) as usize][random(8) as usize] =
                                random(200) as i16 - 100;
                        }
                        block[0][0] = random(1000) as i16 - 500;
                        block
                    })
                    .collect()
            })
            .collect();
        let run = |turns: &[Turn], mirrored: Turn| {
            let mut map = BlockDownsampler::new(wide * 8, high * 8, turns);
            map.quant(&[[1.5; 8]; 8]);
            for row in 0..high {
                let from = if mirrored.mirror_rows {
                    high - 1 - row
                } else {
                    row
                };
                for column in 0..wide {
                    let at = if mirrored.mirror_columns {
                        wide - 1 - column
                    } else {
                        column
                    };
                    let mut block = blocks[from][at];
                    for (v, u) in (0..8).flat_map(|v| (0..8).map(move |u| (v, u))) {
                        let odd = (mirrored.mirror_columns && v % 2 == 1)
                            != (mirrored.mirror_rows && u % 2 == 1);
                        block[v][u] *= if odd { -1 } else { 1 };
                    }
                    if block.as_flattened()[1..].iter().all(|c| *c == 0) {
                        map.flat(column, row, block[0][0]);
                    } else {
                        map.block(column, row, &block);
                    }
                }
                map.band_done(row, 1);
            }
            map
        };
        let together = run(&Mirrors::TURNS, Turn::default()).finish();
        for (ours, turn) in together.iter().zip(Mirrors::TURNS) {
            let oracle = run(&[Turn::default()], turn).finish().remove(0);
            let pairs = ours.as_flattened().iter().zip(oracle.as_flattened());
            let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 0.01, "{wide}x{high} {turn:?}: {worst}");
        }
        let pdqs = from_blocks(run(&Mirrors::TURNS, Turn::default()));
        assert_ne!(pdqs[0].hash, pdqs[1].hash);
    }
}

/// What a check looks up, against files of really turned pixels; and how far away the reference's
/// dihedral hashes are.
#[test]
fn lookups_of_whole_files() {
    let limits = Limits::default();
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for name in [
        "size-1024x768.jpg",
        "jpeg-420-q75.jpg",
        "jpeg-progressive-420-q75.jpg",
        "exif-orientation-6.jpg",
        "size-640x213.png",
        "webp-lossy-q80.webp",
    ] {
        let bytes = support::image(name);
        let signals = PictureSignals::for_lookup(&bytes, &limits).unwrap();
        let pixels = image::load_from_memory(&bytes).unwrap().into_rgb8();
        for view in &signals.frames[0].views {
            let picture = match view.view {
                View::Upright => really_turned(&pixels, Dihedral::Rotate270),
                _ => pixels.clone(),
            };
            assert_eq!(picture.dimensions(), (view.width, view.height), "{name}");
            let hashes = view.orientations().unwrap();
            for ((dihedral, approximate), hash) in
                view.pdq.dihedral_hashes().into_iter().zip(hashes)
            {
                let oracle = plain(&really_turned(&picture, dihedral));
                assert_eq!(view.turned(dihedral).unwrap().hash, hash);
                let distance = hash.distance(oracle.hash);
                let allowed = if name.ends_with(".jpg") { 4 } else { 0 };
                assert!(
                    distance <= allowed,
                    "{name} {} {}: {distance}",
                    view.view.name(),
                    dihedral.name()
                );
                ours.push(distance);
                reference.push(approximate.distance(oracle.hash));
            }
        }
    }
    ours.sort_unstable();
    reference.sort_unstable();
    let middle = ours.len() / 2;
    println!(
        "{} pictures: turned weights median {} largest {}; the reference's signs median {} largest {}",
        ours.len(),
        ours[middle],
        ours[ours.len() - 1],
        reference[middle],
        reference[reference.len() - 1]
    );
    assert!(ours.len() >= 56 && reference[middle] > ours[middle]);
}

#[test]
fn lists_have_no_turned_hashes() {
    let signals = PictureSignals::compute(&support::image("shapes.png"), &Limits::default());
    let view = &signals.unwrap().frames[0].views[0];
    assert!(view.orientations().is_none() && view.turned(Dihedral::FlipY).is_none());
}
