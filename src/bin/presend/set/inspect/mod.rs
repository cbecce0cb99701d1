//! `presend set inspect`: what a set says about itself, without trusting it; for an owner who looks
//! before signing.

mod asked;
mod facts;
mod hashes;
mod html;
mod list;
mod plot;
mod recall;
mod sections;
mod sums;
mod text;
mod words;

pub use words::bytes;

use super::folder::{SetFolder, now, refused};
use super::lists::ReadArgs;
use crate::{Outcome, files, say};
use facts::Facts;
use list::OwnList;
use presend::digest::FileDigest;
use presend::matchset::note::Note;
use presend::matchset::{Commitment, Manifest, Private, format_time};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What `presend set inspect` takes.
#[derive(clap::Args)]
pub struct Args {
    /// One JSON object: the manifest
    #[arg(long, conflicts_with_all = ["html", "list"])]
    json: bool,
    /// Write a report with plots into this file: one page, which loads nothing
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Your own list: for the plots of a set that cannot be read, and for quality and months. A CSV
    /// list may have a column `date` more (2026-11-25)
    #[arg(long)]
    list: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
    /// Folder of the set
    dir: PathBuf,
}

/// Prints the manifest and what was counted; signatures are listed, not checked.
pub fn run(args: &Args) -> Outcome {
    let set = SetFolder::read(&args.dir)?;
    let note = Note::parse(&set.manifest).map_err(refused)?;
    let manifest = Manifest::parse(note.text).map_err(refused)?;
    let signers: Vec<&str> = note.signers().collect();
    let now = now();
    let fits = set
        .index
        .as_ref()
        .map(|index| FileDigest::of(index) == manifest.index_sha256);
    if args.json {
        say(json(&manifest, &signers, fits, now));
        return Ok(true);
    }
    if let Some(path) = &args.html {
        files::check_free(path, args.force)?;
    }
    let list = args
        .list
        .as_deref()
        .map(|path| OwnList::read(path, &args.read))
        .transpose()?;
    let facts = Facts::of(&set, manifest, list, fits)?;
    let Some(path) = &args.html else {
        text::print(&facts, &signers, fits, now);
        return Ok(true);
    };
    let page = html::page(&facts, &signers, fits, now);
    files::write(path, page.as_bytes(), false, args.force)?;
    eprintln!("{}: {} bytes", path.display(), page.len());
    Ok(true)
}

fn json(manifest: &Manifest, signers: &[&str], fits: Option<bool>, now: u64) -> Value {
    let valid = (manifest.not_before..manifest.not_after).contains(&now);
    let (entries, digests) = match &manifest.updates {
        Some(updates) => (updates.entries, updates.digests),
        None => (manifest.entries, manifest.digests),
    };
    let held = f64::from(entries) + f64::from(digests);
    json!({
        "id": manifest.id,
        "epoch": manifest.epoch,
        "update": manifest.edition().1,
        "segments": manifest.segments().len(),
        "segmentBytes": manifest.segments().iter().map(|s| s.bytes).sum::<u64>(),
        "kind": manifest.kind.name(),
        "purpose": manifest.purpose,
        "owners": manifest.owners,
        "signers": signers,
        "labels": manifest.labels,
        "entries": manifest.entries,
        "digests": manifest.digests,
        "indexBytes": manifest.index_bytes,
        "bytesPerEntry": manifest.index_bytes as f64 / held.max(1.0),
        "indexSha256": manifest.index_sha256.to_hex(),
        "indexMatches": fits,
        "previous": manifest.previous.map(FileDigest::to_hex),
        "notBefore": format_time(manifest.not_before),
        "notAfter": format_time(manifest.not_after),
        "validNow": valid,
        "private": manifest.private.as_ref().map(private),
        "commitments": manifest.commitments.iter().map(commitment).collect::<Vec<_>>(),
    })
}

fn commitment(commitment: &Commitment) -> Value {
    json!({
        "owner": commitment.owner,
        "items": commitment.items,
        "root": commitment.root.to_hex(),
    })
}

fn private(private: &Private) -> Value {
    let params = &private.params;
    json!({
        "evaluator": private.evaluator.id().to_string(),
        "tokenBits": params.token_bits(),
        "tables": params.tables(),
        "probes": params.probes(),
        "agree": params.agree(),
    })
}
