//! Words and numbers that both reports share.

use super::facts::{Agreement, Facts, Origin};
use presend::digest::{DigestKind, DigestKinds};
use presend::matchset::{Kind, Manifest, format_time};

/// Who can read the set's hashes.
pub fn readers(kind: Kind) -> &'static str {
    match kind {
        Kind::Open => "anybody who has the set can read its hashes",
        Kind::Sealed => "whoever has the seal key can read its hashes",
        Kind::PrivateLocal | Kind::PrivateMirror => {
            "nobody can read its hashes without the evaluator's key"
        }
        _ => "unknown",
    }
}

/// Why nothing is said about hashes.
pub fn unread(kind: Kind) -> &'static str {
    match kind {
        Kind::Open => "the index is not the signed one, so its hashes were not counted",
        _ => "the hashes of this set cannot be read; --list LIST counts those of your own list",
    }
}

/// Where figures come from.
pub fn source(origin: Option<Origin>) -> &'static str {
    match origin {
        Some(Origin::Set) => "the set",
        Some(Origin::List) => "the list that was given, not the set",
        None => "nowhere",
    }
}

/// Whether the dates hold now.
pub fn state(facts: &Facts, now: u64) -> &'static str {
    match facts.valid(now) {
        true => "now valid",
        false => "NOT VALID NOW",
    }
}

/// What an owner should look at before signing; nothing, where nothing is unusual.
pub fn attention(facts: &Facts, fits: Option<bool>, now: u64) -> Vec<String> {
    let mut lines = Vec::new();
    let manifest = &facts.manifest;
    if fits == Some(false) {
        lines.push("the index is not the one that was signed".to_owned());
    }
    if !facts.valid(now) {
        lines.push("the edition is not valid now".to_owned());
    }
    match facts.agreement {
        Some(Agreement::Compared { only_set, only_list }) if only_set + only_list > 0 => lines
            .push(format!(
                "the list is not what the set holds: {only_set} hashes in the set only, {only_list} in the list only"
            )),
        Some(Agreement::Counted { list, set }) if list != set => lines.push(format!(
            "the list has {list} hashes to be listed, the set says {set}"
        )),
        _ => {}
    }
    if let Some(hashes) = &facts.hashes {
        if hashes.unusual > 0 {
            lines.push(format!(
                "{} hashes have not 128 ones: are they PDQ hashes of pictures?",
                hashes.unusual
            ));
        }
        if let Some(sums) = &hashes.sums {
            let (low, high) = sums.balance();
            // Five standard deviations of fair coins, and a tenth for what pictures have in common.
            let slack = 0.1 + 2.5 / (hashes.count as f64).sqrt();
            if low < 0.5 - slack || high > 0.5 + slack {
                lines.push(format!(
                    "bits are set in {} to {} of the hashes: pictures of one kind, copies of one \
                     picture, or another word order?",
                    share(low),
                    share(high)
                ));
            }
        }
    }
    let year = 366 * 24 * 60 * 60;
    if manifest.not_after - manifest.not_before > year {
        lines.push("the edition lives for more than a year: give editions short lives".to_owned());
    }
    if let Some(own) = facts.chances.iter().find(|chance| chance.own)
        && own.log2 > -17.0
    {
        lines.push(format!(
            "an unrelated picture matches once in {}: choose wider tokens or fewer probes",
            chance(own.log2)
        ));
    }
    lines
}

/// What the digests of a set are.
pub fn digest_words(manifest: &Manifest) -> String {
    match manifest.digest_kinds == DigestKinds::SHA256 {
        true => "SHA-256 digests".to_owned(),
        false => {
            let kinds = manifest.digest_kinds.iter().map(DigestKind::name);
            format!("digests ({})", kinds.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Who committed to a part of the list, as far as the manifest says.
pub fn commitments(manifest: &Manifest) -> String {
    if manifest.commitments.is_empty() {
        return "no owner".into();
    }
    let given = manifest.commitments.iter().map(|commitment| {
        let (owner, items) = (&commitment.owner, u64::from(commitment.items));
        format!("{owner} to {} items", grouped(items))
    });
    let given: Vec<String> = given.collect();
    let committed = |owner: &&String| manifest.commitments.iter().any(|c| c.owner == **owner);
    let owners = manifest.owners.iter();
    let without: Vec<&str> = owners
        .filter(|o| !committed(o))
        .map(String::as_str)
        .collect();
    match without.is_empty() {
        true => given.join(", "),
        false => format!("{}; not {}", given.join(", "), without.join(", ")),
    }
}

/// `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `51 B`, `16.4 kB`, `50.6 MB`.
pub fn bytes(number: u64) -> String {
    let number_f = number as f64;
    match number {
        0..1_000 => format!("{number} B"),
        1_000..1_000_000 => format!("{:.1} kB", number_f / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", number_f / 1e6),
        _ => format!("{:.1} GB", number_f / 1e9),
    }
}

/// `48.3 %`.
pub fn share(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// `.9984` of a count, `-` of nothing.
pub fn thousandths(part: u64, whole: u64) -> String {
    match whole {
        0 => "-".to_owned(),
        _ => format!("{:.4}", part as f64 / whole as f64),
    }
}

/// `590 thousand` for a log2 of -19.17: once in so many.
pub fn chance(log2: f64) -> String {
    let once_in = 2f64.powf(-log2).max(1.0);
    let units = [
        (1e12, "trillion"),
        (1e9, "billion"),
        (1e6, "million"),
        (1e3, "thousand"),
    ];
    // two digits
    let rounded = |number: f64| match number {
        n if n < 10.0 => format!("{:.1}", n),
        n if n < 100.0 => format!("{:.0}", n),
        n => format!("{:.0}", (n / 10.0).round() * 10.0),
    };
    match units.iter().find(|(unit, _)| once_in >= *unit) {
        Some((1e12, _)) if once_in >= 1e15 => format!("10^{:.0}", once_in.log10().floor()),
        Some((unit, word)) => format!("{} {word}", rounded(once_in / unit)),
        None => rounded(once_in),
    }
}

/// `2026-11-25`, or `2026-11-25 09:30:00` where it is not midnight; UTC.
pub fn time(seconds: u64) -> String {
    let text = format_time(seconds).replace('T', " ").replace('Z', "");
    text.strip_suffix(" 00:00:00").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        let grouped = [0, 999, 1_000, 1_234_567].map(grouped);
        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
        let bytes = [51, 16_404, 50_600_000, 5_100_000_000].map(bytes);
        assert_eq!(bytes, ["51 B", "16.4 kB", "50.6 MB", "5.1 GB"]);
        assert_eq!(share(0.4827), "48.3 %");
        let chances = [-1.0, -6.0, -19.17, -24.0, -30.5, -43.0, -100.0].map(chance);
        let expected = [
            "2.0",
            "64",
            "590 thousand",
            "17 million",
            "1.5 billion",
            "8.8 trillion",
            "10^30",
        ];
        assert_eq!(chances, expected);
        assert_eq!(time(1_795_564_800), "2026-11-25");
        assert_eq!(time(1_795_599_000), "2026-11-25 09:30:00");
        assert_eq!(
            (thousandths(1, 3), thousandths(0, 0)),
            ("0.3333".into(), "-".into())
        );
    }
}
