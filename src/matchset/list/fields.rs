//! What columns and JSON fields are called in the lists that people have, and one record of any list.
//!
//! | source | fields |
//! |---|---|
//! | presend | `pdq`, `quality`, `sha256`, `sha1`, `md5`, `label` |
//! | facebook/ThreatExchange `python-threatexchange/threatexchange/pdq_samples.csv` | `signal_type`, `signal_str`, `category` |
//! | the same, `exchanges/clients/fb_threatexchange/{threat_updates,descriptor}.py` | `id`, `indicator` or `raw_indicator`, `type` (`HASH_PDQ`, `HASH_MD5` …), `should_delete`, `status` |
//! | the same, `exchanges/clients/stopncii/api.py` | `signalType` (`ImagePDQ` …), `hashValue`, `hashStatus` |
//! | the same, `exchanges/clients/ncmec/tests/data.py` | `id`, `classification`, `md5`, `sha1` |
//! | the same, `pdq/wasm/test/TestData/PDQMD5TestData.csv` | `Hash` |

use super::{ListError, Pair};
use crate::digest::{DigestKind, FileDigest, ParseDigestError};
use crate::hash256::PdqHash;
use crate::matchset::is_name;
use crate::pdq::MIN_QUALITY;

/// What a column says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Pdq,
    Digest(DigestKind),
    /// A hash or digest: of the kind that another column says, or that its length says.
    Any,
    /// The kind of `Any`.
    Type,
    Quality,
    Label,
    /// Says of a record that it is gone.
    Status,
    /// Tells records apart.
    Key,
    /// Whose records they are.
    Member,
}

/// The kind of a value that is told by its type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    Pdq,
    Digest(DigestKind),
    /// Something that a set cannot hold: PhotoDNA, video hashes, addresses, text.
    Other,
}

/// Lower case, without what stands between words.
fn folded(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '.'));
    letters.flat_map(char::to_lowercase).collect()
}

/// The meaning of a column or field with this name.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    Some(match folded(name.trim()).as_str() {
        "pdq" | "pdqhash" | "hashpdq" => Meaning::Pdq,
        "sha256" | "sha256hash" | "hashsha256" => Meaning::Digest(DigestKind::Sha256),
        "sha1" | "sha1hash" | "hashsha1" => Meaning::Digest(DigestKind::Sha1),
        "md5" | "md5hash" | "hashmd5" => Meaning::Digest(DigestKind::Md5),
        "hash" | "hashvalue" | "signal" | "signalstr" | "signalvalue" | "indicator"
        | "rawindicator" => Meaning::Any,
        "type" | "signaltype" | "indicatortype" | "hashtype" => Meaning::Type,
        "quality" | "pdqquality" | "hashquality" => Meaning::Quality,
        "label" | "classification" | "category" => Meaning::Label,
        "status" | "hashstatus" | "shoulddelete" => Meaning::Status,
        "id" => Meaning::Key,
        "member" => Meaning::Member,
        _ => return None,
    })
}

/// The kind that a type means.
pub(super) fn typed(name: &str) -> Typed {
    match folded(name.trim()).as_str() {
        "pdq" | "hashpdq" | "imagepdq" | "photopdq" => Typed::Pdq,
        "sha256" | "hashsha256" => Typed::Digest(DigestKind::Sha256),
        "sha1" | "hashsha1" => Typed::Digest(DigestKind::Sha1),
        "md5" | "hashmd5" | "videomd5" | "photomd5" | "imagemd5" => Typed::Digest(DigestKind::Md5),
        _ => Typed::Other,
    }
}

/// Whether a status means that the record counts no more.
fn is_gone(status: &str) -> bool {
    let words = ["withdrawn", "deleted", "nonmalicious", "true", "1"];
    words.contains(&folded(status).as_str())
}

/// Whether a category says that the picture is none of those that are looked for.
pub(super) fn is_negative(category: &str) -> bool {
    ["negativeclass", "falsepositive", "disputed"].contains(&folded(category).as_str())
}

