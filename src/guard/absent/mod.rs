//! Transcripts which show that a picture is not in an edition of a match set (`docs/absence.md`).
//!
//! A transcript is the record of one check whose randomness is made public afterwards. The questions
//! follow from picture, manifest and randomness, so they need not be recorded: whoever replays the
//! check finds the same ones, holds the recorded answers against them as a device does (the
//! evaluator's with its proof under the key in the manifest, the mirror's under the signed roots),
//! and reads out of the signed index that no tables agree. No key is needed for that.
//!
//! While it is made, the questions are those of any other check: blinded, of the same length. So an
//! evaluator that is asked learns nothing, and nothing of a picture that does match is written.

mod error;
mod subject;
mod text;

pub use error::AbsentError;
pub use subject::Subject;
pub use text::MOST_BYTES;

use crate::digest::{DigestKinds, Digests, FileDigest};
use crate::matchset::probe::ViewInput;
use crate::matchset::{Evaluated, Kind, MatchSet, PrivateError, part_of};
use crate::oprf::Seed;
use subject::Views;

/// How far the clock of the one who made a transcript may be ahead, in seconds. Chosen 2026-11-25.
const AHEAD: u64 = 300;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// The evaluator of the set.
    Evaluator,
    /// Its mirror.
    Mirror,
}

/// How a transcript is made.
pub struct Options<'a> {
    /// The time in seconds since 1970-01-01T00:00:00Z.
    pub made: u64,
    /// Whether the picture's hashes are written into it: then whoever lacks the picture can replay
    /// the check, and look up the same tokens.
    pub publish: bool,
    /// 32 fresh bytes of the system's random source. They are published: never use them again.
    pub randomness: &'a [u8; 32],
}

/// The record of a check that found nothing.
///
/// `Debug` shows the edition only.
#[derive(Clone, PartialEq, Eq)]
pub struct Transcript {
    version: String,
    set: String,
    epoch: u32,
    update: u32,
    kind: Kind,
    manifest: FileDigest,
    made: u64,
    picture: FileDigest,
    count: usize,
    views: FileDigest,
    published: Option<Views>,
    record: Option<Record>,
}

/// What was drawn and answered where a private set was asked.
#[derive(Clone, PartialEq, Eq)]
struct Record {
    randomness: [u8; 32],
    evaluator: Vec<u8>,
    mirror: Option<Vec<u8>>,
}

