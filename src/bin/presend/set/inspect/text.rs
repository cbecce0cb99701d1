//! The report as a page of text.

use super::facts::{Agreement, Facts, Origin};
use super::hashes::{FEWEST, median};
use super::recall::BANDS;
use super::words::{
    attention, bytes, chance, commitments, digest_words, grouped, readers, share, source, state,
    thousandths, unread,
};
use crate::say;
use presend::hash256::MATCH_RADIUS;
use presend::matchset::format_time;

fn row(name: &str, value: impl std::fmt::Display) {
    say(format_args!("{name:<10} {value}"));
}

fn more(value: impl std::fmt::Display) {
    row("", value);
}

/// Prints it. `signers` are names, not checked; `fits`: whether the index has the signed digest.
pub fn print(facts: &Facts, signers: &[&str], fits: Option<bool>, now: u64) {
    manifest(facts, signers, fits, now);
    for line in attention(facts, fits, now) {
        row("look at", line);
    }
    if facts.origin.is_none() {
        more("");
        more(unread(facts.manifest.kind));
        return;
    }
    labels(facts);
    quality(facts);
    hashes(facts);
}

fn manifest(facts: &Facts, signers: &[&str], fits: Option<bool>, now: u64) {
    let manifest = &facts.manifest;
    row(
        "set",
        match manifest.edition() {
            (epoch, 0) => format!("{}, edition {epoch}", manifest.id),
            (epoch, update) => format!("{}, edition {epoch} update {update}", manifest.id),
        },
    );
    let kind = manifest.kind;
    row("kind", format_args!("{} ({})", kind.name(), readers(kind)));
    row("purpose", manifest.purpose);
    row("owners", manifest.owners.join(", "));
    let signers = signers.join(", ");
    row(
        "signed by",
        format_args!("{signers} (not checked here: presend set verify)"),
    );
    row("committed", commitments(manifest));
    row("labels", manifest.labels.join(", "));
    let (entries, digests) = (manifest.entries, manifest.digests);
    row(
        "entries",
        format_args!("{entries} PDQ hashes, {digests} {}", digest_words(manifest)),
    );
    for part in &facts.parts {
        let held = f64::from(part.entries) + f64::from(part.digests);
        let each = part.bytes as f64 / held.max(1.0);
        let fits = match (part.name == "index", fits) {
            (false, _) => "",
            (true, Some(true)) => ", digest fits",
            (true, Some(false)) => ", DIGEST DOES NOT FIT",
            (true, None) => ", not in this folder",
        };
        let (name, size) = (&part.name, part.bytes);
        let counts = format!("{} hashes, {} digests", part.entries, part.digests);
        let line = format!("{size} bytes, {each:.1} an entry{fits}");
        match name.as_str() {
            "index" => row("index", line),
            _ => row("segment", format_args!("{name}: {counts}, {line}")),
        }
    }
    if let Some(private) = &manifest.private {
        let params = &private.params;
        row("evaluator", private.evaluator.id());
        row(
            "check",
            format_args!(
                "{} probes of {} bits in {} tables, {} must agree",
                params.probes(),
                params.token_bits(),
                params.tables(),
                params.agree()
            ),
        );
    }
    cost(facts);
    if let Some(own) = facts.chances.iter().find(|chance| chance.own) {
        row(
            "by chance",
            format_args!(
                "a check of an unrelated picture matches about once in {}, if bits were fair coins",
                chance(own.log2)
            ),
        );
    }
    recall(facts);
    let (from, to) = (
        format_time(manifest.not_before),
        format_time(manifest.not_after),
    );
    row(
        "valid",
        format_args!("{from} to {to}, {}", state(facts, now)),
    );
}

fn cost(facts: &Facts) {
    let cost = &facts.cost;
    row(
        "device",
        format_args!("downloads {} once", bytes(cost.download)),
    );
    if let Some((there, back)) = cost.evaluator {
        let time = cost.milliseconds.unwrap_or_default();
        let (there, back) = (bytes(there), bytes(back));
        more(format_args!(
            "a check sends {there} to the evaluator and gets {back}, about {time:.0} ms of one core there"
        ));
    }
    if let Some((there, back)) = cost.mirror {
        let (there, back) = (bytes(there), bytes(back));
        more(format_args!("and {there} to the mirror and gets {back}"));
    }
}

