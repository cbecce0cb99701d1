//! Lines: CSV with a header, CSV without one, and bare hashes. Blocks of lines are read on all cores.
//!
//! Without a header: the exports of hasher-matcher-actioner (`hash,id,time,tags`, see
//! `hasher-matcher-actioner/sample_data/pdq.csv` in facebook/ThreatExchange), the output of its `pdq` tools
//! (`hash,quality,file`), lines of a type and a hash with a space between them (`exchanges/impl/file_api.py`
//! of python-threatexchange), and one hash to a line.

use super::ListError;
use super::fields::{Meaning, Row, meaning, take};
use super::import::Batch;
use rayon::prelude::*;
use std::io::{self, Read};

/// Bytes that are read before they are shared out. Chosen 2026-11-25: enough for every core, small in memory.
const BLOCK: usize = 16 << 20;
/// Bytes that one thread takes at a time.
const PIECE: usize = 1 << 20;

/// How a line is laid out.
#[derive(Clone)]
pub(super) struct Layout {
    columns: Vec<Option<Meaning>>,
    delimiter: u8,
    /// Whether the first line is a header.
    header: bool,
    /// Whether every line has as many fields as the first one.
    even: bool,
    /// Bare hashes, of which nothing says what they are.
    pub bare: bool,
}

impl Layout {
    /// Of text that begins like this.
    pub fn of(head: &[u8]) -> Result<Self, ListError> {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let mut lines = (1u64..).zip(head.split(|b| *b == b'\n'));
        let used = lines.find(|(_, l)| !l.trim_ascii().is_empty() && !l.starts_with(b"#"));
        let (line, first) = used.unwrap_or((1, &[]));
        let bad = |reason: String| ListError { line, reason };
        let first = core::str::from_utf8(first).map_err(|_| bad("expected UTF-8 text".into()))?;
        let first = first.trim_end_matches('\r');
        let delimiter = [b',', b'\t', b';', b'|']
            .into_iter()
            .find(|d| first.as_bytes().contains(d))
            .unwrap_or(b',');
        let fields: Vec<&str> = first
            .split(char::from(delimiter))
            .map(|f| f.trim().trim_matches('"').trim())
            .collect();
        let hexes: Vec<bool> = fields.iter().map(|field| is_hash(field)).collect();
        let plain = |columns, delimiter, even, bare| Self {
            columns,
            delimiter,
            header: false,
            even,
            bare,
        };
        if fields.len() == 1 {
            if let Some((kind, hash)) = first.trim().split_once(' ')
                && is_hash(hash.trim())
                && !is_hash(kind)
            {
                let columns = vec![Some(Meaning::Type), Some(Meaning::Any)];
                return Ok(plain(columns, b' ', true, false));
            }
            if hexes == [true] || meaning(first).is_none() && !first.is_empty() {
                // Also where the first line is broken: it is refused like any other.
                return Ok(plain(vec![Some(Meaning::Any)], b',', true, true));
            }
        }
        if let Some(at) = hexes.iter().position(|hex| *hex) {
            let mut columns = vec![None; fields.len()];
            if let Some(column) = columns.get_mut(at) {
                *column = Some(Meaning::Any);
            }
            let quality = fields.get(at + 1).filter(|text| text.len() <= 3);
            let quality = quality.and_then(|text| text.parse::<u8>().ok());
            if quality.is_some_and(|quality| quality <= 100)
                && let Some(column) = columns.get_mut(at + 1)
            {
                *column = Some(Meaning::Quality);
            }
            return Ok(plain(columns, delimiter, true, false));
        }
        let mut columns: Vec<Option<Meaning>> = Vec::with_capacity(fields.len());
        for (position, name) in fields.iter().enumerate() {
            let found = meaning(name);
            if found.is_some() && columns.contains(&found) {
                return Err(bad(format!(
                    "the header names column {} twice",
                    position + 1
                )));
            }
            columns.push(found);
        }
        let hash = |m: &Meaning| matches!(m, Meaning::Pdq | Meaning::Digest(_) | Meaning::Any);
        if !columns.iter().flatten().any(hash) {
            return Err(bad(
                "expected a header with pdq, sha256, sha1, md5 or hash among its columns, or lines of hashes"
                    .into(),
            ));
        }
        Ok(Self {
            columns,
            delimiter,
            header: true,
            even: true,
            bare: false,
        })
    }

