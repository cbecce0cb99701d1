//! One forgery for each rule of docs/absence.md.

use super::replay;
use super::world::*;
use base64::{Engine, prelude::BASE64_STANDARD};
use presend::digest::FileDigest;
use presend::guard::absent::{AbsentError, Options, To, Transcript};
use std::collections::BTreeMap;

/// A transcript with other values behind these names.
fn with(text: &str, changes: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (name, value) in changes {
        let at = text.find(&format!("\n{name}: ")).unwrap() + 1;
        let end = at + text[at..].find('\n').unwrap();
        text.replace_range(at..end, &format!("{name}: {value}"));
    }
    text
}

fn value<'a>(text: &'a str, name: &str) -> &'a str {
    let name = format!("{name}: ");
    let line = text.lines().find_map(|line| line.strip_prefix(&name));
    line.unwrap()
}

/// With the bytes behind a name changed.
fn changed(text: &str, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = BASE64_STANDARD.decode(value(text, name)).unwrap();
    change(&mut bytes);
    with(text, &[(name, &BASE64_STANDARD.encode(bytes))])
}

/// The evaluator's answer in a transcript.
fn answer_of(text: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(value(text, "evaluator")).unwrap()
}

/// What this world's mirror answers about the picture, although it is listed.
fn mirrored_by(world: &World) -> String {
    let options = Options {
        made: NOW,
        publish: true,
        randomness: &[5; 32],
    };
    let mut said = String::new();
    let made = Transcript::make(&world.set, &subject(PICTURE), &options, |to, body| {
        let answer = world.answer(to, body);
        if to == To::Mirror {
            said = BASE64_STANDARD.encode(&answer);
        }
        Ok::<_, AbsentError>(answer)
    });
    assert_eq!(made.unwrap_err(), AbsentError::NotAbsent);
    said
}

type Case = (&'static str, String, &'static str);

/// Forgeries that a reader of the text refuses.
fn forms(good: &str, open: &str, mirror: &str) -> Vec<Case> {
    let upper = value(good, "manifest").to_uppercase();
    let swapped = good.replace("epoch: 3\nupdate: 0\n", "update: 0\nepoch: 3\n");
    let (first, views) = (value(good, "view"), value(good, "views"));
    let fewer = &views[1..];
    let mirrored = format!("{good}mirror: {}\n", value(mirror, "mirror"));
    let lone = mirror[..mirror.find("\nmirror").unwrap() + 1].to_owned();
    let mut hashes: Vec<&str> = open.lines().filter(|l| l.starts_with("view:")).collect();
    let block = hashes.join("\n");
    hashes.reverse();
    let turned = hashes.join("\n");
    let digest = FileDigest::of(format!("{turned}\n").as_bytes()).to_hex();
    let turned = open.replace(&block, &turned);
    let turned = with(&turned, &[("views", &format!("8 {digest}"))]);
    [
        String::new(),
        good.replace("transcript v1", "transcript v2"),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        good.replace('\n', "\r\n"),
        swapped,
        with(good, &[("manifest", &upper)]),
        with(good, &[("epoch", "03")]),
        with(good, &[("kind", "sealed")]),
        with(good, &[("made", "2027-01-15")]),
        with(good, &[("views", &format!("2{fewer}"))]),
        with(good, &[("view", &first.replacen("1000 ", "999 ", 1))]),
        with(good, &[("randomness", "BQUF")]),
        with(good, &[("evaluator", "!")]),
        mirrored,
        lone,
        turned,
    ]
    .map(|text| ("T1", text, "bad-transcript"))
    .to_vec()
}

