//! The guard: one conversation about one picture, without input or output.
//!
//! No clock, no network, no storage: time comes in with the request, and a step that needs
//! something from outside is handed out as a [`Step`]. The page, the worker, the command line and
//! Node all run this same code.

use crate::digest::FileDigest;
use crate::hash256::PdqHash;
use crate::image::{ImageError, Limits};
use crate::matchset::{Match, MatchSet};
use crate::policy::{Audience, Finding, IntimateSource, Policy, UncheckedWhy, Verdict};
use crate::signal::{FrameSignal, PictureSignals, ViewSignal, usable_views};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What there is of a picture.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// The bytes of its file.
    File(&'a [u8]),
    /// Something else decoded it, a browser for example.
    Decoded {
        /// The digest of its file.
        digest: FileDigest,
        /// What was hashed of its pixels, or why they could not be had.
        frames: Result<&'a [FrameSignal], UncheckedWhy>,
    },
}

/// A question about one picture.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The picture.
    pub source: Source<'a>,
    /// Who is sending it.
    pub audience: Audience,
    /// Who says that it may be an intimate picture, if anybody does.
    pub intimate: Option<IntimateSource>,
    /// The time in seconds since 1970-01-01T00:00:00Z.
    pub now: u64,
}

/// What the guard needs or knows. Private match sets will ask for more than one step.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The conversation is over.
    Done(Verdict),
}

/// Match sets, a policy and limits.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    sets: Vec<MatchSet>,
    policy: Policy,
    limits: Limits,
}

impl Guard {
    /// Without match sets; every picture is unchecked until one was [added](Self::add_set).
    pub fn new(policy: Policy, limits: Limits) -> Self {
        Self {
            sets: Vec::new(),
            policy,
            limits,
        }
    }

    /// Adds a match set that was verified and opened.
    pub fn add_set(&mut self, set: MatchSet) {
        self.sets.push(set);
    }

    /// What bounds a file; for callers that read one piece by piece.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Checks one picture.
    pub fn check(&self, request: &Request<'_>) -> Step {
        let finding = self.look_up(request.source, request.now);
        Step::Done(
            self.policy
                .judge(finding, request.intimate, request.audience),
        )
    }

    /// The verdict on a picture that could not even be asked about.
    pub fn unchecked(
        &self,
        why: UncheckedWhy,
        intimate: Option<IntimateSource>,
        audience: Audience,
    ) -> Verdict {
        self.policy
            .judge(Finding::Unchecked { why }, intimate, audience)
    }

    fn look_up(&self, source: Source<'_>, now: u64) -> Finding {
        let unchecked = |why| Finding::Unchecked { why };
        let valid = || self.sets.iter().filter(|set| set.is_valid_at(now));
        let digest = match source {
            // The limit on bytes bounds the digest too.
            Source::File(bytes) => match self.limits.check_bytes(bytes.len() as u64) {
                Ok(()) => FileDigest::of(bytes),
                Err(error) => return unchecked(why_unchecked(&error)),
            },
            Source::Decoded { digest, .. } => digest,
        };
        if let Some(found) = valid().find_map(|set| set.find_digest(digest)) {
            return known(found);
        }
        let frames = match source {
            Source::File(bytes) => PictureSignals::for_lookup(bytes, &self.limits)
                .map(|signals| Cow::Owned(signals.frames))
                .map_err(|error| why_unchecked(&error)),
            Source::Decoded { frames, .. } => frames.map(Cow::Borrowed),
        };
        let frames = match frames {
            Ok(frames) => frames,
            Err(why) => return unchecked(why),
        };
        let hashes = usable_views(&frames).filter_map(ViewSignal::orientations);
        // The stored and the upright view have the same eight orientations.
        let hashes: BTreeSet<PdqHash> = hashes.flatten().collect();
        let hashes: Vec<PdqHash> = hashes.into_iter().collect();
        if let Some(found) = valid().find_map(|set| set.find_hash(&hashes)) {
            return known(found);
        }
        if self.sets.is_empty() {
            unchecked(UncheckedWhy::Error)
        } else if valid().count() < self.sets.len() {
            unchecked(UncheckedWhy::ExpiredSet)
        } else if hashes.is_empty() {
            unchecked(UncheckedWhy::TooPlain)
        } else {
            Finding::Clear
        }
    }
}

fn known(found: Match<'_>) -> Finding {
    Finding::Known {
        purpose: found.purpose,
        label: found.label.to_owned(),
    }
}

/// The one mapping from a refused file to the reason a person is told.
pub fn why_unchecked(error: &ImageError) -> UncheckedWhy {
    match error {
        ImageError::Empty | ImageError::NotAnImage | ImageError::UnsupportedFormat { .. } => {
            UncheckedWhy::Unsupported
        }
        ImageError::TooManyBytes { .. }
        | ImageError::TooManyPixels { .. }
        | ImageError::TooMuchMemory { .. }
        | ImageError::EndlessAnimation { .. }
        | ImageError::TooManyFrames { .. } => UncheckedWhy::TooLarge,
        ImageError::Truncated { .. } | ImageError::Malformed { .. } | ImageError::PartialPixels => {
            UncheckedWhy::Error
        }
    }
}
