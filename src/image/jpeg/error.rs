//! Why a JPEG file is not decoded.

/// A file that is not read, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JpegError {
    /// The data ends before the picture does. Partial pictures are not hashed.
    #[error("the data ends before the picture does")]
    Truncated,
    /// The file breaks the rules of ITU-T T.81.
    #[error("{0}")]
    Malformed(&'static str),
    /// Allowed by ITU-T T.81, and not read here.
    #[error("{0} is not read here")]
    Unsupported(&'static str),
    /// A sound header, but the first component is not the luma of the picture at full resolution
    /// (RGB, CMYK, YCCK, or luma with fewer samples than chroma).
    #[error("the first component is not full-resolution luma")]
    NotLuma,
}
