//! A private set built in shares by separate processes, one of which is killed: the same bytes as one build.
#![cfg(feature = "cli")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use presend::digest::FileDigest;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const SET: [&str; 8] = [
    "--kind",
    "private-local",
    "--list",
    "list.csv",
    "--id",
    "demo.shards",
    "--evaluator-key",
    "evaluator.key",
];
const OWN: [&str; 8] = [
    "--purpose",
    "demo",
    "--sign",
    "owner.key",
    "--not-before",
    "2026-11-25",
    "--not-after",
    "2027-11-25",
];

fn presend(folder: &Path, parts: &[&[&str]]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
    // One thread, so that a process does one piece after another.
    command.current_dir(folder).env("RAYON_NUM_THREADS", "1");
    command
        .args(parts.concat())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn succeeds(folder: &Path, parts: &[&[&str]]) -> String {
    let output = presend(folder, parts).output().unwrap();
    assert!(output.status.success(), "{parts:?}: {}", said(&output));
    said(&output) + &String::from_utf8_lossy(&output.stdout)
}

fn fails(folder: &Path, parts: &[&[&str]]) -> String {
    let output = presend(folder, parts).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{parts:?}: {}",
        said(&output)
    );
    said(&output)
}

/// Keys and a list: hashes, some near to others, and digests of three kinds.
fn workshop(hashes: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    succeeds(
        path,
        &[&["keygen", "--out", "owner.key", "--name", "owner.example"]],
    );
    succeeds(path, &[&["evaluator-keygen", "--out", "evaluator.key"]]);
    let mut text = String::from("pdq,sha256,sha1,md5,label\n");
    for i in 0..hashes {
        let mut bytes = FileDigest::of(&(i / 2).to_le_bytes()).to_bytes();
        bytes[(i % 32) as usize] ^= u8::from(i % 2 == 1);
        let pdq = FileDigest::from_bytes(bytes).to_hex();
        let other = FileDigest::of(&(i + 1_000_000).to_le_bytes()).to_hex();
        text += &match i % 40 {
            0 => format!("{pdq},{other},{},{},town\n", &other[..40], &other[..32]),
            _ => format!("{pdq},,,,\n"),
        };
    }
    fs::write(path.join("list.csv"), text).unwrap();
    folder
}

fn pieces(folder: &Path) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let files = files.map(|file| file.unwrap().path());
    let mut pieces: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|e| e == "piece"))
        .collect();
    pieces.sort();
    pieces
}