#[test]
fn each_rule_has_a_transcript_that_breaks_it() {
    let csv = list(&[]);
    let world = World::new(Kind::Local("standard"), &csv);
    let mirrored = World::new(Kind::Mirror, &csv);
    let opened = World::new(Kind::Open, &csv);
    let good = world.text(PICTURE, true);
    let (mirror, open) = (mirrored.text(PICTURE, true), opened.text(PICTURE, true));
    let other = world.text(OTHER, true);
    let code = |text: &str, world: &World, picture: Option<&str>| {
        let refused = replay(text, world, picture);
        refused.map_or_else(|error| error.code(), |()| "taken")
    };
    let mut seen = BTreeMap::<&str, usize>::new();
    let mut expect = |world: &World, picture: Option<&str>, cases: Vec<Case>| {
        for (rule, text, expected) in cases {
            assert_eq!(code(&text, world, picture), expected, "{rule}");
            *seen.entry(rule).or_default() += 1;
        }
    };
    expect(&world, Some(PICTURE), forms(&good, &open, &mirror));

    let zeros = "0".repeat(64);
    let nothing = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let one_bit = |at: usize| changed(&good, "evaluator", |bytes| bytes[at] ^= 1);
    let swapped = changed(&good, "evaluator", |bytes| {
        let (a, b) = bytes[36..100].split_at_mut(32);
        a.swap_with_slice(b);
    });
    // The other picture's questions and answers under this picture's name.
    let taken = ["randomness", "evaluator"].map(|name| (name, value(&other, name)));
    let renamed = with(&good, &taken);
    let relabelled = changed(&renamed, "evaluator", |bytes| {
        // the digest of the request that this picture's probes make
        bytes[16..32].copy_from_slice(&answer_of(&good)[16..32]);
    });
    let lied = with(&other, &[("picture", value(&good, "picture"))]);
    let cases = vec![
        (
            "T2",
            with(&good, &[("set", "another")]),
            "transcript-of-other-set",
        ),
        (
            "T3",
            with(&good, &[("epoch", "4")]),
            "transcript-of-other-edition",
        ),
        (
            "T3",
            with(&good, &[("update", "1")]),
            "transcript-of-other-edition",
        ),
        (
            "T4",
            with(&good, &[("manifest", &zeros)]),
            "transcript-of-other-manifest",
        ),
        (
            "T5",
            with(&good, &[("made", "2026-11-25T00:00:00Z")]),
            "transcript-outside-dates",
        ),
        // the first second that does not belong to the edition
        (
            "T5",
            with(&good, &[("made", "2027-01-15T08:16:40Z")]),
            "transcript-outside-dates",
        ),
        (
            "T6",
            with(&good, &[("made", "2027-01-15T08:05:01Z")]),
            "transcript-from-later",
        ),
        ("T7", other.clone(), "other-picture"),
        ("T8", lied, "other-views"),
        (
            "T9",
            with(&good, &[("randomness", nothing)]),
            "no-randomness",
        ),
        ("T10", one_bit(8), "wrong-evaluator-key"),
        ("T11", one_bit(16), "response-to-another-request"),
        ("T11", renamed, "response-to-another-request"),
        ("T12", relabelled, "bad-proof"),
        ("T12", swapped, "bad-proof"),
        ("T12", one_bit(36 + 32 * 512), "bad-proof"),
    ];
    expect(&world, Some(PICTURE), cases);
    // Five minutes are allowed.
    let ahead = with(&good, &[("made", "2027-01-15T08:05:00Z")]);
    assert_eq!(code(&ahead, &world, Some(PICTURE)), "taken");

    // Another key's answers, with its own name and with the right one.
    let stranger = World::of(
        Kind::Local("standard"),
        &csv,
        &options("absence-test", 3),
        key(8),
    );
    let manifest = value(&good, "manifest");
    let foreign = with(&stranger.text(PICTURE, true), &[("manifest", manifest)]);
    let names = answer_of(&good)[8..32].to_vec();
    let named = changed(&foreign, "evaluator", |bytes| {
        bytes[8..32].copy_from_slice(&names)
    });
    expect(
        &world,
        None,
        vec![
            ("T10", foreign, "wrong-evaluator-key"),
            ("T12", named, "bad-proof"),
        ],
    );

    let cut = changed(&mirror, "mirror", |bytes| bytes.truncate(bytes.len() - 1));
    let bucket = changed(&mirror, "mirror", |bytes| bytes[20] ^= 1);
    let moved = changed(&mirror, "mirror", |bytes| {
        let (a, b) = bytes[20..20 + 352].split_at_mut(176);
        a.swap_with_slice(b);
    });
    let index = changed(&mirror, "mirror", |bytes| bytes[8] ^= 1);
    expect(
        &mirrored,
        Some(PICTURE),
        vec![
            ("T13", index, "other-index"),
            ("T14", bucket, "bad-bucket-proof"),
            ("T14", moved, "bad-bucket-proof"),
            ("T14", cut, "bad-mirror-answer"),
        ],
    );

    // Questions and answers of one epoch are the same for each list: only the index says "no".
    for (kind, text) in [
        (Kind::Local("standard"), &good),
        (Kind::Mirror, &mirror),
        (Kind::Open, &open),
    ] {
        let listed = World::new(kind, &list(&[PICTURE]));
        let manifest = listed.set.manifest().to_text();
        let digest = FileDigest::of(manifest.as_bytes()).to_hex();
        let mut text = with(text, &[("manifest", &digest)]);
        if kind == Kind::Mirror {
            text = with(&text, &[("mirror", &mirrored_by(&listed))]);
        }
        expect(&listed, Some(PICTURE), vec![("T15", text, "not-absent")]);
    }

    let docs = include_str!("../../docs/absence.md");
    let rules: Vec<&str> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("- **")?.split("**").next())
        .collect();
    assert_eq!(rules.len(), 15);
    for rule in &rules {
        assert!(seen.contains_key(rule), "{rule} has no case");
    }
    assert_eq!(seen.len(), rules.len());
}
