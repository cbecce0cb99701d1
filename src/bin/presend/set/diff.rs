//! `presend set diff`: what comes and goes between two lists.

use super::folder::refused;
use super::lists::ReadArgs;
use crate::{Outcome, say};
use presend::matchset::build::difference;
use serde_json::json;
use std::path::PathBuf;

/// What `presend set diff` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The owner's previous list
    old: PathBuf,
    /// The new one
    new: PathBuf,
    #[command(flatten)]
    read: ReadArgs,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Prints numbers, no entries.
pub fn run(args: &Args) -> Outcome {
    let read = |path| args.read.read(&[path]);
    let found = difference(read(&args.old)?, read(&args.new)?).map_err(refused)?;
    let (added, removed) = (found.added, found.removed);
    say(match args.json {
        true => json!({ "added": added, "removed": removed }).to_string(),
        false => format!("{added} to add, {removed} to remove"),
    });
    Ok(true)
}
