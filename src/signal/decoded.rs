//! Pictures that something else decodes, a browser for example: their pixels come in pieces.

use super::view::Aim;
use super::{FrameSignal, HashSink};
use crate::image::{Frame, ImageError, Limits, RowSink, frames};
use crate::pdq::Target;

/// Hashes pixels that are handed in for looking up, within the same limits as files.
///
/// The pixels should be those that are stored: not turned, no alpha applied, colours as they are.
pub struct DecodedPicture {
    limits: Limits,
    sink: HashSink,
    row_bytes: usize,
    height: u32,
    rows_left: u32,
    pixels: u64,
    frames: u32,
}

impl DecodedPicture {
    /// Without any pixels yet.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            sink: HashSink::new(Target::Core, Aim::LookUp),
            row_bytes: 0,
            height: 0,
            rows_left: 0,
            pixels: 0,
            frames: 0,
        }
    }

    /// Which frames to hand in, of `count` frames of this size; see [`frames::pick`].
    ///
    /// # Errors
    /// Those of [`Limits`]; whoever decodes is taken to need four bytes a pixel.
    pub fn pick(&self, count: u32, width: u32, height: u32) -> Result<Vec<u32>, ImageError> {
        let pixels = u64::from(width) * u64::from(height);
        self.limits.check_size(width, height)?;
        self.limits.check_memory(pixels * 4)?;
        self.limits
            .check_frames(count, pixels.saturating_mul(u64::from(count)))?;
        Ok(frames::pick(count, self.limits.max_hashed_frames))
    }

    /// A frame begins; all its rows follow.
    ///
    /// # Errors
    /// Those of [`Limits`]; [`ImageError::PartialPixels`] where the frame before it is not whole.
    pub fn start(&mut self, frame: Frame) -> Result<(), ImageError> {
        if self.rows_left != 0 {
            return Err(ImageError::PartialPixels);
        }
        self.limits.check_size(frame.width, frame.height)?;
        self.frames += 1;
        self.pixels += u64::from(frame.width) * u64::from(frame.height);
        self.limits.check_frames(self.frames, self.pixels)?;
        self.row_bytes = frame.width as usize * frame.layout.bytes();
        self.height = frame.height;
        self.rows_left = frame.height;
        self.sink.start(frame);
        Ok(())
    }

    /// The next rows of the frame, whole ones.
    ///
    /// # Errors
    /// [`ImageError::PartialPixels`]
    pub fn rows(&mut self, pixels: &[u8]) -> Result<(), ImageError> {
        let rows = pixels.chunks_exact(self.row_bytes.max(1));
        if !rows.remainder().is_empty() || rows.len() > self.rows_left as usize {
            return Err(ImageError::PartialPixels);
        }
        self.rows_left -= rows.len() as u32;
        rows.for_each(|row| self.sink.row(row));
        Ok(())
    }

    /// All rows of the frame came; `true` where it has a border around it and they are to be handed
    /// in once more, for the view without it. Where nobody asks, there is no such view.
    ///
    /// # Errors
    /// [`ImageError::PartialPixels`]
    pub fn again(&mut self) -> Result<bool, ImageError> {
        if self.rows_left != 0 {
            return Err(ImageError::PartialPixels);
        }
        let again = self.sink.again();
        if again {
            self.rows_left = self.height;
        }
        Ok(again)
    }

    /// What was found, frame by frame.
    ///
    /// # Errors
    /// [`ImageError::PartialPixels`] where there is no frame, or the last one is not whole.
    pub fn finish(self) -> Result<Vec<FrameSignal>, ImageError> {
        if self.rows_left != 0 || self.frames == 0 {
            return Err(ImageError::PartialPixels);
        }
        Ok(self.sink.finish())
    }
}
