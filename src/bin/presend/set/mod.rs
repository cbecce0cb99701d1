//! `presend set …`: match sets.

mod build;
mod folder;
mod inspect;
mod verify;

pub use folder::{SetFolder, now, read_trust};

use crate::Outcome;
use clap::Subcommand;

/// The verbs below `presend set`.
#[derive(Subcommand)]
pub enum Verb {
    /// Build and sign a match set from a list
    Build(build::Args),
    /// Show what a match set says about itself
    Inspect(inspect::Args),
    /// Check a match set's signature, digest, dates and layout
    Verify(verify::Args),
}

/// Runs one of them.
pub fn run(verb: &Verb) -> Outcome {
    match verb {
        Verb::Build(args) => build::run(args),
        Verb::Inspect(args) => inspect::run(args),
        Verb::Verify(args) => verify::run(args),
    }
}