    /// Columns, counted from 1, whose names say nothing here.
    pub fn passed_over(&self) -> Vec<usize> {
        let columns = self.columns.iter().zip(1..);
        let unknown = columns.filter(|(column, _)| column.is_none());
        unknown.map(|(_, number)| number).collect()
    }
}

/// Whether a text may be a hash or a digest.
fn is_hash(text: &str) -> bool {
    matches!(text.len(), 32 | 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Cuts text into blocks of whole lines and hands each of them on, with the number of lines before it. `quoted` where
/// a line feed within quotation marks ends no line.
pub(super) fn blocks(
    mut input: impl Read,
    quoted: bool,
    mut each: impl FnMut(&[u8], u64) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let mut buffer: Vec<u8> = Vec::with_capacity(BLOCK + (BLOCK >> 2));
    let mut lines = 0u64;
    let failed = |line: u64, error: &io::Error| {
        let reason = match error.kind() {
            io::ErrorKind::UnexpectedEof => "the packed file ends too early".into(),
            kind => format!("cannot be read: {kind}"),
        };
        ListError { line, reason }
    };
    let mut begun = false;
    loop {
        let want = BLOCK.saturating_sub(buffer.len()) as u64;
        let read = input.by_ref().take(want.max(1)).read_to_end(&mut buffer);
        let read = read.map_err(|error| failed(lines + 1, &error))?;
        if !begun {
            begun = true;
            if buffer.starts_with(b"\xef\xbb\xbf") {
                buffer.drain(..3);
            }
        }
        let end = match read {
            0 if quoted && !closed(&buffer) => {
                let reason = "a quotation mark from here on is never closed".into();
                let line = lines + 1;
                return Err(ListError { line, reason });
            }
            0 => buffer.len(),
            _ => match last_line(&buffer, quoted) {
                Some(end) => end,
                None if buffer.len() < BLOCK => continue,
                None => {
                    let reason = "a line or a quoted field is longer than 16 MB".into();
                    let line = lines + 1;
                    return Err(ListError { line, reason });
                }
            },
        };
        let whole = buffer.get(..end).unwrap_or_default();
        each(whole, lines)?;
        lines += memchr::memchr_iter(b'\n', whole).count() as u64;
        buffer.drain(..end);
        if read == 0 {
            return Ok(());
        }
    }
}

/// The place behind the last line feed that stands outside quotes.
fn last_line(bytes: &[u8], quoted: bool) -> Option<usize> {
    if !quoted {
        return memchr::memrchr(b'\n', bytes).map(|at| at + 1);
    }
    let quotes = memchr::memchr_iter(b'"', bytes).count();
    let mut end = bytes.len();
    let mut behind = 0;
    while let Some(at) = memchr::memrchr(b'\n', bytes.get(..end)?) {
        behind += memchr::memchr_iter(b'"', bytes.get(at..end)?).count();
        if (quotes - behind).is_multiple_of(2) {
            return Some(at + 1);
        }
        end = at;
    }
    None
}

/// Whether every quotation mark has its other one.
fn closed(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'"', bytes).count().is_multiple_of(2)
}

/// Pieces of whole lines, each with the number of lines before it.
pub(super) fn pieces(block: &[u8], mut lines: u64, quoted: bool) -> Vec<(&[u8], u64)> {
    let quoted = quoted && memchr::memchr(b'"', block).is_some();
    let mut pieces = Vec::new();
    let mut rest = block;
    while !rest.is_empty() {
        let cut = match rest.get(PIECE..) {
            // Where quotes may hold line feeds, a piece ends where they are closed.
            Some(_) if quoted => rest
                .get(..PIECE)
                .and_then(|part| last_line(part, true))
                .unwrap_or(rest.len()),
            Some(tail) => memchr::memchr(b'\n', tail).map_or(rest.len(), |at| PIECE + at + 1),
            None => rest.len(),
        };
        let (piece, tail) = rest.split_at_checked(cut).unwrap_or((rest, &[]));
        pieces.push((piece, lines));
        lines += memchr::memchr_iter(b'\n', piece).count() as u64;
        rest = tail;
    }
    pieces
}

/// Reads all lines.
pub(super) fn read(
    input: impl Read,
    layout: &Layout,
    most_bad: u64,
    batch: &mut Batch,
) -> Result<(), ListError> {
    let mut header = layout.header;
    blocks(input, true, |block, lines| {
        let pieces = pieces(block, lines, true);
        let first = core::mem::take(&mut header);
        let parsed: Vec<Batch> = pieces
            .into_par_iter()
            .enumerate()
            .map(|(number, (piece, before))| {
                let start = Batch::labelled(batch.labels);
                parse(piece, before, layout, first && number == 0, start)
            })
            .collect();
        for part in parsed {
            batch.absorb(part)?;
        }
        batch.check_bad(most_bad)
    })
}

/// Reads a piece of whole lines.
fn parse(piece: &[u8], before: u64, layout: &Layout, header: bool, mut batch: Batch) -> Batch {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .delimiter(layout.delimiter)
        .from_reader(piece);
    let mut record = csv::ByteRecord::new();
    let mut skip = header;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => return batch,
            Ok(true) => (),
            Err(_) => {
                let line = before + reader.position().line();
                batch.bad(line, "expected CSV".into());
                return batch;
            }
        }
        let line = before + record.position().map_or(0, csv::Position::line);
        let (found, expected) = (record.len(), layout.columns.len());
        // A line of white space alone is empty, too.
        if found == 1 && record.get(0).is_some_and(|f| f.trim_ascii().is_empty()) {
            continue;
        }
        if core::mem::take(&mut skip) {
            continue;
        }
        if layout.even && found != expected {
            batch.bad(line, fields(expected, found, layout));
            continue;
        }
        let mut row = Row::default();
        let mut utf8 = true;
        for (meaning, field) in layout.columns.iter().zip(&record) {
            if let Some(meaning) = meaning {
                match core::str::from_utf8(field) {
                    Ok(text) => row.put(*meaning, text.trim()),
                    Err(_) => utf8 = false,
                }
            }
        }
        match utf8 {
            true => batch.take(&row, line),
            false => batch.bad(line, "expected UTF-8 text".into()),
        }
    }
}

