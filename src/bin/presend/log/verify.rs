//! `presend log verify`: the whole log, once.

use super::copy::{Signed, check_tiles, follow, read_entries, read_tree};
use super::policy::{WitnessArgs, read_log_key};
use super::source::Source;
use crate::set::refused;
use crate::{Outcome, say};
use presend::matchset::MatchSetError;
use presend::matchset::log::Event;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What `presend log verify` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The log: its folder or address
    log: Source,
    /// The log's verifier key
    #[arg(long)]
    key: PathBuf,
    #[command(flatten)]
    witnesses: WitnessArgs,
}

/// Says what was verified, or fails with the code of what is wrong.
pub fn run(args: &Args) -> Outcome {
    let (witnesses, required) = args.witnesses.read()?;
    let signed = Signed::read(&args.log, &read_log_key(&args.key)?)?;
    let found = signed.witnesses(&witnesses)?;
    if found < required {
        return Err(refused(MatchSetError::UntrustedLog { found, required }));
    }
    let tree = read_tree(&args.log, &signed.checkpoint)?;
    check_tiles(&args.log, &tree)?;
    let (_, events) = follow(&read_entries(&args.log, &tree)?)?;
    let mut sets = BTreeSet::new();
    let mut editions = 0;
    for event in &events {
        if let Event::Edition { manifest, .. } = event {
            sets.insert(manifest.id.as_str());
            editions += 1;
        }
    }
    say(format_args!(
        "verified: {}, {} entries: {editions} editions of {} sets, {} receipts; {found} witnesses",
        signed.checkpoint.origin,
        tree.size(),
        sets.len(),
        events.len() - editions
    ));
    Ok(true)
}
