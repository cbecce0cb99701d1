//! The parts of the page that have plots: what is listed.

use super::asked;
use super::facts::{Facts, Months};
use super::hashes::{FEWEST, HashFacts, median};
use super::html::{Section, table};
use super::plot::{Axes, Plot, escape, marks};
use super::sums;
use super::words::{bytes, grouped, source};
use presend::pdq::MIN_QUALITY;
use std::collections::BTreeMap;

/// All that there is something to say about.
pub fn all(facts: &Facts) -> Vec<Section> {
    let from = format!("From {}.", source(facts.origin));
    let mut sections = Vec::new();
    sections.extend(labels(facts, &from));
    sections.extend(facts.months.as_ref().map(months));
    if facts.parts.len() > 1 {
        sections.push(parts(facts));
    }
    sections.extend(facts.quality.as_deref().map(quality));
    match &facts.hashes {
        Some(HashFacts {
            count,
            unusual,
            sums: Some(sums),
        }) => {
            sections.push(sums::balance(*count, sums, &from));
            sections.push(sums::ones(*count, *unusual, sums, &from));
            sections.push(sums::distances(sums, &from));
        }
        Some(_) => sections.push(Section {
            title: "Bits and distances".to_owned(),
            source: from,
            says: format!(
                "Fewer than {FEWEST} hashes: sums over so few would show what they are, so nothing is drawn."
            ),
            drawing: String::new(),
            table: String::new(),
        }),
        None => {}
    }
    sections.push(asked::chances(facts));
    sections.push(match (facts.recall, facts.profile) {
        (Some(rows), Some(profile)) => asked::recall(rows, profile),
        _ => asked::recall_in_words(facts),
    });
    sections.push(asked::cost(facts));
    sections
}

/// Counts, grouped by the thousand.
pub fn counts(values: &[u64]) -> Vec<String> {
    values.iter().copied().map(grouped).collect()
}

/// A row of a table.
pub fn row(name: impl Into<String>, values: Vec<String>) -> Vec<String> {
    let mut row = vec![name.into()];
    row.extend(values);
    row
}

/// Places with their numbers.
pub fn words(places: impl IntoIterator<Item = f64>) -> Vec<(f64, String)> {
    places.into_iter().map(|at| (at, short(at))).collect()
}

/// `250`, `1.5k`, `2M`; below ten with a digit behind the point where there is one.
pub fn short(number: f64) -> String {
    let text = |number: f64, unit: &str| {
        let rounded = (number * 10.0).round() / 10.0;
        format!("{rounded}{unit}")
    };
    match number {
        n if n >= 1e6 => text(n / 1e6, "M"),
        n if n >= 1e3 => text(n / 1e3, "k"),
        n => text(n, ""),
    }
}

fn labels(facts: &Facts, from: &str) -> Option<Section> {
    let labels = facts.labels.as_ref()?;
    let all = |label: &super::facts::Label| label.hashes + label.digests;
    let most = labels.iter().map(all).max().unwrap_or(0).max(1);
    let mut plot = Plot::new(24.0 * labels.len().max(1) as f64 + 4.0);
    for (place, label) in labels.iter().enumerate() {
        let part = all(label) as f64 / most as f64;
        plot.row(place, &label.name, "s0", part, &grouped(all(label)));
    }
    let rows: Vec<_> = labels
        .iter()
        .map(|label| row(&label.name, counts(&[label.hashes, label.digests])))
        .collect();
    let title = "Entries by label";
    Some(Section {
        title: title.to_owned(),
        source: from.to_owned(),
        says: "Hashes and digests together.".to_owned(),
        drawing: plot.finish(title),
        table: table(title, &["label", "hashes", "digests"], &rows),
    })
}

/// Labels that have a colour of their own; the rest is drawn together.
const COLOURS: usize = 4;

/// Months between the first and the last one too, as long as they fit.
fn every_month(months: &Months) -> BTreeMap<String, Vec<u64>> {
    let mut rows = months.rows.clone();
    let number = |month: &String| {
        let (year, month) = month.split_once('-')?;
        Some(year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()? - 1)
    };
    let ends = (
        rows.keys().next().and_then(number),
        rows.keys().next_back().and_then(number),
    );
    if let (Some(first), Some(last)) = ends
        && last - first < 240
    {
        for month in first..=last {
            let name = format!("{:04}-{:02}", month / 12, month % 12 + 1);
            rows.entry(name)
                .or_insert_with(|| vec![0; months.labels.len()]);
        }
    }
    rows
}

