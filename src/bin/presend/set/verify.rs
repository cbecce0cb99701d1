//! `presend set verify`: everything that a device would check.

use super::folder::{INDEX, SetFolder, own_mirror, refused};
use super::view::worded_trust;
use crate::log::LogArgs;
use crate::{Outcome, say};
use presend::matchset::MatchSetError;
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
    /// In words instead, such as "2 of iwf, ncmec, self"
    #[arg(long, value_name = "WORDS", conflicts_with = "required")]
    trust_policy: Option<String>,
    #[command(flatten)]
    log: LogArgs,
    /// The oldest edition that is taken
    #[arg(long, default_value_t = 0)]
    least_epoch: u32,
    /// The key of a sealed set
    #[arg(long, value_name = "FILE")]
    seal_key: Option<PathBuf>,
}

/// Says what was verified, or fails with the code of the refusal.
pub fn run(args: &Args) -> Outcome {
    let mut trust = worded_trust(&args.trust, args.trust_policy.as_deref())?;
    if args.trust_policy.is_none() {
        trust.required = args.required;
    }
    args.log.ask_for(&mut trust, &args.dir)?;
    let folder = SetFolder::read_own(&args.dir)?;
    let set = folder.open(&trust, args.seal_key.as_deref())?;
    let manifest = set.manifest();
    if manifest.epoch < args.least_epoch {
        let (least, found) = (args.least_epoch, manifest.epoch);
        return Err(refused(MatchSetError::RolledBack { least, found }));
    }
    args.log.remember(&trust, &folder.manifest)?;
    // Of a mirror's set, a device checks the roots; here the whole index is held against the manifest.
    if args.dir.join(INDEX).symlink_metadata().is_ok() {
        own_mirror(&args.dir, manifest)?;
    }
    say(format_args!(
        "verified: {}, edition {}{}, {} ({} hashes, {} digests)",
        manifest.id,
        manifest.epoch,
        match manifest.edition().1 {
            0 => String::new(),
            update => format!(" update {update}"),
        },
        manifest.purpose,
        manifest.entries,
        manifest.digests
    ));
    Ok(true)
}
