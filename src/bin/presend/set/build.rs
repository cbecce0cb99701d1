//! `presend set build`: from a list to a signed match set.

use super::folder::{INDEX, KEYS, MANIFEST, ROOTS, now, refused};
use crate::{Failure, Outcome, answers, files, progress};
use clap::ValueEnum;
use presend::digest::FileDigest;
use presend::matchset::build::{
    BuiltSet, ListEntry, PrivateOptions, SetOptions, SignerKey, build_open, build_private,
    build_sealed, read_csv,
};
use presend::matchset::note::Note;
use presend::matchset::probe::{Params, Profile};
use presend::matchset::{Manifest, Purpose, SealKey, parse_time};
use std::fs::File;
use std::path::{Path, PathBuf};

/// How the entries are kept.
#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Plain hashes that anybody who has the set can read
    Open,
    /// Plain hashes under a key, for edge workers that the owner trusts with the list
    Sealed,
    /// Tags that take an evaluator to find; devices have the whole index
    PrivateLocal,
    /// The same, handed out by a mirror
    PrivateMirror,
}

/// What `presend set build` takes.
#[derive(clap::Args)]
pub struct Args {
    /// How the entries are kept
    #[arg(long)]
    kind: Kind,
    /// CSV with a header: any of pdq, quality, sha256, label
    #[arg(long)]
    list: PathBuf,
    /// The owner's signing key
    #[arg(long)]
    sign: PathBuf,
    /// What the set is for: csam, ncii, terrorism, host-blocklist or demo
    #[arg(long, value_parser = purpose)]
    purpose: Purpose,
    /// Folder for the set
    #[arg(long)]
    out: PathBuf,
    /// Name of the set, the same in every edition [default: purpose and owner]
    #[arg(long)]
    id: Option<String>,
    /// Edition of the set, rising
    #[arg(long, default_value_t = 1)]
    epoch: u32,
    /// First day, as 2026-11-23 or 2026-11-23T00:00:00Z [default: today]
    #[arg(long, value_parser = time)]
    not_before: Option<u64>,
    /// End, in the same forms [default: 365 days after the first day]
    #[arg(long, value_parser = time)]
    not_after: Option<u64>,
    /// Manifest of the previous edition
    #[arg(long)]
    previous: Option<PathBuf>,
    /// The evaluator's key of this edition, for a private set
    #[arg(long, value_name = "FILE")]
    evaluator_key: Option<PathBuf>,
    /// The key of a sealed set
    #[arg(long, value_name = "FILE")]
    seal_key: Option<PathBuf>,
    /// How devices ask a private set: standard, wide, compact, strict or strict-fast
    #[arg(long, default_value = Profile::ALL[0].name, value_parser = profile)]
    profile: Profile,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
}

fn profile(text: &str) -> Result<Profile, String> {
    let names = || Profile::ALL.map(|profile| profile.name).join(", ");
    Profile::named(text).ok_or_else(|| format!("expected one of {}", names()))
}

fn purpose(text: &str) -> Result<Purpose, String> {
    let names = || Purpose::ALL.map(Purpose::name).join(", ");
    Purpose::from_name(text).ok_or_else(|| format!("expected one of {}", names()))
}

pub fn time(text: &str) -> Result<u64, String> {
    let midnight = format!("{text}T00:00:00Z");
    let time = parse_time(text).or_else(|| parse_time(&midnight));
    time.ok_or_else(|| "expected a day such as 2026-11-23, or 2026-11-23T00:00:00Z".into())
}

