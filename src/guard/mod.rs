//! The guard: one conversation about one picture, without input or output.
//!
//! No clock, no network, no storage, no source of randomness: time and random bytes come in with
//! the request, and a step that needs something from outside is handed out as a [`Step`]. The
//! page, the worker, the command line and Node all run this same code.

#[cfg(feature = "absence")]
pub mod absent;
mod check;

pub use check::{Check, Question, Step, readings};

use crate::digest::{DigestKinds, Digests};
use crate::hash256::PdqHash;
use crate::image::{ImageError, Limits};
use crate::matchset::{Match, MatchSet, MatchSetError, PrivateError, part_of};
use crate::oprf::{Precomputed, Seed};
use crate::policy::{Audience, Finding, IntimateSource, Policy, UncheckedWhy, Verdict};
use crate::signal::{FrameSignal, PictureSignals, ViewSignal, usable_views};
use check::{Start, ToAsk};
use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What there is of a picture.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// The bytes of its file.
    File(&'a [u8]),
    /// The bytes of its file, and what is known already of its digests: a platform digests faster
    /// than WebAssembly does. Those that are missing are computed.
    Digested {
        /// Its file.
        bytes: &'a [u8],
        /// Digests of these bytes, which are taken as they are.
        digests: Digests,
    },
    /// Something else decoded it, a browser for example.
    Decoded {
        /// The digests of its file, of [`Guard::digest_kinds`].
        digests: Digests,
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
    /// 32 fresh bytes of the system's random source, for this request only. Without private sets
    /// they are not used.
    pub randomness: &'a [u8; 32],
}

/// Match sets, a policy and limits.
#[derive(Debug, Default)]
pub struct Guard {
    sets: Vec<Arc<MatchSet>>,
    /// Blinds made ahead, by set.
    prepared: Mutex<Vec<Option<Precomputed>>>,
    policy: Policy,
    limits: Limits,
}

impl Guard {
    /// Without match sets; every picture is unchecked until one was [added](Self::add_set).
    pub fn new(policy: Policy, limits: Limits) -> Self {
        Self {
            sets: Vec::new(),
            prepared: Mutex::default(),
            policy,
            limits,
        }
    }

    /// Adds a match set that was verified and opened.
    pub fn add_set(&mut self, set: MatchSet) {
        self.sets.push(Arc::new(set));
        self.prepared().push(None);
    }

    /// The match set of this number, in the order in which sets were added, from 0.
    pub fn set(&self, number: usize) -> Option<&MatchSet> {
        self.sets.get(number).map(|set| &**set)
    }

    /// Puts a newer edition in the place of a match set. Conversations that have begun go on with
    /// the old one.
    ///
    /// # Errors
    /// [`MatchSetError::OtherSet`], also where there is no set of this number;
    /// [`MatchSetError::RolledBackUpdate`]
    pub fn replace_set(&mut self, number: usize, set: MatchSet) -> Result<(), MatchSetError> {
        let place = self.sets.get_mut(number).ok_or(MatchSetError::OtherSet)?;
        set.manifest().check_follows(place.manifest())?;
        // Blinds are of one evaluator's key, which another epoch has changed.
        let changed = place.manifest().epoch != set.manifest().epoch;
        *place = Arc::new(set);
        if changed && let Some(blinds) = self.prepared().get_mut(number) {
            *blinds = None;
        }
        Ok(())
    }

    /// Makes blinds for the next check, at most `steps` of them (each takes about 0.06 ms in
    /// WebAssembly); says how many are still to be made. Doing this ahead takes most of the time
    /// of a private check away from the person who waits for it.
    ///
    /// `randomness` is 32 fresh bytes, drawn for this call.
    ///
    /// # Errors
    /// [`PrivateError::Oprf`] when they are all zero.
    pub fn prepare(&self, steps: usize, randomness: &[u8; 32]) -> Result<usize, PrivateError> {
        let (mut steps, mut left) = (steps, 0);
        let mut prepared = self.prepared();
        let sets = self.sets.iter().zip(&mut *prepared).enumerate();
        for (number, (set, prepared)) in sets.filter(|(_, (set, _))| set.is_private()) {
            let blinds = match prepared {
                Some(blinds) => blinds,
                None => {
                    // The part of zeros would no longer be zeros.
                    Seed::new(*randomness)?;
                    let seed = part_of(randomness, "presend prepared blinds", number);
                    prepared.insert(set.prepare(Seed::new(seed)?)?)
                }
            };
            let before = blinds.left();
            left += blinds.advance(steps);
            steps = steps.saturating_sub(before - blinds.left());
        }
        Ok(left)
    }

    /// The digests of a file that the sets hold: no others are computed.
    pub fn digest_kinds(&self) -> DigestKinds {
        let kinds = self.sets.iter().map(|set| set.manifest().digest_kinds);
        kinds.fold(DigestKinds::NONE, DigestKinds::and)
    }

    /// What bounds a file; for callers that read one piece by piece.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Begins to check one picture. Without private sets, the conversation is over at once.
    pub fn check(&self, request: &Request<'_>) -> Check {
        let (audience, intimate) = (request.audience, request.intimate);
        let kinds = self.digest_kinds();
        // The limit on bytes bounds the digest too.
        let of_file = |bytes: &[u8], known: Digests| {
            let allowed = self.limits.check_bytes(bytes.len() as u64);
            allowed
                .map(|()| known.completed(bytes, kinds))
                .map_err(|error| why_unchecked(&error))
        };
        let digests = match request.source {
            Source::File(bytes) => of_file(bytes, Digests::default()),
            Source::Digested { bytes, digests } => of_file(bytes, digests),
            // A set may have come while somebody else decoded the picture.
            Source::Decoded { digests, .. } => match kinds.iter().all(|k| digests.get(k).is_some())
            {
                true => Ok(digests),
                false => Err(UncheckedWhy::Error),
            },
        };
        let digests = match digests {
            Ok(digests) => digests,
            Err(why) => {
                let finding = Finding::Unchecked { why };
                return Check::done(self.policy, audience, intimate, finding);
            }
        };
        let known_file = self
            .valid(request.now)
            .find_map(|set| set.find_digest(digests));
        let private = self.valid(request.now).any(|set| set.is_private());
        let frames = match (known_file, private) {
            // An exact copy needs no decoding, unless others are asked about the picture too.
            (Some(_), false) => Ok(Cow::default()),
            _ => self.frames(request.source),
        };
        let finding = match known_file {
            Some(found) => known(found),
            None => self.look_up(frames.as_deref().map_err(|why| *why), request.now),
        };
        let mut to_ask = VecDeque::new();
        let mut prepared = self.prepared();
        let sets = self.sets.iter().zip(&mut *prepared).enumerate();
        for (number, (set, prepared)) in sets {
            if set.is_private() && set.is_valid_at(request.now) {
                to_ask.push_back(ToAsk {
                    number,
                    set: Arc::clone(set),
                    blinds: prepared.take(),
                });
            }
        }
        drop(prepared);
        Check::start(Start {
            policy: self.policy,
            audience,
            intimate,
            digests,
            frames: frames.as_deref().unwrap_or_default(),
            finding,
            to_ask,
            randomness: request.randomness,
        })
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

    /// A thread that panicked left whole values behind: they are moved in and out, never changed
    /// half.
    fn prepared(&self) -> MutexGuard<'_, Vec<Option<Precomputed>>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn valid(&self, now: u64) -> impl Iterator<Item = &MatchSet> {
        let sets = self.sets.iter().map(|set| &**set);
        sets.filter(move |set| set.is_valid_at(now))
    }

    fn frames<'a>(&self, source: Source<'a>) -> Result<Cow<'a, [FrameSignal]>, UncheckedWhy> {
        match source {
            Source::File(bytes) | Source::Digested { bytes, .. } => {
                PictureSignals::for_lookup(bytes, &self.limits)
                    .map(|signals| Cow::Owned(signals.frames))
                    .map_err(|error| why_unchecked(&error))
            }
            Source::Decoded { frames, .. } => frames.map(Cow::Borrowed),
        }
    }

    /// What the sets that need no evaluator say about the pixels.
    fn look_up(&self, frames: Result<&[FrameSignal], UncheckedWhy>, now: u64) -> Finding {
        let unchecked = |why| Finding::Unchecked { why };
        let frames = match frames {
            Ok(frames) => frames,
            Err(why) => return unchecked(why),
        };
        let hashes = usable_views(frames).filter_map(ViewSignal::orientations);
        // The stored and the upright view have the same eight orientations.
        // Collecting into a set sorts first; extending does not, and sorting takes more code.
        let mut distinct = BTreeSet::new();
        distinct.extend(hashes.flatten());
        let hashes: Vec<PdqHash> = distinct.into_iter().collect();
        if let Some(found) = self.valid(now).find_map(|set| set.find_hash(&hashes)) {
            return known(found);
        }
        if self.sets.is_empty() {
            unchecked(UncheckedWhy::Error)
        } else if self.valid(now).count() < self.sets.len() {
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
