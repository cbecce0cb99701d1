//! Reading the lines of a manifest: `name: value`, one way to write each.

use super::MatchSetError;
use crate::digest::FileDigest;

/// First line of every manifest of this version.
pub(super) const FIRST_LINE: &str = "presend match set v1";

/// A decimal number as it is written back: no sign, no leading zero.
pub(super) fn number<T: TryFrom<u64>>(text: &str) -> Option<T> {
    T::try_from(decimal(text)?).ok()
}

/// One copy for every type of number.
#[inline(never)]
fn decimal(text: &str) -> Option<u64> {
    let zero = text.len() > 1 && text.starts_with('0');
    let digits = !text.is_empty() && !zero && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// As many numbers as there is room for, and no more, each as it is written back.
pub(super) fn numbers(text: &str, into: &mut [u64]) -> bool {
    let mut words = text.split(' ');
    let all = into.iter_mut().all(|number| {
        let read = words.next().and_then(decimal);
        *number = read.unwrap_or_default();
        read.is_some()
    });
    all && words.next().is_none()
}

/// Lower-case hex only, as it is written back.
pub(super) fn digest(text: &str) -> Option<FileDigest> {
    let digest: FileDigest = text.parse().ok()?;
    (digest.to_hex() == text).then_some(digest)
}

/// What is left of the text, line by line.
pub(super) struct Lines<'a> {
    lines: core::str::Split<'a, char>,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            lines: text.split('\n'),
            line: 0,
        }
    }

    pub(super) fn bad(&self, expected: &'static str) -> MatchSetError {
        MatchSetError::BadManifest {
            line: self.line,
            expected,
        }
    }

    fn next(&mut self) -> &'a str {
        self.line += 1;
        self.lines.next().unwrap_or_default()
    }

    pub(super) fn first(&mut self) -> Result<(), MatchSetError> {
        match self.next() {
            FIRST_LINE => Ok(()),
            _ => Err(self.bad("presend match set v1 (another version?)")),
        }
    }

    pub(super) fn value<T>(
        &mut self,
        expected: &'static str,
        key: &str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, MatchSetError> {
        self.raw(key)
            .and_then(read)
            .ok_or_else(|| self.bad(expected))
    }

    /// One copy for every type of value.
    #[inline(never)]
    fn raw(&mut self, key: &str) -> Option<&'a str> {
        self.next().strip_prefix(key)?.strip_prefix(": ")
    }

    /// The value of a line that may be absent, where it is there.
    pub(super) fn optional(&mut self, key: &str) -> Option<&'a str> {
        let mut ahead = self.lines.clone();
        let value = ahead.next()?.strip_prefix(key)?.strip_prefix(": ")?;
        (self.lines, self.line) = (ahead, self.line + 1);
        Some(value)
    }

    /// Whether there is another line.
    pub(super) fn more(&self) -> bool {
        self.lines
            .clone()
            .next()
            .is_some_and(|line| !line.is_empty())
    }

    /// Whether the next line has this name.
    pub(super) fn next_is(&self, key: &str) -> bool {
        let next = self.lines.clone().next();
        next.is_some_and(|line| line.strip_prefix(key).is_some_and(|v| v.starts_with(':')))
    }

    pub(super) fn end(&mut self) -> Result<(), MatchSetError> {
        self.line += 1;
        match (self.lines.next(), self.lines.next()) {
            (Some(""), None) => Ok(()),
            _ => Err(self.bad("the end of the manifest")),
        }
    }
}

/// 32 bytes as lower-case hex.
pub(super) fn bytes32(text: &str) -> Option<[u8; 32]> {
    digest(text).map(|digest| digest.to_bytes())
}
