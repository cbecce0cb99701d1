//! `presend set retire-key`: an epoch's key is deleted, and a signed receipt says so.

use super::folder::{MANIFEST, now, read_signer, refused};
use crate::{Failure, Outcome, answers, files, say};
use presend::matchset::Manifest;
use presend::matchset::build::retirement;
use presend::matchset::note::Note;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What `presend set retire-key` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The key file to delete
    #[arg(long, value_name = "FILE")]
    evaluator_key: PathBuf,
    /// Folder of the set whose epoch has ended
    #[arg(long)]
    set: PathBuf,
    /// The owner's signing key
    #[arg(long)]
    sign: PathBuf,
    /// File for the receipt, a signed note
    #[arg(long)]
    out: PathBuf,
}

/// Writes the receipt, then deletes the key.
pub fn run(args: &Args) -> Outcome {
    let signer = read_signer(&args.sign)?;
    let key = answers::read_key(&args.evaluator_key)?;
    let manifest = files::read(&args.set.join(MANIFEST))?;
    let note = Note::parse(&manifest).map_err(refused)?;
    if note.verify(&[signer.verifier()]).map_err(refused)? == 0 {
        let message = "the set is not signed with this signing key";
        return Err(Failure::new("untrusted-set", message));
    }
    let manifest = Manifest::parse(note.text).map_err(refused)?;
    let receipt = retirement(&manifest, &key, now(), &signer).map_err(refused)?;
    files::write(&args.out, receipt.as_bytes(), false, false)?;
    delete(&args.evaluator_key).map_err(|error| {
        // A receipt for a key that is still there would be untrue.
        let _ = std::fs::remove_file(&args.out);
        let path = args.evaluator_key.display();
        Failure::new("undeletable", format!("cannot delete {path}: {error}"))
    })?;
    eprintln!(
        "{} is deleted; take it out of every evaluator and every backup too, then publish {}",
        args.evaluator_key.display(),
        args.out.display()
    );
    say(key.public().id());
    Ok(true)
}

/// Overwrites the file once and removes it. Copies that a file system or a disk keeps of its own are
/// out of reach.
fn delete(path: &Path) -> std::io::Result<()> {
    let length = std::fs::metadata(path)?.len();
    let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
    for _ in 0..length {
        file.write_all(&[0])?;
    }
    file.sync_all()?;
    std::fs::remove_file(path)
}
