//! The order of the house: a file uses only floors below its own, and its own folder.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms (files or folders of `src/`) by floor. A new room must be given one.
/// `hex` is the cellar: private, and used by the values only.
const FLOORS: [&[&str]; 7] = [
    &["hex"],
    &["hash256", "digest", "codec"],
    &["image", "pdq", "oprf"],
    &["signal", "matchset"],
    &["policy"],
    &["guard"],
    &["wasm", "bin"],
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn floor_of(room: &str) -> usize {
    let floor = FLOORS.iter().position(|rooms| rooms.contains(&room));
    floor.unwrap_or_else(|| panic!("{room} has no floor: add it to tests/floors.rs and src/lib.rs"))
}

/// Names right behind `crate::` (or, in the command, `presend::`), also within braces.
fn used_rooms(code: &str, root: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices(root) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + root.len()..];
        let list = rest
            .strip_prefix('{')
            .map(|inner| inner.split('}').next().unwrap());
        let names =
            list.unwrap_or(rest)
                .split(',')
                .take(if list.is_some() { usize::MAX } else { 1 });
        for name in names {
            let word: String = name
                .trim_start()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            rooms.push(word);
        }
    }
    rooms
}

#[test]
fn floors_only_look_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut uses: BTreeMap<(String, String), usize> = BTreeMap::new();
    for file in &files {
        let relative = file.strip_prefix(&src).unwrap();
        let room = relative
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        if room == "lib" {
            continue;
        }
        let floor = floor_of(room);
        let text = fs::read_to_string(file).unwrap();
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        let root = if room == "bin" {
            "presend::"
        } else {
            "crate::"
        };
        for used in used_rooms(&code, root) {
            if used == room {
                continue;
            }
            let below = floor_of(&used);
            assert!(
                below < floor,
                "{}: {room} is on floor {floor} and uses {used} on floor {below}",
                relative.display()
            );
            *uses.entry((room.to_owned(), used)).or_default() += 1;
        }
    }
    // The test sees what it claims to see.
    for (room, used) in [
        ("guard", "policy"),
        ("matchset", "codec"),
        ("oprf", "codec"),
        ("wasm", "guard"),
        ("bin", "matchset"),
    ] {
        assert!(
            uses.contains_key(&(room.to_owned(), used.to_owned())),
            "{room} uses {used}"
        );
    }
}

#[test]
fn long_files_need_a_split() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    assert!(files.len() > 30);
    for file in files {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines", file.display());
    }
}
