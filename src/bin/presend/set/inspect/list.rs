//! The owner's list, as the report counts it: what the builder would take, by label and month.

use super::super::build::read_list;
use crate::{Failure, files};
use presend::hash256::PdqHash;
use presend::matchset::build::{ListEntry, UNLABELLED, read_csv};
use presend::pdq::MIN_QUALITY;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a list says.
#[derive(Default)]
pub struct OwnList {
    /// The owner's words, sorted.
    pub labels: Vec<String>,
    /// Distinct hashes that a set takes, risen, each with the place of its label in `labels`; of
    /// several labels the first.
    pub hashes: Vec<(PdqHash, usize)>,
    /// Distinct SHA-256 digests, by label.
    pub digests: Vec<u64>,
    /// Lines by quality, 0..=100, where the list tells it.
    pub quality: Option<Vec<u64>>,
    /// Lines by month, as `2026-11`, and label; where the list has a column `date`.
    pub months: Option<BTreeMap<String, Vec<u64>>>,
    /// Lines without a date.
    pub undated: u64,
}

impl OwnList {
    /// Reads a list: anything that `presend set build` takes, and a CSV list may have a column
    /// `date` more.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = files::read(path)?;
        match without_dates(&bytes) {
            Some((csv, dates)) => {
                let bad = |error| Failure::new("bad-list", format!("{}: {error}", path.display()));
                let entries = read_csv(csv.as_slice()).map_err(bad)?;
                Ok(Self::of(&entries, Some(&dates)))
            }
            None => Ok(Self::of(&read_list(path)?, None)),
        }
    }

    /// Counts the entries; `dates` has one text for each.
    fn of(entries: &[ListEntry], dates: Option<&[String]>) -> Self {
        let name = |entry: &ListEntry| -> String {
            entry.label.as_deref().unwrap_or(UNLABELLED).to_owned()
        };
        let labels: BTreeSet<String> = entries.iter().map(name).collect();
        let labels: Vec<String> = labels.into_iter().collect();
        let mut months = dates.map(|_| BTreeMap::new());
        let (mut hashes, mut digests, mut undated) = (Vec::new(), Vec::new(), 0);
        let (mut quality, mut rated) = (vec![0; 101], false);
        for (line, entry) in entries.iter().enumerate() {
            let label = labels.binary_search(&name(entry)).unwrap_or_default();
            if let (Some(months), Some(dates)) = (&mut months, dates) {
                match dates.get(line).and_then(|date| month(date)) {
                    Some(month) => {
                        let counts = months.entry(month);
                        let counts = counts.or_insert_with(|| vec![0; labels.len()]);
                        counts.iter_mut().skip(label).take(1).for_each(|n| *n += 1);
                    }
                    None => undated += 1,
                }
            }
            if let Some(count) = entry.quality.and_then(|q| quality.get_mut(usize::from(q))) {
                (*count, rated) = (*count + 1, true);
            }
            let usable = entry.quality.is_none_or(|quality| quality >= MIN_QUALITY);
            hashes.extend(entry.pdq.filter(|_| usable).map(|hash| (hash, label)));
            digests.extend(entry.sha256.map(|digest| (digest, label)));
        }
        hashes.sort_unstable();
        hashes.dedup_by_key(|(hash, _)| *hash);
        digests.sort_unstable();
        digests.dedup_by_key(|(digest, _)| *digest);
        let mut of_label = vec![0; labels.len()];
        for (_, label) in digests {
            of_label
                .iter_mut()
                .skip(label)
                .take(1)
                .for_each(|n| *n += 1);
        }
        Self {
            labels,
            hashes,
            digests: of_label,
            quality: rated.then_some(quality),
            months,
            undated,
        }
    }
}

/// A CSV list without its column `date`, and what stands in that column; `None` for a list that has
/// none, or that is no such list.
fn without_dates(bytes: &[u8]) -> Option<(Vec<u8>, Vec<String>)> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let headers = reader.headers().ok()?.clone();
    let at = headers
        .iter()
        .position(|name| name.eq_ignore_ascii_case("date"))?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let rest = |record: &csv::StringRecord| -> Vec<String> {
        let fields = record.iter().enumerate();
        let fields = fields.filter(|(place, _)| *place != at);
        fields.map(|(_, field)| field.to_owned()).collect()
    };
    writer.write_record(rest(&headers)).ok()?;
    let mut dates = Vec::new();
    for record in reader.records() {
        // What is wrong with it is said by the reader of lists, with its line.
        let record = record.ok()?;
        dates.push(record.get(at).unwrap_or_default().to_owned());
        writer.write_record(rest(&record)).ok()?;
    }
    Some((writer.into_inner().ok()?, dates))
}

/// `2026-11` of `2026-11`, `2026-11-25` or `2026-11-25T…`.
fn month(date: &str) -> Option<String> {
    let (year, rest) = date.split_once('-')?;
    let month = rest.get(..2)?;
    let behind = rest.get(2..)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = year.len() == 4
        && digits(year)
        && digits(month)
        && (1..=12).contains(&month.parse().unwrap_or(0))
        && (behind.is_empty() || behind.starts_with('-'));
    fits.then(|| format!("{year}-{month}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_dates() {
        for date in ["2026-11", "2026-11-25", "2026-11-25T10:00:00Z"] {
            assert_eq!(month(date).as_deref(), Some("2026-11"));
        }
        for date in [
            "",
            "2026",
            "26-11-25",
            "2026-13-01",
            "2026-00",
            "2026-1",
            "2026-11x",
            "é-é",
        ] {
            assert_eq!(month(date), None, "{date}");
        }
    }

    #[test]
    fn a_column_of_dates_is_taken_out() {
        let (csv, dates) = without_dates(b"pdq, Date,label\n1,2026-01-02,a\n2,,b\n").unwrap();
        assert_eq!(csv, b"pdq,label\n1,a\n2,b\n");
        assert_eq!(dates, ["2026-01-02", ""]);
        assert!(without_dates(b"pdq,label\n1,a\n").is_none());
    }
}
