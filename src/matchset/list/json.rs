//! JSON: one document, or a value on each line. A value is a record, a hash, an array of them, or a page that
//! has such an array.
//!
//! Pages: `data` of ThreatExchange's `threat_updates` and `threat_descriptors`, `hashRecords` of StopNCII (see
//! [`fields`](super::fields)); `records`, `entries`, `hashes` and `signals` are our own guess at others.

use super::fields::{Meaning, Row, Slot, meaning, take};
use super::import::{Batch, Keyed};
use super::text::{blocks, pieces};
use super::{ListError, Pair};
use rayon::prelude::*;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::Read;

/// Bytes of a document, at most: larger lists have a value on each line.
const MOST: u64 = 1 << 30;
/// Names of arrays of records.
const PAGES: [&str; 6] = [
    "data",
    "hashRecords",
    "records",
    "entries",
    "hashes",
    "signals",
];
/// Names of objects whose fields are those of the record.
const INNER: [&str; 4] = ["signals", "hashes", "fingerprints", "attributes"];

/// Reads the whole text, at most [`MOST`] bytes of it.
pub(super) fn whole(input: impl Read) -> Result<String, ListError> {
    let bad = |reason: String| ListError { line: 1, reason };
    let mut bytes = Vec::new();
    let read = input.take(MOST + 1).read_to_end(&mut bytes);
    read.map_err(|error| bad(format!("cannot be read: {}", error.kind())))?;
    if bytes.len() as u64 > MOST {
        return Err(bad(
            "a document has at most 1 GiB; cut it into several".into()
        ));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to());
        let lines = before.map_or(0, |text| memchr::memchr_iter(b'\n', text).count());
        ListError {
            line: lines as u64 + 1,
            reason: "expected UTF-8 text".into(),
        }
    })
}

/// Reads one document.
pub(super) fn read(input: impl Read, batch: &mut Batch) -> Result<(), ListError> {
    let text = whole(input)?;
    value(&text, 0, batch)
}

/// Reads a value on each line.
pub(super) fn read_lines(
    input: impl Read,
    most_bad: u64,
    batch: &mut Batch,
) -> Result<(), ListError> {
    blocks(input, false, |block, lines| {
        let cut = pieces(block, lines, false);
        let parsed: Vec<Batch> = cut
            .into_par_iter()
            .map(|(p, before)| lines_of(p, before, Batch::labelled(batch.labels)))
            .collect();
        for part in parsed {
            batch.absorb(part)?;
        }
        batch.check_bad(most_bad)
    })
}

fn lines_of(piece: &[u8], before: u64, mut batch: Batch) -> Batch {
    for (before, line) in (before..).zip(piece.split(|b| *b == b'\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match core::str::from_utf8(line) {
            Ok(line) => {
                if let Err(error) = value(line, before, &mut batch) {
                    batch.refused(error);
                }
            }
            Err(_) => batch.bad(before + 1, "expected UTF-8 text".into()),
        }
    }
    batch
}

fn syntax(error: &serde_json::Error, before: u64) -> ListError {
    let line = before + error.line() as u64;
    let reason = match error.classify() {
        serde_json::error::Category::Eof => "expected JSON, it ends too early".into(),
        serde_json::error::Category::Syntax => {
            format!(
                "expected JSON, character {} is out of place",
                error.column()
            )
        }
        _ => "expected a record, a hash or an array of them".into(),
    };
    ListError { line, reason }
}

/// Reads a value that has so many lines before it.
fn value(text: &str, before: u64, batch: &mut Batch) -> Result<(), ListError> {
    let whole: &RawValue = serde_json::from_str(text).map_err(|e| syntax(&e, before))?;
    let whole = whole.get();
    let mut at = Place {
        text,
        offset: 0,
        line: before + 1,
    };
    if whole.starts_with('[') {
        return array(whole, before, &mut at, batch);
    }
    if whole.starts_with('{') {
        let fields: HashMap<Cow<'_, str>, &RawValue> =
            serde_json::from_str(whole).map_err(|e| syntax(&e, before))?;
        let page = PAGES.iter().find_map(|name| fields.get(*name));
        if let Some(page) = page.map(|raw| raw.get()).filter(|raw| raw.starts_with('[')) {
            return array(page, before, &mut at, batch);
        }
    }
    let line = at.of(whole);
    element(whole, line, batch);
    Ok(())
}

