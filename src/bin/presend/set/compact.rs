//! `presend set compact`: the segments of a set, folded into a new index.

use super::build::{required, time};
use super::folder::{
    INDEX, KEYS, MANIFEST, ROOTS, SetFolder, now, read_seal, read_signer, refused,
};
use super::lists::ReadArgs;
use super::made::Made;
use super::work::Progress;
use crate::{Failure, Outcome, answers, files};
use presend::matchset::Kind;
use presend::matchset::build::{
    PrivateOptions, PrivatePlan, SetOptions, SignerKey, compact_open, compact_sealed,
};
use std::path::PathBuf;

/// What `presend set compact` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the set
    dir: PathBuf,
    /// Folder for the new edition
    #[arg(long)]
    out: PathBuf,
    /// The owner's signing key
    #[arg(long)]
    sign: PathBuf,
    /// The list that the set holds now, for a private set; may be given more than once
    #[arg(long)]
    list: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// The evaluator's key of the set's epoch, for a private set
    #[arg(long, value_name = "FILE")]
    evaluator_key: Option<PathBuf>,
    /// The key of a sealed set
    #[arg(long, value_name = "FILE")]
    seal_key: Option<PathBuf>,
    /// Folder for what is done of a private set, by which the same command goes on after it was ended
    /// [default: OUT.work, for large sets]
    #[arg(long, value_name = "DIR")]
    work: Vec<PathBuf>,
    /// First day, as 2026-11-23 or 2026-11-23T00:00:00Z [default: today]
    #[arg(long, value_parser = time)]
    not_before: Option<u64>,
    /// End, in the same forms [default: 365 days after the first day]
    #[arg(long, value_parser = time)]
    not_after: Option<u64>,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
}

/// Writes the folder of the new edition.
pub fn run(args: &Args) -> Outcome {
    const DAY: u64 = 24 * 60 * 60;
    let paths = [MANIFEST, INDEX, KEYS, ROOTS].map(|name| args.out.join(name));
    for path in &paths {
        files::check_free(path, args.force)?;
    }
    let signer = read_signer(&args.sign)?;
    let not_before = args.not_before.unwrap_or_else(|| now() / DAY * DAY);
    let not_after = args.not_after.unwrap_or(not_before + 365 * DAY);
    let built = build(args, &signer, not_before, not_after)?;
    let report = built.write(&args.out, args.force)?;
    eprintln!(
        "{}: {} hashes, {} digests, no segments",
        args.out.display(),
        report.entries,
        report.digests
    );
    Ok(true)
}

fn build(
    args: &Args,
    signer: &SignerKey,
    not_before: u64,
    not_after: u64,
) -> Result<Made, Failure> {
    // Closed before the new index is made: the old one needs its room.
    let (manifest, options, update) = {
        let folder = SetFolder::read_own(&args.dir)?;
        let (before, previous) = folder.open_own(signer, args.seal_key.as_deref())?;
        let manifest = before.manifest();
        let update = manifest.edition().1.saturating_add(1);
        let options = SetOptions {
            id: manifest.id.clone(),
            epoch: manifest.epoch,
            purpose: manifest.purpose,
            previous: Some(previous),
            not_before,
            not_after,
        };
        if manifest.private.is_none() {
            let built = match (manifest.kind, &args.seal_key) {
                (Kind::Sealed, Some(path)) => {
                    compact_sealed(&before, update, &options, signer, &read_seal(path)?)
                }
                _ => compact_open(&before, update, &options, signer),
            };
            return Made::of(built.map_err(refused)?, &args.out);
        }
        (manifest.clone(), options, update)
    };
    let other = |message| Failure::new("cannot-build", message);
    let strange = || other("this is no private set");
    let private = manifest.private.as_ref().ok_or_else(strange)?;
    required(args.list.first(), "--list")?;
    let list = args.read.read(&args.list)?;
    let key = answers::read_key(required(args.evaluator_key.as_ref(), "--evaluator-key")?)?;
    if *key.public() != private.evaluator {
        return Err(other(
            "this is not the evaluator's key of this set and epoch",
        ));
    }
    let progress = Progress::new();
    let private = PrivateOptions {
        mirror: manifest.kind == Kind::PrivateMirror,
        key: &key,
        params: private.params,
        progress: &|done, all| progress.tell(done, all),
    };
    let plan = PrivatePlan::new(update, list, &options, &private).map_err(refused)?;
    let report = plan.report();
    if (report.entries, report.digests) != (manifest.entries, manifest.digests) {
        let message =
            "the list is not the one that the set holds: it has another number of entries";
        return Err(other(message));
    }
    Made::private(plan, &args.work, &args.out, signer, &progress, false)
}
