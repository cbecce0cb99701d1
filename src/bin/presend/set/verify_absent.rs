//! `presend set verify-absent`: replays the check of a transcript. No key is needed but the owner's
//! verifier key.

use super::folder::{SetFolder, now, read_trust, refused};
use super::prove_absent::subject;
use crate::{Failure, Outcome, say};
use presend::guard::absent::{AbsentError, MOST_BYTES, Transcript};
use presend::matchset::note::Note;
use presend::matchset::{Manifest, format_time};
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What `presend set verify-absent` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The transcript
    transcript: PathBuf,
    /// Folder of the set
    #[arg(long)]
    set: PathBuf,
    /// File with the owner's verifier key; may be given more than once
    #[arg(long, required = true)]
    trust: Vec<PathBuf>,
    /// How many of the keys must have signed
    #[arg(long, default_value_t = 1)]
    required: usize,
    /// The picture; without it, the hashes in the transcript are taken for the picture's
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// A count of views.
pub fn views(count: usize) -> String {
    match count {
        1 => "1 view".to_owned(),
        _ => format!("{count} views"),
    }
}

/// Says what the transcript shows, or fails with the code of the refusal.
pub fn run(args: &Args) -> Outcome {
    let transcript = Transcript::parse(&read(&args.transcript)?)?;
    let mut trust = read_trust(&args.trust)?;
    trust.required = args.required;
    let folder = SetFolder::read(&args.set)?;
    // An edition that has ended can still be looked into: the signatures are checked as of its
    // first second, and the time of the transcript against its dates.
    let note = Note::parse(&folder.manifest).map_err(refused)?;
    let first = Manifest::parse(trust.verify_note(&folder.manifest).map_err(refused)?);
    let first = first.map_err(refused)?.not_before;
    let set = folder.open_at(&trust, None, first)?;
    let picture = args.picture.as_deref().map(subject).transpose()?;
    let now = now();
    transcript.verify(&set, picture.as_ref(), now)?;

    let manifest = set.manifest();
    let (epoch, update) = manifest.edition();
    let made = format_time(transcript.made());
    let valid = set.is_valid_at(now);
    if args.json {
        say(json!({
            "absent": true,
            "set": manifest.id,
            "epoch": epoch,
            "update": update,
            "signers": note.signers().collect::<Vec<_>>(),
            "made": made,
            "views": transcript.views(),
            "pictureCompared": picture.is_some(),
            "notBefore": format_time(manifest.not_before),
            "notAfter": format_time(manifest.not_after),
            "validNow": valid,
        }));
        return Ok(true);
    }
    say(format_args!(
        "absent: not in {}, edition {epoch} update {update} ({}), by {}; made {made}",
        manifest.id,
        manifest.purpose,
        views(transcript.views())
    ));
    say(match picture {
        Some(_) => "the views are those of the picture that was given",
        None => {
            "the picture was NOT compared: the hashes in the transcript may be of another one; give --picture FILE"
        }
    });
    say(match valid {
        true => format!(
            "the edition is valid now, until {}",
            format_time(manifest.not_after)
        ),
        false => format!(
            "the edition is not valid now ({} to {}): this says nothing about a later one",
            format_time(manifest.not_before),
            format_time(manifest.not_after)
        ),
    });
    Ok(true)
}

/// The text of a transcript, no more of it than one may have.
fn read(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map(|file| file.take(MOST_BYTES as u64 + 1));
    let read = file.and_then(|mut file| file.read_to_string(&mut text));
    match read {
        Ok(_) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            let expected = "UTF-8 text";
            Err(AbsentError::BadTranscript { line: 1, expected }.into())
        }
        Err(error) => {
            let path = path.display();
            let message = format!("cannot read {path}: {error}");
            Err(Failure::new("unreadable", message))
        }
    }
}
