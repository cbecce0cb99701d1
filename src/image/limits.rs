//! What a file may ask for, checked before anything is allocated for it.

use super::ImageError;

/// Upper bounds for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file in bytes.
    pub max_bytes: u64,
    /// Pixels of one frame.
    pub max_pixels: u64,
    /// Pixels of all frames of an animation together.
    pub max_total_pixels: u64,
    /// Frames of an animation, pages of a TIFF. Even a frame of one pixel takes time.
    pub max_frames: u32,
    /// Bytes of memory for decoding one frame, beside the file itself (estimated, see
    /// [`super::decode`]).
    pub max_memory: u64,
    /// Frames of an animation that are hashed; the first, the middle and the last are among them.
    pub max_hashed_frames: u32,
}

impl Default for Limits {
    /// Chosen in November 2026: a 50-megapixel progressive JPEG of a phone passes, and a phone's
    /// browser tab survives the worst allowed file. An animation of 512 megapixels takes about
    /// five seconds; 10 000 frames are more than six minutes at 25 a second.
    fn default() -> Self {
        Self {
            max_bytes: 100 << 20,
            max_pixels: 64 << 20,
            max_total_pixels: 512 << 20,
            max_frames: 10_000,
            max_memory: 512 << 20,
            max_hashed_frames: 16,
        }
    }
}

impl Limits {
    /// # Errors
    /// [`ImageError::TooManyBytes`]
    pub fn check_bytes(&self, found: u64) -> Result<(), ImageError> {
        if found > self.max_bytes {
            return Err(ImageError::TooManyBytes {
                limit: self.max_bytes,
            });
        }
        Ok(())
    }

    /// # Errors
    /// [`ImageError::TooManyPixels`]
    pub fn check_size(&self, width: u32, height: u32) -> Result<(), ImageError> {
        if u64::from(width) * u64::from(height) > self.max_pixels {
            return Err(ImageError::TooManyPixels {
                width,
                height,
                limit: self.max_pixels,
            });
        }
        Ok(())
    }

    /// # Errors
    /// [`ImageError::TooMuchMemory`]
    pub fn check_memory(&self, needed: u64) -> Result<(), ImageError> {
        if needed > self.max_memory {
            return Err(ImageError::TooMuchMemory {
                limit: self.max_memory,
            });
        }
        Ok(())
    }

    /// Of an animation with this many frames and, in all of them together, this many pixels.
    ///
    /// # Errors
    /// [`ImageError::EndlessAnimation`], [`ImageError::TooManyFrames`]
    pub fn check_frames(&self, frames: u32, found: u64) -> Result<(), ImageError> {
        if frames > self.max_frames {
            return Err(ImageError::EndlessAnimation {
                limit: self.max_frames,
            });
        }
        if frames > 1 && found > self.max_total_pixels {
            return Err(ImageError::TooManyFrames {
                frames,
                found,
                limit: self.max_total_pixels,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_limit_passes() {
        let limits = Limits {
            max_bytes: 10,
            max_pixels: 100,
            max_total_pixels: 300,
            max_frames: 5,
            max_memory: 50,
            max_hashed_frames: 4,
        };
        assert!(limits.check_bytes(10).is_ok() && limits.check_bytes(11).is_err());
        assert!(limits.check_size(10, 10).is_ok() && limits.check_size(101, 1).is_err());
        assert!(limits.check_memory(50).is_ok() && limits.check_memory(51).is_err());
        assert!(limits.check_frames(3, 300).is_ok() && limits.check_frames(3, 301).is_err());
        assert!(limits.check_frames(5, 5).is_ok() && limits.check_frames(6, 6).is_err());
        assert!(
            limits.check_size(u32::MAX, u32::MAX).is_err(),
            "no overflow"
        );
    }
}
