//! `presend set update`: the next edition of a set within its epoch, as segments beside the index.

use super::build::{required, time};
use super::folder::{
    MANIFEST, SEGMENTS, SetFolder, now, own_mirror, read_seal, read_signer, refused, segment_file,
};
use super::lists::ReadArgs;
use super::made::work_folders;
use super::work::{Progress, WorkFolders};
use crate::{Failure, Outcome, answers, files};
use presend::matchset::build::{
    BuiltUpdate, InMemory, PrivateOptions, SignerKey, UpdateOptions, UpdatePlan, update_open,
    update_sealed,
};
use presend::matchset::{Kind, MatchSet};
use std::path::PathBuf;

/// What `presend set update` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the set, which gets the new segments and the new manifest
    dir: PathBuf,
    /// The new list, whole; may be given more than once
    #[arg(long, required = true)]
    list: Vec<PathBuf>,
    /// The list that the set holds now, for a private set; may be given more than once
    #[arg(long)]
    was: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// The owner's signing key
    #[arg(long)]
    sign: PathBuf,
    /// The evaluator's key of the set's epoch, for a private set
    #[arg(long, value_name = "FILE")]
    evaluator_key: Option<PathBuf>,
    /// The key of a sealed set
    #[arg(long, value_name = "FILE")]
    seal_key: Option<PathBuf>,
    /// Folder for what is done of a private set, by which the same command goes on after it was ended
    /// [default: DIR.work, for large updates]
    #[arg(long, value_name = "WORK")]
    work: Vec<PathBuf>,
    /// First day, as 2026-11-23 or 2026-11-23T00:00:00Z [default: today]
    #[arg(long, value_parser = time)]
    not_before: Option<u64>,
    /// End, in the same forms [default: 365 days after the first day]
    #[arg(long, value_parser = time)]
    not_after: Option<u64>,
}

/// Writes segments, then the manifest: until then the folder holds the old edition.
pub fn run(args: &Args) -> Outcome {
    const DAY: u64 = 24 * 60 * 60;
    let signer = read_signer(&args.sign)?;
    let (before, previous) =
        SetFolder::read_own(&args.dir)?.open_own(&signer, args.seal_key.as_deref())?;
    let not_before = args.not_before.unwrap_or_else(|| now() / DAY * DAY);
    let options = UpdateOptions {
        previous,
        not_before,
        not_after: args.not_after.unwrap_or(not_before + 365 * DAY),
    };
    let (built, work) = build(args, &before, &signer, &options)?;
    let segments = args.dir.join(SEGMENTS);
    std::fs::create_dir_all(&segments).map_err(|error| {
        let message = format!("cannot make {}: {error}", segments.display());
        Failure::new("unwritable", message)
    })?;
    let mut bytes = built.manifest.len();
    for (name, segment) in &built.segments {
        // A file of this name holds these bytes.
        files::write(&args.dir.join(segment_file(*name)), segment, false, true)?;
        bytes += segment.len();
    }
    files::write(
        &args.dir.join(MANIFEST),
        built.manifest.as_bytes(),
        false,
        true,
    )?;
    if let Some((work, pieces)) = work {
        work.delete(pieces);
    }
    let found = &built.difference;
    eprintln!(
        "{}: {} added, {} removed; {bytes} bytes to download",
        args.dir.display(),
        found.added,
        found.removed
    );
    if found.again > 0 {
        let again = found.again;
        eprintln!("  {again} put in once more, which share a token with one that goes");
    }
    Ok(true)
}

/// An update, and work that is to be deleted once it is written.
type Built = (BuiltUpdate, Option<(WorkFolders, u32)>);

fn build(
    args: &Args,
    before: &MatchSet,
    signer: &SignerKey,
    options: &UpdateOptions,
) -> Result<Built, Failure> {
    let list = args.read.read(&args.list)?;
    let manifest = before.manifest();
    let Some(private) = &manifest.private else {
        let built = match (manifest.kind, &args.seal_key) {
            (Kind::Sealed, Some(path)) => {
                update_sealed(before, list, options, signer, &read_seal(path)?)
            }
            _ => update_open(before, list, options, signer),
        };
        return Ok((built.map_err(refused)?, None));
    };
    required(args.was.first(), "--was")?;
    let was = args.read.read(&args.was)?;
    let key = answers::read_key(required(args.evaluator_key.as_ref(), "--evaluator-key")?)?;
    let progress = Progress::new();
    let private = PrivateOptions {
        mirror: manifest.kind == Kind::PrivateMirror,
        key: &key,
        params: private.params,
        progress: &|done, all| progress.tell(done, all),
    };
    let plan = UpdatePlan::new(before, was, list, options, &private).map_err(refused)?;
    let mirror = own_mirror(&args.dir, manifest)?;
    let bucket = |number| mirror.as_ref().and_then(|mirror| mirror.bucket(number));
    let pieces = plan.pieces();
    let folders = work_folders(&args.work, plan.tokens(), &args.dir);
    if folders.is_empty() {
        let store = InMemory::default();
        plan.evaluate(&bucket, &store).map_err(refused)?;
        progress.finish();
        return Ok((plan.finish(&store, signer).map_err(refused)?, None));
    }
    let store = WorkFolders::open(&folders, plan.name())?;
    plan.evaluate(&bucket, &store).map_err(refused)?;
    progress.finish();
    let built = plan.finish(&store, signer).map_err(refused)?;
    Ok((built, Some((store, pieces))))
}
