//! What the header of a PNG or BMP file claims, held against the bytes that are there, before a
//! decoder makes room for it. (WebP: [`super::webp`]; GIF: [`super::frames`].)

use super::{Format, ImageError, Limits};
use crate::codec::{OutOfBytes, Reader};

/// Checks the claimed size against the limits, and whether the file could hold so many pixels.
/// What makes no sense is left to the decoder, which says so.
///
/// # Errors
/// [`ImageError::TooManyPixels`], [`ImageError::Truncated`]
pub fn survey(format: Format, bytes: &[u8], limits: &Limits) -> Result<(), ImageError> {
    let claim = match format {
        Format::Png => png(bytes),
        Format::Bmp => bmp(bytes),
        _ => return Ok(()),
    };
    let Ok(Some(claim)) = claim else {
        return Ok(());
    };
    limits.check_size(claim.width, claim.height)?;
    let pixels = u64::from(claim.width) * u64::from(claim.height);
    if pixels.saturating_mul(claim.pixel_bits) / 8 > claim.most_bytes {
        return Err(ImageError::Truncated { format });
    }
    Ok(())
}

struct Claim {
    width: u32,
    height: u32,
    pixel_bits: u64,
    /// Bytes of pixels that the file can hold.
    most_bytes: u64,
}

/// Deflate makes at most 1032 bytes of one. Source: PNG specification, sections 11.2.1 and 5.3;
/// <https://www.zlib.net/zlib_tech.html>.
fn png(bytes: &[u8]) -> Result<Option<Claim>, OutOfBytes> {
    let mut reader = Reader::new(bytes);
    reader.bytes(12)?;
    if reader.array()? != *b"IHDR" {
        return Ok(None);
    }
    let (width, height) = (reader.array()?, reader.array()?);
    let [depth, colour, _, _, _] = reader.array::<5>()?;
    reader.bytes(4)?;
    let samples = match colour {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return Ok(None),
    };
    let mut packed = 0u64;
    let mut walk = || -> Result<(), OutOfBytes> {
        loop {
            let size = u32::from_be_bytes(reader.array()?) as usize;
            let name = reader.array::<4>()?;
            if name == *b"IDAT" {
                packed += size.min(reader.left()) as u64;
            }
            reader.bytes(size.saturating_add(4))?;
        }
    };
    // The walk ends where the bytes end.
    let _ = walk();
    Ok(Some(Claim {
        width: u32::from_be_bytes(width),
        height: u32::from_be_bytes(height),
        pixel_bits: u64::from(depth) * samples,
        most_bytes: packed.saturating_mul(1032),
    }))
}

/// Plain pixels, or runs of at most 255 in two bytes. Source: the documentation of
/// `BITMAPINFOHEADER`.
fn bmp(bytes: &[u8]) -> Result<Option<Claim>, OutOfBytes> {
    let mut reader = Reader::new(bytes);
    reader.bytes(14)?;
    if reader.u32()? < 40 {
        return Ok(None);
    }
    let [width, height] = [reader.u32()?, reader.u32()?].map(u32::cast_signed);
    reader.bytes(2)?;
    let (bits, compression) = (u64::from(reader.u16()?), reader.u32()?);
    let size = bytes.len() as u64;
    let (pixel_bits, most_bytes) = match compression {
        0 | 3 | 6 => (bits, size),
        1 | 2 => (8, size.saturating_mul(128)),
        _ => return Ok(None),
    };
    Ok(Some(Claim {
        width: width.unsigned_abs(),
        height: height.unsigned_abs(),
        pixel_bits,
        most_bytes,
    }))
}
