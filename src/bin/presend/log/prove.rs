//! `presend log prove`: what a device needs to see that a set is in the log, beside the set.

use super::append::write_files;
use super::copy::{Signed, read_tree};
use super::policy::{PROOF, TILES, read_log_key};
use super::source::Source;
use crate::set::{MANIFEST, refused};
use crate::{Outcome, files, say};
use presend::matchset::MatchSetError;
use presend::matchset::log::{Checkpoint, leaf_hash};
use presend::matchset::note::Note;
use std::path::PathBuf;

/// What `presend log prove` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The log: its folder or address
    log: Source,
    /// Folders of match sets
    #[arg(required = true)]
    sets: Vec<PathBuf>,
    /// The log's verifier key
    #[arg(long)]
    key: PathBuf,
}

/// Writes the proof of inclusion, and the tiles that proofs of consistency are taken from.
pub fn run(args: &Args) -> Outcome {
    let signed = Signed::read(&args.log, &read_log_key(&args.key)?)?;
    let tree = read_tree(&args.log, &signed.checkpoint)?;
    for set in &args.sets {
        let manifest = files::read(&set.join(MANIFEST))?;
        let note = Note::parse(&manifest).map_err(refused)?;
        let leaf = leaf_hash(note.text.as_bytes());
        let index = tree.leaves().iter().position(|other| *other == leaf);
        let found = index.and_then(|index| Some((index as u64, tree.inclusion(index as u64)?)));
        let (index, hashes) = found.ok_or_else(|| refused(MatchSetError::NotInLog))?;
        write_files(&set.join(TILES), tree.tiles().iter())?;
        let proof = Checkpoint::proof_text(index, &hashes, &signed.note);
        let path = set.join(PROOF);
        files::write(&path, proof.as_bytes(), false, true)?;
        say(format_args!(
            "{}: entry {index} of {}",
            path.display(),
            tree.size()
        ));
    }
    Ok(true)
}
