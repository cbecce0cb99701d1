//! `presend log cosign`: a witness, who holds the log against what it saw before.

use super::copy::Signed;
use super::policy::read_log_key;
use super::source::Source;
use super::state::{State, admit};
use crate::set::{now, read_signer};
use crate::{Outcome, files, say};
use std::path::PathBuf;

/// What `presend log cosign` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The log: its folder or address
    log: Source,
    /// The log's verifier key
    #[arg(long)]
    key: PathBuf,
    /// The witness's signing key (presend keygen --witness)
    #[arg(long)]
    sign: PathBuf,
    /// What this witness saw before; made the first time, never to be lost or copied back
    #[arg(long)]
    state: PathBuf,
    /// File for the signature line; without it, it is printed
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Signs the largest tree that was seen, and no other.
pub fn run(args: &Args) -> Outcome {
    let key = read_log_key(&args.key)?;
    let signer = read_signer(&args.sign)?;
    let state = State::read(&args.state, &key)?;
    let signed = Signed::read(&args.log, &key)?;
    let tree = admit(state.as_ref(), &signed, &args.log, &args.state)?;
    let line = signer.cosignature(signed.text()?, now());
    // Remembered before anybody has the signature: a witness must never sign two trees.
    State { signed, tree }.write(&args.state)?;
    match &args.out {
        Some(path) => files::write(path, line.as_bytes(), false, true)?,
        None => say(line.trim_end()),
    }
    Ok(true)
}