/// One record; empty texts are none.
#[derive(Clone, Copy, Default)]
pub(super) struct Row<'a> {
    pub pdq: Option<&'a str>,
    pub digests: [Option<&'a str>; 3],
    pub any: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub quality: Option<&'a str>,
    pub label: Option<&'a str>,
    pub status: Option<&'a str>,
    pub key: Option<&'a str>,
    pub member: Option<&'a str>,
}

impl<'a> Row<'a> {
    /// Puts a field in its place.
    pub fn put(&mut self, meaning: Meaning, text: &'a str) {
        let text = Some(text).filter(|text| !text.is_empty());
        let place = match meaning {
            Meaning::Pdq => &mut self.pdq,
            Meaning::Digest(kind) => {
                let [sha256, sha1, md5] = &mut self.digests;
                match kind {
                    DigestKind::Sha256 => sha256,
                    DigestKind::Sha1 => sha1,
                    DigestKind::Md5 => md5,
                }
            }
            Meaning::Any => &mut self.any,
            Meaning::Type => &mut self.kind,
            Meaning::Quality => &mut self.quality,
            Meaning::Label => &mut self.label,
            Meaning::Status => &mut self.status,
            Meaning::Key => &mut self.key,
            Meaning::Member => &mut self.member,
        };
        *place = text.or(*place);
    }
}

/// Where a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Pdq,
    Digest(DigestKind),
    /// 64 hex digits of which the list does not say what they are.
    Unknown,
}

/// What became of a record.
pub(super) enum Taken {
    /// Its values were handed out.
    Values,
    /// Its hash was left out for its quality (its digests were handed out).
    LowQuality,
    /// It holds nothing that a set can hold, or says that the picture is none of those.
    Other,
    /// It says that it is gone.
    Gone,
}

/// Reads a record and hands out its values; `label` gives a label's number.
pub(super) fn take(
    row: &Row<'_>,
    line: u64,
    mut label: impl FnMut(Option<&str>) -> Option<u8>,
    mut hand_out: impl FnMut(Slot, Pair),
) -> Result<Taken, ListError> {
    let bad = |reason: String| ListError { line, reason };
    if row.status.is_some_and(is_gone) {
        return Ok(Taken::Gone);
    }
    if row.label.is_some_and(is_negative) {
        return Ok(Taken::Other);
    }
    let (mut values, mut count) = ([(Slot::Unknown, [0; 32]); 5], 0);
    let mut found = |slot, value| {
        if let Some(place) = values.get_mut(count) {
            *place = (slot, value);
            count += 1;
        }
    };
    if let Some(text) = row.pdq {
        found(Slot::Pdq, pdq(text).map_err(bad)?);
    }
    for (kind, text) in DigestKind::ALL.into_iter().zip(row.digests) {
        if let Some(text) = text {
            found(Slot::Digest(kind), digest(kind, text).map_err(bad)?);
        }
    }
    let mut other = false;
    if let Some(text) = row.any {
        match row.kind.map(typed) {
            Some(Typed::Pdq) => found(Slot::Pdq, pdq(text).map_err(bad)?),
            Some(Typed::Digest(kind)) => {
                found(Slot::Digest(kind), digest(kind, text).map_err(bad)?);
            }
            Some(Typed::Other) => other = true,
            None => {
                let (slot, value) = by_length(text).map_err(bad)?;
                found(slot, value);
            }
        }
    }
    let quality = row.quality.map(quality).transpose().map_err(bad)?;
    if row.label.is_some_and(|name| !is_name(name)) {
        return Err(bad(
            "label: expected at most 64 letters, digits, '.', '-' or '_'".into(),
        ));
    }
    let values = values.get(..count).unwrap_or_default();
    if values.is_empty() {
        return match other {
            true => Ok(Taken::Other),
            false => Err(bad("expected a hash or a digest, all are empty".into())),
        };
    }
    let label = label(row.label).ok_or_else(|| super::too_many_labels(line))?;
    let low = quality.is_some_and(|quality| quality < MIN_QUALITY);
    let mut left_out = false;
    for (slot, value) in values {
        match slot {
            Slot::Pdq | Slot::Unknown if low => left_out = true,
            _ => hand_out(
                *slot,
                Pair {
                    value: *value,
                    label,
                },
            ),
        }
    }
    Ok(match left_out {
        true => Taken::LowQuality,
        false => Taken::Values,
    })
}

