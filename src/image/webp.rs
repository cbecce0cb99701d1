//! A look at the header of a WebP file, before the decoder sees it.
//!
//! The decoder calls a picture of 2^30 pixels or more damaged; here it is too large.

use super::{Format, ImageError, Limits};
use crate::codec::{OutOfBytes, Reader};

/// Checks the size that the first chunk claims, then that the file is as long as it says.
/// Source: RFC 9649, sections 2.4 to 2.7 and 3.4; RFC 6386, section 9.1.
///
/// # Errors
/// [`ImageError::TooManyPixels`], [`ImageError::Truncated`]
pub fn survey(bytes: &[u8], limits: &Limits) -> Result<(), ImageError> {
    let truncated = |OutOfBytes { .. }| ImageError::Truncated {
        format: Format::WebP,
    };
    if let Some((width, height)) = claimed_size(bytes).map_err(truncated)? {
        limits.check_size(width, height)?;
    }
    check_lengths(bytes).map_err(truncated)
}

/// The file and every chunk in it must be as long as they say: the decoder allocates metadata by
/// what a chunk claims.
fn check_lengths(bytes: &[u8]) -> Result<(), OutOfBytes> {
    let mut reader = Reader::new(bytes);
    reader.bytes(4)?;
    let size = reader.u32()?;
    let mut chunks = Reader::new(reader.bytes(size as usize)?);
    chunks.bytes(4)?;
    while chunks.left() >= 8 {
        chunks.bytes(4)?;
        let size = chunks.u32()? as usize;
        chunks.bytes(size)?;
        // Chunks of odd length are padded; the last one's padding is often left out.
        chunks.bytes((size & 1).min(chunks.left()))?;
    }
    Ok(())
}

/// `None` where the first chunk has no known form.
fn claimed_size(bytes: &[u8]) -> Result<Option<(u32, u32)>, OutOfBytes> {
    let mut reader = Reader::new(bytes);
    reader.bytes(12)?;
    let chunk = reader.array::<4>()?;
    reader.u32()?;
    Ok(match &chunk {
        b"VP8X" => {
            reader.bytes(4)?;
            let [w0, w1, w2, h0, h1, h2] = reader.array()?;
            let side = |bytes: [u8; 4]| u32::from_le_bytes(bytes) + 1;
            Some((side([w0, w1, w2, 0]), side([h0, h1, h2, 0])))
        }
        b"VP8L" => {
            reader.bytes(1)?;
            let packed = reader.u32()?;
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            reader.bytes(6)?;
            let (width, height) = (reader.u16()?, reader.u16()?);
            Some((u32::from(width & 0x3fff), u32::from(height & 0x3fff)))
        }
        _ => None,
    })
}
