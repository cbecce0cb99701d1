//! The manifest: the text that the owners sign. Its layout stands in FORMAT.md.

use super::MatchSetError;
use super::commitment::Commitment;
use super::index::Part;
use super::kinds::{Kind, Purpose};
use super::lines::{FIRST_LINE, Lines, bytes32, digest, number};
use super::probe::Params;
use super::updates::{Segment, Updates};
use crate::digest::{DigestKind, DigestKinds, FileDigest};
use crate::oprf::PublicKey;
use core::fmt::{self, Write};
use std::time::{Duration, SystemTime};

/// The hash that the entries are made with.
const HASH: &str = "pdq-full-resolution-1";

/// Most labels in a set; they are numbered in four bits where an index is private.
pub const MAX_LABELS: usize = 16;

/// What the manifest of a private kind says beside the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Private {
    /// The evaluator's public key for this edition.
    pub evaluator: PublicKey,
    /// How a device asks.
    pub params: Params,
    /// SHA-256 of the page roots; with [`Kind::PrivateMirror`] and no other kind.
    pub roots_sha256: Option<FileDigest>,
}

/// What the owners sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Name of the set, the same in every edition: letters, digits, `.`, `-` and `_`.
    pub id: String,
    /// Edition of the set, rising by at least 1.
    pub epoch: u32,
    /// How the entries are kept.
    pub kind: Kind,
    /// What the set is for.
    pub purpose: Purpose,
    /// Names of the owners' keys.
    pub owners: Vec<String>,
    /// Names of the labels, by number; at least one, at most [`MAX_LABELS`].
    pub labels: Vec<String>,
    /// Number of PDQ hashes, with all updates.
    pub entries: u32,
    /// Number of digests of all kinds, with all updates.
    pub digests: u32,
    /// Kinds of digests that a device computes of a file: SHA-256 alone, unless the set has held others.
    pub digest_kinds: DigestKinds,
    /// Size of the index in bytes.
    pub index_bytes: u64,
    /// SHA-256 of the index.
    pub index_sha256: FileDigest,
    /// SHA-256 of the previous edition's manifest text, where there is one.
    pub previous: Option<FileDigest>,
    /// First second at which the set is valid, since 1970-01-01T00:00:00Z.
    pub not_before: u64,
    /// First second at which the set is no longer valid.
    pub not_after: u64,
    /// With the private kinds and no other.
    pub private: Option<Private>,
    /// Of an edition that follows another one within its epoch.
    pub updates: Option<Updates>,
    /// What single owners committed to, in the order of `owners`.
    pub commitments: Vec<Commitment>,
}

/// A word that may be the id of a set or the name of a label.
pub fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

/// `2026-11-23T00:00:00Z`, years 1970 to 9999.
pub fn format_time(seconds: u64) -> String {
    const LAST: u64 = 253_402_300_799;
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.min(LAST));
    humantime::format_rfc3339_seconds(time).to_string()
}

/// The inverse of [`format_time`]; nothing else is a time.
pub fn parse_time(text: &str) -> Option<u64> {
    let time = humantime::parse_rfc3339(text).ok()?;
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    (format_time(seconds) == text).then_some(seconds)
}

