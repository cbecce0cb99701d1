//! A walk over the markers of a JPEG file, before it is decoded.
//!
//! The decoder fills what is missing with grey and says nothing; a partial picture must not be
//! hashed, so the end of the image is looked for here.

use super::{Format, ImageError};
use crate::codec::{OutOfBytes, Reader};

/// What the markers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Survey {
    /// A progressive or other multi-pass frame: the decoder keeps all coefficients in memory.
    pub multi_pass: bool,
}

/// Walks from the start of the image to its end marker. Source: ITU-T T.81, annex B.
///
/// # Errors
/// [`ImageError::Truncated`] when there is no end marker behind the picture's data.
pub fn survey(bytes: &[u8]) -> Result<Survey, ImageError> {
    walk(bytes).map_err(|OutOfBytes { .. }| ImageError::Truncated {
        format: Format::Jpeg,
    })
}

fn walk(bytes: &[u8]) -> Result<Survey, OutOfBytes> {
    const START_OF_IMAGE: u8 = 0xd8;
    const END_OF_IMAGE: u8 = 0xd9;
    let mut survey = Survey::default();
    let mut reader = Reader::new(bytes);
    loop {
        match next_marker(&mut reader)? {
            END_OF_IMAGE => return Ok(survey),
            // Markers without a segment: start of image, restarts, TEM.
            START_OF_IMAGE | 0xd0..=0xd7 | 0x01 => {}
            marker => {
                survey.multi_pass |= matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
                let length = u16::from_be_bytes(reader.array()?);
                reader.bytes(usize::from(length).saturating_sub(2))?;
            }
        }
    }
}

/// Skips to the next marker and over it. Entropy-coded data is skipped with it: in there, every
/// 0xff byte is followed by a 0 (a stuffed byte, no marker).
fn next_marker(reader: &mut Reader<'_>) -> Result<u8, OutOfBytes> {
    loop {
        let mut rest = *reader;
        let ahead = rest.bytes(rest.left())?;
        let Some(skip) = ahead.iter().position(|byte| *byte == 0xff) else {
            return Err(OutOfBytes {
                needed: ahead.len() + 1,
                left: ahead.len(),
            });
        };
        reader.bytes(skip + 1)?;
        let mut peek = *reader;
        match peek.array()? {
            [0xff] => {}
            [0x00] => *reader = peek,
            [marker] => {
                *reader = peek;
                return Ok(marker);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuffed_bytes_and_fill_bytes_are_no_markers() {
        let file = b"\xff\xd8\xff\xda\0\x02\x12\xff\0\x34\xff\xd0\x56\xff\xff\xd9";
        assert_eq!(survey(file).unwrap(), Survey::default());
    }

    #[test]
    fn an_end_marker_inside_a_segment_does_not_count() {
        let thumbnail = b"\xff\xd8\xff\xe1\0\x06\xff\xd9\xff\xd9\xff\xda\0\x02\x12\x34";
        assert_eq!(survey(thumbnail).unwrap_err().code(), "truncated");
    }

    #[test]
    fn progressive_frames_are_seen() {
        let file = b"\xff\xd8\xff\xc2\0\x04\0\0\xff\xda\0\x02\x12\xff\xd9";
        assert!(survey(file).unwrap().multi_pass);
    }
}
