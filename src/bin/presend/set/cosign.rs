//! `presend set cosign`: another owner's signature on a set, once what is there was looked at.

use super::commit::read_commitment_key;
use super::folder::{KEYS, MANIFEST, SetFolder, now, read_signer, read_trust, refused};
use super::lists::ReadArgs;
use super::view::{View, check_files, lines_beyond, show};
use crate::{Failure, Outcome, files, say};
use presend::matchset::Manifest;
use presend::matchset::note::Note;
use std::path::PathBuf;

/// What `presend set cosign` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the set
    dir: PathBuf,
    /// The signing key
    #[arg(long)]
    sign: PathBuf,
    /// File with a verifier key of those who signed before; may be given more than once
    #[arg(long, required = true)]
    trust: Vec<PathBuf>,
    /// Your own part of the list, which your commitment in the manifest must fit
    #[arg(long, requires = "commitment_key")]
    list: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// The key of your commitment
    #[arg(long, value_name = "FILE", requires = "list")]
    commitment_key: Option<PathBuf>,
    /// Show what would be signed, and sign nothing
    #[arg(long)]
    dry_run: bool,
}

/// Prints what is signed, and adds a line below it.
pub fn run(args: &Args) -> Outcome {
    let key = read_signer(&args.sign)?;
    let verifier = key.verifier();
    let name = verifier.name();
    let trust = read_trust(&args.trust)?;
    let folder = SetFolder::read(&args.dir)?;
    let text = trust.verify_note(&folder.manifest).map_err(refused)?;
    let manifest = Manifest::parse(text).map_err(refused)?;
    check_files(&folder, &manifest)?;
    // The roots of a mirror's set too.
    folder.mirror(&trust)?;
    let note = Note::parse(&folder.manifest).map_err(refused)?;
    if note
        .verify(core::slice::from_ref(&verifier))
        .map_err(refused)?
        > 0
    {
        return Err(Failure::new(
            "already-signed",
            "this key has signed already",
        ));
    }
    if let Some(path) = &args.commitment_key {
        let committed = read_commitment_key(path)?.commit(args.read.read(&args.list)?);
        let own = committed.map_err(refused)?.commitment(name);
        if !manifest.commitments.contains(&own) {
            let message = format!("the manifest has no commitment of {name} to this list");
            return Err(Failure::new("wrong-commitment", message));
        }
    }
    show(&manifest);
    if let Some(view) = View::read(&args.dir, &verifier)? {
        say("since you signed last:");
        for line in lines_beyond(&view.text, text) {
            say(format_args!("  - {line}"));
        }
        for line in lines_beyond(text, &view.text) {
            say(format_args!("  + {line}"));
        }
    }
    say(format_args!("\n{}", text.trim_end()));
    if !manifest.owners.iter().any(|owner| owner == name) {
        eprintln!("presend: the manifest does not name {name} among its owners");
    }
    let signers: Vec<&str> = note.signers().collect();
    let signers = signers.join(", ");
    if args.dry_run {
        eprintln!("signed by {signers}; {name} signed nothing");
        return Ok(true);
    }
    let signed = [folder.manifest.as_slice(), key.line(text).as_bytes()].concat();
    View::write(&args.dir, &key, text, now())?;
    files::write(&args.dir.join(MANIFEST), &signed, false, true)?;
    let keys = args.dir.join(KEYS);
    let held = files::read_text(&keys).unwrap_or_default();
    let line = format!("{verifier}\n");
    if !held.contains(&line) {
        files::write(&keys, (held + &line).as_bytes(), false, true)?;
    }
    eprintln!("signed by {signers}, and now by {name}");
    Ok(true)
}