fn months(months: &Months) -> Section {
    let rows = every_month(months);
    let mut largest: Vec<(u64, usize)> = (0..months.labels.len())
        .map(|label| {
            let counts = rows.values().filter_map(|counts| counts.get(label));
            (counts.sum(), label)
        })
        .collect();
    largest.sort_by_key(|(count, label)| (std::cmp::Reverse(*count), *label));
    let shown: Vec<usize> = largest.iter().map(|(_, l)| *l).take(COLOURS).collect();
    let rest: Vec<usize> = largest.iter().map(|(_, l)| *l).skip(COLOURS).collect();
    let most = rows.values().map(|counts| counts.iter().sum::<u64>()).max();
    let marks = marks(most.unwrap_or(0).max(1) as f64);
    let step = rows.len().div_ceil(4).max(1);
    let ticks = rows.keys().enumerate().step_by(step);
    let ticks: Vec<_> = ticks
        .map(|(at, name)| (at as f64 + 0.5, name.clone()))
        .collect();
    let axes = Axes {
        x: (0.0, rows.len().max(1) as f64),
        top: marks.last().copied().unwrap_or(1.0),
        ticks: &ticks,
        marks: &words(marks),
        name: "month",
    };
    let mut plot = Plot::new(200.0);
    plot.axes(&axes);
    for (at, counts) in rows.values().enumerate() {
        let at = at as f64;
        let count = |label: &usize| counts.get(*label).copied().unwrap_or_default();
        let mut base = 0.0;
        for (colour, label) in shown.iter().enumerate() {
            let height = count(label) as f64;
            plot.bar(&axes, &format!("s{colour}"), (at, at + 1.0), base, height);
            base += height;
        }
        let height = rest.iter().map(count).sum::<u64>() as f64;
        plot.bar(&axes, "s4", (at, at + 1.0), base, height);
    }
    let name = |label: &usize| months.labels.get(*label).map_or("", String::as_str);
    let mut keys: Vec<(String, &str)> = shown
        .iter()
        .enumerate()
        .map(|(colour, label)| (format!("s{colour}"), name(label)))
        .collect();
    if !rest.is_empty() {
        keys.push(("s4".to_owned(), "other labels"));
    }
    let heads: Vec<&str> = ["month"]
        .into_iter()
        .chain(months.labels.iter().map(String::as_str))
        .collect();
    let figures: Vec<_> = rows
        .iter()
        .map(|(month, n)| row(month, counts(n)))
        .collect();
    let title = "Entries by month and label";
    Section {
        title: title.to_owned(),
        source: "From the list's column date; a set says nothing about dates.".to_owned(),
        says: match months.undated {
            0 => "Lines of the list.".to_owned(),
            n => format!("Lines of the list; {} have no date.", grouped(n)),
        },
        drawing: plot.finish(title) + &legend(&keys),
        table: table(title, &heads, &figures),
    }
}

/// What the colours mean.
pub fn legend(keys: &[(String, &str)]) -> String {
    let items = keys.iter().map(|(class, words)| {
        let words = escape(words);
        let mark = match class.as_str() {
            "other" => "<path class=\"other\" d=\"M0 6H12\"/>".to_owned(),
            class => format!("<rect class=\"{class}\" width=\"12\" height=\"12\"/>"),
        };
        format!("<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">{mark}</svg>{words}</li>\n")
    });
    format!(
        "<ul class=\"legend\">\n{}</ul>\n",
        items.collect::<String>()
    )
}

fn parts(facts: &Facts) -> Section {
    let most = facts.parts.iter().map(|part| part.bytes).max().unwrap_or(1);
    let mut plot = Plot::new(24.0 * facts.parts.len() as f64 + 4.0);
    let mut rows = Vec::new();
    for (place, part) in facts.parts.iter().enumerate() {
        let size = part.bytes as f64 / most.max(1) as f64;
        plot.row(place, &part.name, "s0", size, &bytes(part.bytes));
        let held = [u64::from(part.entries), u64::from(part.digests), part.bytes];
        rows.push(row(&part.name, counts(&held)));
    }
    let title = "Index and updates";
    Section {
        title: title.to_owned(),
        source: "From the manifest.".to_owned(),
        says: "What came with each update of this edition. Whoever sees the set sees these sizes."
            .to_owned(),
        drawing: plot.finish(title),
        table: table(title, &["part", "hashes", "digests", "bytes"], &rows),
    }
}

fn quality(quality: &[u64]) -> Section {
    // Steps of five; 100 has the last one for itself.
    let steps: Vec<u64> = quality.chunks(5).map(|step| step.iter().sum()).collect();
    let most = steps.iter().copied().max().unwrap_or(0).max(1);
    let marks = marks(most as f64);
    let axes = Axes {
        x: (0.0, 105.0),
        top: marks.last().copied().unwrap_or(1.0),
        ticks: &[0, 25, 50, 75, 100].map(|at| (f64::from(at), at.to_string())),
        marks: &words(marks),
        name: "quality of the hash",
    };
    let mut plot = Plot::new(200.0);
    plot.axes(&axes);
    let mut rows = Vec::new();
    for (place, count) in steps.iter().enumerate() {
        let from = 5 * place;
        let class = if from < usize::from(MIN_QUALITY) {
            "pale"
        } else {
            "s0"
        };
        let from_x = from as f64;
        plot.bar(&axes, class, (from_x, from_x + 5.0), 0.0, *count as f64);
        let name = match from {
            100 => "100".to_owned(),
            _ => format!("{from} to {}", from + 4),
        };
        rows.push(row(name, counts(&[*count])));
    }
    plot.mark(&axes, f64::from(MIN_QUALITY), "left out below 50");
    let low: u64 = quality.iter().take(usize::from(MIN_QUALITY)).sum();
    let all: u64 = quality.iter().sum();
    let title = "Quality";
    Section {
        title: title.to_owned(),
        source: "From the list's column quality; a set does not hold it.".to_owned(),
        says: format!(
            "Median {}. {} of {} lines are below 50: plain pictures, which would match what they should not. \
             The builder leaves them out.",
            median(quality),
            grouped(low),
            grouped(all)
        ),
        drawing: plot.finish(title),
        table: table("Lines by quality", &["quality", "lines"], &rows),
    }
}
