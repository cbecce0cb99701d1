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