fn recall(facts: &Facts) {
    let Some((rows, column)) = facts.recall.zip(facts.profile) else {
        row(
            "recall",
            match facts.manifest.private {
                Some(_) => "not measured for these parameters: presend tune DIR --set",
                None => "every entry within 31 bits, in all eight orientations",
            },
        );
        return;
    };
    let bands = BANDS.map(|(from, to)| {
        let (copies, found) = super::recall::sum(rows, column, from, to);
        format!("{from} to {to} bits {}", thousandths(found, copies))
    });
    row("recall", bands.join(", "));
    more("(painted pictures, November 2026; presend tune DIR measures your own)");
}

fn labels(facts: &Facts) {
    let Some(labels) = &facts.labels else { return };
    more("");
    row("by label", format_args!("(from {})", source(facts.origin)));
    let most = labels
        .iter()
        .map(|l| l.hashes + l.digests)
        .max()
        .unwrap_or(0);
    for label in labels {
        let all = label.hashes + label.digests;
        let bar = bar(all, most);
        let (name, hashes, digests) = (&label.name, label.hashes, label.digests);
        more(format_args!(
            "{name:<20} {hashes:>9} hashes {digests:>9} digests {bar}"
        ));
    }
    if let Some(months) = &facts.months {
        row("by month", "(from the list's column date)");
        let sum = |counts: &Vec<u64>| counts.iter().sum::<u64>();
        let most = months.rows.values().map(sum).max().unwrap_or(0);
        for (month, counts) in &months.rows {
            let all = sum(counts);
            more(format_args!(
                "{month:<20} {all:>9} lines {}",
                bar(all, most)
            ));
        }
        if months.undated > 0 {
            more(format_args!("{} lines have no date", months.undated));
        }
    }
    match facts.agreement {
        Some(Agreement::Compared {
            only_set,
            only_list,
        }) => row(
            "list",
            format_args!("{only_set} hashes stand in the set only, {only_list} in the list only"),
        ),
        Some(Agreement::Counted { list, set }) => row(
            "list",
            format_args!("{list} distinct hashes to be listed, the set says {set}"),
        ),
        None => {}
    }
}

fn quality(facts: &Facts) {
    let Some(quality) = &facts.quality else {
        return;
    };
    let all: u64 = quality.iter().sum();
    let low: u64 = quality
        .iter()
        .take(usize::from(presend::pdq::MIN_QUALITY))
        .sum();
    row(
        "quality",
        format_args!(
            "median {} of 100; {low} of {} lines below 50, which are left out",
            median(quality),
            grouped(all)
        ),
    );
}

fn hashes(facts: &Facts) {
    let Some(hashes) = &facts.hashes else { return };
    let from = match facts.origin {
        Some(Origin::List) => "the list",
        _ => "the set",
    };
    row(
        "hashes",
        format_args!(
            "{} distinct in {from}; {} have not 128 ones",
            grouped(hashes.count),
            hashes.unusual
        ),
    );
    let Some(sums) = &hashes.sums else {
        more(format_args!(
            "fewer than {FEWEST}: sums over so few would show what they are"
        ));
        return;
    };
    let (low, high) = sums.balance();
    row(
        "balance",
        format_args!(
            "each bit is set in {} to {} of them",
            share(low),
            share(high)
        ),
    );
    let least = sums.distances.iter().position(|count| *count > 0);
    let within: u64 = sums.distances.iter().take(MATCH_RADIUS as usize + 1).sum();
    row(
        "distances",
        format_args!(
            "of {}{} pairs: median {}, least {}; {within} within {MATCH_RADIUS} bits, {} within {}",
            if sums.all { "all " } else { "" },
            grouped(sums.pairs),
            median(&sums.distances),
            least.unwrap_or_default(),
            sums.near(),
            2 * MATCH_RADIUS
        ),
    );
}

/// At most 30 signs.
fn bar(count: u64, most: u64) -> String {
    let length = count.saturating_mul(30).div_ceil(most.max(1));
    "#".repeat(usize::try_from(length.min(30)).unwrap_or_default())
}
