//! `presend set commit`: an owner's part of the list, fixed without being shown.

use super::folder::refused;
use super::lists::ReadArgs;
use crate::{Failure, Outcome, answers, files, say};
use presend::matchset::{CommitmentKey, Committed, SingleOpening};
use std::path::{Path, PathBuf};

/// What `presend set commit` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Your part of the list, in one or more files
    #[arg(long, required = true)]
    list: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// The commitment's key: made where the file is not there. One for each edition; keep it with the list
    #[arg(long)]
    key: PathBuf,
    /// Name of your signing key, as the manifest will name you
    #[arg(long)]
    owner: String,
    /// File for the commitment, for who builds the set
    #[arg(long, required_unless_present = "open")]
    out: Option<PathBuf>,
    /// Open one item to an auditor instead: pdq, sha256, sha1 or md5, a colon, and its hex digits
    #[arg(long, value_name = "ITEM", requires = "opening")]
    open: Option<String>,
    /// File for the opening, which holds that item
    #[arg(long, value_name = "FILE", requires = "open")]
    opening: Option<PathBuf>,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
}

/// The key of a commitment.
pub fn read_commitment_key(path: &Path) -> Result<CommitmentKey, Failure> {
    let text = zeroize::Zeroizing::new(files::read_text(path)?);
    CommitmentKey::from_secret_text(&text).map_err(refused)
}

/// Writes the commitment, or one opening.
pub fn run(args: &Args) -> Outcome {
    let list = args.read.read(&args.list)?;
    let is_new = args.key.symlink_metadata().is_err();
    let key = match is_new {
        true if args.open.is_some() => {
            let message = "an opening takes the key that the commitment was made with";
            return Err(Failure::new("missing-key", message));
        }
        true => CommitmentKey::new(&*answers::random()?).map_err(refused)?,
        false => read_commitment_key(&args.key)?,
    };
    let committed = key.commit(&list).map_err(refused)?;
    if let (Some(item), Some(path)) = (&args.open, &args.opening) {
        let opening = open(&committed, item)?;
        files::write(path, opening.to_text().as_bytes(), true, args.force)?;
        eprintln!(
            "{} holds that item: give it to the auditor only",
            path.display()
        );
        return Ok(true);
    }
    let line = committed.commitment(&args.owner).to_line();
    if let Some(path) = &args.out {
        files::check_free(path, args.force)?;
        if is_new {
            files::write(&args.key, key.to_secret_text().as_bytes(), true, false)?;
        }
        files::write(path, format!("{line}\n").as_bytes(), false, args.force)?;
    }
    eprintln!(
        "{} opens the whole list to whoever also has the list: keep both",
        args.key.display()
    );
    say(line);
    Ok(true)
}

fn open(committed: &Committed, item: &str) -> Result<SingleOpening, Failure> {
    let (kind, hex) = item.split_once(':').unwrap_or_default();
    let opened = committed.open(kind, hex);
    opened.map_err(|error| Failure::new(error.code(), error))
}
