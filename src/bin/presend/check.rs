//! `presend check`: the verdict on pictures, one line a file.

use crate::set::{SetFolder, now, read_trust};
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
}

/// Checks every file; false when one could not be read.
pub fn run(args: &Args) -> Outcome {
    let trust = if args.trust.is_empty() {
        eprintln!(
            "presend: no --trust given: the signature is checked with the key that lies beside the set, \
             which finds damage but not a forger"
        );
        read_trust(&[args.set.join("keys.txt")])?
    } else {
        read_trust(&args.trust)?
    };
    let mut guard = Guard::new(Policy::default(), Limits::default());
    guard.add_set(SetFolder::read(&args.set)?.open(&trust)?);

    let bar = progress::bar(args.files.len(), "checking");
    let mut all_well = true;
    for file in &args.files {
        let line = check(&guard, file, args.json).unwrap_or_else(|failure| {
            all_well = false;
            hash::error_line(file, &failure, args.json)
        });
        bar.suspend(|| say(line));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(all_well)
}

fn check(guard: &Guard, file: &Path, json: bool) -> Result<String, Failure> {
    let request = |bytes| Request {
        source: Source::File(bytes),
        audience: Audience::Unknown,
        intimate: None,
        now: now(),
    };
    let bytes = files::read_picture(file, guard.limits())?;
    let finding = match survives(|| guard.check(&request(&bytes)))? {
        Step::Done(verdict) => verdict.finding,
        _ => {
            return Err(Failure::new(
                "unsupported-set",
                "this kind of set needs an evaluator",
            ));
        }
    };
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
