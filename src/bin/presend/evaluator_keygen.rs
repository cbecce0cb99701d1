//! `presend evaluator-keygen`: the key that a private match set is built with and asked through.

use crate::{Failure, Outcome, files, say};
use presend::oprf::EvaluatorKey;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// What `presend evaluator-keygen` takes.
#[derive(clap::Args)]
pub struct Args {
    /// File for the evaluator's key
    #[arg(long)]
    out: PathBuf,
    /// Overwrite a file that is there
    #[arg(long)]
    force: bool,
}

/// Writes the file; prints the key's name.
pub fn run(args: &Args) -> Outcome {
    let mut seed = Zeroizing::new([0u8; 32]);
    getrandom::fill(&mut *seed)
        .map_err(|error| Failure::new("no-randomness", format!("no random numbers: {error}")))?;
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
