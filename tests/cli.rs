//! The `presend` command as a user runs it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "cli")]

mod support;

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn presend(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_presend"))
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap()
}

fn succeeds(folder: &Path, args: &[&str]) -> String {
    let output = presend(folder, args);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

/// Standard error of a run that fails with exit code 1.
fn fails(folder: &Path, args: &[&str]) -> String {
    let output = presend(folder, args);
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Pictures, a list of two of them, a key.
fn workshop() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in [
        "shapes.png",
        "png-rgb8.png",
        "flat-colour.png",
        "bad-pdf.jpg",
        "size-640x213.png",
        "exif-orientation-6.jpg",
    ] {
        fs::write(folder.path().join(name), support::image(name)).unwrap();
    }
    let path = folder.path();
    let mut list = String::from("pdq,quality,label\n");
    for line in json_lines(&succeeds(
        path,
        &["hash", "--json", "shapes.png", "flat-colour.png"],
    )) {
        list += &format!(
            "{},{},{}\n",
            line["hash"].as_str().unwrap(),
            line["quality"],
            "pattern"
        );
    }
    fs::write(path.join("list.csv"), list).unwrap();
    succeeds(
        path,
        &["keygen", "--out", "owner.key", "--name", "owner.example"],
    );
    folder
}

const BUILD: [&str; 12] = [
    "set",
    "build",
    "--kind",
    "open",
    "--list",
    "list.csv",
    "--sign",
    "owner.key",
    "--purpose",
    "demo",
    "--out",
    "set",
];

#[test]
fn hash_prints_a_line_per_file_frame_and_view() {
    let folder = workshop();
    let path = folder.path();
    let output = presend(
        path,
        &[
            "hash",
            "--json",
            "--dihedral",
            "exif-orientation-6.jpg",
            "bad-pdf.jpg",
            "size-640x213.png",
        ],
    );
    assert_eq!(output.status.code(), Some(1), "one file failed");
    let lines = json_lines(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(lines.len(), 4);
    assert_eq!(
        (&lines[0]["view"], &lines[0]["width"]),
        (&"stored".into(), &208.into())
    );
    assert_eq!(
        (&lines[1]["view"], &lines[1]["width"]),
        (&"upright".into(), &320.into())
    );
    assert_eq!(lines[2]["error"]["code"], "not-an-image");
    assert_eq!(
        lines[3]["hash"],
        "df501ccce9856c7b93e483322c9bf16cd87213918d956c2fe66e293042ca8f9f"
    );
    assert_eq!(lines[3]["dihedral"]["orig"], lines[3]["hash"]);
    assert_eq!(lines[3]["dihedral"].as_object().unwrap().len(), 8);
    let keys: Vec<&String> = lines[3].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 8, "{keys:?}");
    let text = succeeds(path, &["hash", "size-640x213.png"]);
    assert!(text.starts_with("df501ccce9856c7b"), "{text}");
    assert!(
        output.stderr.is_empty(),
        "no progress bar where nobody watches"
    );
    let compat = succeeds(path, &["hash", "--compat", "cli-512", "size-640x213.png"]);
    assert!(
        compat.starts_with("df501ccce9856c7b93e493302c9bf16c"),
        "{compat}"
    );
}

#[test]
fn build_inspect_verify_and_check() {
    let folder = workshop();
    let path = folder.path();
    let built = presend(path, &BUILD);
    let said = String::from_utf8(built.stderr).unwrap();
    assert!(built.status.success(), "{said}");
    assert!(
        said.contains("1 hashes, 0 digests") && said.contains("1 hashes of quality below 50"),
        "{said}"
    );
    assert!(said.contains("readable"), "the honest limit of an open set");

    let shown = json_lines(&succeeds(path, &["set", "inspect", "--json", "set"]));
    assert_eq!(shown[0]["entries"], 1);
    assert_eq!(shown[0]["purpose"], "demo");
    assert_eq!(shown[0]["indexBytes"], 16 + 33);
    assert_eq!(shown[0]["indexMatches"], true);
    assert!(succeeds(path, &["set", "inspect", "set"]).contains("owner.example"));
    assert!(
        succeeds(path, &["set", "verify", "set", "--trust", "owner.pub"]).starts_with("verified")
    );

    let output = presend(
        path,
        &[
            "check",
            "--json",
            "shapes.png",
            "png-rgb8.png",
            "flat-colour.png",
            "bad-pdf.jpg",
            "--set",
            "set",
            "--trust",
            "owner.pub",
        ],
    );
    assert!(output.status.success());
    assert!(output.stderr.is_empty());
    let lines = json_lines(&String::from_utf8(output.stdout).unwrap());
    let expected = [
        serde_json::json!({"file": "shapes.png", "verdict": "known", "purpose": "demo", "label": "pattern"}),
        serde_json::json!({"file": "png-rgb8.png", "verdict": "clear"}),
        serde_json::json!({"file": "flat-colour.png", "verdict": "unchecked", "why": "too-plain"}),
        serde_json::json!({"file": "bad-pdf.jpg", "verdict": "unchecked", "why": "unsupported"}),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn check_without_trust_says_what_that_means() {
    let folder = workshop();
    let path = folder.path();
    succeeds(path, &BUILD);
    let output = presend(path, &["check", "shapes.png", "--set", "set"]);
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("not a forger")
    );
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "shapes.png: known (demo, pattern)\n"
    );
    assert!(fails(path, &["check", "nothere.png", "--set", "nowhere"]).contains("(unreadable)"));
}

#[test]
fn sets_that_were_touched_are_refused() {
    let folder = workshop();
    let path = folder.path();
    succeeds(path, &BUILD);
    let verify = ["set", "verify", "set", "--trust", "owner.pub"];
    succeeds(
        path,
        &["keygen", "--out", "other.key", "--name", "other.example"],
    );
    assert!(
        fails(path, &["set", "verify", "set", "--trust", "other.pub"]).contains("(untrusted-set)")
    );
    let two = [
        "set",
        "verify",
        "set",
        "--trust",
        "owner.pub",
        "--trust",
        "other.pub",
        "--required",
        "2",
    ];
    assert!(fails(path, &two).contains("(untrusted-set)"));

    let index = path.join("set/index.bin");
    let mut bytes = fs::read(&index).unwrap();
    bytes[20] ^= 1;
    fs::write(&index, bytes).unwrap();
    assert!(fails(path, &verify).contains("(wrong-index-digest)"));
    assert!(fails(path, &["check", "shapes.png", "--set", "set"]).contains("(wrong-index-digest)"));
    let shown = json_lines(&succeeds(path, &["set", "inspect", "--json", "set"]));
    assert_eq!(shown[0]["indexMatches"], false);

    let manifest = path.join("set/manifest.txt");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("epoch: 1", "epoch: 2")).unwrap();
    assert!(fails(path, &verify).contains("(bad-signature)"));
}

