//! Updates within an epoch: what a manifest says of the segments that came after the index.
//!
//! A segment adds entries or takes some away. It belongs to the epoch of its index and is asked
//! about with the same evaluator's key, so a question does not grow with the number of segments.
//! Each part has a number, that of the update it came with, which keeps the places of different
//! parts apart ([`Part`]).

use super::MatchSetError;
use super::lines::{Lines, digest, numbers};
use crate::digest::FileDigest;
use core::fmt;

/// Most segments of a set; then its owner folds them into a new index.
///
/// Chosen 2026-11-24: each one that adds costs a check 0.2 ms on the device (`benches/updates.mjs`).
pub const MAX_SEGMENTS: usize = 64;

/// What a segment does. Within one update, what is taken away comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SegmentKind {
    /// Takes entries of earlier parts away.
    Remove,
    /// Adds entries.
    Add,
}

impl SegmentKind {
    /// The word in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Add => "add",
        }
    }
}

/// A file that adds entries or takes some away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// What it does.
    pub kind: SegmentKind,
    /// The update that it came with.
    pub update: u32,
    /// PDQ hashes in it.
    pub entries: u32,
    /// SHA-256 digests in it.
    pub digests: u32,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, which is its name as well.
    pub sha256: FileDigest,
}

/// The lines of a manifest that has updates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updates {
    /// Number of the update within the epoch, rising.
    pub update: u32,
    /// The update that the index was built for; 0 is the first edition of the epoch.
    pub base: u32,
    /// PDQ hashes in the index.
    pub entries: u32,
    /// SHA-256 digests in the index.
    pub digests: u32,
    /// What came after the index, in order.
    pub segments: Vec<Segment>,
}

/// What is wrong with a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SegmentFault {
    /// Neither `add` nor `remove`.
    UnknownKind,
    /// Updates that do not rise, or segments other than those that are held already.
    OutOfOrder,
    /// It adds what is there, or takes away what is not.
    Overlap,
    /// It was not handed in.
    Missing,
    /// It is not as long as the manifest says.
    WrongLength,
    /// It is not the one that was signed.
    WrongDigest,
    /// It breaks a rule of its layout.
    BadLayout,
}

impl SegmentFault {
    /// Stable kebab-case name of this fault.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownKind => "unknown-segment-kind",
            Self::OutOfOrder => "segment-out-of-order",
            Self::Overlap => "segment-overlap",
            Self::Missing => "missing-segment",
            Self::WrongLength => "wrong-segment-length",
            Self::WrongDigest => "wrong-segment-digest",
            Self::BadLayout => "bad-segment",
        }
    }

    /// The error about the segment in this place, counted from 0.
    pub(super) fn of(self, place: usize) -> MatchSetError {
        MatchSetError::BadSegment {
            number: place + 1,
            fault: self,
        }
    }
}

impl Updates {
    pub(super) fn write(&self, line: &mut impl FnMut(&str, &dyn fmt::Display)) {
        line("update", &self.update);
        let (base, entries, digests) = (self.base, self.entries, self.digests);
        line("base", &format_args!("{base} {entries} {digests}"));
        line("segments", &self.segments.len());
        for segment in &self.segments {
            let &Segment {
                kind,
                update,
                entries,
                digests,
                bytes,
                sha256,
            } = segment;
            let (kind, sha256) = (kind.name(), sha256.to_hex());
            line(
                "segment",
                &format_args!("{kind} {sha256} {update} {entries} {digests} {bytes}"),
            );
        }
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, MatchSetError> {
        let mut words = |key, expected, into: &mut [u64]| {
            lines.value(expected, key, |v| numbers(v, into).then_some(()))
        };
        let (mut update, mut base, mut count) = ([0], [0; 3], [0]);
        words("update", "update: NUMBER", &mut update)?;
        words("base", "base: UPDATE HASHES DIGESTS", &mut base)?;
        words("segments", "segments: NUMBER", &mut count)?;
        let ([update], [base, entries, digests], [count]) = (update, base, count);
        let most = u64::from(u32::MAX);
        let fits = (1..=most).contains(&update)
            && base <= update
            && entries.max(digests) <= most
            && count <= MAX_SEGMENTS as u64;
        if !fits {
            return Err(lines.bad("updates within their bounds"));
        }
        let mut segments: Vec<Segment> = Vec::new();
        // What the next segment must come after.
        let mut last = (base, SegmentKind::Add);
        for place in 0..count as usize {
            let mut four = [0; 4];
            let expected = "segment: KIND SHA256 UPDATE HASHES DIGESTS BYTES";
            let (kind, sha256) = lines.value(expected, "segment", |v| {
                let (kind, rest) = v.split_once(' ')?;
                let (sha256, rest) = rest.split_once(' ')?;
                let sha256 = digest(sha256)?;
                numbers(rest, &mut four).then_some((kind, sha256))
            })?;
            let kind = match kind {
                "add" => SegmentKind::Add,
                "remove" => SegmentKind::Remove,
                _ => return Err(SegmentFault::UnknownKind.of(place)),
            };
            let [at, entries, digests, bytes] = four;
            if (at, kind) <= last || at > update {
                return Err(SegmentFault::OutOfOrder.of(place));
            }
            if entries.max(digests) > most {
                return Err(lines.bad(expected));
            }
            last = (at, kind);
            segments.push(Segment {
                kind,
                update: at as u32,
                entries: entries as u32,
                digests: digests as u32,
                bytes,
                sha256,
            });
        }
        let (update, base) = (update as u32, base as u32);
        let (entries, digests) = (entries as u32, digests as u32);
        Ok(Self {
            update,
            base,
            entries,
            digests,
            segments,
        })
    }
}

/// Checks that these are the bytes of the segments behind the first `held`, by number, length and
/// digest, and hands each of them on with its place and line.
pub(super) fn signed<'a>(
    segments: &[Segment],
    bytes: &[&'a [u8]],
    held: usize,
    mut take: impl FnMut(usize, &Segment, &'a [u8]) -> Result<(), MatchSetError>,
) -> Result<(), MatchSetError> {
    let mut bytes = bytes.iter();
    for (place, segment) in segments.iter().enumerate().skip(held) {
        let bytes = bytes.next().ok_or(SegmentFault::Missing.of(place))?;
        if segment.bytes != bytes.len() as u64 {
            return Err(SegmentFault::WrongLength.of(place));
        }
        if segment.sha256 != FileDigest::of(bytes) {
            return Err(SegmentFault::WrongDigest.of(place));
        }
        take(place, segment, bytes)?;
    }
    match bytes.next() {
        Some(_) => Err(SegmentFault::OutOfOrder.of(segments.len())),
        None => Ok(()),
    }
}
