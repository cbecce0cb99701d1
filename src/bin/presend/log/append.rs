//! `presend log append`: editions and receipts, each behind what the log says already.

use super::copy::{Signed, follow, read_entries, read_tree};
use super::source::{CHECKPOINT, Source};
use crate::set::{MANIFEST, read_signer, refused, worded_trust};
use crate::{Failure, Outcome, files, say};
use presend::matchset::log::{Checkpoint, Entry, Event, Tree, entry_bundles};
use presend::matchset::note::{Note, SignerKey};
use presend::matchset::{MatchSetError, TrustPolicy};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// What `presend log append` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The log's folder
    dir: PathBuf,
    /// Folders of match sets, manifests, or receipts of `presend set retire-key`, in order
    #[arg(required = true)]
    entries: Vec<PathBuf>,
    /// The log's signing key
    #[arg(long)]
    sign: PathBuf,
    /// File with a verifier key of the owners; may be given more than once
    #[arg(long, required = true)]
    trust: Vec<PathBuf>,
    /// Which owners must have signed an edition, in words such as "2 of iwf, ncmec, self"; a receipt takes one of
    /// them [default: any one]
    #[arg(long, value_name = "WORDS")]
    trust_policy: Option<String>,
}

/// Writes tiles and bundles, then the checkpoint: until then the log is the old one.
pub fn run(args: &Args) -> Outcome {
    let key = read_signer(&args.sign)?;
    let trust = worded_trust(&args.trust, args.trust_policy.as_deref())?;
    // Two writers at once would sign two trees.
    let _lock = lock(&args.dir)?;
    let source = Source::Folder(args.dir.clone());
    let signed = Signed::read(&source, &key.verifier())?;
    let tree = read_tree(&source, &signed.checkpoint)?;
    let mut entries = read_entries(&source, &tree)?;
    let (mut chain, _) = follow(&entries)?;
    let mut lines = Vec::new();
    for path in &args.entries {
        let entry = read_entry(path, &trust)?;
        let index = entries.iter().position(|other| *other == entry);
        let at = match index {
            Some(index) => index,
            None => {
                let event = chain.follow(&entry).map_err(|fault| {
                    let message = format!("{}: {fault}; nothing was written", path.display());
                    Failure::new(fault.code(), message)
                })?;
                warn_of_gap(&event);
                entries.push(entry);
                entries.len() - 1
            }
        };
        let already = if index.is_some() { " already" } else { "" };
        lines.push(format!("{}: entry {at}{already}", path.display()));
    }
    if entries.len() as u64 > tree.size() {
        write_log(&args.dir, &entries, &key)?;
    }
    lines.iter().for_each(say);
    Ok(true)
}

fn warn_of_gap(event: &Event) {
    if let Event::Edition { manifest, before } = event
        && before.is_none()
        && manifest.previous.is_some()
    {
        eprintln!(
            "presend: {} follows an edition that is not in this log: the log begins in the middle of the set's history",
            manifest.id
        );
    }
}

/// The bytes that become an entry, once the signatures of enough owners were seen on them.
fn read_entry(path: &Path, trust: &TrustPolicy) -> Result<Vec<u8>, Failure> {
    let path = match path.is_dir() {
        true => &path.join(MANIFEST),
        false => path,
    };
    let bytes = files::read(path)?;
    let any = TrustPolicy::any_of(trust.keys.clone());
    let text = any.verify_note(&bytes).map_err(refused)?;
    let entry = match Entry::parse(text.as_bytes()) {
        // A manifest goes in without its signatures: other owners may sign later.
        Ok(Entry::Edition(_)) => {
            let text = trust.verify_note(&bytes).map_err(refused)?;
            text.as_bytes().to_vec()
        }
        // A receipt is signed by the one owner who had the key.
        _ => bytes.clone(),
    };
    Entry::parse(&entry).map_err(|fault| {
        let message = format!("{}: {fault}", path.display());
        Failure::new(fault.code(), message)
    })?;
    Ok(entry)
}

fn lock(dir: &Path) -> Result<File, Failure> {
    let path = dir.join(".lock");
    let failed = |error: &dyn std::fmt::Display| {
        let message = format!("cannot lock {}: {error}", path.display());
        Failure::new("unwritable", message)
    };
    let file = File::options().create(true).append(true).open(&path);
    let file = file.map_err(|error| failed(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::new(
            "log-busy",
            "another command is writing this log; wait for it",
        )),
        Err(TryLockError::Error(error)) => Err(failed(&error)),
    }
}

/// All files of a log of these entries; those that are there already stay as they are.
pub fn write_log(dir: &Path, entries: &[Vec<u8>], key: &SignerKey) -> Result<(), Failure> {
    let tree = Tree::of(entries);
    let bundles = entry_bundles(entries).ok_or_else(|| {
        Failure::new(
            "entry-too-long",
            "an entry of a log has at most 65535 bytes",
        )
    })?;
    write_files(dir, bundles.iter().chain(&tree.tiles()))?;
    let root = tree.root_at(tree.size());
    let checkpoint = Checkpoint {
        origin: key.verifier().name().to_owned(),
        size: tree.size(),
        root: root.unwrap_or_default(),
    };
    let note = key.sign(&checkpoint.to_text());
    // What was just written is read as others will read it, before anybody is told of it.
    Note::parse(note.as_bytes())
        .and_then(|note| match note.verify(&[key.verifier()])? {
            1 => Ok(()),
            _ => Err(MatchSetError::BadLogProof),
        })
        .map_err(refused)?;
    make(dir)?;
    files::write(&dir.join(CHECKPOINT), note.as_bytes(), false, true)
}

fn make(dir: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(dir).map_err(|error| {
        let message = format!("cannot make {}: {error}", dir.display());
        Failure::new("unwritable", message)
    })
}

/// Writes files of a log below a folder, those that are not there with these bytes.
pub fn write_files<'a>(
    dir: &Path,
    files: impl Iterator<Item = &'a (String, Vec<u8>)>,
) -> Result<(), Failure> {
    for (path, bytes) in files {
        let path = dir.join(path);
        if std::fs::read(&path).is_ok_and(|there| there == *bytes) {
            continue;
        }
        if let Some(folder) = path.parent() {
            make(folder)?;
        }
        files::write(&path, bytes, false, true)?;
    }
    Ok(())
}
