//! `presend set prove-absent`: a public transcript which shows that a picture is not in an edition.

use super::folder::{SetFolder, now, read_trust};
use super::verify_absent::views;
use crate::answers::{self, Buckets, Evaluator};
use crate::{Failure, Outcome, files, survives};
use presend::guard::absent::{AbsentError, Options, Subject, To, Transcript};
use presend::image::Limits;
use presend::matchset::MatchSet;
use presend::oprf::OprfError;
use presend::policy::UncheckedWhy;
use presend::signal::PictureSignals;
use std::path::{Path, PathBuf};

/// What `presend set prove-absent` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The picture
    file: PathBuf,
    /// Folder of the set
    #[arg(long)]
    set: PathBuf,
    /// File with the owner's verifier key; may be given more than once
    #[arg(long, required = true)]
    trust: Vec<PathBuf>,
    /// File for the transcript
    #[arg(long)]
    out: PathBuf,
    /// Address of the set's evaluator, for a private set
    #[arg(long, value_name = "URL", conflicts_with = "evaluator_key")]
    evaluator: Option<String>,
    /// The evaluator's key, for the owner of a private set
    #[arg(long, value_name = "FILE")]
    evaluator_key: Option<PathBuf>,
    /// Address of the set's mirror, for a private-mirror set whose index is not in the folder
    #[arg(long, value_name = "URL")]
    mirror: Option<String>,
    /// Write the picture's hashes into the transcript, for those who lack the picture
    #[arg(long)]
    publish_hashes: bool,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
}

impl From<AbsentError> for Failure {
    fn from(error: AbsentError) -> Self {
        Self::new(error.code(), error)
    }
}

/// Checks the picture, and writes the transcript where nothing was found.
pub fn run(args: &Args) -> Outcome {
    files::check_free(&args.out, args.force)?;
    let trust = read_trust(&args.trust)?;
    let folder = SetFolder::read(&args.set)?;
    let set = folder.open(&trust, None)?;
    let evaluator = evaluator(args, &set)?;
    let buckets = match &args.mirror {
        Some(url) => Buckets::Url(url.clone()),
        None => folder.mirror(&trust)?,
    };
    let picture = subject(&args.file)?;
    let randomness = answers::random()?;
    let options = Options {
        made: now(),
        publish: args.publish_hashes,
        randomness: &randomness,
    };
    let made = Transcript::make(&set, &picture, &options, |to, body| match to {
        To::Evaluator => evaluator
            .answer(body)
            .map_err(|why| silent("evaluator", why)),
        To::Mirror => buckets.answer(body).map_err(|why| silent("mirror", why)),
    });
    let transcript = made.map_err(|failure| match failure.code {
        "not-absent" => Failure::new(
            failure.code,
            "no transcript was written: it cannot be shown that this picture is absent from this edition. \
             This says no more than that; whoever thinks that a lawful picture is listed should ask the \
             set's owner",
        ),
        _ => failure,
    })?;
    // What is written is held against the same rules as by everybody who reads it.
    let text = transcript.to_text();
    Transcript::parse(&text)?.verify(&set, Some(&picture), now())?;
    files::write(&args.out, text.as_bytes(), false, args.force)?;
    let manifest = set.manifest();
    let (epoch, update) = manifest.edition();
    eprintln!(
        "{}: {} of the picture, edition {epoch} update {update} of {}",
        args.out.display(),
        views(transcript.views()),
        manifest.id
    );
    if let Some(private) = &manifest.private {
        eprintln!(
            "Whoever has {} learns what the evaluator says of the {} tokens around the picture, and can \
             look these up in every edition of this epoch (SECURITY.md).",
            match args.publish_hashes {
                true => "the transcript",
                false => "the transcript and the picture",
            },
            private.params.probes()
        );
    }
    Ok(true)
}

/// The picture's digest and what is looked up about it.
pub fn subject(file: &Path) -> Result<Subject, Failure> {
    let limits = Limits::default();
    let bytes = files::read_picture(file, &limits)?;
    let signals = survives(|| PictureSignals::for_lookup(&bytes, &limits))?;
    let signals = signals.map_err(|error| Failure::new(error.code(), error))?;
    Ok(Subject::of(&bytes, &signals))
}

/// Who answers; a key of another edition is refused before anything is asked.
fn evaluator(args: &Args, set: &MatchSet) -> Result<Evaluator, Failure> {
    let private = set.manifest().private.as_ref();
    match (&args.evaluator, &args.evaluator_key, private) {
        (Some(url), _, Some(_)) => Ok(Evaluator::Url(url.clone())),
        (None, Some(path), Some(private)) => {
            let key = answers::read_key(path)?;
            if key.public().id() != private.evaluator.id() {
                let error = OprfError::WrongKey;
                return Err(Failure::new(error.code(), error));
            }
            Ok(Evaluator::Key(Box::new(key)))
        }
        (None, None, Some(_)) => Err(Failure::new(
            "missing-key",
            "a private set is asked: give --evaluator URL, or --evaluator-key FILE where it is yours",
        )),
        (_, _, None) => Ok(Evaluator::Nobody),
    }
}

fn silent(who: &str, why: UncheckedWhy) -> Failure {
    let message = match why {
        UncheckedWhy::Offline => {
            format!("the {who} did not answer; check its address and try again")
        }
        _ => format!("the {who} did not answer this question; is it of this edition?"),
    };
    Failure::new("no-answer", message)
}
