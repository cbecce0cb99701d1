//! Paints harmless pictures, each another one: `cargo run --release --example painted-pictures -- FOLDER COUNT [FIRST]`.
//!
//! `presend tune` measures with them what its documentation says, on any machine.

#![allow(clippy::indexing_slicing, reason = "arrays of fixed length")]

#[allow(dead_code, reason = "other tools paint more")]
#[path = "trimmed-views/paint.rs"]
mod paint;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: painted-pictures FOLDER COUNT [FIRST]";
    let folder = PathBuf::from(arguments.next().ok_or(usage)?);
    let count: u64 = arguments.next().ok_or(usage)?.parse()?;
    let first: u64 = arguments.next().map_or(Ok(0), |first| first.parse())?;
    std::fs::create_dir_all(&folder)?;
    for seed in first..first + count {
        paint::picture(seed).save(folder.join(format!("{seed:09}.png")))?;
    }
    Ok(())
}