/// Kills a process as soon as it has finished so many pieces.
fn kill_after(mut child: Child, work: &Path, count: usize) {
    let begun = Instant::now();
    while pieces(work).len() < count {
        assert!(
            begun.elapsed() < Duration::from_secs(240),
            "no piece was finished"
        );
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

fn files(folder: &Path) -> [Vec<u8>; 3] {
    ["manifest.txt", "index.bin", "keys.txt"].map(|name| fs::read(folder.join(name)).unwrap())
}

#[test]
fn shards_of_which_one_was_killed_give_the_bytes_of_one_build() {
    let folder = workshop(9_000);
    let path = folder.path();
    let work = path.join("work");
    succeeds(path, &[&["set", "build", "--out", "whole"], &SET, &OWN]);
    let shard = |index: &'static str| -> Vec<&'static str> {
        [
            &[
                "set", "shard", "--index", index, "--of", "3", "--work", "work",
            ][..],
            &SET,
        ]
        .concat()
    };
    let merge = |out: &'static str| -> Vec<&'static str> {
        [
            &["set", "merge", "--work", "work", "--out", out][..],
            &SET,
            &OWN,
        ]
        .concat()
    };

    // 9,000 hashes are five pieces, 675 digests one more: the first share has two of them.
    let child = presend(path, &[&shard("0")]).spawn().unwrap();
    kill_after(child, &work, 1);
    let kept = pieces(&work);
    assert_eq!(
        kept,
        [work.join("000000.piece")],
        "it was killed before its second piece"
    );
    let before = fs::metadata(&kept[0]).unwrap().modified().unwrap();
    // A piece that was being written is no piece.
    let left: Vec<_> = fs::read_dir(&work)
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| name.to_str().unwrap() != "000003.piece")
    );
    let missing = fails(path, &[&merge("early")]);
    assert!(
        missing.contains("piece 1 of 6 is missing") && missing.contains("(missing-work)"),
        "{missing}"
    );
    assert!(!path.join("early").exists());

    // Taken up again, and the others at the same time.
    let others: Vec<Child> = ["1", "2"]
        .map(|index| presend(path, &[&shard(index)]).spawn().unwrap())
        .into();
    let again = succeeds(path, &[&shard("0")]);
    assert!(again.contains("share 0 of 3, 2 of 6 pieces"), "{again}");
    for child in others {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    assert_eq!(
        fs::metadata(&kept[0]).unwrap().modified().unwrap(),
        before,
        "what was done is not done again"
    );
    assert_eq!(pieces(&work).len(), 6);
    succeeds(path, &[&merge("merged")]);
    assert!(files(&path.join("merged")) == files(&path.join("whole")));

    // A damaged piece is noticed, and its share does that piece again and no other.
    let mut bytes = fs::read(&kept[0]).unwrap();
    let sound = bytes.clone();
    bytes[1000] ^= 1;
    fs::write(&kept[0], &bytes).unwrap();
    assert!(fails(path, &[&merge("damaged")]).contains("piece 0 of 6 is missing"));
    succeeds(path, &[&shard("0")]);
    assert!(fs::read(&kept[0]).unwrap() == sound);

    // Work of another list is not mixed in, nor of another set.
    let list = fs::read_to_string(path.join("list.csv")).unwrap();
    fs::write(path.join("list.csv"), list.replacen("town", "city", 1)).unwrap();
    assert!(fails(path, &[&shard("0")]).contains("(other-work)"));
    assert!(fails(path, &[&merge("other")]).contains("(other-work)"));
    let options = [&shard("3")[..], &[]].concat();
    assert!(fails(path, &[&options]).contains("(bad-shard)"));
}

#[test]
fn a_build_that_was_killed_goes_on_from_its_folder_and_clears_it_away() {
    let folder = workshop(5_600);
    let path = folder.path();
    let work = path.join("work");
    let build = |out: &'static str, more: &[&'static str]| -> Vec<&'static str> {
        [
            &["set", "build", "--profile", "strict", "--out", out][..],
            &SET,
            &OWN,
            more,
        ]
        .concat()
    };
    let child = presend(path, &[&build("set", &["--work", "work"])])
        .spawn()
        .unwrap();
    kill_after(child, &work, 1);
    assert!(!path.join("set").exists());
    succeeds(path, &[&build("set", &["--work", "work"])]);
    assert!(!work.exists(), "what is done is cleared away");
    succeeds(path, &[&build("whole", &[])]);
    assert!(files(&path.join("set")) == files(&path.join("whole")));
}

/// A list with other hashes in the place of the first ones.
fn change(folder: &Path, first: usize) {
    let text = fs::read_to_string(folder.join("list.csv")).unwrap();
    let lines = text.lines().enumerate().map(|(number, line)| {
        let new = FileDigest::of(format!("new {number}").as_bytes()).to_hex();
        match number {
            0 => line.to_owned(),
            n if n <= first => format!("{new},,,,"),
            _ => line.to_owned(),
        }
    });
    let text: Vec<String> = lines.collect();
    fs::write(folder.join("next.csv"), text.join("\n") + "\n").unwrap();
}

/// All files below a folder but those of work, by name.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            let below = tree(&path).into_iter();
            all.extend(below.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            all.insert(name, fs::read(path).unwrap());
        }
    }
    all
}

