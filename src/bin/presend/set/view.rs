//! What each owner saw when it signed, kept beside the set; and what a set says, for who is to sign it.

use super::folder::{SetFolder, read_trust, refused};
use crate::{Failure, files, say};
use presend::digest::FileDigest;
use presend::matchset::note::{Note, SignerKey, VerifierKey};
use presend::matchset::{Manifest, MatchSetError, TrustPolicy, format_time, parse_time};
use std::path::{Path, PathBuf};

/// First line of a view: the same key signs manifests, and neither may pass for the other.
const FIRST: &str = "presend signing v1\nsigned: ";
/// The folder of views.
const VIEWS: &str = "signed";

/// What an owner signed, and when, as that owner says.
pub struct View {
    /// In seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
    /// The manifest's text.
    pub text: String,
}

/// Keys of these files, and how many of them must have signed.
pub fn worded_trust(paths: &[PathBuf], words: Option<&str>) -> Result<TrustPolicy, Failure> {
    let trust = read_trust(paths)?;
    match words {
        None => Ok(trust),
        Some(words) => TrustPolicy::worded(words, &trust.keys)
            .map_err(|error| Failure::new(error.code(), error)),
    }
}

fn path(set: &Path, key: &VerifierKey) -> PathBuf {
    let text = key.to_string();
    let id = text.split('+').nth(1).unwrap_or_default();
    set.join(VIEWS).join(format!("{id}.txt"))
}

impl View {
    /// Writes down what was signed now.
    pub fn write(set: &Path, key: &SignerKey, text: &str, now: u64) -> Result<(), Failure> {
        let folder = set.join(VIEWS);
        std::fs::create_dir_all(&folder).map_err(|error| {
            let message = format!("cannot make {}: {error}", folder.display());
            Failure::new("unwritable", message)
        })?;
        let note = key.sign(&format!("{FIRST}{}\n{text}", format_time(now)));
        files::write(&path(set, &key.verifier()), note.as_bytes(), false, true)
    }

    /// What this key's owner signed last, if it left word of it here.
    pub fn read(set: &Path, key: &VerifierKey) -> Result<Option<Self>, Failure> {
        let path = path(set, key);
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        let bytes = files::read(&path)?;
        let note = Note::parse(&bytes).map_err(refused)?;
        let signed = note.verify(core::slice::from_ref(key)).map_err(refused)?;
        let rest = note.text.strip_prefix(FIRST).filter(|_| signed == 1);
        let (time, text) = rest
            .and_then(|rest| rest.split_once('\n'))
            .and_then(|(time, text)| Some((parse_time(time)?, text)))
            .ok_or_else(|| {
                let message = format!("{} is not what this key signed", path.display());
                Failure::new("bad-view", message)
            })?;
        let text = text.to_owned();
        Ok(Some(Self { time, text }))
    }
}

/// Lines of the one text that the other lacks.
pub fn lines_beyond<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let other: Vec<&str> = other.lines().collect();
    text.lines().filter(|line| !other.contains(line)).collect()
}

/// Holds every file of the folder against the manifest: nobody signs what they cannot look at.
pub fn check_files(folder: &SetFolder, manifest: &Manifest) -> Result<(), Failure> {
    let message = "this folder lacks index.bin: nobody signs what they cannot look at";
    let index = folder.index.as_ref();
    let index = index.ok_or_else(|| Failure::new("no-index", message))?;
    manifest.check_index(index).map_err(refused)?;
    for (line, bytes) in manifest.segments().iter().zip(&folder.segments) {
        if line.sha256 != FileDigest::of(bytes) {
            return Err(refused(MatchSetError::WrongDigest));
        }
    }
    Ok(())
}

/// What is signed, for people.
pub fn show(manifest: &Manifest) {
    let row = |name: &str, value: &dyn std::fmt::Display| say(format_args!("{name:<11} {value}"));
    let update = match manifest.edition().1 {
        0 => String::new(),
        update => format!(", update {update}"),
    };
    let (id, epoch) = (&manifest.id, manifest.epoch);
    row("set", &format_args!("{id}, epoch {epoch}{update}"));
    row("kind", &manifest.kind.name());
    row("purpose", &manifest.purpose);
    row("owners", &manifest.owners.join(", "));
    row("labels", &manifest.labels.join(", "));
    let (entries, digests) = (manifest.entries, manifest.digests);
    row(
        "holds",
        &format_args!("{entries} hashes, {digests} digests"),
    );
    let times = [manifest.not_before, manifest.not_after].map(format_time);
    row("valid", &times.join(" until "));
    match manifest.previous {
        Some(digest) => row("follows", &digest.to_hex()),
        None => row("follows", &"no earlier edition"),
    }
    for commitment in &manifest.commitments {
        let (owner, items) = (&commitment.owner, commitment.items);
        let root = commitment.root.to_hex();
        row(
            "commitment",
            &format_args!("{owner}: {items} items, {root}"),
        );
    }
}
