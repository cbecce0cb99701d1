//! Pictures: from file bytes to rows of pixels.
//!
//! The format is found by content, every limit is checked before memory is allocated for what the
//! file claims, and each refusal has a stable code. The *stored* pixels are given out, as every
//! PDQ reference hashes them; the EXIF orientation comes along as a number.

pub mod browser;
mod claims;
pub mod decode;
mod error;
pub mod format;
pub mod frames;
pub mod jpeg;
mod limits;
#[cfg(feature = "tiff")]
mod tiff;
pub mod webp;

pub use decode::{Coefficients, Frame, Layout, Picture, RowSink};
pub use error::ImageError;
pub use format::Format;
pub use limits::Limits;
