//! `presend set inspect`: what a set says about itself, without trusting it.

use super::folder::{SetFolder, now, refused};
use crate::{Outcome, say};
use presend::digest::FileDigest;
use presend::matchset::note::Note;
use presend::matchset::{Manifest, format_time};
use serde_json::json;
use std::path::PathBuf;

/// What `presend set inspect` takes.
#[derive(clap::Args)]
pub struct Args {
    /// One JSON object
    #[arg(long)]
    json: bool,
    /// Folder of the set
    dir: PathBuf,
}

/// Prints the manifest; signatures are listed, not checked.
pub fn run(args: &Args) -> Outcome {
    let set = SetFolder::read(&args.dir)?;
    let note = Note::parse(&set.manifest).map_err(refused)?;
    let manifest = Manifest::parse(note.text).map_err(refused)?;
    let signers: Vec<&str> = note.signers().collect();
    let now = now();
    let valid = (manifest.not_before..manifest.not_after).contains(&now);
    let fits = FileDigest::of(&set.index) == manifest.index_sha256;
    let held = f64::from(manifest.entries) + f64::from(manifest.digests);
    let per_entry = manifest.index_bytes as f64 / held.max(1.0);
    if args.json {
        say(json!({
            "id": manifest.id,
            "epoch": manifest.epoch,
            "kind": manifest.kind.name(),
            "purpose": manifest.purpose,
            "owners": manifest.owners,
            "signers": signers,
            "labels": manifest.labels,
            "entries": manifest.entries,
            "digests": manifest.digests,
            "indexBytes": manifest.index_bytes,
            "bytesPerEntry": per_entry,
            "indexSha256": manifest.index_sha256.to_hex(),
            "indexMatches": fits,
            "previous": manifest.previous.map(FileDigest::to_hex),
            "notBefore": format_time(manifest.not_before),
            "notAfter": format_time(manifest.not_after),
            "validNow": valid,
        }));
        return Ok(true);
    }
    let row = |name: &str, value: String| say(format_args!("{name:<10} {value}"));
    row(
        "set",
        format!("{}, edition {}", manifest.id, manifest.epoch),
    );
    row(
        "kind",
        format!(
            "{} (anybody who has the set can read its hashes)",
            manifest.kind.name()
        ),
    );
    row("purpose", manifest.purpose.to_string());
    row("owners", manifest.owners.join(", "));
    row(
        "signed by",
        format!(
            "{} (not checked here: presend set verify)",
            signers.join(", ")
        ),
    );
    row("labels", manifest.labels.join(", "));
    row(
        "entries",
        format!(
            "{} PDQ hashes, {} SHA-256 digests",
            manifest.entries, manifest.digests
        ),
    );
    let digest = if fits {
        "digest fits"
    } else {
        "DIGEST DOES NOT FIT"
    };
    row("index", format!("{} bytes, {digest}", manifest.index_bytes));
    let (from, to) = (
        format_time(manifest.not_before),
        format_time(manifest.not_after),
    );
    let state = if valid { "now valid" } else { "NOT VALID NOW" };
    row("valid", format!("{from} to {to}, {state}"));
    Ok(true)
}
