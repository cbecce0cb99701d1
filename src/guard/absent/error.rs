//! Why a transcript was not made, or not taken.

use crate::matchset::PrivateError;

/// A transcript that is refused, and why. No variant carries a hash, a digest or a label.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AbsentError {
    /// Not in the form of a transcript.
    #[error("line {line} of the transcript: expected {expected}")]
    BadTranscript {
        /// Line, counted from 1.
        line: usize,
        /// What was expected.
        expected: &'static str,
    },
    /// About a set of another name.
    #[error("the transcript is about another set; name the folder of the set that it is about")]
    OtherSet,
    /// About another edition of the set.
    #[error(
        "the transcript is about edition {epoch} update {update} of the set; get that one from its owner"
    )]
    OtherEdition {
        /// The epoch in the transcript.
        epoch: u32,
        /// The update in the transcript.
        update: u32,
    },
    /// The edition has the right numbers and another manifest.
    #[error(
        "the transcript is about another manifest of the same edition: its maker was given another one than you"
    )]
    OtherManifest,
    /// Made when the edition was not valid.
    #[error("the edition was not valid when the transcript says that it was made")]
    OutsideDates,
    /// Made at a time that is still to come.
    #[error("the transcript says that it was made later than now; check the clock")]
    FromLater,
    /// About another file.
    #[error("the transcript is about another file; not one byte of it may differ")]
    OtherPicture,
    /// The picture's views are not those that were asked about.
    #[error(
        "the transcript is not about what this version finds in the picture; it was made with version {made_with}, take that one before you call it wrong"
    )]
    OtherViews {
        /// The version of presend that the transcript says it was made with.
        made_with: String,
    },
    /// The transcript has no hashes, and there is no picture.
    #[error("the transcript has no hashes of the picture; it takes the picture to check it")]
    NeedsPicture,
    /// The picture has no view that says enough.
    #[error("the picture is too plain to be looked up: nothing can be shown about it")]
    TooPlain,
    /// A set that takes a key to look into.
    #[error("a sealed set can be looked into with its key only: nothing can be shown to others")]
    Sealed,
    /// The answers do not show that the picture is absent.
    #[error("it cannot be shown that the picture is absent from this edition")]
    NotAbsent,
    /// An answer that is refused.
    #[error(transparent)]
    Answer(#[from] PrivateError),
}

impl AbsentError {
    /// Stable kebab-case name of this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadTranscript { .. } => "bad-transcript",
            Self::OtherSet => "transcript-of-other-set",
            Self::OtherEdition { .. } => "transcript-of-other-edition",
            Self::OtherManifest => "transcript-of-other-manifest",
            Self::OutsideDates => "transcript-outside-dates",
            Self::FromLater => "transcript-from-later",
            Self::OtherPicture => "other-picture",
            Self::OtherViews { .. } => "other-views",
            Self::NeedsPicture => "needs-picture",
            Self::TooPlain => "too-plain",
            Self::Sealed => "sealed-set",
            Self::NotAbsent => "not-absent",
            Self::Answer(error) => error.code(),
        }
    }
}