#[test]
fn dates_ids_and_editions() {
    let folder = workshop();
    let path = folder.path();
    let mut args = BUILD.to_vec();
    args.extend([
        "--id",
        "my-set",
        "--epoch",
        "4",
        "--not-before",
        "2020-01-01",
        "--not-after",
        "2020-06-01T12:00:00Z",
    ]);
    succeeds(path, &args);
    let shown = json_lines(&succeeds(path, &["set", "inspect", "--json", "set"]));
    assert_eq!(shown[0]["id"], "my-set");
    assert_eq!(shown[0]["epoch"], 4);
    assert_eq!(shown[0]["notAfter"], "2020-06-01T12:00:00Z");
    assert_eq!(shown[0]["validNow"], false);
    assert!(
        fails(path, &["set", "verify", "set", "--trust", "owner.pub"]).contains("(expired-set)")
    );

    let mut next = BUILD.to_vec();
    *next.last_mut().unwrap() = "next";
    next.extend(["--previous", "set/manifest.txt", "--epoch", "5"]);
    succeeds(path, &next);
    let shown = json_lines(&succeeds(path, &["set", "inspect", "--json", "next"]));
    assert_eq!(shown[0]["previous"].as_str().unwrap().len(), 64);
}

#[test]
fn an_evaluators_key_is_new_each_time_and_can_be_read() {
    use presend::oprf::EvaluatorKey;
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let keys = ["first.key", "second.key"].map(|file| {
        let id = succeeds(path, &["evaluator-keygen", "--out", file]);
        let text = fs::read_to_string(path.join(file)).unwrap();
        let key = EvaluatorKey::from_secret_text(&text).unwrap();
        assert_eq!(id, format!("{}\n", key.public().id()));
        key.public().to_bytes()
    });
    assert_ne!(keys[0], keys[1]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path.join("first.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = ["evaluator-keygen", "--out", "first.key"];
    assert!(fails(path, &again).contains("(already-exists)"));
}

#[test]
fn nothing_is_overwritten_without_force() {
    let folder = workshop();
    let path = folder.path();
    let key = fs::read(path.join("owner.key")).unwrap();
    assert!(fails(path, &["keygen", "--out", "owner.key"]).contains("(already-exists)"));
    assert_eq!(fs::read(path.join("owner.key")).unwrap(), key);
    succeeds(path, &BUILD);
    let manifest = fs::read(path.join("set/manifest.txt")).unwrap();
    assert!(fails(path, &BUILD).contains("--force"));
    assert_eq!(fs::read(path.join("set/manifest.txt")).unwrap(), manifest);
    let mut forced = BUILD.to_vec();
    forced.extend(["--force", "--epoch", "2"]);
    succeeds(path, &forced);
    assert_ne!(fs::read(path.join("set/manifest.txt")).unwrap(), manifest);
    succeeds(path, &["keygen", "--out", "owner.key", "--force"]);
    assert_ne!(fs::read(path.join("owner.key")).unwrap(), key);
    let left: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().contains("part")),
        "{left:?}"
    );
}