impl Transcript {
    /// Checks a picture, and records the check where it finds nothing. `ask` sends a question and
    /// brings the answer.
    ///
    /// # Errors
    /// [`AbsentError::Sealed`], [`AbsentError::TooPlain`], [`AbsentError::NotAbsent`],
    /// [`AbsentError::Answer`], and what `ask` gives.
    pub fn make<E: From<AbsentError>>(
        set: &MatchSet,
        picture: &Subject,
        options: &Options<'_>,
        mut ask: impl FnMut(To, &[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Self, E> {
        let manifest = set.manifest();
        if manifest.kind == Kind::Sealed {
            return Err(AbsentError::Sealed.into());
        }
        let views = picture.views(manifest.kind);
        let views = views.ok_or(AbsentError::TooPlain)?;
        let (mut evaluator, mut mirror) = (Vec::new(), None);
        let absent = is_absent(
            set,
            &views,
            picture.digests,
            options.randomness,
            |to, body| {
                let answer = ask(to, body)?;
                match to {
                    To::Evaluator => evaluator.clone_from(&answer),
                    To::Mirror => mirror = Some(answer.clone()),
                }
                Ok::<_, E>(answer)
            },
        )?;
        if !absent {
            return Err(AbsentError::NotAbsent.into());
        }
        let (epoch, update) = manifest.edition();
        Ok(Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            set: manifest.id.clone(),
            epoch,
            update,
            kind: manifest.kind,
            manifest: FileDigest::of(manifest.to_text().as_bytes()),
            made: options.made,
            picture: picture.digest,
            count: views.len(),
            views: views.digest(),
            published: options.publish.then_some(views),
            record: set.is_private().then_some(Record {
                randomness: *options.randomness,
                evaluator,
                mirror,
            }),
        })
    }

    /// When it says that it was made, in seconds since 1970-01-01T00:00:00Z. Nothing proves that.
    pub fn made(&self) -> u64 {
        self.made
    }

    /// How many readings of the picture were looked up; of an open set, hashes.
    pub fn views(&self) -> usize {
        self.count
    }

    /// Whether the picture's hashes stand in it.
    pub fn is_published(&self) -> bool {
        self.published.is_some()
    }

    /// Replays the check. `set` is the edition, opened with the keys that are trusted; without the
    /// picture, the hashes in the transcript are believed to be those of its picture.
    ///
    /// # Errors
    /// [`AbsentError`], in the order of `docs/absence.md`.
    pub fn verify(
        &self,
        set: &MatchSet,
        picture: Option<&Subject>,
        now: u64,
    ) -> Result<(), AbsentError> {
        let manifest = set.manifest();
        if self.set != manifest.id {
            return Err(AbsentError::OtherSet);
        }
        let (epoch, update) = (self.epoch, self.update);
        if (epoch, update) != manifest.edition() {
            return Err(AbsentError::OtherEdition { epoch, update });
        }
        let same = self.manifest == FileDigest::of(manifest.to_text().as_bytes());
        if !same || self.kind != manifest.kind {
            return Err(AbsentError::OtherManifest);
        }
        if !set.is_valid_at(self.made) {
            return Err(AbsentError::OutsideDates);
        }
        if self.made > now.saturating_add(AHEAD) {
            return Err(AbsentError::FromLater);
        }
        let views = match picture {
            Some(picture) if picture.digest != self.picture => {
                return Err(AbsentError::OtherPicture);
            }
            Some(picture) => picture.views(self.kind).ok_or(AbsentError::TooPlain)?,
            None => self.published.clone().ok_or(AbsentError::NeedsPicture)?,
        };
        if (views.len(), views.digest()) != (self.count, self.views) {
            return Err(AbsentError::OtherViews {
                made_with: self.version.clone(),
            });
        }
        let digests = match picture {
            Some(picture) => picture.digests,
            // No other digests are published.
            None if manifest.digest_kinds != DigestKinds::SHA256 => {
                return Err(AbsentError::NeedsPicture);
            }
            None => self.picture.into(),
        };
        let nothing = [0; 32];
        let record = self.record.as_ref();
        let randomness = record.map_or(&nothing, |record| &record.randomness);
        let absent = is_absent(set, &views, digests, randomness, |to, _| {
            let answer = record.and_then(|record| match to {
                To::Evaluator => Some(record.evaluator.clone()),
                To::Mirror => record.mirror.clone(),
            });
            answer.ok_or(AbsentError::Answer(PrivateError::OutOfTurn))
        })?;
        match absent {
            true => Ok(()),
            false => Err(AbsentError::NotAbsent),
        }
    }
}

/// One check, as a device makes it of the same views.
fn is_absent<E: From<AbsentError>>(
    set: &MatchSet,
    views: &Views,
    digests: Digests,
    randomness: &[u8; 32],
    answer: impl FnMut(To, &[u8]) -> Result<Vec<u8>, E>,
) -> Result<bool, E> {
    match views {
        Views::Hashes(hashes) => {
            Ok(set.find_digest(digests).is_none() && set.find_hash(hashes).is_none())
        }
        Views::Readings(readings) => ask_private(set, readings, digests, randomness, answer),
    }
}

fn ask_private<E: From<AbsentError>>(
    set: &MatchSet,
    readings: &[ViewInput],
    digests: Digests,
    randomness: &[u8; 32],
    mut answer: impl FnMut(To, &[u8]) -> Result<Vec<u8>, E>,
) -> Result<bool, E> {
    let refused = |error: PrivateError| AbsentError::Answer(error);
    // The parts of zeros would no longer be zeros.
    Seed::new(*randomness).map_err(|error| refused(error.into()))?;
    let part = |label| part_of(randomness, label, 0);
    let blinds =
        Seed::new(part("presend absence blinds")).map_err(|error| refused(error.into()))?;
    let blinds = set.prepare(blinds).map_err(refused)?;
    let order = part("presend absence probes");
    let (asked, body) = set
        .ask(readings, Some(digests), &order, blinds)
        .map_err(refused)?;
    let answered = answer(To::Evaluator, &body)?;
    let found = match set.evaluated(asked, &answered).map_err(refused)? {
        Evaluated::Done(found) => found,
        Evaluated::Fetch(fetching, body) => {
            let answered = answer(To::Mirror, &body)?;
            set.fetched(&fetching, &answered).map_err(refused)?
        }
    };
    Ok(found.is_none())
}

impl core::fmt::Debug for Transcript {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "Transcript({}, {}, {})",
            self.set, self.epoch, self.update
        )
    }
}
