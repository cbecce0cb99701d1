//! Reading the lists that a set is built from: files and standard input, packed or not.

use crate::{Failure, progress};
use clap::ValueEnum;
use presend::digest::DigestKind;
use presend::matchset::build::{
    FileReport, Format, ImportOptions, Importer, Kind64, List, WordOrder,
};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Broken records that are named.
const NAMED: usize = 20;

/// How lists are written, where they do not say it themselves.
#[derive(clap::Args)]
pub struct ReadArgs {
    /// How the list is written: text (CSV or bare hashes), json, jsonl or ncmec-xml [default: by its content]
    #[arg(long, value_parser = format)]
    format: Option<Format>,
    /// In which order the list writes the sixteen words of a PDQ hash
    #[arg(long, value_enum, default_value_t = Order::Detect)]
    word_order: Order,
    /// What 64 hex digits are where the list does not say it
    #[arg(long, value_enum, default_value_t = HashKind::Detect)]
    hash_kind: HashKind,
    /// Pass over up to so many broken records, and name them
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip_bad: u64,
    /// The label of all entries, whatever the list says
    #[arg(long, value_name = "NAME", value_parser = label)]
    label: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Order {
    /// The list tells, or is refused
    Detect,
    /// As the reference writes them, the word of the highest frequency first
    Standard,
    /// The other way round
    Reversed,
}

#[derive(Clone, Copy, ValueEnum)]
enum HashKind {
    /// The list tells, or is refused
    Detect,
    /// PDQ hashes
    Pdq,
    /// SHA-256 digests
    Sha256,
}

fn format(text: &str) -> Result<Format, String> {
    let known = Format::ALL.into_iter().find(|format| format.name() == text);
    let names = || Format::ALL.map(Format::name).join(", ");
    known.ok_or_else(|| format!("expected one of {}", names()))
}

fn label(text: &str) -> Result<String, String> {
    match presend::matchset::is_name(text) {
        true => Ok(text.to_owned()),
        false => Err("expected at most 64 letters, digits, '.', '-' or '_'".into()),
    }
}

impl ReadArgs {
    fn options(&self) -> ImportOptions {
        ImportOptions {
            format: self.format,
            word_order: match self.word_order {
                Order::Detect => WordOrder::Detect,
                Order::Standard => WordOrder::Standard,
                Order::Reversed => WordOrder::Reversed,
            },
            kind64: match self.hash_kind {
                HashKind::Detect => Kind64::Detect,
                HashKind::Pdq => Kind64::Pdq,
                HashKind::Sha256 => Kind64::Sha256,
            },
            skip_bad: self.skip_bad,
            label: self.label.clone(),
        }
    }

    /// Reads lists one after another, as one; `-` is standard input.
    pub fn read(&self, paths: &[impl AsRef<Path>]) -> Result<List, Failure> {
        let mut importer = Importer::new(self.options());
        for path in paths {
            let path = path.as_ref();
            let refused = |error| {
                let message = format!("{}: {error}; nothing was written", shown(path));
                Failure::new("bad-list", message)
            };
            let (input, size) = open(path)?;
            let bar = progress::bar(usize::try_from(size).unwrap_or(usize::MAX), "reading bytes");
            let report = importer.read(bar.wrap_read(input)).map_err(refused)?;
            bar.finish_and_clear();
            tell(path, &report);
        }
        let list = importer.finish();
        list.map_err(|error| Failure::new("bad-list", format!("{error}; nothing was written")))
    }
}

fn shown(path: &Path) -> String {
    match path == Path::new("-") {
        true => "standard input".into(),
        false => path.display().to_string(),
    }
}

fn open(path: &Path) -> Result<(Box<dyn Read>, u64), Failure> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), 0));
    }
    let unreadable = |error| {
        let message = format!("cannot read {}: {error}", path.display());
        Failure::new("unreadable", message)
    };
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    Ok((Box::new(file), size))
}

/// Says what was read, where there is more to say than that all of it was.
fn tell(path: &Path, report: &FileReport) {
    let mut said = vec![format!(
        "{}: {}, {} records, {} PDQ hashes",
        shown(path),
        report.format.name(),
        report.records,
        report.hashes
    )];
    for (kind, count) in DigestKind::ALL.into_iter().zip(report.digests) {
        if count > 0 {
            said.push(format!("{count} {} digests", name(kind)));
        }
    }
    eprintln!("{}", said.join(", "));
    for (count, what) in [
        (
            report.other,
            "records passed over: they hold nothing that a set can hold",
        ),
        (
            report.gone,
            "records passed over: they say that they are gone",
        ),
        (report.skipped_count, "broken records passed over"),
    ] {
        if count > 0 {
            eprintln!("  {count} {what}");
        }
    }
    for skipped in report.skipped.iter().take(NAMED) {
        eprintln!("    {}", skipped.error);
    }
    if report.skipped_count > NAMED as u64 {
        eprintln!("    … and {} more", report.skipped_count - NAMED as u64);
    }
    if !report.columns_passed_over.is_empty() {
        let columns: Vec<String> = report
            .columns_passed_over
            .iter()
            .map(usize::to_string)
            .collect();
        eprintln!(
            "  columns passed over, whose names say nothing here: {}",
            columns.join(", ")
        );
    }
    if report.reversed {
        eprintln!("  the words of the hashes were reversed, and were turned round");
    }
}

/// What people call a kind of digest.
pub fn name(kind: DigestKind) -> &'static str {
    match kind {
        DigestKind::Sha256 => "SHA-256",
        DigestKind::Sha1 => "SHA-1",
        DigestKind::Md5 => "MD5",
    }
}
