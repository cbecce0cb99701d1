//! Measures the trimmed view: `cargo run --release --example trimmed-views -- [PICTURES] [PAIRS]`.
//!
//! Generated pictures get generated frames and are saved again; the table says how many are found by
//! their original's hash, without the trimmed view and with it. What `src/pdq/trim/find.rs` says was
//! tuned on seeds from 0; the test has others.

#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a tool that prints; arrays of fixed length"
)]

mod edits;
mod paint;

use edits::Edit;
use presend::hash256::PdqHash;
use presend::image::Limits;
use presend::signal::{PictureSignals, View, ViewSignal};
use std::error::Error;
use std::path::PathBuf;

/// The radius of a match.
const RADIUS: u32 = 31;
/// The quality that edited pictures are saved with.
const QUALITY: u8 = 70;
/// Where the seeds of the test begin; tuning used those below.
const TEST: u64 = 2_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u64| arguments.next().map_or(Ok(default), |a| a.parse());
    let (pictures, crowd) = (number(96)?, number(0)?);
    let only = arguments.next();
    for (name, first) in [("tuning pictures", 0), ("test pictures", TEST)] {
        if only.as_deref().is_none_or(|only| name.starts_with(only)) {
            table(name, first, pictures)?;
        }
    }
    if crowd > 0 {
        strangers(crowd)?;
    }
    Ok(())
}

/// What came of one kind of frame.
#[derive(Default)]
struct Row {
    without: u32,
    with: u32,
    listed: u32,
    viewed: u32,
    distances: Vec<u32>,
}

/// How often the original is found, and how often there is a trimmed view.
fn table(name: &str, first: u64, pictures: u64) -> Result<(), Box<dyn Error>> {
    let limits = Limits::default();
    // A folder for the files that are not found.
    let misses = std::env::var_os("MISSES").map(PathBuf::from);
    let mut rows: [Row; Edit::ALL.len()] = Default::default();
    for seed in first..first + pictures {
        let picture = paint::picture(seed);
        let original = PictureSignals::compute(&edits::jpeg(&picture, 90)?, &limits)?;
        let original = &original.frames[0].views[0];
        if !original.is_usable() {
            continue;
        }
        let hash = original.pdq.hash;
        for (edit, row) in Edit::ALL.into_iter().zip(&mut rows) {
            let file = edit.file(&picture, seed, QUALITY)?;
            let checked = PictureSignals::for_lookup(&file, &limits)?;
            let hashed = PictureSignals::compute(&file, &limits)?;
            let stored = nearest(&checked, hash, |view| view != View::Trimmed);
            let all = nearest(&checked, hash, |_| true);
            row.without += u32::from(stored <= RADIUS);
            row.with += u32::from(all <= RADIUS);
            row.listed += u32::from(nearest(&hashed, hash, |_| true) <= RADIUS);
            let mut views = checked.frames[0].views.iter();
            let trimmed = views.find(|view| view.view == View::Trimmed);
            row.viewed += u32::from(trimmed.is_some());
            row.distances.push(all);
            if let Some(folder) = misses.as_ref().filter(|_| all > RADIUS) {
                let size = trimmed.map(|view| (view.width, view.height));
                let (kind, whole) = (seed % paint::KINDS as u64, picture.dimensions());
                println!(
                    "{} {seed} kind {kind} {whole:?}: {size:?}, {all}",
                    edit.name()
                );
                std::fs::write(folder.join(format!("{}-{seed}.jpg", edit.name())), &file)?;
            }
        }
    }
    println!("\n{name}: {pictures}\n");
    println!("| edit | without | with | in a list | median distance | has a view |");
    println!("|---|---|---|---|---|---|");
    for (edit, mut row) in Edit::ALL.into_iter().zip(rows) {
        row.distances.sort_unstable();
        let usable = row.distances.len();
        let share = |count: u32| f64::from(count) / usable as f64;
        println!(
            "| {} | {:.3} | {:.3} | {:.3} | {} | {:.3} |",
            edit.name(),
            share(row.without),
            share(row.with),
            share(row.listed),
            row.distances[usable / 2],
            share(row.viewed)
        );
    }
    Ok(())
}

fn nearest(signals: &PictureSignals, hash: PdqHash, which: impl Fn(View) -> bool) -> u32 {
    let views = signals.frames[0].views.iter();
    let views = views.filter(|view| view.is_usable() && which(view.view));
    let distances = views.map(|view| view.pdq.hash.distance(hash));
    distances.min().unwrap_or(256)
}

/// Every trimmed view of `crowd` framed pictures, and of the unframed ones that have one, against
/// the original of every other picture.
fn strangers(crowd: u64) -> Result<(), Box<dyn Error>> {
    let limits = Limits::default();
    let (mut originals, mut views) = (Vec::new(), Vec::new());
    for seed in TEST..TEST + crowd {
        let picture = paint::picture(seed);
        let edit = Edit::ALL[(seed / paint::KINDS as u64) as usize % Edit::ALL.len()];
        let original = PictureSignals::for_lookup(&edits::jpeg(&picture, 90)?, &limits)?;
        let framed = PictureSignals::for_lookup(&edit.file(&picture, seed, QUALITY)?, &limits)?;
        let both = [&original, &framed]
            .into_iter()
            .flat_map(|s| &s.frames[0].views);
        let trimmed = both.filter(|view| view.view == View::Trimmed);
        views.extend(trimmed.map(|view: &ViewSignal| (seed, view.pdq.hash)));
        let stored = &original.frames[0].views[0];
        if stored.is_usable() {
            originals.push((seed, stored.pdq.hash));
        }
    }
    let (mut pairs, mut matches, mut least) = (0u64, 0u64, 256);
    for (seed, view) in &views {
        for (other, original) in originals.iter().filter(|(other, _)| other != seed) {
            let distance = view.distance(*original);
            pairs += 1;
            if distance <= RADIUS {
                matches += 1;
                println!("  {seed} matches {other}: {distance}");
            }
            least = least.min(distance);
        }
    }
    println!(
        "\n{pairs} pairs of a trimmed view and the original of another picture: {matches} matches, least distance {least}"
    );
    Ok(())
}
