//! How many frames an animation has, found by walking over its blocks without decoding any, and
//! which of them are hashed.

use super::{Format, ImageError};
use crate::codec::{OutOfBytes, Reader};

/// Number of frames of an animation; 1 for every still picture. Pages of TIFF are counted where
/// they are read.
///
/// # Errors
/// [`ImageError::Truncated`] when a GIF ends within a frame.
pub fn count(format: Format, bytes: &[u8]) -> Result<u32, ImageError> {
    let truncated = |_: OutOfBytes| ImageError::Truncated { format };
    Ok(match format {
        Format::Gif => count_gif(bytes).map_err(truncated)?,
        // That these end too early is noticed elsewhere: by `webp::survey` and by the decoder.
        Format::WebP => count_webp(bytes),
        Format::Png => count_png(bytes),
        _ => 1,
    })
}

/// Counts image descriptors. Source: GIF89a specification, sections 15 to 27.
fn count_gif(bytes: &[u8]) -> Result<u32, OutOfBytes> {
    let mut reader = Reader::new(bytes);
    let [.., flags, _, _] = reader.array::<13>()?;
    skip_color_table(&mut reader, flags)?;
    let mut frames = 0;
    // A missing trailer is common and harms nobody: the end of the bytes ends the walk too.
    while let Ok([introducer]) = reader.array() {
        match introducer {
            0x21 => {
                reader.bytes(1)?;
                skip_sub_blocks(&mut reader)?;
            }
            0x2c => {
                let [_, _, _, _, w0, w1, h0, h1, flags] = reader.array()?;
                skip_color_table(&mut reader, flags)?;
                reader.bytes(1)?;
                let before = reader.left();
                skip_sub_blocks(&mut reader)?;
                let codes = before - reader.left();
                let [width, height] = [[w0, w1], [h0, h1]].map(u16::from_le_bytes);
                check_codes(usize::from(width) * usize::from(height), codes)?;
                frames += 1;
            }
            _ => break,
        }
    }
    if frames == 0 {
        return Err(OutOfBytes { needed: 1, left: 0 });
    }
    Ok(frames)
}

fn skip_color_table(reader: &mut Reader<'_>, flags: u8) -> Result<(), OutOfBytes> {
    if flags & 0x80 != 0 {
        reader.bytes(3 << ((flags & 7) + 1))?;
    }
    Ok(())
}

/// A code has at least 3 bits, and none stands for more than 4096 pixels once codes have 12: a
/// frame that claims more pixels than that ends too early, and no room is made for it.
fn check_codes(pixels: usize, bytes: usize) -> Result<(), OutOfBytes> {
    if pixels / 4096 > bytes {
        return Err(OutOfBytes {
            needed: pixels / 4096,
            left: bytes,
        });
    }
    Ok(())
}

fn skip_sub_blocks(reader: &mut Reader<'_>) -> Result<(), OutOfBytes> {
    loop {
        let [size] = reader.array()?;
        if size == 0 {
            return Ok(());
        }
        reader.bytes(usize::from(size))?;
    }
}

/// Counts `ANMF` chunks. Source: RFC 9649, section 2.
fn count_webp(bytes: &[u8]) -> u32 {
    let mut frames = 0u32;
    let mut walk = || -> Result<(), OutOfBytes> {
        let mut reader = Reader::new(bytes);
        reader.bytes(12)?;
        loop {
            let name = reader.array::<4>()?;
            let size = reader.u32()?;
            frames += u32::from(name == *b"ANMF");
            reader.bytes((size as usize).saturating_add(size as usize & 1))?;
        }
    };
    // The walk ends where the bytes end.
    let _ = walk();
    frames.max(1)
}

/// Counts `fcTL` chunks, and the picture for viewers without animations where it is no frame.
/// Source: PNG specification (third edition), section 11.3.6.
fn count_png(bytes: &[u8]) -> u32 {
    let (frames, before) = png_frames(bytes);
    (frames + u32::from(before)).max(1)
}

/// Whether an animated PNG begins with a picture that is not part of the animation. It is what
/// viewers without animations show, so it counts as the first frame.
pub fn begins_with_still(bytes: &[u8]) -> bool {
    png_frames(bytes).1
}

/// Frames of the animation, and whether the first picture comes before all of them.
fn png_frames(bytes: &[u8]) -> (u32, bool) {
    let mut frames = 0u32;
    let mut picture_first = false;
    let mut walk = || -> Result<(), OutOfBytes> {
        let mut reader = Reader::new(bytes);
        reader.bytes(8)?;
        loop {
            let size = u32::from_be_bytes(reader.array()?);
            let name = reader.array::<4>()?;
            frames += u32::from(name == *b"fcTL");
            picture_first |= name == *b"IDAT" && frames == 0;
            reader.bytes((size as usize).saturating_add(4))?;
        }
    };
    let _ = walk();
    (frames, picture_first && frames > 0)
}

/// The frames that are hashed, in rising order, each once: all of them where `budget` allows it,
/// otherwise the first, the middle, the last, and every Nth with N as small as the budget allows.
pub fn pick(count: u32, budget: u32) -> Vec<u32> {
    let budget = budget.max(3);
    if count <= budget {
        return (0..count).collect();
    }
    // The first is a multiple of every step; middle and last may need a place of their own.
    let step = count.div_ceil(budget - 2).max(1);
    let mut picked: Vec<u32> = (0..count).step_by(step as usize).collect();
    picked.extend([count / 2, count - 1]);
    picked.sort_unstable();
    picked.dedup();
    picked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_frames_within_the_budget() {
        assert_eq!(pick(1, 16), [0]);
        assert_eq!(pick(5, 16), [0, 1, 2, 3, 4]);
        assert_eq!(pick(16, 16), (0..16).collect::<Vec<_>>());
    }

    #[test]
    fn first_middle_last_and_every_nth_beyond_it() {
        assert_eq!(pick(100, 3), [0, 50, 99]);
        assert_eq!(pick(10, 6), [0, 3, 5, 6, 9]);
        for count in 1..2000 {
            for budget in [3, 4, 16, 17] {
                let picked = pick(count, budget);
                assert!(picked.len() <= budget as usize);
                for frame in [0, count / 2, count - 1] {
                    assert!(picked.contains(&frame), "{count} {budget}");
                }
                assert!(picked.windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }

    #[test]
    fn a_gif_that_ends_within_a_frame_is_truncated() {
        let mut gif = b"GIF89a\x01\0\x01\0\0\0\0".to_vec();
        gif.extend(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0");
        assert_eq!(count(Format::Gif, &gif).unwrap(), 1);
        let code = count(Format::Gif, &gif[..gif.len() - 2])
            .unwrap_err()
            .code();
        assert_eq!(code, "truncated");
    }
}
