//! The text of a transcript. There is one way to write each; a reader refuses every other.

use super::subject::VIEW;
use super::{AbsentError, Record, Transcript, Views};
use crate::digest::FileDigest;
use crate::matchset::{Kind, format_time, is_name, parse_time};
use base64::{Engine, prelude::BASE64_STANDARD};

/// The first line.
const FIRST: &str = "presend absence transcript v1";

/// Bytes of the longest transcript: proven buckets for 4,096 probes, and room for hashes.
pub const MOST_BYTES: usize = 2 << 20;

impl Transcript {
    /// The text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST}\n");
        let mut line = |name: &str, value: &dyn core::fmt::Display| {
            text += &format!("{name}: {value}\n");
        };
        line("version", &self.version);
        line("set", &self.set);
        line("epoch", &self.epoch);
        line("update", &self.update);
        line("kind", &self.kind.name());
        line("manifest", &self.manifest.to_hex());
        line("made", &format_time(self.made));
        line("picture", &self.picture.to_hex());
        line(
            "views",
            &format_args!("{} {}", self.count, self.views.to_hex()),
        );
        if let Some(views) = &self.published {
            text += &views.lines();
        }
        if let Some(record) = &self.record {
            let mut bytes = |name: &str, bytes: &[u8]| {
                text += &format!("{name}: {}\n", BASE64_STANDARD.encode(bytes));
            };
            bytes("randomness", &record.randomness);
            bytes("evaluator", &record.evaluator);
            if let Some(mirror) = &record.mirror {
                bytes("mirror", mirror);
            }
        }
        text
    }

    /// Reads the text.
    ///
    /// # Errors
    /// [`AbsentError::BadTranscript`]
    pub fn parse(text: &str) -> Result<Self, AbsentError> {
        let bad = |line, expected| AbsentError::BadTranscript { line, expected };
        if text.len() > MOST_BYTES {
            return Err(bad(1, "a transcript of at most 2 MiB"));
        }
        let mut lines = Lines::of(text);
        if lines.next() != Some(FIRST) {
            return Err(bad(1, FIRST));
        }
        let version = lines.value("version: NAME", |v| is_name(v).then(|| v.to_owned()))?;
        let set = lines.value("set: NAME", |v| is_name(v).then(|| v.to_owned()))?;
        let epoch = lines.value("epoch: NUMBER", |v| v.parse().ok())?;
        let update = lines.value("update: NUMBER", |v| v.parse().ok())?;
        let kind = lines.value("kind: open, private-local or private-mirror", |v| {
            Kind::from_name(v).filter(|kind| *kind != Kind::Sealed)
        })?;
        let digest = |text: &str| text.parse::<FileDigest>().ok();
        let manifest = lines.value("manifest: SHA256", digest)?;
        let made = lines.value("made: TIME", parse_time)?;
        let picture = lines.value("picture: SHA256", digest)?;
        let (count, views) = lines.value("views: NUMBER SHA256", |v| {
            let (count, views) = v.split_once(' ')?;
            let count = count.parse().ok().filter(|count: &usize| *count > 0);
            Some((count?, digest(views)?))
        })?;
        let published = lines.views(kind, count, views)?;
        let record = match kind.is_private() {
            true => Some(Record {
                randomness: lines.value("randomness: BASE64", |v| bytes(v)?.try_into().ok())?,
                evaluator: lines.value("evaluator: BASE64", bytes)?,
                mirror: match kind {
                    Kind::PrivateMirror => Some(lines.value("mirror: BASE64", bytes)?),
                    _ => None,
                },
            }),
            false => None,
        };
        let transcript = Self {
            version,
            set,
            epoch,
            update,
            kind,
            manifest,
            made,
            picture,
            count,
            views,
            published,
            record,
        };
        // One spelling: nothing more, no other digits, a newline behind each line.
        let written = transcript.to_text();
        if written != text {
            let same = written
                .lines()
                .zip(text.lines())
                .take_while(|(a, b)| a == b);
            return Err(bad(same.count() + 1, "the one way to write it"));
        }
        Ok(transcript)
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

struct Lines<'a> {
    lines: core::iter::Peekable<core::str::Lines<'a>>,
    number: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            lines: text.lines().peekable(),
            number: 0,
        }
    }

    fn next(&mut self) -> Option<&'a str> {
        self.number += 1;
        self.lines.next()
    }

    /// The value of the next line. `expected` is `name: what`.
    fn value<T>(
        &mut self,
        expected: &'static str,
        read: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, AbsentError> {
        let name = expected.split(' ').next().unwrap_or_default();
        let line = self.next();
        let value = line.and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.and_then(read).ok_or(AbsentError::BadTranscript {
            line: self.number,
            expected,
        })
    }

    /// The lines of the views, all of them or none, as the digest says.
    fn views(
        &mut self,
        kind: Kind,
        count: usize,
        digest: FileDigest,
    ) -> Result<Option<Views>, AbsentError> {
        let first = self.number + 1;
        let mut found = Vec::new();
        while let Some(line) = self.lines.next_if(|line| line.starts_with(VIEW)) {
            self.number += 1;
            found.extend(line.strip_prefix(VIEW));
        }
        if found.is_empty() {
            return Ok(None);
        }
        let views = Views::read(kind, found.into_iter());
        let views = views.filter(|views| (views.len(), views.digest()) == (count, digest));
        views.map(Some).ok_or(AbsentError::BadTranscript {
            line: first,
            expected: "the views whose number and digest stand above",
        })
    }
}
