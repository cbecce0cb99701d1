//! `presend set update`: the next edition of a set within its epoch, as segments beside the index.

use super::build::{required, time};
use super::folder::{
    MANIFEST, SEGMENTS, SetFolder, now, read_seal, read_signer, refused, segment_file,
};
use super::lists::ReadArgs;
use crate::{Failure, Outcome, answers, files, progress};
use presend::matchset::Kind;
use presend::matchset::build::{
    BuiltUpdate, PrivateOptions, SignerKey, UpdateOptions, update_open, update_private,
    update_sealed,
};
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
    let folder = SetFolder::read(&args.dir)?;
    let not_before = args.not_before.unwrap_or_else(|| now() / DAY * DAY);
    let not_after = args.not_after.unwrap_or(not_before + 365 * DAY);
    let built = build(args, &folder, &signer, not_before, not_after)?;
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

fn build(
    args: &Args,
    folder: &SetFolder,
    signer: &SignerKey,
    not_before: u64,
    not_after: u64,
) -> Result<BuiltUpdate, Failure> {
    let (before, previous) = folder.open_own(signer, args.seal_key.as_deref())?;
    let options = UpdateOptions {
        previous,
        not_before,
        not_after,
    };
    let list = args.read.read(&args.list)?;
    let Some(private) = &before.manifest().private else {
        return match (before.manifest().kind, &args.seal_key) {
            (Kind::Sealed, Some(path)) => {
                update_sealed(&before, list, &options, signer, &read_seal(path)?)
            }
            _ => update_open(&before, list, &options, signer),
        }
        .map_err(refused);
    };
    required(args.was.first(), "--was")?;
    let was = args.read.read(&args.was)?;
    let key = answers::read_key(required(args.evaluator_key.as_ref(), "--evaluator-key")?)?;
    let bar = progress::bar(0, "evaluating tokens");
    let private = PrivateOptions {
        mirror: before.manifest().kind == Kind::PrivateMirror,
        key: &key,
        params: private.params,
        progress: &|done, all| {
            bar.set_length(all);
            bar.set_position(done);
        },
    };
    let mirror = folder.own_mirror(signer, before.manifest())?;
    let mirror = mirror.as_ref();
    let built = update_private(&before, was, list, &options, signer, &private, mirror);
    bar.finish_and_clear();
    built.map_err(refused)
}
