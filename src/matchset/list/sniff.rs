//! What a file is, by its first bytes: packed or not, and in which format.

use super::{Format, ListError};
use std::io::{self, BufReader, Cursor, Read};

/// Bytes that are looked at.
const HEAD: usize = 64 << 10;

/// A list's bytes, unpacked, and the format that they are in. `read` counts what was read of the packed bytes.
pub(super) fn open<'a>(input: impl Read + 'a) -> io::Result<(Box<dyn Read + 'a>, Vec<u8>)> {
    let (head, rest) = peek(input)?;
    let unpacked: Box<dyn Read + 'a> = if head.starts_with(&[0x1f, 0x8b]) {
        Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(rest)))
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(Zstd {
            source: Some(Box::new(rest)),
            frame: None,
        })
    } else {
        return Ok((Box::new(rest), head));
    };
    let (head, rest) = peek(unpacked)?;
    Ok((Box::new(rest), head))
}

/// What was looked at, and what comes behind it.
type Whole<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The first bytes, and everything with them.
fn peek<R: Read>(mut input: R) -> io::Result<(Vec<u8>, Whole<R>)> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(input)))
}

/// The format of text that begins like this.
pub(super) fn format(head: &[u8]) -> Result<Format, ListError> {
    let bad = |reason: &str| {
        Err(ListError {
            line: 1,
            reason: reason.into(),
        })
    };
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return bad("expected UTF-8 text, this is UTF-16; save it as UTF-8");
    }
    if head.contains(&0) {
        return bad("expected text, this holds zero bytes");
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = text.trim_ascii_start();
    Ok(match text.first() {
        Some(b'<') => Format::Ncmec,
        Some(b'{' | b'[') => {
            // One value to a line, and more lines than one: JSON lines.
            let mut lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
            let first = lines.next().unwrap_or_default();
            let more = lines.any(|line| !line.is_empty());
            match more && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok() {
                true => Format::JsonLines,
                false => Format::Json,
            }
        }
        _ => Format::Text,
    })
}

/// Zstandard frames, one after another.
struct Zstd<'a> {
    source: Option<Box<dyn Read + 'a>>,
    frame: Option<Frame<'a>>,
}

type Frame<'a> =
    ruzstd::decoding::StreamingDecoder<Box<dyn Read + 'a>, ruzstd::decoding::FrameDecoder>;

impl Read for Zstd<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let n = frame.read(to)?;
                if n > 0 || to.is_empty() {
                    return Ok(n);
                }
                self.source = self.frame.take().map(Frame::into_inner);
            }
            let Some(mut source) = self.source.take() else {
                return Ok(0);
            };
            let mut first = [0];
            if source.read(&mut first)? == 0 {
                return Ok(0);
            }
            let source: Box<dyn Read> = Box::new(Cursor::new(first).chain(source));
            let frame = Frame::new(source).map_err(io::Error::other)?;
            self.frame = Some(frame);
        }
    }
}
