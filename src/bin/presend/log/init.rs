//! `presend log init`: an empty log.

use super::append::write_log;
use super::source::CHECKPOINT;
use crate::set::read_signer;
use crate::{Outcome, files, say};
use std::path::PathBuf;

/// What `presend log init` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder for the log; its files are served as they are
    dir: PathBuf,
    /// The log's signing key (presend keygen), whose name becomes the log's
    #[arg(long)]
    sign: PathBuf,
}

/// Writes the checkpoint of no entries.
pub fn run(args: &Args) -> Outcome {
    let key = read_signer(&args.sign)?;
    files::check_free(&args.dir.join(CHECKPOINT), false)?;
    write_log(&args.dir, &[], &key)?;
    say(format_args!(
        "{} is the log {}; those who check it need its verifier key: {}",
        args.dir.display(),
        key.verifier().name(),
        key.verifier()
    ));
    Ok(true)
}
