//! Reading the lines of a manifest: `name: value`, one way to write each.

use super::MatchSetError;
use crate::digest::FileDigest;
use core::fmt;

/// First line of every manifest of this version.
pub(super) const FIRST_LINE: &str = "presend match set v1";

/// A decimal number as it is written back: no sign, no leading zero.
pub(super) fn number<T: core::str::FromStr + fmt::Display>(text: &str) -> Option<T> {
    let number: T = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
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

    fn bad(&self, expected: &'static str) -> MatchSetError {
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
        let value = self
            .next()
            .strip_prefix(key)
            .and_then(|rest| rest.strip_prefix(": "));
        value.and_then(read).ok_or_else(|| self.bad(expected))
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
