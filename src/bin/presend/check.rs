//! `presend check`: the verdict on pictures, one line a file.

use crate::answers::{self, Buckets, Evaluator};
use crate::log::LogArgs;
use crate::set::{SetFolder, now, read_trust, worded_trust};
use crate::{Failure, Outcome, files, hash, progress, say, survives};
use presend::guard::{Guard, Request, Source, Step};
use presend::image::Limits;
use presend::policy::{Audience, Finding, Policy};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `presend check` takes.
#[derive(clap::Args)]
pub struct Args {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Pictures
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Folder of the match set
    #[arg(long)]
    set: PathBuf,
    /// File with the owner's verifier key; may be given more than once
    #[arg(long)]
    trust: Vec<PathBuf>,
    /// How many of them must have signed, in words such as "2 of iwf, ncmec, self"
    #[arg(long, value_name = "WORDS", requires = "trust")]
    trust_policy: Option<String>,
    #[command(flatten)]
    log: LogArgs,
    /// Address of the set's evaluator, for a private set
    #[arg(long, value_name = "URL", conflicts_with = "evaluator_key")]
    evaluator: Option<String>,
    /// The evaluator's key, for owners who try their own private set
    #[arg(long, value_name = "FILE")]
    evaluator_key: Option<PathBuf>,
    /// Address of the set's mirror, for a private-mirror set whose index is not in the folder
    #[arg(long, value_name = "URL")]
    mirror: Option<String>,
    /// The key of a sealed set
    #[arg(long, value_name = "FILE")]
    seal_key: Option<PathBuf>,
}

/// Everything that a check needs.
struct Checker {
    guard: Guard,
    evaluator: Evaluator,
    buckets: Buckets,
}

/// Checks every file; false when one could not be read.
pub fn run(args: &Args) -> Outcome {
    let mut trust = if args.trust.is_empty() {
        eprintln!(
            "presend: no --trust given: the signature is checked with the key that lies beside the set, \
             which finds damage but not a forger"
        );
        read_trust(&[args.set.join("keys.txt")])?
    } else {
        worded_trust(&args.trust, args.trust_policy.as_deref())?
    };
    args.log.ask_for(&mut trust, &args.set)?;
    let mut guard = Guard::new(Policy::default(), Limits::default());
    let folder = SetFolder::read(&args.set)?;
    let set = folder.open(&trust, args.seal_key.as_deref())?;
    args.log.remember(&trust, &folder.manifest)?;
    guard.add_set(set);
    let evaluator = match (&args.evaluator, &args.evaluator_key) {
        (Some(url), _) => Evaluator::Url(url.clone()),
        (None, Some(path)) => Evaluator::Key(Box::new(answers::read_key(path)?)),
        (None, None) => Evaluator::Nobody,
    };
    let buckets = match &args.mirror {
        Some(url) => Buckets::Url(url.clone()),
        None => folder.mirror(&trust)?,
    };
    let checker = Checker {
        guard,
        evaluator,
        buckets,
    };

    let bar = progress::bar(args.files.len(), "checking");
    let mut all_well = true;
    for file in &args.files {
        let line = check(&checker, file, args.json).unwrap_or_else(|failure| {
            all_well = false;
            hash::error_line(file, &failure, args.json)
        });
        bar.suspend(|| say(line));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(all_well)
}

fn check(checker: &Checker, file: &Path, json: bool) -> Result<String, Failure> {
    let bytes = files::read_picture(file, checker.guard.limits())?;
    let randomness = answers::random()?;
    let request = Request {
        source: Source::File(&bytes),
        audience: Audience::Unknown,
        intimate: None,
        now: now(),
        randomness: &randomness,
    };
    let mut check = survives(|| checker.guard.check(&request))?;
    let verdict = loop {
        let answer = match check.step() {
            Step::Evaluate(question) => checker.evaluator.answer(&question.body),
            Step::Fetch(question) => checker.buckets.answer(&question.body),
            Step::Done(verdict) => break verdict.clone(),
            _ => {
                return Err(Failure::new(
                    "unsupported-set",
                    "this kind of set asks for something that this command does not know",
                ));
            }
        };
        check.answer(answer.as_deref().map_err(|why| *why));
    };
    if let Some(code) = check.failure() {
        eprintln!(
            "presend: {}: the set could not be asked ({code})",
            file.display()
        );
    }
    let finding = verdict.finding;
    let file = file.to_string_lossy();
    Ok(match (&finding, json) {
        (Finding::Clear, true) => json!({ "file": file, "verdict": "clear" }).to_string(),
        (Finding::Known { purpose, label }, true) => {
            json!({ "file": file, "verdict": "known", "purpose": purpose, "label": label })
                .to_string()
        }
        (Finding::Unchecked { why }, true) => {
            json!({ "file": file, "verdict": "unchecked", "why": why }).to_string()
        }
        (Finding::Intimate { .. }, true) => {
            json!({ "file": file, "verdict": "intimate" }).to_string()
        }
        (Finding::Clear, false) => format!("{file}: clear (not in this set)"),
        (Finding::Known { purpose, label }, false) => format!("{file}: known ({purpose}, {label})"),
        (Finding::Unchecked { why }, false) => {
            format!(
                "{file}: unchecked ({})",
                json!(why).as_str().unwrap_or_default()
            )
        }
        (Finding::Intimate { .. }, false) => format!("{file}: intimate"),
    })
}
