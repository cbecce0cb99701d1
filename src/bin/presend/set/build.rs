//! `presend set build`: from a list to a signed match set.

use super::dry_run;
use super::folder::{INDEX, KEYS, MANIFEST, ROOTS, now, refused};
use super::lists::{ReadArgs, name};
use super::made::Made;
use super::work::Progress;
use crate::{Failure, Outcome, answers, files};
use clap::ValueEnum;
use presend::digest::{DigestKind, FileDigest};
use presend::matchset::build::{
    BuildReport, List, PrivateOptions, PrivatePlan, SetOptions, SignerKey, build_open, build_sealed,
};
use presend::matchset::note::Note;
use presend::matchset::probe::{Params, Profile};
use presend::matchset::{Manifest, Purpose, SealKey, parse_time};
use std::path::{Path, PathBuf};

/// How the entries are kept.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
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
    pub kind: Kind,
    /// Lists in any form of docs/lists.md, packed or not; - is standard input. May be given more than once
    #[arg(long, required = true)]
    list: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// The owner's signing key
    #[arg(long, required_unless_present = "dry_run")]
    sign: Option<PathBuf>,
    /// What the set is for: csam, ncii, terrorism, host-blocklist or demo
    #[arg(long, value_parser = purpose, required_unless_present = "dry_run")]
    purpose: Option<Purpose>,
    /// Folder for the set
    #[arg(long, required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// Say what would be built, what it would cost and how often it would be wrong; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Folder for what is done of a private set, by which the same command goes on after it was ended
    /// [default: OUT.work, for large sets]
    #[arg(long, value_name = "DIR")]
    pub work: Vec<PathBuf>,
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
    pub profile: Profile,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
}

pub fn profile(text: &str) -> Result<Profile, String> {
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
    build_with(args, false)
}

/// The same; `whole` where all the work must have been done before.
pub fn build_with(args: &Args, whole: bool) -> Outcome {
    const DAY: u64 = 24 * 60 * 60;
    let list = || args.read.read(&args.list);
    let (Some(sign), Some(purpose), Some(out), false) =
        (&args.sign, args.purpose, &args.out, args.dry_run)
    else {
        return dry_run::run(args.kind, args.profile, list()?);
    };
    let paths = [MANIFEST, INDEX, KEYS, ROOTS].map(|name| out.join(name));
    for path in &paths {
        files::check_free(path, args.force)?;
    }
    let signer = zeroize::Zeroizing::new(files::read_text(sign)?);
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
            .unwrap_or_else(|| format!("{purpose}.{}", signer.verifier().name())),
        epoch: args.epoch,
        purpose,
        previous,
        not_before,
        not_after: args.not_after.unwrap_or(not_before + 365 * DAY),
    };

    let list = list()?;
    let made = build(args, out, list, &options, &signer, whole)?;
    let report = made.write(out, args.force)?;
    eprintln!("{}: {}", out.display(), counts(&report));
    tell(&report);
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

/// Hashes and digests of a set.
pub fn counts(report: &BuildReport) -> String {
    let mut text = format!("{} hashes, {} digests", report.entries, report.digests);
    let [sha256, sha1, md5] = report.by_kind;
    if sha1 + md5 > 0 {
        let kinds = DigestKind::ALL.into_iter().zip([sha256, sha1, md5]);
        let kinds: Vec<String> = kinds
            .map(|(kind, n)| format!("{n} {}", name(kind)))
            .collect();
        text += &format!(" ({})", kinds.join(", "));
    }
    text
}

/// Says what became of the entries that are not in the set as they were in the list.
pub fn tell(report: &BuildReport) {
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
}

/// A key that the kind of set asks for.
pub fn required<'a>(path: Option<&'a PathBuf>, option: &str) -> Result<&'a PathBuf, Failure> {
    let message = || format!("this kind of set takes {option} FILE; presend evaluator-keygen");
    path.ok_or_else(|| Failure::new("missing-key", message()))
}

fn build(
    args: &Args,
    out: &Path,
    list: List,
    options: &SetOptions,
    signer: &SignerKey,
    whole: bool,
) -> Result<Made, Failure> {
    let mirror = match args.kind {
        Kind::Open => {
            let built = build_open(list, options, signer).map_err(refused)?;
            return Made::of(built, out);
        }
        Kind::Sealed => {
            let text = files::read_text(required(args.seal_key.as_ref(), "--seal-key")?)?;
            let key = SealKey::from_secret_text(&zeroize::Zeroizing::new(text));
            let key = key.map_err(refused)?;
            let built = build_sealed(list, options, signer, &key).map_err(refused)?;
            return Made::of(built, out);
        }
        Kind::PrivateLocal => false,
        Kind::PrivateMirror => true,
    };
    let key = answers::read_key(required(args.evaluator_key.as_ref(), "--evaluator-key")?)?;
    let params = args.profile.params(Params::SEED);
    let params = params.map_err(|error| Failure::new(error.code(), error))?;
    let progress = Progress::new();
    let private = PrivateOptions {
        mirror,
        key: &key,
        params,
        progress: &|done, all| progress.tell(done, all),
    };
    let plan = PrivatePlan::new(0, list, options, &private).map_err(refused)?;
    Made::private(plan, &args.work, out, signer, &progress, whole)
}

/// SHA-256 of the text that the previous edition's owners signed.
fn previous_digest(path: &Path) -> Result<FileDigest, Failure> {
    let bytes = files::read(path)?;
    let note = Note::parse(&bytes).map_err(refused)?;
    Manifest::parse(note.text).map_err(refused)?;
    Ok(FileDigest::of(note.text.as_bytes()))
}
