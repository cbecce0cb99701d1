//! `presend set verify-commit`: an auditor holds what an owner opened against the manifest.

use super::commit::read_commitment_key;
use super::folder::{MANIFEST, SetFolder, read_trust, refused};
use super::lists::ReadArgs;
use crate::{Failure, Outcome, files, say};
use presend::digest::Digests;
use presend::matchset::build::List;
use presend::matchset::note::Note;
use presend::matchset::{Commitment, Kind, Manifest, SingleOpening, TrustPolicy};
use std::path::{Path, PathBuf};

/// What `presend set verify-commit` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the set
    dir: PathBuf,
    /// File with a verifier key of the owners; may be given more than once
    #[arg(long, required = true)]
    trust: Vec<PathBuf>,
    /// The owner who opens
    #[arg(long)]
    owner: String,
    /// The owner's whole part of the list
    #[arg(long, requires = "key", required_unless_present = "opening")]
    list: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// The commitment's key
    #[arg(long, requires = "list")]
    key: Option<PathBuf>,
    /// The opening of one item
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    opening: Option<PathBuf>,
}

/// Says what was verified, or fails with the code of what is wrong.
pub fn run(args: &Args) -> Outcome {
    let trust = read_trust(&args.trust)?;
    let bytes = files::read(&args.dir.join(MANIFEST))?;
    trust.verify_note(&bytes).map_err(refused)?;
    let manifest = Manifest::parse(Note::parse(&bytes).map_err(refused)?.text).map_err(refused)?;
    let owner = &args.owner;
    let own = manifest.commitments.iter().find(|c| c.owner == *owner);
    let own = own.ok_or_else(|| {
        let message = format!("the manifest has no commitment of {owner}");
        Failure::new("no-commitment", message)
    })?;
    match (&args.opening, &args.key) {
        (Some(path), _) => one(path, own)?,
        (None, Some(key)) => {
            let list = args.read.read(&args.list)?;
            let committed = read_commitment_key(key)?.commit(&list);
            if committed.map_err(refused)?.commitment(owner) != *own {
                return Err(wrong(
                    "this list and key are not what the commitment was made from",
                ));
            }
            let items = own.items;
            say(format_args!(
                "verified: {owner} committed to this list, {items} items"
            ));
            held(&args.dir, &manifest, &list, &trust)?;
        }
        _ => {}
    }
    Ok(true)
}

fn wrong(message: &str) -> Failure {
    Failure::new("wrong-commitment", message)
}

fn one(path: &Path, own: &Commitment) -> Result<(), Failure> {
    let opening = SingleOpening::parse(&files::read_text(path)?);
    let message = format!("{} is no opening of a commitment", path.display());
    let opening = opening.ok_or_else(|| Failure::new("bad-opening", message))?;
    if !opening.verifies(own) {
        return Err(wrong("this item is not among those of the commitment"));
    }
    let ((kind, hex), owner, items) = (opening.item(), &own.owner, own.items);
    say(format_args!(
        "verified: {kind} {hex} is among the {items} items that {owner} committed to"
    ));
    Ok(())
}

/// Of a set that anybody can read, whether what was committed to is there.
fn held(dir: &Path, manifest: &Manifest, list: &List, trust: &TrustPolicy) -> Result<(), Failure> {
    if manifest.kind != Kind::Open {
        return Ok(());
    }
    let set = SetFolder::read(dir)?.open_at(trust, None, manifest.not_before)?;
    let hashes = list
        .each_hash()
        .all(|hash| set.find_hash(&[hash]).is_some());
    let digests = list.each_digest().all(|(kind, bytes)| {
        let digests = Digests::default().with(kind, bytes);
        set.find_digest(digests).is_some()
    });
    match hashes && digests {
        true => {
            say("the set finds all of them");
            Ok(())
        }
        false => Err(Failure::new(
            "not-in-set",
            "the set does not find everything that was committed to",
        )),
    }
}
