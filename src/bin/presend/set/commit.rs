//! `presend set commit`: an owner's part of the list, fixed without being shown.

use super::build::read_list;
use super::folder::refused;
use crate::{Failure, Outcome, answers, files, say};
use presend::digest::FileDigest;
use presend::hash256::PdqHash;
use presend::matchset::{CommitmentKey, Committed, SingleOpening};
use std::path::{Path, PathBuf};

/// What `presend set commit` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Your part of the list
    #[arg(long)]
    list: PathBuf,
    /// The commitment's key: made where the file is not there. One for each edition; keep it with the list
    #[arg(long)]
    key: PathBuf,
    /// Name of your signing key, as the manifest will name you
    #[arg(long)]
    owner: String,
    /// File for the commitment, for who builds the set
    #[arg(long, required_unless_present = "open")]
    out: Option<PathBuf>,
    /// Open one item to an auditor instead: pdq or sha256, a colon, and 64 hex digits
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
    let list = read_list(&args.list)?;
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
    let bad = || {
        let message = "expected pdq:HEX or sha256:HEX, with 64 hex digits";
        Failure::new("bad-item", message)
    };
    let opened = match item.split_once(':').ok_or_else(bad)? {
        ("pdq", hex) => committed.open_hash(hex.parse::<PdqHash>().map_err(|_| bad())?),
        ("sha256", hex) => committed.open_digest(hex.parse::<FileDigest>().map_err(|_| bad())?),
        _ => return Err(bad()),
    };
    let message = "the list does not hold this item";
    opened.ok_or_else(|| Failure::new("not-in-list", message))
}
