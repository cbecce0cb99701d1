//! The parts of the page about sums over many hashes.

use super::hashes::{Sums, median};
use super::html::{Section, table};
use super::plot::{Axes, Plot, marks};
use super::sections::{counts, legend, row, short, words};
use super::words::{grouped, share};
use presend::hash256::MATCH_RADIUS;

/// How often each bit is set.
pub fn balance(count: u64, sums: &Sums, from: &str) -> Section {
    let n = count.max(1) as f64;
    let axes = Axes {
        x: (0.0, 256.0),
        top: 1.0,
        ticks: &words([0.0, 64.0, 128.0, 192.0, 255.0]),
        marks: &[0.0, 0.25, 0.5, 0.75, 1.0].map(|at| (at, format!("{:.0} %", at * 100.0))),
        name: "bit of the hash",
    };
    let mut plot = Plot::new(200.0);
    let spread = 1.5 / n.sqrt();
    plot.band(&axes, (0.5 - spread, 0.5 + spread));
    plot.axes(&axes);
    for (bit, set) in sums.bits.iter().enumerate() {
        plot.dot(&axes, "s0", (bit as f64 + 0.5, *set as f64 / n), 1.4);
    }
    let rows = sums.bits.chunks(16).enumerate().map(|(place, bits)| {
        let shares = bits
            .iter()
            .map(|set| format!("{:.0}", *set as f64 / n * 100.0));
        row(format!("from {}", 16 * place), shares.collect())
    });
    let rows: Vec<_> = rows.collect();
    let heads = (0..16).map(|bit| format!("+{bit}"));
    let heads: Vec<String> = ["bit".to_owned()].into_iter().chain(heads).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let (low, high) = sums.balance();
    let title = "Bit balance";
    Section {
        title: title.to_owned(),
        source: from.to_owned(),
        says: format!(
            "Each dot is one of the 256 bits: the share of hashes in which it is set, {} to {}. The band is \
             where fair coins would lie. Pictures of one kind stray from it; bits near 0 or 100 % mean copies of \
             one picture, or hashes that are none.",
            share(low),
            share(high)
        ),
        drawing: plot.finish(title),
        table: table(
            "Share of hashes in which a bit is set, in per cent",
            &heads,
            &rows,
        ),
    }
}

/// The numbers of ones that are drawn; what lies beyond is drawn at the ends.
const ONES: (usize, usize) = (96, 160);

/// How many bits are set.
pub fn ones(count: u64, unusual: u64, sums: &Sums, from: &str) -> Section {
    let mut drawn = vec![0u64; ONES.1 - ONES.0 + 1];
    for (ones, hashes) in sums.ones.iter().enumerate() {
        let at = ones.clamp(ONES.0, ONES.1) - ONES.0;
        drawn
            .iter_mut()
            .skip(at)
            .take(1)
            .for_each(|sum| *sum += hashes);
    }
    let most = drawn.iter().copied().max().unwrap_or(0).max(1);
    let marks = marks(most as f64);
    let axes = Axes {
        x: (ONES.0 as f64 - 0.5, ONES.1 as f64 + 0.5),
        top: marks.last().copied().unwrap_or(1.0),
        ticks: &[96, 112, 128, 144, 160].map(|at| {
            let word = match at {
                96 => "≤ 96".to_owned(),
                160 => "≥ 160".to_owned(),
                at => at.to_string(),
            };
            (f64::from(at), word)
        }),
        marks: &words(marks),
        name: "ones in the hash",
    };
    let mut plot = Plot::new(200.0);
    plot.axes(&axes);
    for (place, hashes) in drawn.iter().enumerate() {
        let at = (ONES.0 + place) as f64;
        plot.bar(&axes, "s0", (at - 0.5, at + 0.5), 0.0, *hashes as f64);
    }
    let present = sums
        .ones
        .iter()
        .enumerate()
        .filter(|(_, hashes)| **hashes > 0);
    let rows: Vec<_> = present
        .map(|(ones, hashes)| row(ones.to_string(), counts(&[*hashes])))
        .collect();
    let title = "Ones in each hash";
    Section {
        title: title.to_owned(),
        source: from.to_owned(),
        says: format!(
            "Half of the bits of a PDQ hash are set, because it compares with the median: 128 of 256. {} of {} \
             hashes have another number.",
            grouped(unusual),
            grouped(count)
        ),
        drawing: plot.finish(title),
        table: table("Hashes by number of ones", &["ones", "hashes"], &rows),
    }
}

