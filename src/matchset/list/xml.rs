//! Entries of NCMEC's hash sharing interface, version 2, as its `/v2/entries` answers.
//!
//! Source: `exchanges/clients/ncmec/{hash_api.py, tests/data.py}` of python-threatexchange in
//! facebook/ThreatExchange: `image` and `video` elements with `member`, `timestamp`, `id`, `classification` and
//! `fingerprints` (`md5`, `sha1`, `pdna`, …), and `deletedImage`, `deletedVideo`, which take one away. Answers do
//! not come in the order of time, so of one entry's records the latest counts. That `pdq` and `sha256` may stand
//! among the fingerprints is our reading of "and so on".

use super::ListError;
use super::fields::{Meaning, Row, meaning};
use super::import::Batch;
use super::json::whole;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Read;

/// An element that is being read.
#[derive(Default)]
struct Entry {
    line: u64,
    gone: bool,
    id: String,
    member: String,
    time: String,
    fields: Vec<(Meaning, String)>,
    others: bool,
}

/// Reads one answer.
pub(super) fn read(input: impl Read, batch: &mut Batch) -> Result<(), ListError> {
    let text = whole(input)?;
    let mut reader = Reader::from_str(&text);
    let (mut offset, mut line) = (0usize, 1u64);
    let mut entry: Option<Entry> = None;
    let mut path: Vec<String> = Vec::new();
    let mut root = false;
    loop {
        let begin = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let between = text.as_bytes().get(offset..begin).unwrap_or_default();
        line += memchr::memchr_iter(b'\n', between).count() as u64;
        offset = begin;
        let bad = |reason: &str| ListError {
            line,
            reason: reason.into(),
        };
        let event = reader.read_event();
        match event.map_err(|_| bad("expected well-formed XML"))? {
            Event::Start(start) => {
                let name = local(start.local_name().as_ref());
                if path.is_empty() {
                    if name != "queryResult" {
                        return Err(bad(
                            "expected an answer of NCMEC's hash sharing: queryResult",
                        ));
                    }
                    root = true;
                }
                let gone = matches!(name.as_str(), "deletedImage" | "deletedVideo");
                if path.len() == 2 && (gone || matches!(name.as_str(), "image" | "video")) {
                    entry = Some(Entry {
                        line,
                        gone,
                        ..Entry::default()
                    });
                }
                if let (Some(entry), "member", 3) = (&mut entry, name.as_str(), path.len()) {
                    let id = start.try_get_attribute("id").ok().flatten();
                    let id = id.map(|id| String::from_utf8_lossy(&id.value).into_owned());
                    entry.member = id.unwrap_or_default();
                }
                path.push(name);
            }
            Event::Text(content) => {
                if let Some(entry) = &mut entry {
                    let content = content.decode().map_err(|_| bad("expected UTF-8 text"))?;
                    entry.take(&path, content.trim());
                }
            }
            Event::End(_) => {
                path.pop();
                if path.len() == 2
                    && let Some(entry) = entry.take()
                {
                    entry.finish(batch);
                }
            }
            Event::Eof if !root => {
                return Err(bad(
                    "expected an answer of NCMEC's hash sharing: queryResult",
                ));
            }
            Event::Eof if !path.is_empty() => return Err(bad("expected XML, it ends too early")),
            Event::Eof => return Ok(()),
            Event::DocType(_) | Event::GeneralRef(_) if entry.is_some() || path.is_empty() => {
                return Err(bad("expected neither a document type nor entities"));
            }
            _ => (),
        }
    }
}

fn local(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

impl Entry {
    fn take(&mut self, path: &[String], text: &str) {
        let text = || text.to_owned();
        let inner: Vec<&str> = path.iter().skip(3).map(String::as_str).collect();
        match inner.as_slice() {
            ["id"] => self.id = text(),
            ["timestamp"] => self.time = text(),
            ["classification"] => self.fields.push((Meaning::Label, text())),
            ["fingerprints", name] => match meaning(name) {
                Some(kind @ (Meaning::Pdq | Meaning::Digest(_))) => {
                    self.fields.push((kind, text()))
                }
                _ => self.others = true,
            },
            _ => (),
        }
    }

    fn finish(self, batch: &mut Batch) {
        let mut row = Row::default();
        for (meaning, text) in &self.fields {
            row.put(*meaning, text);
        }
        if self.gone {
            row.status = Some("deleted");
        }
        if row.pdq.is_none() && row.digests == [None; 3] && !self.gone {
            // An entry of other fingerprints, or of none yet.
            (row.any, row.kind) = (Some("-"), Some("other"));
        }
        if self.id.is_empty() {
            batch.records += 1;
            return batch.bad(self.line, "expected an entry with an id".into());
        }
        let key = format!("ncmec {} {}", self.member, self.id);
        batch.take_keyed(&row, self.line, key, self.time);
    }
}
