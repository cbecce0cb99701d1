//! Several owners on one set, with the command.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "cli")]

use std::path::Path;
use std::process::{Command, Output};

fn presend(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presend"));
    command.current_dir(folder).args(line.split(' '));
    command.output().unwrap()
}

#[test]
fn a_second_owner_signs_and_two_are_required() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let works = |line: &str| {
        let output = presend(at, line);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{line}: {error}");
        String::from_utf8(output.stdout).unwrap()
    };
    let fails = |line: &str, code: &str| {
        let output = presend(at, line);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && error.contains(code),
            "{line}: {error}"
        );
    };
    std::fs::write(
        at.join("list.csv"),
        format!("sha256\n{}\n", "ab".repeat(32)),
    )
    .unwrap();
    for name in ["one", "two", "three"] {
        works(&format!("keygen --out {name}.key --name {name}.example"));
    }
    works("set build --kind open --list list.csv --sign one.key --purpose demo --out set");
    let both = "set verify set --trust one.pub --trust two.pub --required 2";
    fails(both, "untrusted-set");
    fails(
        "set cosign set --sign two.key --trust three.pub",
        "untrusted-set",
    );
    let shown = works("set cosign set --sign two.key --trust one.pub");
    assert!(shown.contains("purpose: demo\n") && shown.contains("\nindex-sha256: "));
    works(both);
    works("set verify set --trust one.pub");
    fails(
        "set cosign set --sign two.key --trust one.pub",
        "already-signed",
    );
    fails(
        "set verify set --trust one.pub --trust three.pub --required 2",
        "untrusted-set",
    );
    // Segments of an update are looked at as the index is.
    let list = format!("sha256\n{}\n{}\n", "ab".repeat(32), "cd".repeat(32));
    std::fs::write(at.join("more.csv"), list).unwrap();
    works("set update set --list more.csv --sign one.key");
    let segment = std::fs::read_dir(at.join("set/segments")).unwrap().next();
    let segment = segment.unwrap().unwrap().path();
    let bytes = std::fs::read(&segment).unwrap();
    std::fs::write(&segment, b"another").unwrap();
    fails(
        "set cosign set --sign two.key --trust one.pub",
        "wrong-index-digest",
    );
    std::fs::write(&segment, bytes).unwrap();
    works("set cosign set --sign two.key --trust one.pub");
    works(both);
    std::fs::write(at.join("set/index.bin"), b"another").unwrap();
    fails(
        "set cosign set --sign three.key --trust one.pub",
        "wrong-index-length",
    );
}
