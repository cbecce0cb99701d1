//! The list of this house, read line by line: CSV with a header. What other formats there are, and large lists, are read
//! by the [importer](super::Importer).

use super::{ListEntry, ListError};
use crate::matchset::is_name;
use std::io::Read;

const COLUMNS: &str = "pdq, quality, sha256, label";

/// Reads a whole CSV list. The header names any of `pdq` (64 hex digits), `quality` (0..=100),
/// `sha256` (64 hex digits) and `label` (letters, digits, `.`, `-`, `_`), in any order; each line
/// needs a hash or a digest.
///
/// # Errors
/// [`ListError`] for the first line that is not in this form.
pub fn read_csv(input: impl Read) -> Result<Vec<ListEntry>, ListError> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(input);
    let headers = reader
        .headers()
        .map_err(|error| refused(1, &error))?
        .clone();
    let mut columns = [None; 4];
    for (position, name) in headers.iter().enumerate() {
        let bad = |reason| ListError { line: 1, reason };
        let known = ["pdq", "quality", "sha256", "label"]
            .iter()
            .zip(&mut columns);
        let Some((_, column)) = known
            .into_iter()
            .find(|(known, _)| name.eq_ignore_ascii_case(known))
        else {
            return Err(bad(format!("the header has a column besides {COLUMNS}")));
        };
        if column.replace(position).is_some() {
            return Err(bad(format!(
                "the header names column {} twice",
                position + 1
            )));
        }
    }
    let [pdq, quality, sha256, label] = columns;
    if pdq.is_none() && sha256.is_none() {
        return Err(ListError {
            line: 1,
            reason: format!("expected a header with pdq or sha256 among {COLUMNS}"),
        });
    }

    let mut entries = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| refused(entries.len() as u64 + 2, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let bad = |reason: String| ListError { line, reason };
        let field = |column: Option<usize>| {
            column
                .and_then(|at| record.get(at))
                .filter(|text| !text.is_empty())
        };
        let entry = ListEntry {
            pdq: field(pdq)
                .map(str::parse)
                .transpose()
                .map_err(|e| bad(format!("pdq: {e}")))?,
            quality: field(quality).map(parse_quality).transpose().map_err(bad)?,
            sha256: field(sha256)
                .map(str::parse)
                .transpose()
                .map_err(|e| bad(format!("sha256: {e}")))?,
            label: field(label).map(parse_label).transpose().map_err(bad)?,
        };
        if entry.pdq.is_none() && entry.sha256.is_none() {
            return Err(bad(
                "expected a pdq hash or a sha256 digest, both are empty".into(),
            ));
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn parse_quality(text: &str) -> Result<u8, String> {
    let quality = text.parse().ok().filter(|quality| *quality <= 100);
    quality.ok_or_else(|| "quality: expected a whole number from 0 to 100".into())
}

fn parse_label(text: &str) -> Result<String, String> {
    if is_name(text) {
        Ok(text.to_owned())
    } else {
        Err("label: expected at most 64 letters, digits, '.', '-' or '_'".into())
    }
}

fn refused(line: u64, error: &csv::Error) -> ListError {
    let line = error.position().map_or(line, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("expected {expected_len} fields as in the header, found {len}")
        }
        csv::ErrorKind::Utf8 { .. } => "expected UTF-8 text".into(),
        _ => "expected CSV".into(),
    };
    ListError { line, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "df501ccce9856c7b93e483322c9bf16cd87213918d956c2fe66e293042ca8f9f";

    fn read(text: &str) -> Result<Vec<ListEntry>, String> {
        read_csv(text.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn columns_in_any_order_and_any_of_them() {
        let entries = read(&format!(
            "label,PDQ , quality\n town,{HASH},100\n,{HASH},\n"
        ))
        .unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].label.as_deref(), Some("town"));
        assert_eq!(entries[0].quality, Some(100));
        assert_eq!(entries[0].pdq.unwrap().to_hex(), HASH);
        assert_eq!(
            (entries[1].label.as_ref(), entries[1].quality),
            (None, None)
        );
        let digests = read(&format!("sha256\n{HASH}\n")).unwrap();
        assert!(digests[0].pdq.is_none() && digests[0].sha256.is_some());
        assert_eq!(read("pdq\n").unwrap(), []);
    }

    #[test]
    fn refusals_name_the_line_and_not_its_content() {
        let good = format!("{HASH},x\n");
        for (text, expected) in [
            (
                format!("pdq,label\n{good}{good}abc,x\n"),
                "line 4: pdq: a PDQ hash has 64 hex digits, this text has 3 characters",
            ),
            (
                format!("pdq,label\n{good}\n\n{good}zz{}\n", &good[2..]),
                "line 6: pdq: a PDQ hash has hex digits only, character 1 is none",
            ),
            (
                format!("pdq,label\n{HASH}\n"),
                "line 2: expected 2 fields as in the header, found 1",
            ),
            (
                format!("pdq,label\n{HASH},two words\n"),
                "line 2: label: expected at most 64 letters, digits, '.', '-' or '_'",
            ),
            (
                format!("pdq,quality\n{HASH},101\n"),
                "line 2: quality: expected a whole number from 0 to 100",
            ),
            (
                "pdq,label\n,x\n".into(),
                "line 2: expected a pdq hash or a sha256 digest, both are empty",
            ),
            (
                "pdq,colour\n".into(),
                "line 1: the header has a column besides pdq, quality, sha256, label",
            ),
            (
                "pdq,pdq\n".into(),
                "line 1: the header names column 2 twice",
            ),
            (
                "label\nx\n".into(),
                "line 1: expected a header with pdq or sha256 among pdq, quality, sha256, label",
            ),
            (
                String::new(),
                "line 1: expected a header with pdq or sha256 among pdq, quality, sha256, label",
            ),
        ] {
            assert_eq!(read(&text).unwrap_err(), expected);
        }
    }
}