/// How far apart pairs are.
pub fn distances(sums: &Sums, from: &str) -> Section {
    // Two hashes of 128 ones differ in an even number of bits: an odd distance is drawn with the
    // even one above it.
    let drawn = |counts: &dyn Fn(usize) -> f64| -> Vec<f64> {
        let steps = (0..=128usize).map(|step| (2 * step, (2 * step).checked_sub(1)));
        steps
            .map(|(even, odd)| counts(even) + odd.map_or(0.0, counts))
            .collect()
    };
    let bars = drawn(&|d| sums.distances.get(d).copied().unwrap_or_default() as f64);
    // Fair coins: C(256, d) / 2^256 of the pairs.
    let mut ways = vec![sums.pairs as f64 / 2f64.powi(256)];
    for d in 0..256u32 {
        let last = ways.last().copied().unwrap_or_default();
        ways.push(last * f64::from(256 - d) / f64::from(d + 1));
    }
    let fair = drawn(&|d| ways.get(d).copied().unwrap_or_default());

    let log = |count: f64| (count + 1.0).log10();
    let top = log(bars.iter().copied().fold(1.0, f64::max)).ceil();
    // Every second power where there are many, so that words do not touch.
    let step = if top > 4.0 { 2 } else { 1 };
    let powers = (0..=top as i32).rev().step_by(step);
    let mut marks: Vec<_> = powers
        .map(|power| 10f64.powi(power))
        .filter(|count| *count > 1.0)
        .map(|count| (log(count), short(count)))
        .collect();
    marks.push((0.0, "0".to_owned()));
    let axes = Axes {
        x: (0.0, 256.0),
        top: log(10f64.powf(top)),
        ticks: &words([0.0, 64.0, 128.0, 192.0, 256.0]),
        marks: &marks,
        name: "bits that differ between two hashes",
    };
    let mut plot = Plot::new(200.0);
    plot.axes(&axes);
    for (step, count) in bars.iter().enumerate() {
        let class = if step <= MATCH_RADIUS as usize {
            "s1"
        } else {
            "s0"
        };
        let at = 2.0 * step as f64;
        let x = ((at - 1.0).max(0.0), (at + 1.0).min(256.0));
        plot.bar(&axes, class, x, 0.0, log(*count));
    }
    let fair = fair.iter().enumerate().filter(|(_, count)| **count > 0.05);
    let fair: Vec<_> = fair
        .map(|(step, count)| (2.0 * step as f64, log(*count)))
        .collect();
    plot.line(&axes, "other", &fair);
    plot.mark(&axes, f64::from(MATCH_RADIUS), "31");
    let rows = sums.distances.chunks(16).enumerate();
    let rows = rows.map(|(place, step)| {
        let name = match place {
            16 => "256".to_owned(),
            _ => format!("{} to {}", 16 * place, 16 * place + 15),
        };
        row(name, counts(&[step.iter().sum()]))
    });
    let rows: Vec<_> = rows.collect();
    let within: u64 = sums.distances.iter().take(MATCH_RADIUS as usize + 1).sum();
    let keys = [
        ("s0".to_owned(), "pairs"),
        ("s1".to_owned(), "pairs at most 62 bits apart"),
        ("other".to_owned(), "fair coins"),
    ];
    let title = "Distances";
    Section {
        title: title.to_owned(),
        source: from.to_owned(),
        says: format!(
            "{} {} pairs: median {}, {} within 31 bits (they match each other), {} within 62 (one copy may match \
             both). The scale counts in powers of ten.",
            if sums.all { "All" } else { "A sample of" },
            grouped(sums.pairs),
            median(&sums.distances),
            grouped(within),
            grouped(sums.near())
        ),
        drawing: plot.finish(title) + &legend(&keys),
        table: table("Pairs by distance", &["bits", "pairs"], &rows),
    }
}