#[test]
fn a_bad_line_is_named_and_nothing_is_written() {
    let folder = workshop();
    let path = folder.path();
    let mut list = fs::read_to_string(path.join("list.csv")).unwrap();
    list += "zz,100,pattern\n";
    fs::write(path.join("list.csv"), list).unwrap();
    let said = fails(path, &BUILD);
    assert!(
        said.contains("list.csv: line 4: pdq:") && said.contains("(bad-list)"),
        "{said}"
    );
    assert!(!path.join("set").exists());
}

#[cfg(unix)]
#[test]
fn the_signing_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = workshop();
    let mode = fs::metadata(folder.path().join("owner.key"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let public = fs::read_to_string(folder.path().join("owner.pub")).unwrap();
    assert!(public.starts_with("owner.example+") && !public.contains("PRIVATE"));
}

#[test]
fn words_that_are_not_verbs_or_purposes() {
    let folder = workshop();
    let mut args = BUILD.to_vec();
    args[9] = "copyright";
    let output = presend(folder.path(), &args);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("csam, ncii, terrorism, host-blocklist, demo")
    );
}

/// What `presend check` says of one of the workshop's pictures.
fn verdict(folder: &Path, set: &str, picture: &str) -> String {
    let args = [
        "check",
        "--json",
        picture,
        "--set",
        set,
        "--trust",
        "owner.pub",
    ];
    let key = ["--evaluator-key", "evaluator.key"];
    let line = succeeds(folder, &[&args[..], &key[..]].concat());
    let found = &json_lines(&line)[0]["verdict"];
    found.as_str().unwrap().to_owned()
}