fn quality(text: &str) -> Result<u8, String> {
    let quality = text.parse().ok().filter(|quality| *quality <= 100);
    quality.ok_or_else(|| "quality: expected a whole number from 0 to 100".into())
}

fn pdq(text: &str) -> Result<[u8; 32], String> {
    if let Some(value) = unhex(text, 32) {
        return Ok(value);
    }
    let parsed = text.parse::<PdqHash>().map_err(|e| format!("pdq: {e}"));
    parsed.map(PdqHash::to_bytes)
}

fn digest(kind: DigestKind, text: &str) -> Result<[u8; 32], String> {
    if let Some(value) = unhex(text, kind.length()) {
        return Ok(value);
    }
    let (name, digits) = (kind.name(), 2 * kind.length());
    let found = text.chars().count();
    let position = text.chars().position(|c| !c.is_ascii_hexdigit());
    Err(match (kind, position) {
        (DigestKind::Sha256, _) => match text.parse::<FileDigest>() {
            Err(error @ ParseDigestError::Length { .. }) => format!("sha256: {error}"),
            Err(error) => format!("sha256: {error}"),
            Ok(_) => "sha256: expected 64 hex digits".into(),
        },
        (_, Some(position)) if found == digits => {
            format!(
                "{name}: expected hex digits only, character {} is none",
                position + 1
            )
        }
        _ => format!("{name}: expected {digits} hex digits, this text has {found} characters"),
    })
}

/// A value of which only the length says what it is.
fn by_length(text: &str) -> Result<(Slot, [u8; 32]), String> {
    let (slot, length) = match text.len() {
        32 => (Slot::Digest(DigestKind::Md5), 16),
        40 => (Slot::Digest(DigestKind::Sha1), 20),
        64 => (Slot::Unknown, 32),
        _ => {
            let found = text.chars().count();
            return Err(format!(
                "expected 64 hex digits (PDQ or SHA-256), 40 (SHA-1) or 32 (MD5), this text has {found} characters"
            ));
        }
    };
    let value = unhex(text, length);
    let position = || text.chars().position(|c| !c.is_ascii_hexdigit());
    let value = value.ok_or_else(|| {
        let position = position().map_or(0, |position| position + 1);
        format!("expected hex digits only, character {position} is none")
    })?;
    Ok((slot, value))
}

/// What each byte is worth as a hex digit; 255 for those that are none.
const DIGITS: [u8; 256] = {
    let mut digits = [255; 256];
    let mut byte = 0usize;
    while byte < 256 {
        #[allow(
            clippy::indexing_slicing,
            reason = "evaluated at compile time, below 256"
        )]
        {
            digits[byte] = match byte as u8 {
                b @ b'0'..=b'9' => b - b'0',
                b @ b'a'..=b'f' => b - b'a' + 10,
                b @ b'A'..=b'F' => b - b'A' + 10,
                _ => 255,
            };
        }
        byte += 1;
    }
    digits
};

/// Exactly so many bytes in hex, with zeros behind them.
pub(super) fn unhex(text: &str, bytes: usize) -> Option<[u8; 32]> {
    let pairs = text.as_bytes().as_chunks::<2>();
    if pairs.0.len() != bytes || !pairs.1.is_empty() {
        return None;
    }
    let mut value = [0; 32];
    let mut wrong = 0;
    for (byte, [high, low]) in value.iter_mut().zip(pairs.0) {
        let digit = |b: u8| DIGITS.get(usize::from(b)).copied().unwrap_or(255);
        let (high, low) = (digit(*high), digit(*low));
        wrong |= high | low;
        *byte = high << 4 | low & 15;
    }
    (wrong < 16).then_some(value)
}