/// Builds, updates and compacts a mirror, once each in one go and once killed after the first piece: the same files,
/// and nothing else beside them.
#[test]
fn a_mirror_that_is_killed_at_every_step_has_the_files_of_one_that_is_not() {
    let folder = workshop(3_600);
    let path = folder.path();
    change(path, 1_000);
    let (work, key) = (path.join("work"), ["--evaluator-key", "evaluator.key"]);
    let [_, _, own @ ..] = OWN;
    let build = |out| {
        let kind = [
            "--kind",
            "private-mirror",
            "--list",
            "list.csv",
            "--purpose",
            "demo",
        ];
        let set = ["set", "build", "--id", "demo.mirror", "--out", out];
        [&set[..], &kind, &key, &own].concat()
    };
    let update = |dir| {
        let lists = ["--was", "list.csv", "--list", "next.csv"];
        [&["set", "update", dir][..], &lists, &key, &own].concat()
    };
    let compact = |dir, out| {
        let set = ["set", "compact", dir, "--out", out, "--list", "next.csv"];
        [&set[..], &key, &own].concat()
    };
    let steps = [
        (build("set"), build("whole"), "set", "whole"),
        (update("set"), update("whole"), "set", "whole"),
        (compact("set", "one"), compact("whole", "two"), "one", "two"),
    ];
    for (killed, whole, dir, expected) in steps {
        if !path.join(dir).exists() {
            // As a process leaves it that is killed while it writes the index.
            fs::create_dir(path.join(dir)).unwrap();
            fs::write(path.join(dir).join("index.bin.4294967295.part"), "half").unwrap();
        }
        let before = tree(&path.join(dir));
        let with_work = [&killed[..], &["--work", "work"]].concat();
        let child = presend(path, &[&with_work]).spawn().unwrap();
        kill_after(child, &work, 1);
        assert!(
            tree(&path.join(dir)) == before,
            "{killed:?} wrote something"
        );
        // Another command leaves the work as it is.
        if dir == "one" {
            let kept = tree(&work);
            let other = [&build("other")[..], &["--work", "work"]].concat();
            assert!(fails(path, &[&other]).contains("(other-work)"));
            assert!(tree(&work) == kept);
        }
        succeeds(path, &[&with_work]);
        assert!(!work.exists(), "what is done is cleared away");
        succeeds(path, &[&whole]);
        let (found, expected) = (tree(&path.join(dir)), tree(&path.join(expected)));
        let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected));
        assert!(found == expected, "{killed:?} gives other bytes");
    }
    let plain = tree(&path.join("two"));
    let names: Vec<&str> = plain.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["index.bin", "keys.txt", "manifest.txt", "roots.bin"]
    );
    assert_eq!(tree(&path.join("set")).len(), 6, "two segments beside them");
    let manifest = String::from_utf8(plain["manifest.txt"].clone()).unwrap();
    assert!(manifest.contains("\nentries: 3600\n"), "{manifest}");
}

#[test]
fn a_dry_run_says_what_a_build_gives_and_writes_nothing() {
    let folder = workshop(400);
    let path = folder.path();
    let before = fs::read_dir(path).unwrap().count();
    // Two hundred pairs, ten of them of two labels.
    let dry = succeeds(
        path,
        &[&[
            "set",
            "build",
            "--dry-run",
            "--kind",
            "private-local",
            "--list",
            "list.csv",
        ]],
    );
    assert_eq!(fs::read_dir(path).unwrap().count(), before);
    succeeds(path, &[&["set", "build", "--out", "set"], &SET, &OWN]);
    let index = fs::metadata(path.join("set/index.bin")).unwrap().len();
    for expected in [
        "would build: 400 hashes, 30 digests (10 SHA-256, 10 SHA-1, 10 MD5), profile standard",
        &format!("index: {:.1} kB to download", index as f64 / 1e3),
        "evaluations, about",
        "asks: 512 questions a check",
        // 2^18 / 2 * 8/9 pairs of tables: 400 / 2^56 that entries fit, 2 / 16 / 2^40 that noise does
        "one view in about 10^7.9 of pictures",
        "190 groups of near-duplicates",
    ] {
        assert!(dry.contains(expected), "{expected}: {dry}");
    }
    let open = succeeds(
        path,
        &[&[
            "set",
            "build",
            "--dry-run",
            "--kind",
            "open",
            "--list",
            "list.csv",
        ]],
    );
    let bytes = 24 + 33 * 400 + 10 * (33 + 21 + 17);
    assert!(
        open.contains(&format!("index: {:.1} kB", f64::from(bytes) / 1e3)),
        "{open}"
    );
    assert!(open.contains("190 groups of near-duplicates"), "{open}");
}