fn array(raw: &str, before: u64, at: &mut Place<'_>, batch: &mut Batch) -> Result<(), ListError> {
    let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(|e| syntax(&e, before))?;
    for item in items {
        let line = at.of(item.get());
        element(item.get(), line, batch);
    }
    Ok(())
}

/// Counts lines up to a part of a text; parts come in order.
struct Place<'a> {
    text: &'a str,
    offset: usize,
    line: u64,
}

impl Place<'_> {
    fn of(&mut self, part: &str) -> u64 {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let between = self.text.as_bytes().get(self.offset..offset);
        let lines = between.map_or(0, |text| memchr::memchr_iter(b'\n', text).count());
        self.line += lines as u64;
        self.offset = self.offset.max(offset);
        self.line
    }
}

/// One record or hash.
fn element(raw: &str, line: u64, batch: &mut Batch) {
    if raw.starts_with('"') {
        return match serde_json::from_str::<Cow<'_, str>>(raw) {
            Ok(text) => {
                let any = Some(text.trim()).filter(|text| !text.is_empty());
                let row = Row {
                    any,
                    ..Row::default()
                };
                batch.take(&row, line);
            }
            Err(_) => batch.bad(line, "expected text".into()),
        };
    }
    let Ok(Fields(fields)) = serde_json::from_str(raw) else {
        batch.records += 1;
        return batch.bad(line, "expected a record or a hash".into());
    };
    let mut row = Row::default();
    for (meaning, text) in &fields {
        row.put(*meaning, text.trim());
    }
    if row.status.is_none() {
        return batch.take(&row, line);
    }
    // A record that may be taken away later, by its id or by its value.
    let key = match (row.key, row.any) {
        (Some(id), _) => format!("id {id}"),
        (None, Some(any)) => format!("{} {any}", row.kind.unwrap_or_default()),
        (None, None) => {
            batch.records += 1;
            return batch.bad(line, "expected an id or a hash beside the status".into());
        }
    };
    batch.take_keyed(&row, line, key, String::new());
}

impl Batch {
    /// Takes a record in that another one may take away.
    pub(super) fn take_keyed(&mut self, row: &Row<'_>, line: u64, key: String, time: String) {
        self.records += 1;
        let row = &self.relabelled(*row);
        let mut values: Vec<(Slot, Pair)> = Vec::new();
        let list = &mut self.list;
        let taken = take(
            row,
            line,
            |name| list.number(name),
            |slot, pair| values.push((slot, pair)),
        );
        if taken.is_ok() {
            self.keyed.push(Keyed { key, time, values });
        }
        self.count(taken);
    }
}

/// The fields of a record that mean something, those of inner objects too.
struct Fields<'a>(Vec<(Meaning, Cow<'a, str>)>);

impl<'de> serde::Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Record;
        impl<'de> Visitor<'de> for Record {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    if INNER.contains(&name.as_ref()) {
                        if let Inner(Some(Fields(inner))) = map.next_value()? {
                            fields.extend(inner);
                        }
                        continue;
                    }
                    match meaning(&name) {
                        Some(meaning) => {
                            if let Text(Some(text)) = map.next_value()? {
                                fields.push((meaning, text));
                            }
                        }
                        None => {
                            map.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Record)
    }
}

/// The name of a field.
struct Name<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Word;
        impl<'de> Visitor<'de> for Word {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(v)))
            }
            fn visit_str<E>(self, v: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(v.to_owned())))
            }
        }
        deserializer.deserialize_str(Word)
    }
}

/// A text, number or truth as text; anything else is none.
struct Text<'a>(Option<Cow<'a, str>>);

/// A record within a record; anything else is none.
struct Inner<'a>(Option<Fields<'a>>);

impl<'de> serde::Deserialize<'de> for Inner<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(raw.get()).ok()))
    }
}

impl<'de> serde::Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Borrowed(v))))
            }
            fn visit_str<E>(self, v: &str) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(v.to_owned()))))
            }
            fn visit_bool<E>(self, v: bool) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(v.to_string()))))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(v.to_string()))))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(v.to_string()))))
            }
            fn visit_f64<E>(self, v: f64) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(v.to_string()))))
            }
            fn visit_unit<E>(self) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text<'de>, A::Error> {
                while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                Ok(Text(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text<'de>, A::Error> {
                while map
                    .next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?
                    .is_some()
                {}
                Ok(Text(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
