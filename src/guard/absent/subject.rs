//! What is looked up about the picture of a transcript, as lines of text.

use crate::digest::{DigestKinds, Digests, FileDigest};
use crate::guard::readings;
use crate::hash256::PdqHash;
use crate::matchset::Kind;
use crate::matchset::probe::ViewInput;
use crate::signal::{PictureSignals, ViewSignal, usable_views};
use std::collections::BTreeSet;

/// The first word of a view's line.
pub(super) const VIEW: &str = "view: ";

/// What a set of one kind is asked about a picture.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Views {
    /// Of a private set: the readings that share the probes.
    Readings(Vec<ViewInput>),
    /// Of an open set: the hashes of all views in all orientations, risen.
    Hashes(Vec<PdqHash>),
}

/// A picture: its file's digests, and what was found in its pixels.
///
/// `Debug` hides both.
pub struct Subject {
    pub(super) digest: FileDigest,
    pub(super) digests: Digests,
    readings: Vec<ViewInput>,
    hashes: Vec<PdqHash>,
}

impl Subject {
    /// Of a file and the signals that were computed
    /// [for looking up](PictureSignals::for_lookup).
    pub fn of(file: &[u8], signals: &PictureSignals) -> Self {
        let frames = &signals.frames;
        let hashes = usable_views(frames).filter_map(ViewSignal::orientations);
        let hashes: BTreeSet<PdqHash> = hashes.flatten().collect();
        Self {
            digest: FileDigest::of(file),
            digests: Digests::of(file, DigestKinds::ALL),
            readings: readings(frames, false),
            hashes: hashes.into_iter().collect(),
        }
    }

    /// What a set of this kind is asked; `None` where the picture says too little.
    pub(super) fn views(&self, kind: Kind) -> Option<Views> {
        match kind.is_private() {
            true => (!self.readings.is_empty()).then(|| Views::Readings(self.readings.clone())),
            false => (!self.hashes.is_empty()).then(|| Views::Hashes(self.hashes.clone())),
        }
    }
}

impl core::fmt::Debug for Subject {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Subject({} views)", self.readings.len())
    }
}

impl Views {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Readings(readings) => readings.len(),
            Self::Hashes(hashes) => hashes.len(),
        }
    }

    /// A line for each: of a reading its prior, its hash, and the row of the flip table of each bit
    /// as a hex digit, that of bit 0 first; of an open set's hash the hash.
    pub(super) fn lines(&self) -> String {
        let mut text = String::new();
        match self {
            Self::Readings(readings) => {
                for view in readings {
                    let rows = view.rows().into_iter();
                    let rows = rows.filter_map(|row| char::from_digit(row as u32, 16));
                    let (prior, hash) = (view.prior(), view.hash().to_hex());
                    text += &format!("{VIEW}{prior} {hash} {}\n", rows.collect::<String>());
                }
            }
            Self::Hashes(hashes) => {
                for hash in hashes {
                    text += &format!("{VIEW}{}\n", hash.to_hex());
                }
            }
        }
        text
    }

    /// The digest of the lines, which a transcript names.
    pub(super) fn digest(&self) -> FileDigest {
        FileDigest::of(self.lines().as_bytes())
    }

    /// Reads what stands behind `view: ` in the lines of a set of this kind.
    pub(super) fn read<'a>(kind: Kind, lines: impl Iterator<Item = &'a str>) -> Option<Self> {
        if kind.is_private() {
            lines
                .map(reading)
                .collect::<Option<_>>()
                .map(Self::Readings)
        } else {
            let hashes: Option<Vec<PdqHash>> = lines.map(|line| line.parse().ok()).collect();
            hashes
                .filter(|hashes| hashes.is_sorted_by(|a, b| a < b))
                .map(Self::Hashes)
        }
    }
}

fn reading(line: &str) -> Option<ViewInput> {
    let mut words = line.split(' ');
    let (prior, hash, digits) = (words.next()?, words.next()?, words.next()?);
    let mut rows = [0; 256];
    if words.next().is_some() || digits.len() != rows.len() {
        return None;
    }
    for (row, digit) in rows.iter_mut().zip(digits.chars()) {
        *row = digit.to_digit(16)? as usize;
    }
    ViewInput::from_rows(hash.parse().ok()?, &rows, prior.parse().ok()?)
}
