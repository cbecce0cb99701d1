//! What several test files share.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod bad;
pub mod reference;
pub mod tiff;

use std::path::{Path, PathBuf};

/// The folder of reference vectors; its README says how they were made.
pub fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

pub fn json(name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(vectors().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub fn json_lines(name: &str) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(vectors().join(name)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

pub fn image(name: &str) -> Vec<u8> {
    std::fs::read(vectors().join("images").join(name)).unwrap()
}
