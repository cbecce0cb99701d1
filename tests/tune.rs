//! `presend tune`: that it counts right, and that its figures hold on painted pictures.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "cli")]

#[allow(dead_code, reason = "other tools paint more")]
#[path = "../examples/trimmed-views/paint.rs"]
mod paint;

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn tune(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_presend"))
        .arg("tune")
        .args(arguments)
        .arg(folder)
        .output()
        .unwrap()
}

/// A folder with painted pictures, one file that is none, and one that is plain.
fn folder(count: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("inside");
    std::fs::create_dir(&inside).unwrap();
    for seed in 0..count {
        let place = if seed % 2 == 0 {
            folder.path()
        } else {
            &inside
        };
        let picture = paint::picture(3_000_000 + seed);
        picture
            .save(place.join(format!("secret-name-{seed}.png")))
            .unwrap();
    }
    std::fs::write(inside.join("secret-name.txt"), "no picture").unwrap();
    let plain = image::RgbImage::from_pixel(64, 64, image::Rgb([9, 9, 9]));
    plain
        .save(folder.path().join("secret-name-plain.png"))
        .unwrap();
    folder
}

#[test]
fn recall_is_what_the_documentation_says() {
    const COUNT: u64 = 24;
    let folder = folder(COUNT);
    let output = tune(&["--json"], folder.path());
    assert!(output.status.success(), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let pictures = report["pictures"].as_u64().unwrap();
    let plain = report["plain"].as_u64().unwrap();
    assert_eq!(
        (pictures + plain, report["unreadable"].as_u64()),
        (COUNT + 1, Some(1))
    );
    assert!(plain >= 1);

    let edits = report["edits"].as_array().unwrap();
    assert!(
        edits
            .iter()
            .all(|edit| edit["copies"].as_u64() == Some(pictures))
    );
    let matching: u64 = edits
        .iter()
        .map(|edit| edit["matching"].as_u64().unwrap())
        .sum();
    let bands = report["distances"].as_array().unwrap();
    let within: u64 = bands
        .iter()
        .map(|band| band["copies"].as_u64().unwrap())
        .sum();
    assert_eq!(matching, within, "every copy is in one edit and one band");
    assert!(within > pictures * 12, "most edits stay within the radius");

    // Of few copies one may be missed; the documentation has the figures of many.
    let mut missed = std::collections::BTreeMap::<(&str, bool), f64>::new();
    for band in bands {
        let copies = band["copies"].as_f64().unwrap();
        let far = band["distance"] == "25 to 31";
        for (profile, recall) in band["recall"].as_object().unwrap() {
            let share = 1.0 - recall.as_f64().unwrap_or(1.0);
            *missed.entry((profile, far)).or_default() += share * copies;
        }
    }
    for (profile, near, all) in [
        ("standard", 1.0, 4.0),
        ("wide", 1.0, 2.0),
        ("compact", 2.0, 6.0),
        ("strict", 4.0, 24.0),
        ("strict-fast", 8.0, 30.0),
    ] {
        let (close, far) = (missed[&(profile, false)], missed[&(profile, true)]);
        assert!(
            close <= near && close + far <= all,
            "{profile}: {close} and {far}"
        );
    }
    let flips = report["flips"].as_array().unwrap();
    let near = flips[0]["measured"].as_f64().unwrap();
    let far = flips[8]["measured"].as_f64().unwrap();
    assert!(
        near > 0.3 && far < 0.15,
        "margins say how easily a bit flips: {near}, {far}"
    );
}

/// A folder, options, and the report.
fn report(folder: &Path, arguments: &[&str]) -> Value {
    let output = tune(&[&["--json"], arguments].concat(), folder);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn only_what_was_chosen_is_measured() {
    let folder = folder(4);
    let all = report(folder.path(), &[]);
    let names = |report: &Value, key: &str| -> Vec<String> {
        let recall = report[key][0]["recall"].as_object().unwrap();
        recall.keys().cloned().collect()
    };
    let every = ["standard", "wide", "compact", "strict", "strict-fast"];
    for key in ["distances", "eachDistance", "edits"] {
        assert_eq!(names(&all, key), every, "{key}");
    }
    let chosen = [
        "--profile",
        "strict",
        "--profile",
        "wide",
        "--profile",
        "strict",
    ];
    let two = report(folder.path(), &chosen);
    let expected = serde_json::json!([
        { "name": "strict", "tokenBits": 48, "tables": 5, "probes": 2048, "agree": 1 },
        { "name": "wide", "tokenBits": 28, "tables": 9, "probes": 1024, "agree": 2 },
    ]);
    assert_eq!(two["profiles"], expected);
    for (all, two) in all["edits"]
        .as_array()
        .unwrap()
        .iter()
        .zip(two["edits"].as_array().unwrap())
    {
        let edit = &all["edit"];
        assert_eq!(
            (&all["matching"], &all["copies"]),
            (&two["matching"], &two["copies"])
        );
        assert_eq!(
            names(&serde_json::json!({ "e": [two] }), "e"),
            ["strict", "wide"]
        );
        for name in ["strict", "wide"] {
            assert_eq!(all["recall"][name], two["recall"][name], "{edit} {name}");
        }
    }
    let output = tune(&["--profile", "Strict"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(tune(&["--profile", "strict"], folder.path()).stdout).unwrap();
    assert!(
        text.contains("\nstrict: 2048 probes of 48 bits in 5 tables, 1 must agree\n"),
        "{text}"
    );
    assert!(
        text.contains("\n| edit | copies | within 31 | strict |\n"),
        "{text}"
    );
    assert!(
        text.contains("\n| distance | copies | strict |\n") && !text.contains("wide"),
        "{text}"
    );
}

#[test]
fn each_copy_is_counted_once_at_its_distance() {
    let folder = folder(6);
    let report = report(folder.path(), &["--profile", "standard"]);
    let each = report["eachDistance"].as_array().unwrap();
    assert!(
        each.iter()
            .map(|row| row["distance"].as_u64().unwrap())
            .eq(0..=31)
    );
    let copies = |rows: &[Value], key: &str| -> u64 {
        rows.iter().map(|row| row[key].as_u64().unwrap()).sum()
    };
    for (band, from, to) in [(0, 0, 8), (1, 9, 16), (2, 17, 24), (3, 25, 31)] {
        let band = &report["distances"][band];
        let expected = copies(&each[from..=to], "copies");
        assert_eq!(band["copies"].as_u64(), Some(expected), "{from} to {to}");
        let found: f64 = each[from..=to]
            .iter()
            .filter_map(|row| Some(row["recall"]["standard"].as_f64()? * row["copies"].as_f64()?))
            .sum();
        let share = band["recall"]["standard"].as_f64().unwrap_or(0.0);
        assert!(
            (share * expected as f64 - found).abs() < 1e-6,
            "{from} to {to}"
        );
    }
    let edits = report["edits"].as_array().unwrap();
    assert_eq!(copies(edits, "matching"), copies(each, "copies"));
    assert_eq!(report["failedCopies"], 0);
}

#[test]
fn the_parameters_of_a_set_are_measured() {
    let folder = folder(2);
    let path = folder.path();
    let sets = tempfile::tempdir().unwrap();
    let presend = |arguments: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_presend"))
            .current_dir(sets.path())
            .args(arguments.split(' '))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    let hash = "df501ccce9856c7b93e483322c9bf16cd87213918d956c2fe66e293042ca8f9f";
    std::fs::write(sets.path().join("list.csv"), format!("pdq\n{hash}\n")).unwrap();
    presend("keygen --out owner.key --name owner.example");
    presend("evaluator-keygen --out evaluator.key");
    presend(
        "set build --kind private-local --profile compact --list list.csv --sign owner.key --purpose demo --out set --evaluator-key evaluator.key",
    );
    presend("set build --kind open --list list.csv --sign owner.key --purpose demo --out open");
    let set = sets.path().join("set");
    let report = report(
        path,
        &["--set", set.to_str().unwrap(), "--profile", "compact"],
    );
    let [compact, own] = [0, 1].map(|place| report["profiles"][place].clone());
    assert_eq!(
        (&compact["name"], &own["name"]),
        (&"compact".into(), &"this set".into())
    );
    for key in ["tokenBits", "tables", "probes", "agree"] {
        assert_eq!(compact[key], own[key], "{key}");
    }
    for edit in report["edits"].as_array().unwrap() {
        assert_eq!(edit["recall"]["compact"], edit["recall"]["this set"]);
    }
    let open = sets.path().join("open");
    let output = tune(&["--set", open.to_str().unwrap()], path);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("(not-private)")
    );
}

#[test]
fn no_hash_and_no_name_is_printed() {
    let folder = folder(3);
    for arguments in [&[][..], &["--json"]] {
        let output = tune(arguments, folder.path());
        assert!(output.status.success(), "{output:?}");
        for stream in [output.stdout, output.stderr] {
            let text = String::from_utf8(stream).unwrap();
            assert!(
                !text.contains("secret-name") && !text.contains("inside"),
                "{text}"
            );
            let longest = text
                .split(|c: char| !c.is_ascii_hexdigit())
                .map(str::len)
                .max();
            assert!(longest.unwrap_or(0) < 20, "{text}");
        }
    }
}

#[test]
fn the_same_folder_gives_the_same_figures() {
    let folder = folder(3);
    let outputs = ["1", "2"].map(|threads| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
        command.env("RAYON_NUM_THREADS", threads);
        command
            .args(["tune", "--json"])
            .arg(folder.path())
            .output()
            .unwrap()
            .stdout
    });
    assert_eq!(outputs[0], outputs[1]);
}

#[test]
fn a_folder_without_pictures_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let output = tune(&[], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("(no-pictures)")
    );
    let output = tune(&[], &folder.path().join("nowhere"));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("(unreadable)")
    );
}
