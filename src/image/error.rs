//! Why a file was not decoded.

use super::Format;

/// A file that is not decoded, and why. No variant carries pixels, names or bytes of the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The file has no bytes.
    #[error("the file is empty; choose a picture that has finished downloading")]
    Empty,
    /// The bytes are not those of a picture.
    #[error(
        "the file does not begin like any known picture format; expected JPEG, PNG, GIF, WebP, BMP or, where it is built in, TIFF"
    )]
    NotAnImage,
    /// A picture, in a format that is not decoded here.
    #[error("{format} is not decoded here; expected JPEG, PNG, GIF, WebP or BMP")]
    UnsupportedFormat {
        /// Usual name of the format, or of the part of a format.
        format: &'static str,
    },
    /// The file ends before the picture does. Partial pictures are not hashed.
    #[error("the {format} file ends before the picture does; get a complete copy")]
    Truncated {
        /// The format that the file begins as.
        format: Format,
    },
    /// The file breaks the rules of its format.
    #[error("the {format} file is damaged")]
    Malformed {
        /// The format that the file begins as.
        format: Format,
        /// What the decoder said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// More bytes than [`Limits::max_bytes`](super::Limits::max_bytes).
    #[error("the file is larger than the {limit} bytes that are read")]
    TooManyBytes {
        /// The limit in bytes.
        limit: u64,
    },
    /// More pixels than [`Limits::max_pixels`](super::Limits::max_pixels).
    #[error("the picture claims {width} x {height} pixels, at most {limit} are decoded")]
    TooManyPixels {
        /// Claimed width in pixels.
        width: u32,
        /// Claimed height in pixels.
        height: u32,
        /// The limit in pixels.
        limit: u64,
    },
    /// Pixels that were handed in are not those of whole frames.
    #[error("the pixels are not whole rows, or not as many as the frame has; hand in every row")]
    PartialPixels,
    /// Decoding would need more memory than [`Limits::max_memory`](super::Limits::max_memory).
    #[error("decoding needs more than the {limit} bytes of memory that are used")]
    TooMuchMemory {
        /// The limit in bytes.
        limit: u64,
    },
    /// More frames or pages than [`Limits::max_frames`](super::Limits::max_frames).
    #[error("the file has more than the {limit} frames that are decoded")]
    EndlessAnimation {
        /// The limit.
        limit: u32,
    },
    /// All frames together have more pixels than
    /// [`Limits::max_total_pixels`](super::Limits::max_total_pixels).
    #[error(
        "the animation has {frames} frames of together {found} pixels, at most {limit} are decoded"
    )]
    TooManyFrames {
        /// Number of frames.
        frames: u32,
        /// Pixels of all frames.
        found: u64,
        /// The limit in pixels.
        limit: u64,
    },
}

impl ImageError {
    /// Stable kebab-case name of this refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAnImage => "not-an-image",
            Self::UnsupportedFormat { .. } => "unsupported-format",
            Self::Truncated { .. } => "truncated",
            Self::Malformed { .. } => "malformed",
            Self::PartialPixels => "partial-pixels",
            Self::TooManyBytes { .. } => "file-too-large",
            Self::TooManyPixels { .. } => "too-large",
            Self::TooMuchMemory { .. } => "too-much-memory",
            Self::EndlessAnimation { .. } | Self::TooManyFrames { .. } => "too-many-frames",
        }
    }
}
