//! `presend set cosign`: another owner's signature on a set, once what is there was looked at.

use super::folder::{MANIFEST, SetFolder, read_signer, read_trust, refused};
use crate::{Failure, Outcome, files, say};
use presend::digest::FileDigest;
use presend::matchset::note::Note;
use presend::matchset::{Manifest, MatchSetError};
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
}

/// Prints what is signed, and adds a line below it.
pub fn run(args: &Args) -> Outcome {
    let key = read_signer(&args.sign)?;
    let trust = read_trust(&args.trust)?;
    let folder = SetFolder::read(&args.dir)?;
    let text = trust.verify_note(&folder.manifest).map_err(refused)?;
    let manifest = Manifest::parse(text).map_err(refused)?;
    let index = folder.index.as_ref().ok_or_else(|| {
        Failure::new(
            "no-index",
            "this folder lacks index.bin: nobody signs what they cannot look at",
        )
    })?;
    manifest.check_index(index).map_err(refused)?;
    for (line, bytes) in manifest.segments().iter().zip(&folder.segments) {
        if line.sha256 != FileDigest::of(bytes) {
            return Err(refused(MatchSetError::WrongDigest));
        }
    }
    // The roots of a mirror's set too.
    folder.mirror(&trust)?;
    let note = Note::parse(&folder.manifest).map_err(refused)?;
    if note.verify(&[key.verifier()]).map_err(refused)? > 0 {
        return Err(Failure::new(
            "already-signed",
            "this key has signed already",
        ));
    }
    say(text.trim_end());
    let signed = [folder.manifest.as_slice(), key.line(text).as_bytes()].concat();
    files::write(&args.dir.join(MANIFEST), &signed, false, true)?;
    let signers: Vec<&str> = note.signers().collect();
    eprintln!(
        "signed by {}, and now by {}",
        signers.join(", "),
        key.verifier().name()
    );
    Ok(true)
}