fn fields(expected: usize, found: usize, layout: &Layout) -> String {
    let as_in = match layout.header {
        true => "as in the header",
        false => "as in the first line",
    };
    format!("expected {expected} fields {as_in}, found {found}")
}

impl Batch {
    /// Takes a record in, or remembers why not.
    pub(super) fn take(&mut self, row: &Row<'_>, line: u64) {
        self.records += 1;
        let row = &self.relabelled(*row);
        let Self {
            list,
            unknown,
            latest,
            ..
        } = self;
        let mut values: [Option<(super::fields::Slot, super::Pair)>; 5] = [None; 5];
        let mut count = 0;
        let taken = take(
            row,
            line,
            |name| match latest {
                Some((known, number)) if known.as_deref() == name => Some(*number),
                _ => {
                    let number = list.number(name)?;
                    *latest = Some((name.map(str::to_owned), number));
                    Some(number)
                }
            },
            |slot, pair| {
                if let Some(place) = values.get_mut(count) {
                    *place = Some((slot, pair));
                    count += 1;
                }
            },
        );
        for (slot, pair) in values.into_iter().flatten() {
            match slot {
                super::fields::Slot::Pdq => list.hashes.push(pair),
                super::fields::Slot::Digest(kind) => list.digests_mut(kind).push(pair),
                super::fields::Slot::Unknown => unknown.push(pair),
            }
        }
        self.count(taken);
    }
}
