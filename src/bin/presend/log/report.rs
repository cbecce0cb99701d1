//! What a monitor says, in words and as lines of JSON.

use super::copy::Signed;
use super::state::State;
use crate::{Failure, files, say};
use presend::digest::FileDigest;
use presend::matchset::log::Event;
use presend::matchset::{Manifest, format_time};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn change(now: u32, before: Option<u32>) -> i64 {
    i64::from(now) - i64::from(before.unwrap_or(0))
}

/// The entry at this place of the log as JSON.
pub fn event_json(index: usize, event: &Event) -> Value {
    match event {
        Event::Retirement(receipt) => json!({
            "event": "retirement",
            "entry": index,
            "set": receipt.set,
            "epoch": receipt.epoch,
            "evaluator": receipt.evaluator.to_hex(),
            "retired": format_time(receipt.retired),
        }),
        Event::Edition { manifest, before } => {
            let (now, before) = (manifest, before.as_deref());
            json!({
                "event": "edition",
                "entry": index,
                "set": now.id,
                "epoch": now.epoch,
                "update": now.edition().1,
                "kind": now.kind.name(),
                "purpose": now.purpose,
                "owners": now.owners,
                "ownersBefore": before.map(|m| m.owners.as_slice()),
                "entries": now.entries,
                "entriesChange": change(now.entries, before.map(|m| m.entries)),
                "digests": now.digests,
                "digestsChange": change(now.digests, before.map(|m| m.digests)),
                "downloadBytes": bytes(now),
                "downloadBytesChange": bytes(now) as i64 - before.map_or(0, |m| bytes(m) as i64),
                "commitments": now.commitments.iter().map(|c| json!({
                    "owner": c.owner, "items": c.items, "root": c.root.to_hex(),
                })).collect::<Vec<_>>(),
                "notBefore": format_time(now.not_before),
                "notAfter": format_time(now.not_after),
                "purposeChanged": before.is_some_and(|m| m.purpose != now.purpose),
            })
        }
    }
}

/// Of the index and all segments.
fn bytes(manifest: &Manifest) -> u64 {
    let segments = manifest.segments().iter().map(|segment| segment.bytes);
    manifest.index_bytes + segments.sum::<u64>()
}

/// The same in words, one line.
pub fn event_text(index: usize, event: &Event) -> String {
    match event {
        Event::Retirement(receipt) => format!(
            "entry {index}: {}, epoch {}: its evaluator's key was deleted {}, says the owner",
            receipt.set,
            receipt.epoch,
            format_time(receipt.retired)
        ),
        Event::Edition { manifest, before } => {
            let (now, before) = (manifest, before.as_deref());
            let update = match now.edition().1 {
                0 => String::new(),
                update => format!(" update {update}"),
            };
            let owners = match before {
                Some(before) if before.owners != now.owners => {
                    format!(
                        "{} (before: {})",
                        now.owners.join(", "),
                        before.owners.join(", ")
                    )
                }
                _ => now.owners.join(", "),
            };
            let purpose = match before {
                Some(before) if before.purpose != now.purpose => {
                    format!("{}, WHICH WAS {} BEFORE", now.purpose, before.purpose)
                }
                _ => now.purpose.to_string(),
            };
            format!(
                "entry {index}: {}, epoch {}{update}, {purpose}, owners {owners}: {} hashes ({:+}), {} digests ({:+}), {} bytes; until {}",
                now.id,
                now.epoch,
                now.entries,
                change(now.entries, before.map(|m| m.entries)),
                now.digests,
                change(now.digests, before.map(|m| m.digests)),
                bytes(now),
                format_time(now.not_after)
            )
        }
    }
}

/// Says it in the form that was asked for.
pub fn tell(as_json: bool, value: &Value, text: &str) {
    match as_json {
        true => say(value),
        false => say(text),
    }
}

/// Keeps both signed checkpoints in a file of their own beside the state, and says so.
pub fn equivocation(state: &State, found: &Signed, beside: &Path) -> Result<Failure, Failure> {
    let evidence = json!({
        "presend": "log equivocation v1",
        "origin": found.checkpoint.origin,
        "seen": state.signed.note,
        "found": found.note,
    });
    let name = FileDigest::of(found.note.as_bytes()).to_hex();
    let name = name.get(..8).unwrap_or_default();
    let mut file = beside.file_name().unwrap_or_default().to_owned();
    file.push(format!(".equivocation-{name}.json"));
    let path: PathBuf = beside.with_file_name(file);
    files::write(&path, format!("{evidence}\n").as_bytes(), false, true)?;
    let message = format!(
        "EQUIVOCATION: the log signed two trees that do not agree, of {} and of {} entries; both are in {}: publish it",
        state.signed.checkpoint.size,
        found.checkpoint.size,
        path.display()
    );
    Ok(Failure::new("log-equivocation", message))
}
