//! Formats that are not decoded here but by many browsers: what to call them, and what they claim.
//!
//! Sources: ISO/IEC 14496-12 (boxes), ISO/IEC 23008-12 (`ispe`), the AVIF and JPEG XL
//! specifications.

use super::{ImageError, Limits};

/// Where the first boxes of a file end; claims beyond it are not searched for.
const HEAD: usize = 64 << 10;

/// The media type, for a format that a browser may be asked to decode.
pub fn media_type(head: &[u8]) -> Option<&'static str> {
    match head {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand {
            [b'a', b'v', b'i', b'f' | b's', ..] => Some("image/avif"),
            [b'h', b'e', b'i' | b'v', ..] => Some("image/heic"),
            // Brands that say neither: the codec's own brand is in the list behind.
            [b'm', b'i' | b's', b'f', b'1', ..] => {
                let size = head
                    .first_chunk::<4>()
                    .map_or(0, |size| u32::from_be_bytes(*size));
                let brands = head
                    .get(16..(size as usize).min(head.len()))
                    .unwrap_or_default();
                let avif = |brand: &[u8; 4]| matches!(brand, b"avif" | b"avis");
                match brands.as_chunks::<4>().0.iter().any(avif) {
                    true => Some("image/avif"),
                    false => Some("image/heic"),
                }
            }
            _ => None,
        },
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Some("image/jxl"),
        _ => None,
    }
}

/// Checks the size of the file and every picture size that its first boxes claim (`ispe`: version
/// and flags, width, height), before a browser makes room for it.
///
/// # Errors
/// [`ImageError::TooManyBytes`], [`ImageError::TooManyPixels`]
pub fn check_claims(bytes: &[u8], limits: &Limits) -> Result<(), ImageError> {
    limits.check_bytes(bytes.len() as u64)?;
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    for claim in head.windows(16) {
        if let [
            b'i',
            b's',
            b'p',
            b'e',
            0,
            0,
            0,
            0,
            w0,
            w1,
            w2,
            w3,
            h0,
            h1,
            h2,
            h3,
        ] = *claim
        {
            let width = u32::from_be_bytes([w0, w1, w2, w3]);
            limits.check_size(width, u32::from_be_bytes([h0, h1, h2, h3]))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_by_content() {
        let avif = Some("image/avif");
        assert_eq!(media_type(b"\0\0\0\x1cftypavif\0\0\0\0"), avif);
        assert_eq!(media_type(b"\0\0\0\x1cftypavis"), avif);
        assert_eq!(media_type(b"\0\0\0\x18ftypmif1\0\0\0\0miafavif"), avif);
        let heic = Some("image/heic");
        assert_eq!(media_type(b"\0\0\0\x18ftypmif1\0\0\0\0heicmif1"), heic);
        assert_eq!(media_type(b"\0\0\0\x10ftypmif1\0\0\0\0avifavif"), heic);
        assert_eq!(media_type(b"\0\0\0\x18ftypheic"), heic);
        assert_eq!(media_type(b"\xff\x0a\0"), Some("image/jxl"));
        assert_eq!(media_type(b"\0\0\0\x0cJXL \r\n"), Some("image/jxl"));
        for other in [&b""[..], b"\xff\xd8\xff", b"\0\0\0\x1cftypisom", b"GIF89a"] {
            assert_eq!(media_type(other), None);
        }
    }

    #[test]
    fn claims_are_checked() {
        let limits = Limits::default();
        let claim = |width: u32, height: u32| {
            let mut bytes = b"\0\0\0\x1cftypavif....\0\0\0\x14ispe\0\0\0\0".to_vec();
            bytes.extend(width.to_be_bytes());
            bytes.extend(height.to_be_bytes());
            check_claims(&bytes, &limits).map_err(|error| error.code())
        };
        assert_eq!(claim(8192, 8192), Ok(()));
        assert_eq!(claim(8192, 8193), Err("too-large"));
        assert_eq!(claim(u32::MAX, u32::MAX), Err("too-large"));
        let small = Limits {
            max_bytes: 3,
            ..limits
        };
        assert_eq!(
            check_claims(b"1234", &small).unwrap_err().code(),
            "file-too-large"
        );
    }
}
