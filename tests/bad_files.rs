//! Bad files: each is refused with its own code, soon, within bounded memory, and nothing panics.
//! A binary of its own, because its allocator counts.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(not(target_arch = "wasm32"))]

mod support;

use peak_alloc::PeakAlloc;
use presend::image::Limits;
use presend::signal::PictureSignals;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use support::bad;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Held by the test that runs, so that nothing else allocates meanwhile.
static ALONE: Mutex<()> = Mutex::new(());

/// Memory beside the file that any of these may take: what decoders copy of it, and a little.
fn bound(file: &[u8]) -> usize {
    file.len() * 4 + (16 << 20)
}

/// The code of a file, or `ok`.
type Look = fn(&[u8]) -> &'static str;

fn pixels(bytes: &[u8]) -> &'static str {
    let found = PictureSignals::compute(bytes, &Limits::default());
    found.map_or_else(|error| error.code(), |_| "ok")
}

fn look_up(bytes: &[u8]) -> &'static str {
    let found = PictureSignals::for_lookup(bytes, &Limits::default());
    found.map_or_else(|error| error.code(), |_| "ok")
}

#[test]
fn every_bad_file_is_refused_soon_and_within_bounds() {
    let _alone = ALONE.lock();
    let files = bad::files();
    let own = files
        .iter()
        .filter(|file| !file.name.contains("-of-"))
        .count();
    println!("{} files, {own} of them made from nothing", files.len());
    assert!(own >= 60 && files.len() >= 200);
    let good = bad::SOUND_FILES[4].1;
    let expected = PictureSignals::compute(good, &Limits::default()).unwrap();
    let mut wrong = Vec::new();
    let (mut slowest, mut largest) = ((Duration::ZERO, ""), (0, ""));
    for file in &files {
        for look in [pixels as Look, look_up] {
            let before = MEMORY.current_usage();
            MEMORY.reset_peak_usage();
            let started = Instant::now();
            let code = look(&file.bytes);
            let mut elapsed = started.elapsed();
            let memory = MEMORY.peak_usage().saturating_sub(before);
            // Another program may have been in the way: the best of three counts.
            for _ in 0..2 {
                let started = Instant::now();
                look(&file.bytes);
                elapsed = elapsed.min(started.elapsed());
            }
            slowest = slowest.max((elapsed, &file.name));
            largest = largest.max((memory, &file.name));
            let bound = bound(&file.bytes);
            if !file.codes.contains(&code) || elapsed > Duration::from_millis(100) || memory > bound
            {
                wrong.push(format!(
                    "{}: {code}, {elapsed:?}, {memory} bytes",
                    file.name
                ));
            }
        }
        assert_eq!(
            PictureSignals::compute(good, &Limits::default()).unwrap(),
            expected
        );
    }
    println!("slowest {slowest:?}, most memory {largest:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Sound files of every format, cut and changed: a few thousand, the same each time.
#[test]
fn damaged_files_never_panic_and_stay_within_bounds() {
    let _alone = ALONE.lock();
    let mut state = 0x243f_6a88_85a3_08d3_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    // What a changed header claims within these limits is allowed.
    let limits = Limits {
        max_pixels: 1 << 20,
        max_total_pixels: 4 << 20,
        max_memory: 16 << 20,
        ..Limits::default()
    };
    let (mut sound, mut refused, mut slowest) = (0, 0, Duration::ZERO);
    for round in 0..4000 {
        let (name, original) = bad::SOUND_FILES[round % bad::SOUND_FILES.len()];
        let mut bytes = original.to_vec();
        for _ in 0..=random() % 3 {
            // Half of the changes in the headers, where they do most.
            let span = if random() % 2 == 0 {
                bytes.len()
            } else {
                bytes.len().min(600)
            };
            let at = random() % span;
            match random() % 6 {
                0 => bytes.truncate(at.max(16)),
                1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random() % 5],
                2 => {
                    let part = bytes[at..(at + random() % 40).min(bytes.len())].to_vec();
                    let to = random() % bytes.len();
                    bytes.splice(to..to, part);
                }
                3 => {
                    let end = (at + random() % 40).min(bytes.len());
                    bytes.drain(at..end.min(bytes.len() - 16).max(at));
                }
                _ => bytes[at] ^= 1 << (random() % 8),
            }
        }
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let started = Instant::now();
        let results = [
            PictureSignals::compute(&bytes, &limits),
            PictureSignals::for_lookup(&bytes, &limits),
        ];
        slowest = slowest.max(started.elapsed());
        let memory = MEMORY.peak_usage().saturating_sub(before);
        assert!(
            memory <= bound(&bytes) + (32 << 20),
            "{name} {round}: {memory} bytes"
        );
        for result in results {
            match result {
                Ok(_) => sound += 1,
                Err(_) => refused += 1,
            }
        }
    }
    println!("{sound} sound, {refused} refused, slowest {slowest:?}");
    assert!(sound > 500 && refused > 2000);
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}
