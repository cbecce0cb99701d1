//! `presend log checkpoint`: who vouches for which tree.

use super::copy::Signed;
use super::policy::{read_log_key, read_witnesses};
use super::source::{CHECKPOINT, Source};
use crate::set::refused;
use crate::{Failure, Outcome, files, say};
use presend::matchset::format_time;
use presend::matchset::note::Note;
use std::path::PathBuf;

/// What `presend log checkpoint` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The log: its folder or address
    log: Source,
    /// The log's verifier key
    #[arg(long)]
    key: PathBuf,
    /// Verifier key of a witness; may be given more than once
    #[arg(long, value_name = "FILE")]
    witness: Vec<PathBuf>,
    /// File with a witness's signature line (presend log cosign), to be added to the checkpoint
    #[arg(long, value_name = "FILE", requires = "witness")]
    add: Vec<PathBuf>,
}

/// Shows the checkpoint, with every signature that was verified.
pub fn run(args: &Args) -> Outcome {
    let key = read_log_key(&args.key)?;
    let witnesses = read_witnesses(&args.witness)?;
    let mut signed = Signed::read(&args.log, &key)?;
    for path in &args.add {
        let text = files::read_text(path)?;
        let lines = text.lines().filter(|line| line.starts_with('\u{2014}'));
        for line in lines {
            let note = format!("{}\n{line}\n", signed.text()?);
            let note = Note::parse(note.as_bytes()).map_err(refused)?;
            if note.verify(&witnesses).map_err(refused)? == 0 {
                let message = format!("{} is of none of the witnesses", path.display());
                return Err(Failure::new("unknown-witness", message));
            }
            if !signed.note.contains(line) {
                signed.note += line;
                signed.note.push('\n');
            }
        }
    }
    if !args.add.is_empty() {
        let Source::Folder(folder) = &args.log else {
            let message = "cosignatures are added to a log's own folder";
            return Err(Failure::new("not-a-folder", message));
        };
        files::write(
            &folder.join(CHECKPOINT),
            signed.note.as_bytes(),
            false,
            true,
        )?;
    }
    say(signed.text()?.trim_end());
    say(format_args!("signed by {}, the log", key.name()));
    signed.witnesses(&witnesses)?;
    let note = Note::parse(signed.note.as_bytes()).map_err(refused)?;
    for witness in &witnesses {
        match note.cosigned_at(witness) {
            Some(time) => say(format_args!(
                "cosigned by {}, {}",
                witness.name(),
                format_time(time)
            )),
            None => say(format_args!("not cosigned by {}", witness.name())),
        }
    }
    Ok(true)
}