impl Manifest {
    /// The canonical text: same manifest, same bytes.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut line = |key: &str, value: &dyn fmt::Display| {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{key}: {value}");
        };
        line("id", &self.id);
        line("epoch", &self.epoch);
        line("kind", &self.kind.name());
        line("purpose", &self.purpose);
        line("hash", &HASH);
        line("owners", &self.owners.join(" "));
        line("labels", &self.labels.join(" "));
        line("entries", &self.entries);
        line("digests", &self.digests);
        if self.digest_kinds != DigestKinds::SHA256 {
            let kinds: Vec<&str> = self.digest_kinds.iter().map(DigestKind::name).collect();
            line("digest-kinds", &kinds.join(" "));
        }
        line("index-bytes", &self.index_bytes);
        line("index-sha256", &self.index_sha256.to_hex());
        match self.previous {
            Some(digest) => line("previous", &digest.to_hex()),
            None => line("previous", &"none"),
        }
        line("not-before", &format_time(self.not_before));
        line("not-after", &format_time(self.not_after));
        if let Some(private) = &self.private {
            let params = &private.params;
            let key = FileDigest::from_bytes(private.evaluator.to_bytes());
            line("evaluator", &key.to_hex());
            line("token-bits", &params.token_bits());
            line("tables", &params.tables());
            line("probes", &params.probes());
            line("agree", &params.agree());
            let seed = FileDigest::from_bytes(*params.seed());
            line("table-seed", &seed.to_hex());
            if let Some(roots) = private.roots_sha256 {
                line("roots-sha256", &roots.to_hex());
            }
        }
        if let Some(updates) = &self.updates {
            updates.write(&mut line);
        }
        for Commitment { owner, items, root } in &self.commitments {
            let root = root.to_hex();
            line("commitment", &format_args!("{owner} {items} {root}"));
        }
        format!("{FIRST_LINE}\n{text}")
    }

    /// Reads the canonical text and nothing else.
    ///
    /// # Errors
    /// [`MatchSetError::BadManifest`], [`MatchSetError::UnknownPurpose`],
    /// [`MatchSetError::UnknownKind`], [`MatchSetError::BadEvaluatorPublicKey`],
    /// [`MatchSetError::BadParameters`]
    pub fn parse(text: &str) -> Result<Self, MatchSetError> {
        let mut lines = Lines::of(text);
        lines.first()?;
        let id = lines.value("id: NAME", "id", |v| is_name(v).then(|| v.to_owned()))?;
        let epoch = lines.value("epoch: NUMBER", "epoch", number)?;
        let kind = lines.value("kind: WORD", "kind", Some)?;
        let kind = Kind::from_name(kind).ok_or(MatchSetError::UnknownKind)?;
        let purpose = lines.value("purpose: WORD", "purpose", Some)?;
        let purpose = Purpose::from_name(purpose).ok_or(MatchSetError::UnknownPurpose)?;
        lines.value("hash: pdq-full-resolution-1", "hash", |v| {
            (v == HASH).then_some(())
        })?;
        let owners = lines.value("owners: NAME NAME…", "owners", |v| {
            let owners: Vec<_> = v.split(' ').map(str::to_owned).collect();
            owners
                .iter()
                .all(|owner| !owner.is_empty())
                .then_some(owners)
        })?;
        let labels = lines.value("labels: NAME NAME…, at most 16", "labels", |v| {
            let labels: Vec<_> = v.split(' ').map(str::to_owned).collect();
            let fits = labels.len() <= MAX_LABELS && labels.iter().all(|label| is_name(label));
            fits.then_some(labels)
        })?;
        let entries = lines.value("entries: NUMBER", "entries", number)?;
        let digests = lines.value("digests: NUMBER", "digests", number)?;
        let digest_kinds = match lines.optional("digest-kinds") {
            None => DigestKinds::SHA256,
            Some(words) => {
                let mut kinds = DigestKinds::NONE;
                let mut left = words.split(' ');
                let mut word = left.next();
                for kind in DigestKind::ALL {
                    if word == Some(kind.name()) {
                        kinds = kinds.with(kind);
                        word = left.next();
                    }
                }
                if word.is_some() || kinds == DigestKinds::SHA256 {
                    return Err(lines.bad("digest-kinds: some of sha256 sha1 md5"));
                }
                kinds
            }
        };
        let index_bytes = lines.value("index-bytes: NUMBER", "index-bytes", number)?;
        let index_sha256 = lines.value("index-sha256: 64 hex digits", "index-sha256", digest)?;
        let previous = lines.value("previous: none or 64 hex digits", "previous", |v| match v {
            "none" => Some(None),
            _ => digest(v).map(Some),
        })?;
        let not_before =
            lines.value("not-before: YYYY-MM-DDThh:mm:ssZ", "not-before", parse_time)?;
        let not_after = lines.value("not-after: YYYY-MM-DDThh:mm:ssZ", "not-after", |v| {
            parse_time(v).filter(|after| *after > not_before)
        })?;
        let private = kind
            .is_private()
            .then(|| Private::read(&mut lines, kind))
            .transpose()?;
        let updates = lines.next_is("update");
        let updates = updates.then(|| Updates::read(&mut lines)).transpose()?;
        let commitments = Commitment::read(&mut lines, &owners)?;
        lines.end()?;
        Ok(Self {
            id,
            epoch,
            kind,
            purpose,
            owners,
            labels,
            entries,
            digests,
            digest_kinds,
            index_bytes,
            index_sha256,
            previous,
            not_before,
            not_after,
            private,
            updates,
            commitments,
        })
    }

    /// Checks length and digest of the index.
    ///
    /// # Errors
    /// [`MatchSetError::WrongLength`], [`MatchSetError::WrongDigest`]
    pub fn check_index(&self, index: &[u8]) -> Result<(), MatchSetError> {
        if self.index_bytes != index.len() as u64 {
            return Err(MatchSetError::WrongLength {
                expected: self.index_bytes,
                found: index.len() as u64,
            });
        }
        if self.index_sha256 != FileDigest::of(index) {
            return Err(MatchSetError::WrongDigest);
        }
        Ok(())
    }

    /// Epoch and number of the update: of two editions of a set, the newer one has the greater pair.
    pub fn edition(&self) -> (u32, u32) {
        (self.epoch, self.updates.as_ref().map_or(0, |u| u.update))
    }

    /// What came after the index, in order.
    pub fn segments(&self) -> &[Segment] {
        self.updates.as_ref().map_or(&[], |u| &u.segments)
    }

    /// Hashes and digests in the index, without the updates that came after it.
    pub(super) fn index_counts(&self) -> (u32, u32) {
        let updates = self.updates.as_ref();
        updates.map_or((self.entries, self.digests), |u| (u.entries, u.digests))
    }

    /// The index among the parts of a private set.
    pub(super) fn index_part(&self) -> Part {
        Part::base(self.updates.as_ref().map_or(0, |u| u.base))
    }

    /// Whether this edition may replace that one on a device.
    ///
    /// # Errors
    /// [`MatchSetError::OtherSet`], [`MatchSetError::RolledBackUpdate`]
    pub fn check_follows(&self, held: &Self) -> Result<(), MatchSetError> {
        if self.id != held.id {
            return Err(MatchSetError::OtherSet);
        }
        if self.edition() <= held.edition() {
            return Err(MatchSetError::RolledBackUpdate);
        }
        Ok(())
    }

    /// Values that the index of a private kind has room for.
    pub fn places(&self) -> u64 {
        let private = self.private.as_ref();
        let (entries, digests) = self.index_counts();
        private.map_or(0, |private| {
            places(self.kind, &private.params, entries, digests)
        })
    }
}

