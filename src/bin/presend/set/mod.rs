//! `presend set …`: match sets.

mod build;
mod commit;
mod compact;
mod cosign;
mod diff;
mod dry_run;
mod folder;
mod inspect;
mod lists;
mod made;
mod merge;
mod prove_absent;
mod retire_key;
mod shard;
mod sign;
mod signers;
mod update;
mod verify;
mod verify_absent;
mod verify_commit;
mod view;
mod work;

pub use folder::{MANIFEST, SetFolder, now, read_signer, read_trust, refused};
pub use view::worded_trust;

use crate::Outcome;
use clap::Subcommand;

/// The verbs below `presend set`.
#[derive(Subcommand)]
pub enum Verb {
    /// Build and sign a match set from a list
    Build(Box<build::Args>),
    /// Do a share of the long part of a private build, on any machine
    Shard(Box<shard::Args>),
    /// Put a private set together out of the work of all shards
    Merge(Box<merge::Args>),
    /// Say what comes and goes between two lists
    Diff(diff::Args),
    /// Make the next edition of a set out of a new list: small segments beside the index
    Update(update::Args),
    /// Fold the segments of a set into a new index
    Compact(compact::Args),
    /// Delete an epoch's evaluator key, with a signed receipt
    RetireKey(retire_key::Args),
    /// Name the owners of a set that you built, take in their commitments, and sign it again
    Sign(sign::Args),
    /// Add another owner's signature to a match set
    Cosign(cosign::Args),
    /// Show who signed which text, and when
    Signers(signers::Args),
    /// Commit to your part of the list, without showing it
    Commit(commit::Args),
    /// Check an owner's opened commitment
    VerifyCommit(verify_commit::Args),
    /// Show what a match set says about itself
    Inspect(inspect::Args),
    /// Check a match set's signature, digest, dates and layout
    Verify(verify::Args),
    /// Write a transcript which shows that a picture is not in a match set
    ProveAbsent(prove_absent::Args),
    /// Check such a transcript, without any secret key
    VerifyAbsent(verify_absent::Args),
}

/// Runs one of them.
pub fn run(verb: &Verb) -> Outcome {
    match verb {
        Verb::Build(args) => build::run(args),
        Verb::Shard(args) => shard::run(args),
        Verb::Merge(args) => merge::run(args),
        Verb::Diff(args) => diff::run(args),
        Verb::Update(args) => update::run(args),
        Verb::Compact(args) => compact::run(args),
        Verb::RetireKey(args) => retire_key::run(args),
        Verb::Sign(args) => sign::run(args),
        Verb::Cosign(args) => cosign::run(args),
        Verb::Signers(args) => signers::run(args),
        Verb::Commit(args) => commit::run(args),
        Verb::VerifyCommit(args) => verify_commit::run(args),
        Verb::Inspect(args) => inspect::run(args),
        Verb::Verify(args) => verify::run(args),
        Verb::ProveAbsent(args) => prove_absent::run(args),
        Verb::VerifyAbsent(args) => verify_absent::run(args),
    }
}
