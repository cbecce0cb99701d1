//! `presend set inspect`: what a set says about itself, without trusting it.

use super::folder::{SetFolder, now, refused};
use crate::{Outcome, say};
use presend::digest::FileDigest;
use presend::matchset::note::Note;
use presend::matchset::{Kind, Manifest, Private, format_time};
use serde_json::{Value, json};
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
    let fits = set
        .index
        .as_ref()
        .map(|index| FileDigest::of(index) == manifest.index_sha256);
    let (entries, digests) = match &manifest.updates {
        Some(updates) => (updates.entries, updates.digests),
        None => (manifest.entries, manifest.digests),
    };
    let held = f64::from(entries) + f64::from(digests);
    let per_entry = manifest.index_bytes as f64 / held.max(1.0);
    if args.json {
        say(json!({
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
            "bytesPerEntry": per_entry,
            "indexSha256": manifest.index_sha256.to_hex(),
            "indexMatches": fits,
            "previous": manifest.previous.map(FileDigest::to_hex),
            "notBefore": format_time(manifest.not_before),
            "notAfter": format_time(manifest.not_after),
            "validNow": valid,
            "private": manifest.private.as_ref().map(private),
        }));
        return Ok(true);
    }
    let row = |name: &str, value: String| say(format_args!("{name:<10} {value}"));
    row(
        "set",
        format!("{}, edition {}", manifest.id, manifest.epoch),
    );
    let readers = match manifest.kind {
        Kind::Open => "anybody who has the set can read its hashes",
        Kind::Sealed => "whoever has the seal key can read its hashes",
        Kind::PrivateLocal | Kind::PrivateMirror => {
            "nobody can read its hashes without the evaluator's key"
        }
        _ => "unknown",
    };
    row("kind", format!("{} ({readers})", manifest.kind.name()));
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
    let digest = match fits {
        Some(true) => "digest fits",
        Some(false) => "DIGEST DOES NOT FIT",
        None => "not in this folder",
    };
    row(
        "index",
        format!(
            "{} bytes, {per_entry:.1} an entry, {digest}",
            manifest.index_bytes
        ),
    );
    if let Some(updates) = &manifest.updates {
        let bytes: u64 = updates.segments.iter().map(|s| s.bytes).sum();
        let (update, count) = (updates.update, updates.segments.len());
        row(
            "update",
            format!("{update}, {count} segments of {bytes} bytes"),
        );
    }
    if let Some(private) = &manifest.private {
        let params = &private.params;
        row("evaluator", private.evaluator.id().to_string());
        row(
            "check",
            format!(
                "{} probes of {} bits in {} tables, {} must agree",
                params.probes(),
                params.token_bits(),
                params.tables(),
                params.agree()
            ),
        );
        let false_matches = params.false_matches_log2(u64::from(manifest.entries));
        row(
            "by chance",
            format!(
                "a check of an unrelated picture matches about once in 2^{:.0}",
                -false_matches
            ),
        );
    }
    let (from, to) = (
        format_time(manifest.not_before),
        format_time(manifest.not_after),
    );
    let state = if valid { "now valid" } else { "NOT VALID NOW" };
    row("valid", format!("{from} to {to}, {state}"));
    Ok(true)
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
