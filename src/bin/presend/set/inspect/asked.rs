//! The parts of the page about checks: what they find, what by chance, and what they cost.

use super::facts::Facts;
use super::html::{Section, table};
use super::plot::{Axes, Plot};
use super::recall::{Row, sum};
use super::sections::{row, words};
use super::words::{bytes, chance, grouped, share, thousandths};
use presend::hash256::MATCH_RADIUS;
use presend::matchset::probe::Profile;

/// How often an unrelated picture matches.
pub fn chances(facts: &Facts) -> Section {
    let shown = || facts.chances.iter().filter(|c| c.own || c.name != "open");
    let longest = shown().map(|c| -c.log2).fold(1.0, f64::max);
    let mut plot = Plot::new(24.0 * shown().count() as f64 + 4.0);
    let mut rows = Vec::new();
    for (place, each) in shown().enumerate() {
        let class = if each.own { "s0" } else { "pale" };
        let value = chance(each.log2);
        plot.row(place, &each.name, class, -each.log2 / longest, &value);
        let own = if each.own {
            "this set"
        } else {
            "for comparison"
        };
        rows.push(vec![each.name.clone(), value, own.to_owned()]);
    }
    let title = "False matches by chance";
    Section {
        title: title.to_owned(),
        source: "Calculated for the number of entries in the manifest.".to_owned(),
        says: "One view of an unrelated picture matches once in so many, if the bits of hashes were fair \
               coins; bars grow with the power of ten. Real pictures that look alike match more often, \
               which no parameters change."
            .to_owned(),
        drawing: plot.finish(title),
        table: table(title, &["parameters", "one match in", "whose"], &rows),
    }
}

/// What a private set finds.
pub fn recall(measured: &[Row; 32], profile: usize) -> Section {
    let axes = Axes {
        x: (0.0, 31.0),
        top: 1.0,
        ticks: &words([0.0, 8.0, 16.0, 24.0, 31.0]),
        marks: &[0.0, 0.25, 0.5, 0.75, 1.0].map(|at| (at, format!("{:.0} %", at * 100.0))),
        name: "bits between copy and listed original",
    };
    let mut plot = Plot::new(200.0);
    plot.axes(&axes);
    let points = measured.iter().enumerate().filter_map(|(distance, row)| {
        let found = *row.found.get(profile)? as f64;
        (row.copies > 0).then(|| (distance as f64, found / row.copies as f64))
    });
    let points: Vec<(f64, f64)> = points.collect();
    plot.line(&axes, "own", &points);
    for point in &points {
        plot.dot(&axes, "s0", *point, 2.2);
    }
    // Hashes of 128 ones differ in an even number of bits.
    let present = measured
        .iter()
        .enumerate()
        .filter(|(_, each)| each.copies > 0);
    let rows = present.map(|(distance, each)| {
        let found = each.found.get(profile).copied().unwrap_or_default();
        let share = thousandths(found, each.copies);
        row(
            distance.to_string(),
            vec![grouped(each.copies), grouped(found), share],
        )
    });
    let rows: Vec<_> = rows.collect();
    let (copies, found) = sum(measured, profile, 0, MATCH_RADIUS as usize);
    let (near, _) = sum(measured, profile, 0, 8);
    let name = Profile::ALL.get(profile).map_or("", |profile| profile.name);
    let title = "Recall by distance";
    Section {
        title: title.to_owned(),
        source: "Measured on painted pictures, November 2026; presend tune measures your own."
            .to_owned(),
        says: format!(
            "Of {} edited copies within 31 bits, profile {name} finds {}; an open set finds all of them. {} of the \
             copies are at most 8 bits away.",
            grouped(copies),
            share(found as f64 / copies.max(1) as f64),
            share(near as f64 / copies.max(1) as f64)
        ),
        drawing: plot.finish(title),
        table: table(title, &["bits", "copies", "found", "share"], &rows),
    }
}

/// The same where there is nothing to draw.
pub fn recall_in_words(facts: &Facts) -> Section {
    let says = match facts.manifest.private {
        Some(_) => {
            "These parameters are not those of a profile, and were not measured. presend tune DIR --set \
             measures them on your own pictures."
        }
        None => {
            "Every entry is compared with all eight orientations of a picture: what lies within 31 bits is \
             found, nothing else is."
        }
    };
    Section {
        title: "Recall by distance".to_owned(),
        source: "From the kind of set.".to_owned(),
        says: says.to_owned(),
        drawing: String::new(),
        table: String::new(),
    }
}

/// Bytes and time.
pub fn cost(facts: &Facts) -> Section {
    let cost = &facts.cost;
    let held = facts.parts.first();
    let entries = held.map_or(0, |part| u64::from(part.entries) + u64::from(part.digests));
    let each = held.map_or(0, |part| part.bytes) as f64 / entries.max(1) as f64;
    let mut rows = vec![
        row("a device downloads, once", vec![bytes(cost.download)]),
        row("index, an entry", vec![format!("{each:.1} B")]),
    ];
    for (who, there_and_back) in [("evaluator", cost.evaluator), ("mirror", cost.mirror)] {
        if let Some((there, back)) = there_and_back {
            rows.push(row(format!("a check, to the {who}"), vec![bytes(there)]));
            rows.push(row(format!("a check, from the {who}"), vec![bytes(back)]));
        }
    }
    if let Some(time) = cost.milliseconds {
        let time = format!("{time:.0} ms");
        rows.push(row("a check, one core of the evaluator", vec![time]));
    }
    let says = match cost.evaluator {
        Some(_) => {
            "The same for every picture, whatever is found. The evaluator's time is that of DESIGN.md's machine."
        }
        None => "A check asks nobody.",
    };
    Section {
        title: "Size and cost".to_owned(),
        source: "From the manifest and the files.".to_owned(),
        says: says.to_owned(),
        drawing: String::new(),
        table: table("Size and cost", &["what", "how much"], &rows),
    }
}
