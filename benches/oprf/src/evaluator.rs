//! The evaluator as a native program, on one core: prints JSON that `benches/oprf.mjs` reads.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use presend::oprf::{PinnedKey, Seed, blind};
use presend_bench_oprf::{inputs, key};
use std::hint::black_box;
use std::time::Instant;

/// Processor time of this thread where the system tells, else the clock; in seconds.
fn now(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat
        .split(' ')
        .next()
        .and_then(|text| text.parse::<f64>().ok());
    nanoseconds.map_or(start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

/// Runs that are timed together: some systems count processor time in steps of 4 ms.
const TOGETHER: u32 = 20;

/// The least and the middle time of one run.
fn time(mut work: impl FnMut()) -> (f64, f64) {
    let start = Instant::now();
    let mut times: Vec<f64> = (0..12)
        .map(|_| {
            let before = now(start);
            (0..TOGETHER).for_each(|_| work());
            (now(start) - before) / f64::from(TOGETHER)
        })
        .skip(1)
        .collect();
    times.sort_by(f64::total_cmp);
    (times[0], times[times.len() / 2])
}

fn main() {
    let key = key();
    let pinned = PinnedKey::from_signed_manifest(*key.public());
    let inputs = inputs(512);
    let seed = || Seed::new([9; 32]).expect("a seed");
    let (_, request) = blind(&pinned, &inputs, seed()).expect("a request");
    let blindly = time(|| {
        black_box(key.blind_evaluate(&request, seed()).expect("an answer"));
    });
    let directly = time(|| {
        black_box(key.evaluate(&inputs).expect("outputs"));
    });
    println!(
        "{{\"blindEvaluate\":[{},{}],\"evaluate\":[{},{}]}}",
        blindly.0, blindly.1, directly.0, directly.1
    );
}