/// Builds the set and writes its folder.
pub fn run(args: &Args) -> Outcome {
    const DAY: u64 = 24 * 60 * 60;
    let paths = [MANIFEST, INDEX, KEYS, ROOTS].map(|name| args.out.join(name));
    for path in &paths {
        files::check_free(path, args.force)?;
    }
    let signer = zeroize::Zeroizing::new(files::read_text(&args.sign)?);
    let signer = SignerKey::parse(&signer).map_err(refused)?;
    let previous = args
        .previous
        .as_ref()
        .map(|path| previous_digest(path))
        .transpose()?;
    let not_before = args.not_before.unwrap_or_else(|| now() / DAY * DAY);
    let options = SetOptions {
        id: args
            .id
            .clone()
            .unwrap_or_else(|| format!("{}.{}", args.purpose, signer.verifier().name())),
        epoch: args.epoch,
        purpose: args.purpose,
        previous,
        not_before,
        not_after: args.not_after.unwrap_or(not_before + 365 * DAY),
    };

    let entries = read_list(&args.list)?;
    let built = build(args, &entries, &options, &signer)?;
    std::fs::create_dir_all(&args.out).map_err(|error| {
        Failure::new(
            "unwritable",
            format!("cannot make {}: {error}", args.out.display()),
        )
    })?;
    // The manifest comes last: a folder without one is no set.
    let [manifest, index, keys, roots] = &paths;
    if let Some(bytes) = &built.roots {
        files::write(roots, bytes, false, args.force)?;
    }
    files::write(index, &built.index, false, args.force)?;
    files::write(keys, built.keys.as_bytes(), false, args.force)?;
    files::write(manifest, built.manifest.as_bytes(), false, args.force)?;

    let report = &built.report;
    eprintln!(
        "{}: {} hashes, {} digests",
        args.out.display(),
        report.entries,
        report.digests
    );
    for (count, what) in [
        (report.duplicates, "duplicates left out"),
        (
            report.low_quality,
            "hashes of quality below 50 left out: they would match what they should not",
        ),
        (
            report.unusual,
            "hashes without 128 ones kept: are they PDQ hashes of pictures?",
        ),
        (report.groups, "groups of near-duplicates"),
        (
            report.tokens_left_out,
            "tokens left out whose place another entry has: every entry keeps enough others",
        ),
    ] {
        if count > 0 {
            eprintln!("  {count} {what}");
        }
    }
    eprintln!(
        "{}",
        match args.kind {
            Kind::Open => "An open set is readable: whoever has it can list every hash in it.",
            Kind::Sealed => "Whoever has the seal key and this set can list every hash in it.",
            Kind::PrivateLocal | Kind::PrivateMirror =>
                "Whoever has the evaluator's key and this set can try hashes on it; delete the key \
                 when the edition ends. Limit how often a device may ask: without a limit, many \
                 checks add up to the list.",
        }
    );
    Ok(true)
}

/// A list with a bar for its bytes.
pub fn read_list(path: &Path) -> Result<Vec<ListEntry>, Failure> {
    let list = File::open(path).map_err(|error| {
        Failure::new(
            "unreadable",
            format!("cannot read {}: {error}", path.display()),
        )
    })?;
    let size = list.metadata().map_or(0, |metadata| metadata.len());
    let bar = progress::bar(usize::try_from(size).unwrap_or(usize::MAX), "reading bytes");
    let entries = read_csv(bar.wrap_read(list)).map_err(|error| {
        Failure::new(
            "bad-list",
            format!("{}: {error}; nothing was written", path.display()),
        )
    })?;
    bar.finish_and_clear();
    Ok(entries)
}

/// A key that the kind of set asks for.
pub fn required<'a>(path: Option<&'a PathBuf>, option: &str) -> Result<&'a PathBuf, Failure> {
    let message = || format!("this kind of set takes {option} FILE; presend evaluator-keygen");
    path.ok_or_else(|| Failure::new("missing-key", message()))
}

fn build(
    args: &Args,
    entries: &[ListEntry],
    options: &SetOptions,
    signer: &SignerKey,
) -> Result<BuiltSet, Failure> {
    let mirror = match args.kind {
        Kind::Open => return build_open(entries, options, signer).map_err(refused),
        Kind::Sealed => {
            let text = files::read_text(required(args.seal_key.as_ref(), "--seal-key")?)?;
            let key = SealKey::from_secret_text(&zeroize::Zeroizing::new(text));
            let key = key.map_err(refused)?;
            return build_sealed(entries, options, signer, &key).map_err(refused);
        }
        Kind::PrivateLocal => false,
        Kind::PrivateMirror => true,
    };
    let key = answers::read_key(required(args.evaluator_key.as_ref(), "--evaluator-key")?)?;
    let params = args.profile.params(Params::SEED);
    let params = params.map_err(|error| Failure::new(error.code(), error))?;
    let bar = progress::bar(0, "evaluating tokens");
    let private = PrivateOptions {
        mirror,
        key: &key,
        params,
        progress: &|done, all| {
            bar.set_length(all);
            bar.set_position(done);
        },
    };
    let built = build_private(entries, options, signer, &private).map_err(refused);
    bar.finish_and_clear();
    built
}

/// SHA-256 of the text that the previous edition's owners signed.
fn previous_digest(path: &Path) -> Result<FileDigest, Failure> {
    let bytes = files::read(path)?;
    let note = Note::parse(&bytes).map_err(refused)?;
    Manifest::parse(note.text).map_err(refused)?;
    Ok(FileDigest::of(note.text.as_bytes()))
}
