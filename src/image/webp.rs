//! A look at the header of a WebP file, before the decoder sees it.
//!
//! The decoder calls a picture of 2^30 pixels or more damaged; here it is too large.

use super::{Format, ImageError, Limits};
use crate::codec::{OutOfBytes, Reader};

/// Checks the size that the first chunk claims, then that the file is as long as it says.
/// Source: RFC 9649, sections 2.4 to 2.7 and 3.4; RFC 6386, section 9.1.
///
/// # Errors
/// [`ImageError::TooManyPixels`], [`ImageError::Truncated`], [`ImageError::Malformed`] where the
/// picture has another size than the header says
pub fn survey(bytes: &[u8], limits: &Limits) -> Result<(), ImageError> {
    let truncated = |OutOfBytes { .. }| ImageError::Truncated {
        format: Format::WebP,
    };
    let mut reader = Reader::new(bytes);
    reader.bytes(12).map_err(truncated)?;
    let claimed = claimed_size(reader).map_err(truncated)?;
    if let Some((width, height)) = claimed {
        limits.check_size(width, height)?;
    }
    check_lengths(bytes).map_err(truncated)?;
    match still_size(reader).unwrap_or(claimed) {
        Some(size) if Some(size) != claimed => Err(ImageError::Malformed {
            format: Format::WebP,
            source: "the picture has another size than its header says".into(),
        }),
        _ => Ok(()),
    }
}

/// The size that the picture of a still file has, `None` for an animation.
fn still_size(mut chunks: Reader<'_>) -> Result<Option<(u32, u32)>, OutOfBytes> {
    loop {
        let chunk = chunks;
        match &chunks.array::<4>()? {
            b"VP8 " | b"VP8L" => return claimed_size(chunk),
            b"ANMF" => return Ok(None),
            _ => {}
        }
        let size = chunks.u32()? as usize;
        chunks.bytes(size.saturating_add(size & 1))?;
    }
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

/// What the next chunk claims; `None` where it has no known form.
fn claimed_size(mut reader: Reader<'_>) -> Result<Option<(u32, u32)>, OutOfBytes> {
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
