//! `presend set merge`: the set out of the work of all shards, byte for byte what `set build` makes.

use super::build::{self, Kind};
use crate::{Failure, Outcome};

/// What `presend set merge` takes: what `set build` takes, and the folders of the work.
#[derive(clap::Args)]
#[group(skip)]
pub struct Args {
    #[command(flatten)]
    build: build::Args,
}

/// Puts the index together and signs it. The work stays: delete it once the set is published.
pub fn run(args: &Args) -> Outcome {
    if args.build.work.is_empty() {
        return Err(Failure::new(
            "missing-work",
            "name the folders of the shards: --work DIR, more than once where they are several",
        ));
    }
    if !matches!(args.build.kind, Kind::PrivateLocal | Kind::PrivateMirror) {
        let message = "only private sets are built in shards; use set build";
        return Err(Failure::new("bad-shard", message));
    }
    build::build_with(&args.build, true)
}
