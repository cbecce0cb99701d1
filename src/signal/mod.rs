//! Signals: everything that is looked up about one picture file.

mod blocks;
mod decoded;
mod pixels;
mod view;

pub use decoded::DecodedPicture;
pub use view::{View, ViewSignal};

use crate::image::{Format, ImageError, Limits, Picture};
use crate::pdq::{MIN_SIDE, Target};
use pixels::HashSink;
use view::Aim;

/// One frame that was hashed.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameSignal {
    /// Position in the file, from 0.
    pub frame: u32,
    /// The stored view, which comes first; where it differs, the upright one; where the picture has
    /// a frame around it, the trimmed one.
    pub views: Vec<ViewSignal>,
}

/// What was found in the pixels of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureSignals {
    /// The format, by content.
    pub format: Format,
    /// EXIF orientation 1..=8; of a TIFF with several pages that of the first.
    pub orientation: u8,
    /// Frames in the file; those beyond the budget are not hashed.
    pub frame_count: u32,
    /// The hashed frames, in the order of the file.
    pub frames: Vec<FrameSignal>,
}

impl PictureSignals {
    /// Decodes and hashes.
    ///
    /// # Errors
    /// Any [`ImageError`].
    pub fn compute(bytes: &[u8], limits: &Limits) -> Result<Self, ImageError> {
        Self::compute_for(Target::Core, bytes, limits)
    }

    /// Decodes and hashes for looking up: as [`compute`](Self::compute), but the luma of a JPEG
    /// goes from its coefficients straight to the hash, without pixels, in a small part of the
    /// time and memory. Its hash may be a few bits away from that of the decoded pixels (at most
    /// 4 on the reference pictures), because pixels are rounded and cut to 0..=255 and luma is
    /// then made from red, green and blue. Each view has all eight
    /// [orientations](ViewSignal::orientations). Lists are made with [`compute`](Self::compute).
    ///
    /// # Errors
    /// Any [`ImageError`].
    pub fn for_lookup(bytes: &[u8], limits: &Limits) -> Result<Self, ImageError> {
        let picture = Picture::open(bytes, limits)?;
        let large_enough = picture.width.min(picture.height) as usize >= MIN_SIDE;
        let coefficients = picture.coefficients().filter(|_| large_enough);
        let frames = match coefficients {
            Some(coefficients) => vec![blocks::frame(&picture, &coefficients)?],
            None => HashSink::frames(Target::Core, Aim::LookUp, &picture)?,
        };
        Ok(Self::new(&picture, frames))
    }

    /// Decodes and hashes as another implementation would; only for comparing with its hashes.
    ///
    /// # Errors
    /// Any [`ImageError`].
    pub fn compute_for(target: Target, bytes: &[u8], limits: &Limits) -> Result<Self, ImageError> {
        let picture = Picture::open(bytes, limits)?;
        let frames = HashSink::frames(target, Aim::List, &picture)?;
        Ok(Self::new(&picture, frames))
    }

    fn new(picture: &Picture<'_>, frames: Vec<FrameSignal>) -> Self {
        Self {
            format: picture.format,
            orientation: picture.orientation,
            frame_count: picture.frame_count,
            frames,
        }
    }
}

/// All views of all frames whose hash says enough to be matched.
pub fn usable_views(frames: &[FrameSignal]) -> impl Iterator<Item = &ViewSignal> {
    let views = frames.iter().flat_map(|frame| &frame.views);
    views.filter(|view| view.is_usable())
}
