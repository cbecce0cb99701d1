//! `presend evaluator-keygen`: the key that a private match set is built with and asked through,
//! or the one that seals a sealed set.

use crate::{Failure, Outcome, answers, files, say};
use presend::matchset::SealKey;
use presend::oprf::EvaluatorKey;
use std::path::PathBuf;

/// What `presend evaluator-keygen` takes.
#[derive(clap::Args)]
pub struct Args {
    /// File for the key
    #[arg(long)]
    out: PathBuf,
    /// Make a key for sealed sets instead
    #[arg(long)]
    seal: bool,
    /// Overwrite a file that is there
    #[arg(long)]
    force: bool,
}

/// Writes the file; prints the key's name.
pub fn run(args: &Args) -> Outcome {
    let seed = answers::random()?;
    if args.seal {
        let key = SealKey::new(&seed).map_err(|error| Failure::new(error.code(), error))?;
        files::write(&args.out, key.to_secret_text().as_bytes(), true, args.force)?;
        eprintln!(
            "{} holds a seal key: whoever has it and a set that it seals can read the list",
            args.out.display()
        );
        return Ok(true);
    }
    let key = EvaluatorKey::derive(&seed, b"presend evaluator-keygen")
        .map_err(|error| Failure::new(error.code(), error))?;
    files::write(&args.out, key.to_secret_text().as_bytes(), true, args.force)?;
    eprintln!(
        "{} holds the evaluator's key: whoever has it and the set can read the list; delete it when its epoch ends",
        args.out.display()
    );
    say(key.public().id());
    Ok(true)
}
