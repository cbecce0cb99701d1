//! `presend set sign`: the first signature, on a manifest that names all owners and what they committed to.

use super::folder::{KEYS, MANIFEST, SetFolder, now, read_signer, refused};
use super::view::{View, check_files, show};
use crate::{Failure, Outcome, files};
use presend::matchset::note::Note;
use presend::matchset::{Commitment, Manifest};
use std::path::{Path, PathBuf};

/// What `presend set sign` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the set, which this key has signed when it was built
    dir: PathBuf,
    /// The signing key
    #[arg(long)]
    sign: PathBuf,
    /// Name of another owner's key, as it will sign; may be given more than once
    #[arg(long, value_name = "NAME")]
    owner: Vec<String>,
    /// An owner's commitment (presend set commit); may be given more than once
    #[arg(long, value_name = "FILE")]
    commitment: Vec<PathBuf>,
}

/// Writes the manifest anew: the text changes, so nobody else's signature fits it any more.
pub fn run(args: &Args) -> Outcome {
    let key = read_signer(&args.sign)?;
    let verifier = key.verifier();
    let folder = SetFolder::read(&args.dir)?;
    let note = Note::parse(&folder.manifest).map_err(refused)?;
    if note
        .verify(core::slice::from_ref(&verifier))
        .map_err(refused)?
        == 0
    {
        let message = "this key has not signed the set: who built it signs first, others cosign";
        return Err(Failure::new("untrusted-set", message));
    }
    let mut manifest = Manifest::parse(note.text).map_err(refused)?;
    check_files(&folder, &manifest)?;
    for owner in &args.owner {
        if !manifest.owners.contains(owner) {
            manifest.owners.push(owner.clone());
        }
    }
    for path in &args.commitment {
        take(&mut manifest, read_commitment(path)?, path)?;
    }
    let text = manifest.to_text();
    // Before anything is written.
    if Manifest::parse(&text).map_err(refused)? != manifest {
        let message = "an owner is named by the name in its key: no spaces";
        return Err(Failure::new("bad-name", message));
    }
    show(&manifest);
    let others: Vec<&str> = note.signers().filter(|n| *n != verifier.name()).collect();
    if text != note.text && !others.is_empty() {
        let others = others.join(", ");
        eprintln!("presend: the text changed, so {others} must cosign it again");
    }
    if text != note.text {
        View::write(&args.dir, &key, &text, now())?;
        let signed = key.sign(&text);
        files::write(&args.dir.join(MANIFEST), signed.as_bytes(), false, true)?;
        let keys = format!("{verifier}\n");
        files::write(&args.dir.join(KEYS), keys.as_bytes(), false, true)?;
    } else {
        View::write(&args.dir, &key, &text, now())?;
    }
    eprintln!("signed by {}", verifier.name());
    Ok(true)
}

fn read_commitment(path: &Path) -> Result<Commitment, Failure> {
    let text = files::read_text(path)?;
    Commitment::parse(text.trim_end()).ok_or_else(|| {
        let message = format!("{} is no commitment (presend set commit)", path.display());
        Failure::new("bad-commitment", message)
    })
}

/// Puts it in its owner's place, instead of one that is there.
fn take(manifest: &mut Manifest, new: Commitment, path: &Path) -> Result<(), Failure> {
    if !manifest.owners.contains(&new.owner) {
        let message = format!(
            "{} is of {}, who is no owner of this set; name them with --owner",
            path.display(),
            new.owner
        );
        return Err(Failure::new("unknown-owner", message));
    }
    let owners = manifest.owners.clone();
    manifest.commitments.retain(|old| old.owner != new.owner);
    manifest.commitments.push(new);
    let place = |c: &Commitment| owners.iter().position(|owner| *owner == c.owner);
    manifest.commitments.sort_by_key(place);
    Ok(())
}
