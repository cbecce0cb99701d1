//! `presend log …`: the public, append-only log of a set's editions.

mod append;
mod checkpoint;
mod copy;
mod cosign;
mod init;
mod policy;
mod prove;
mod report;
mod source;
mod state;
mod verify;
mod watch;

pub use policy::LogArgs;

use crate::Outcome;
use clap::Subcommand;

/// The verbs below `presend log`.
#[derive(Subcommand)]
pub enum Verb {
    /// Begin a log in an empty folder
    Init(init::Args),
    /// Add editions, and receipts of deleted keys
    Append(append::Args),
    /// Show the signed checkpoint; add cosignatures of witnesses to it
    Checkpoint(checkpoint::Args),
    /// Write what a device needs to see that a set is in the log
    Prove(prove::Args),
    /// Read everything once and hold it against the checkpoint
    Verify(verify::Args),
    /// Be a witness: hold the log against what was seen before, and cosign
    Cosign(cosign::Args),
    /// Report every new edition, and a log that says two things
    Watch(watch::Args),
}

/// Runs one of them.
pub fn run(verb: &Verb) -> Outcome {
    match verb {
        Verb::Init(args) => init::run(args),
        Verb::Append(args) => append::run(args),
        Verb::Checkpoint(args) => checkpoint::run(args),
        Verb::Prove(args) => prove::run(args),
        Verb::Verify(args) => verify::run(args),
        Verb::Cosign(args) => cosign::run(args),
        Verb::Watch(args) => watch::run(args),
    }
}
