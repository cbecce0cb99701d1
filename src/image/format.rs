//! Which format a file is in, by its first bytes and never by its name.

use super::ImageError;
use core::fmt;

/// A format that is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// ITU-T T.81.
    Jpeg,
    /// W3C PNG, animated or not.
    Png,
    /// GIF87a and GIF89a.
    Gif,
    /// RFC 9649.
    WebP,
    /// Windows bitmap.
    Bmp,
    /// TIFF Revision 6.0.
    #[cfg(feature = "tiff")]
    Tiff,
}

impl Format {
    /// Lower-case name, as in a file's extension.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Bmp => "bmp",
            #[cfg(feature = "tiff")]
            Self::Tiff => "tiff",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            #[cfg(feature = "tiff")]
            Self::Tiff => "TIFF",
        })
    }
}

/// What [`sniff`] calls an ISO media file whose brand is not that of a picture.
const OTHER_MEDIA: &str = "a video or another ISO media file";

/// Whether a file that begins like this is a picture, decoded here or not. For those who pass
/// everything else by, unread; 1024 bytes are enough.
pub fn is_picture(head: &[u8]) -> bool {
    match sniff(head) {
        Ok(_) => true,
        Err(ImageError::UnsupportedFormat { format }) => format != OTHER_MEDIA,
        Err(_) => false,
    }
}

/// The format that the bytes begin as.
///
/// # Errors
/// [`ImageError::Empty`] for no bytes, [`ImageError::UnsupportedFormat`] for a known format that
/// is not decoded here, [`ImageError::NotAnImage`] for everything else.
pub fn sniff(bytes: &[u8]) -> Result<Format, ImageError> {
    let unsupported = |format| Err(ImageError::UnsupportedFormat { format });
    match bytes {
        [] => Err(ImageError::Empty),
        [0xff, 0xd8, 0xff, ..] => Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Format::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Format::Gif),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Ok(Format::WebP),
        // The 14-byte header's two reserved words are zero in every real bitmap; without them
        // any text that begins with "BM" would count as one.
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Ok(Format::Bmp),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand {
            [b'a', b'v', b'i', b'f' | b's', ..] => unsupported("AVIF"),
            [b'h', b'e', b'i' | b'v', ..] | [b'm', b'i' | b's', b'f', b'1', ..] => {
                unsupported("HEIC")
            }
            _ => unsupported(OTHER_MEDIA),
        },
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => unsupported("JPEG XL"),
        #[cfg(feature = "tiff")]
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Ok(Format::Tiff),
        #[cfg(not(feature = "tiff"))]
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => unsupported("TIFF"),
        [b'I', b'I', 43, 0, ..] | [b'M', b'M', 0, 43, ..] => unsupported("BigTIFF"),
        [b'8', b'B', b'P', b'S', ..] => unsupported("Photoshop"),
        [0, 0, 1, 0, ..] => unsupported("an icon"),
        _ if looks_like_svg(bytes) => unsupported("SVG"),
        _ => Err(ImageError::NotAnImage),
    }
}

/// An `<svg` tag within the first kilobyte of a text that begins with `<`.
fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start().starts_with(b"<") && head.windows(4).any(|tag| tag == b"<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        match sniff(bytes) {
            Ok(format) => format.name(),
            Err(error) => error.code(),
        }
    }

    #[test]
    fn by_content() {
        assert_eq!(code(b"\xff\xd8\xff\xe0"), "jpeg");
        assert_eq!(code(b"GIF89a"), "gif");
        assert_eq!(code(b"RIFF\0\0\0\0WEBPVP8 "), "webp");
        assert_eq!(code(b"BM\x10\0\0\0\0\0\0\0"), "bmp");
        assert_eq!(code(b"BMW is a car maker"), "not-an-image");
        assert_eq!(code(b"RIFF\0\0\0\0WAVEfmt "), "not-an-image");
    }

    #[test]
    fn known_but_not_decoded() {
        for head in [
            &b"\0\0\0\x1cftypavif"[..],
            b"\0\0\0\x1cftypheic",
            b"\0\0\0\x1cftypmif1",
            b"\0\0\0\x1cftypisom",
            b"\xff\x0a\xff",
            b"II+\0\x08",
            b"\n<?xml version='1.0'?><svg>",
        ] {
            assert_eq!(code(head), "unsupported-format");
        }
    }

    #[test]
    fn tiff_is_decoded_where_its_feature_is_on() {
        let expected = match cfg!(feature = "tiff") {
            true => "tiff",
            false => "unsupported-format",
        };
        assert_eq!(code(b"II*\0\x08\0\0\0"), expected);
        assert_eq!(code(b"MM\0*\0\0\0\x08"), expected);
    }

    #[test]
    fn videos_and_text_are_no_pictures() {
        for head in [
            &b"\xff\xd8\xff\xe0"[..],
            b"\0\0\0\x1cftypheic",
            b"\xff\x0a\xff",
            b"<svg>",
        ] {
            assert!(is_picture(head));
        }
        for head in [
            &b""[..],
            b"\0\0\0\x1cftypisom",
            b"\0\0\0\x1cftypmp42",
            b"PK\x03\x04",
            b"BMW",
        ] {
            assert!(!is_picture(head));
        }
    }

    #[test]
    fn neither_text_nor_nothing_is_an_image() {
        assert_eq!(code(b""), "empty");
        assert_eq!(code(b"\xff"), "not-an-image");
        assert_eq!(code(b"<html><p>svg"), "not-an-image");
    }
}
