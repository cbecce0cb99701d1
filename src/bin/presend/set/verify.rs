//! `presend set verify`: everything that a device would check.

use super::folder::{SetFolder, read_trust};
use crate::{Outcome, say};
use std::path::PathBuf;

/// What `presend set verify` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the set
    dir: PathBuf,
    /// File with the owner's verifier key; may be given more than once
    #[arg(long, required = true)]
    trust: Vec<PathBuf>,
    /// How many of the keys must have signed
    #[arg(long, default_value_t = 1)]
    required: usize,
}

/// Says what was verified, or fails with the code of the refusal.
pub fn run(args: &Args) -> Outcome {
    let mut trust = read_trust(&args.trust)?;
    trust.required = args.required;
    let set = SetFolder::read(&args.dir)?.open(&trust)?;
    let manifest = set.manifest();
    say(format_args!(
        "verified: {}, edition {}, {} ({} hashes, {} digests)",
        manifest.id, manifest.epoch, manifest.purpose, manifest.entries, manifest.digests
    ));
    Ok(true)
}