/// Values that a private index has room for: one a table and hash, one a digest. Counts and
/// parameters alone decide it, so an index is as long whatever it holds.
///
/// A digest has one place only and must not find its bucket full, so a mirror's index counts it
/// three times: at one key to a bucket, one bucket in 10^8 has more than ten.
pub(super) fn places(kind: Kind, params: &Params, entries: u32, digests: u32) -> u64 {
    let weight = match kind {
        Kind::PrivateMirror => 3,
        _ => 1,
    };
    u64::from(entries) * u64::from(params.tables()) + weight * u64::from(digests)
}

impl Private {
    fn read(lines: &mut Lines<'_>, kind: Kind) -> Result<Self, MatchSetError> {
        let evaluator = lines.value("evaluator: 64 hex digits", "evaluator", bytes32)?;
        let evaluator =
            PublicKey::from_bytes(&evaluator).map_err(|_| MatchSetError::BadEvaluatorPublicKey)?;
        let token_bits = lines.value("token-bits: NUMBER", "token-bits", number)?;
        let tables = lines.value("tables: NUMBER", "tables", number)?;
        let probes = lines.value("probes: NUMBER", "probes", number)?;
        let agree = lines.value("agree: NUMBER", "agree", number)?;
        let seed = lines.value("table-seed: 64 hex digits", "table-seed", bytes32)?;
        let params = Params::new(token_bits, tables, probes, agree, seed)
            .map_err(MatchSetError::BadParameters)?;
        let roots = || lines.value("roots-sha256: 64 hex digits", "roots-sha256", digest);
        let roots_sha256 = (kind == Kind::PrivateMirror).then(roots).transpose()?;
        Ok(Self {
            evaluator,
            params,
            roots_sha256,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Manifest {
        Manifest {
            id: "demo-harmless".into(),
            epoch: 3,
            kind: Kind::Open,
            purpose: Purpose::Demo,
            owners: vec!["demo.example".into()],
            labels: vec!["landscape".into(), "town".into()],
            entries: 12,
            digests: 4,
            digest_kinds: DigestKinds::SHA256,
            index_bytes: 544,
            index_sha256: FileDigest::of(b"index"),
            previous: Some(FileDigest::of(b"previous")),
            not_before: 1_795_392_000,
            not_after: 1_826_928_000,
            private: None,
            updates: None,
            commitments: Vec::new(),
        }
    }

    #[test]
    fn text_round_trips() {
        let text = example().to_text();
        assert!(text.contains("not-before: 2026-11-23T00:00:00Z\n"));
        assert_eq!(Manifest::parse(&text), Ok(example()));
    }

    /// Canonical: whatever parses is written back as the same bytes.
    #[test]
    fn every_other_spelling_is_refused() {
        let text = example().to_text();
        for (from, to) in [
            ("epoch: 3", "epoch: 03"),
            ("epoch: 3", "epoch: +3"),
            ("epoch: 3", "epoch: 4294967296"),
            ("epoch: 3", "epoch:  3"),
            ("T00:00:00Z", "T00:00:00.0Z"),
            ("not-after: 2027", "not-after: 2025"),
            ("labels: landscape town", "labels: landscape  town"),
            ("labels: landscape town", "labels: "),
            ("hash: pdq-full-resolution-1", "hash: pdq-512"),
            ("id: demo-harmless", "id: demo harmless"),
            ("presend match set v1", "presend match set v2"),
            ("\nepoch: 3", ""),
            ("\nnot-after", "\nextra: 1\nnot-after"),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            assert_eq!(
                Manifest::parse(&changed).unwrap_err().code(),
                "bad-manifest",
                "{to}"
            );
        }
        assert!(Manifest::parse(&(text.clone() + "more\n")).is_err());
        assert!(Manifest::parse(text.trim_end()).is_err());
        let upper = example().index_sha256.to_hex().to_uppercase();
        let changed = text.replace(&example().index_sha256.to_hex(), &upper);
        assert!(Manifest::parse(&changed).is_err());
    }

    #[test]
    fn unknown_words_have_their_own_codes() {
        let text = example().to_text();
        let purpose = text.replace("purpose: demo", "purpose: copyright");
        assert_eq!(
            Manifest::parse(&purpose),
            Err(MatchSetError::UnknownPurpose)
        );
        let kind = text.replace("kind: open", "kind: other");
        assert_eq!(Manifest::parse(&kind), Err(MatchSetError::UnknownKind));
    }

    #[test]
    fn times() {
        assert_eq!(parse_time("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(format_time(u64::MAX), "9999-12-31T23:59:59Z");
        for bad in [
            "2026-11-23",
            "2026-02-30T00:00:00Z",
            "2026-11-23 00:00:00Z",
            "",
        ] {
            assert_eq!(parse_time(bad), None, "{bad}");
        }
    }
}