#[test]
fn a_set_is_updated_folded_and_its_key_retired() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let pictures = ["shapes.png", "png-rgb8.png", "size-640x213.png"];
    for name in pictures {
        fs::write(path.join(name), support::image(name)).unwrap();
    }
    let hash = |name: &str| {
        let lines = json_lines(&succeeds(path, &["hash", "--json", name]));
        lines[0]["hash"].as_str().unwrap().to_owned()
    };
    let [a, b, c] = pictures.map(hash);
    fs::write(path.join("one.csv"), format!("pdq\n{a}\n{b}\n")).unwrap();
    fs::write(path.join("two.csv"), format!("pdq\n{b}\n{c}\n")).unwrap();
    succeeds(
        path,
        &["keygen", "--out", "owner.key", "--name", "owner.example"],
    );
    succeeds(path, &["evaluator-keygen", "--out", "evaluator.key"]);
    let counts = succeeds(path, &["set", "diff", "one.csv", "two.csv", "--json"]);
    assert_eq!(counts.trim(), r#"{"added":1,"removed":1}"#);
    let keys = ["--sign", "owner.key", "--evaluator-key", "evaluator.key"];
    let run = |args: &[&str]| succeeds(path, &[args, &keys[..]].concat());
    for kind in ["private-local", "private-mirror"] {
        run(&[
            "set",
            "build",
            "--kind",
            kind,
            "--list",
            "one.csv",
            "--purpose",
            "demo",
            "--out",
            kind,
        ]);
        assert_eq!(verdict(path, kind, pictures[0]), "known");
        run(&[
            "set", "update", kind, "--was", "one.csv", "--list", "two.csv",
        ]);
        let verified = succeeds(path, &["set", "verify", kind, "--trust", "owner.pub"]);
        assert!(verified.contains("edition 1 update 1"), "{verified}");
        let folded = format!("{kind}-folded");
        run(&[
            "set", "compact", kind, "--list", "two.csv", "--out", &folded,
        ]);
        for set in [kind, &folded] {
            let found = pictures.map(|picture| verdict(path, set, picture));
            assert_eq!(found, ["clear", "known", "known"], "{set}");
        }
        // A list that is not the previous one changes nothing.
        let manifest = fs::read(path.join(kind).join("manifest.txt")).unwrap();
        let wrong = [
            "set", "update", kind, "--was", "one.csv", "--list", "two.csv",
        ];
        assert!(fails(path, &[&wrong[..], &keys[..]].concat()).contains("(cannot-build)"));
        assert_eq!(
            fs::read(path.join(kind).join("manifest.txt")).unwrap(),
            manifest
        );
    }
    // A segment that is lost is missed.
    let segments = fs::read_dir(path.join("private-local/segments")).unwrap();
    for segment in segments {
        fs::remove_file(segment.unwrap().path()).unwrap();
    }
    let lost = fails(
        path,
        &["set", "verify", "private-local", "--trust", "owner.pub"],
    );
    assert!(lost.contains("(unreadable)"), "{lost}");

    succeeds(
        path,
        &[
            "set",
            "build",
            "--kind",
            "open",
            "--list",
            "one.csv",
            "--sign",
            "owner.key",
            "--purpose",
            "demo",
            "--out",
            "open",
        ],
    );
    succeeds(
        path,
        &[
            "set",
            "update",
            "open",
            "--list",
            "two.csv",
            "--sign",
            "owner.key",
        ],
    );
    succeeds(
        path,
        &[
            "set",
            "compact",
            "open",
            "--sign",
            "owner.key",
            "--out",
            "open-folded",
        ],
    );
    succeeds(
        path,
        &[
            "set",
            "build",
            "--kind",
            "open",
            "--list",
            "two.csv",
            "--sign",
            "owner.key",
            "--purpose",
            "demo",
            "--out",
            "fresh",
        ],
    );
    let index = |name: &str| fs::read(path.join(name).join("index.bin")).unwrap();
    assert_eq!(index("open-folded"), index("fresh"));

    succeeds(path, &["evaluator-keygen", "--out", "other.key"]);
    let retire = |key, out| {
        [
            "set",
            "retire-key",
            "--evaluator-key",
            key,
            "--set",
            "private-mirror",
            "--sign",
            "owner.key",
            "--out",
            out,
        ]
    };
    assert!(fails(path, &retire("other.key", "no.txt")).contains("(cannot-build)"));
    assert!(path.join("other.key").exists() && !path.join("no.txt").exists());
    succeeds(path, &retire("evaluator.key", "receipt.txt"));
    let receipt = fs::read_to_string(path.join("receipt.txt")).unwrap();
    assert!(receipt.starts_with("presend key retirement v1\nset: demo.owner.example\nepoch: 1\n"));
    assert!(!path.join("evaluator.key").exists());
}
