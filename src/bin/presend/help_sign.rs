//! `presend help-sign`: a help directory as a signed note, which replaces the one in the package.

use crate::{Failure, Outcome, files};
use presend::matchset::build::SignerKey;
use std::path::PathBuf;

/// First line of the text. A signature over a match set's manifest can never pass for one over a
/// help directory, nor the other way round.
const HEADER: &str = "presend help directory v1";

/// What `presend help-sign` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The directory, in the form of the package's directory.json
    directory: PathBuf,
    /// The signing key
    #[arg(long)]
    sign: PathBuf,
    /// File for the note
    #[arg(long)]
    out: PathBuf,
    /// Overwrite a file that is there
    #[arg(long)]
    force: bool,
}

/// Writes the note.
pub fn run(args: &Args) -> Outcome {
    let refused = |why: &str| {
        Failure::new(
            "bad-directory",
            format!("{}: {why}", args.directory.display()),
        )
    };
    let secret = zeroize::Zeroizing::new(files::read_text(&args.sign)?);
    let key = SignerKey::parse(&secret).map_err(|error| Failure::new(error.code(), error))?;
    let json = files::read_text(&args.directory)?;
    let value: serde_json::Value =
        serde_json::from_str(&json).map_err(|error| refused(&format!("no JSON: {error}")))?;
    let schema = value.get("schema").and_then(serde_json::Value::as_str);
    if schema != Some("help-resources/1") {
        return Err(refused("expected the schema help-resources/1"));
    }
    // One line: a note has no tabs or carriage returns, and a blank line would end its text.
    let note = key.sign(&format!("{HEADER}\n{value}\n"));
    files::write(&args.out, note.as_bytes(), false, args.force)?;
    Ok(true)
}
