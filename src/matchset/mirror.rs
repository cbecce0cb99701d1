//! The mirror's side of a private match set: buckets by number, each with its proof.

use super::index::pages::Buckets;
use super::private::{BUCKETS, FETCH, PROVEN, index_name};
use super::{Kind, Manifest, MatchSetError, TrustPolicy};
use crate::codec::{Reader, Writer};
use crate::oprf::MOST_ELEMENTS;

/// A question that a mirror does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// Not in the form of a question, or not as long as it says.
    #[error("this is no question to a mirror; check the address and the version")]
    BadQuestion,
    /// Another number of buckets than the set's manifest names.
    #[error("expected {expected} buckets, {found} were asked for")]
    WrongCount {
        /// Probes in the manifest.
        expected: usize,
        /// Buckets that were asked for.
        found: usize,
    },
    /// A question about another index.
    #[error("the question is about another edition of the set; fetch its current manifest")]
    OtherIndex,
    /// A number beyond the last bucket.
    #[error("there is no such bucket")]
    NoSuchBucket,
}

impl MirrorError {
    /// Stable kebab-case name of this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadQuestion => "bad-mirror-question",
            Self::WrongCount { .. } => "wrong-bucket-count",
            Self::OtherIndex => "other-index",
            Self::NoSuchBucket => "no-such-bucket",
        }
    }
}

/// A verified mirror index in memory. It holds no key: whoever runs it sees pseudorandom numbers.
pub struct Mirror {
    manifest: Manifest,
    buckets: Buckets,
}

impl Mirror {
    /// Verifies manifest and index as a device would.
    ///
    /// # Errors
    /// [`MatchSetError`], in the order of FORMAT.md.
    pub fn open(
        manifest: &[u8],
        index: &[u8],
        trust: &TrustPolicy,
        now: u64,
    ) -> Result<Self, MatchSetError> {
        let manifest = trust.verify(manifest, now)?;
        if manifest.kind != Kind::PrivateMirror {
            return Err(MatchSetError::UnknownKind);
        }
        manifest.check_index(index)?;
        let buckets = Buckets::parse(index, manifest.places())
            .map_err(|rule| MatchSetError::BadIndex { rule })?;
        Ok(Self { manifest, buckets })
    }

    /// The verified manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// A bucket by its number.
    #[cfg(feature = "builder")]
    pub(super) fn bucket(&self, number: u32) -> Option<[u8; 64]> {
        self.buckets.prove(number)?.first_chunk().copied()
    }

    /// Answers a question: as many buckets as the manifest names probes, in the question's order.
    ///
    /// # Errors
    /// [`MirrorError`]
    pub fn answer(&self, question: &[u8]) -> Result<Vec<u8>, MirrorError> {
        let bad = |_| MirrorError::BadQuestion;
        let mut reader = Reader::new(question);
        if reader.array() != Ok(FETCH) {
            return Err(MirrorError::BadQuestion);
        }
        let name: [u8; 8] = reader.array().map_err(bad)?;
        let found = usize::try_from(reader.u32().map_err(bad)?).unwrap_or(usize::MAX);
        if found > MOST_ELEMENTS || reader.left() != 4 * found {
            return Err(MirrorError::BadQuestion);
        }
        if name != index_name(&self.manifest) {
            return Err(MirrorError::OtherIndex);
        }
        let private = self.manifest.private.as_ref();
        let expected = private.map_or(0, |p| usize::from(p.params.probes()));
        if found != expected {
            return Err(MirrorError::WrongCount { expected, found });
        }
        let mut answer = Writer::with_capacity(20 + PROVEN * found);
        answer.bytes(&BUCKETS).bytes(&name);
        answer.u32(u32::try_from(found).unwrap_or(u32::MAX));
        for _ in 0..found {
            let number = reader.u32().map_err(bad)?;
            let proven = self.buckets.prove(number);
            answer.bytes(&proven.ok_or(MirrorError::NoSuchBucket)?);
        }
        Ok(answer.finish())
    }
}

impl core::fmt::Debug for Mirror {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Mirror({}, {})", self.manifest.id, self.manifest.epoch)
    }
}
