//! The owner's list, as the report counts it: what the builder would take, by label and month.

use super::super::lists::ReadArgs;
use crate::{Failure, files};
use presend::digest::DigestKind;
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
    /// Distinct digests, by label.
    pub digests: Vec<u64>,
    /// Lines by quality, 0..=100, where the list tells it.
    pub quality: Option<Vec<u64>>,
    /// Lines by month, as `2026-11`, and label; where the list has a column `date`.
    pub months: Option<BTreeMap<String, Vec<u64>>>,
    /// Lines without a date.
    pub undated: u64,
}

impl OwnList {
    /// Reads a list: anything that `presend set build` takes. Of a plain CSV list, quality and a column
    /// `date` are counted too.
    pub fn read(path: &Path, how: &ReadArgs) -> Result<Self, Failure> {
        let plain = match path == Path::new("-") {
            true => None,
            false => plain(&files::read(path)?),
        };
        match plain {
            Some((csv, dates)) => {
                let bad = |error| Failure::new("bad-list", format!("{}: {error}", path.display()));
                let entries = read_csv(csv.as_slice()).map_err(bad)?;
                let lines = entries.iter().map(|entry| entry.label.as_deref());
                let mut list = Self::named(lines);
                list.count_lines(&entries, dates.as_deref());
                let usable = |entry: &&ListEntry| entry.quality.is_none_or(|q| q >= MIN_QUALITY);
                let hashes = entries.iter().filter(usable);
                let hashes = hashes.filter_map(|e| Some((e.pdq?, e.label.as_deref())));
                let digests = entries.iter().filter_map(|e| {
                    Some((DigestKind::Sha256, e.sha256?.to_bytes(), e.label.as_deref()))
                });
                list.count(hashes, digests);
                Ok(list)
            }
            None => {
                let read = how.read(&[path])?;
                let hashes = || read.labelled_hashes();
                let digests = || read.labelled_digests();
                let names = hashes().map(|(_, name)| name);
                let mut list = Self::named(names.chain(digests().map(|(_, _, name)| name)));
                list.count(hashes(), digests());
                Ok(list)
            }
        }
    }

    /// Without counts, for these labels.
    fn named<'a>(names: impl Iterator<Item = Option<&'a str>>) -> Self {
        let names: BTreeSet<&str> = names.map(|name| name.unwrap_or(UNLABELLED)).collect();
        Self {
            digests: vec![0; names.len()],
            labels: names.into_iter().map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    fn label(&self, name: Option<&str>) -> usize {
        let name = name.unwrap_or(UNLABELLED);
        let place = self
            .labels
            .binary_search_by(|label| label.as_str().cmp(name));
        place.unwrap_or_default()
    }

    /// Quality and months of the lines.
    fn count_lines(&mut self, entries: &[ListEntry], dates: Option<&[String]>) {
        let mut months = dates.map(|_| BTreeMap::new());
        let (mut quality, mut rated) = (vec![0; 101], false);
        for (line, entry) in entries.iter().enumerate() {
            if let (Some(months), Some(dates)) = (&mut months, dates) {
                match dates.get(line).and_then(|date| month(date)) {
                    Some(month) => {
                        let label = self.label(entry.label.as_deref());
                        let counts = months.entry(month);
                        let counts = counts.or_insert_with(|| vec![0; self.labels.len()]);
                        counts.iter_mut().skip(label).take(1).for_each(|n| *n += 1);
                    }
                    None => self.undated += 1,
                }
            }
            if let Some(count) = entry.quality.and_then(|q| quality.get_mut(usize::from(q))) {
                (*count, rated) = (*count + 1, true);
            }
        }
        self.months = months;
        self.quality = rated.then_some(quality);
    }

    /// Hashes and digests; what stands there twice counts once, with the first label by name.
    fn count<'a>(
        &mut self,
        hashes: impl Iterator<Item = (PdqHash, Option<&'a str>)>,
        digests: impl Iterator<Item = (DigestKind, [u8; 32], Option<&'a str>)>,
    ) {
        let mut own: Vec<_> = hashes
            .map(|(hash, name)| (hash, self.label(name)))
            .collect();
        own.sort_unstable();
        own.dedup_by_key(|(hash, _)| *hash);
        let digests = digests.map(|(kind, digest, name)| (kind, digest, self.label(name)));
        let mut digests: Vec<_> = digests.collect();
        digests.sort_unstable();
        digests.dedup_by_key(|(kind, digest, _)| (*kind, *digest));
        self.hashes = own;
        for (_, _, label) in digests {
            self.digests
                .iter_mut()
                .skip(label)
                .take(1)
                .for_each(|n| *n += 1);
        }
    }
}

/// Columns of a plain list.
const PLAIN: [&str; 5] = ["pdq", "quality", "sha256", "label", "date"];

/// A CSV list of these columns only, without its column `date`; and what stands in that, where there is
/// one. Other lists are for the importer.
fn plain(bytes: &[u8]) -> Option<(Vec<u8>, Option<Vec<String>>)> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let headers = reader.headers().ok()?.clone();
    let is = |name: &str, other: &str| name.eq_ignore_ascii_case(other);
    if !headers
        .iter()
        .all(|name| PLAIN.iter().any(|known| is(name, known)))
    {
        return None;
    }
    let Some(at) = headers.iter().position(|name| is(name, "date")) else {
        return Some((bytes.to_vec(), None));
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let rest = |record: &csv::StringRecord| -> Vec<String> {
        let fields = record.iter().enumerate();
        let fields = fields.filter(|(place, _)| *place != at);
        fields.map(|(_, field)| field.to_owned()).collect()
    };
    writer.write_record(rest(&headers)).ok()?;
    let mut dates = Vec::new();
    for record in reader.records() {
        // What is wrong with it is said by the importer, with its line.
        let record = record.ok()?;
        dates.push(record.get(at).unwrap_or_default().to_owned());
        writer.write_record(rest(&record)).ok()?;
    }
    Some((writer.into_inner().ok()?, Some(dates)))
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
        let (csv, dates) = plain(b"pdq, Date,label\n1,2026-01-02,a\n2,,b\n").unwrap();
        assert_eq!(csv, b"pdq,label\n1,a\n2,b\n");
        assert_eq!(dates.unwrap(), ["2026-01-02", ""]);
        let (csv, dates) = plain(b"pdq,label\n1,a\n").unwrap();
        assert_eq!((csv.as_slice(), dates), (&b"pdq,label\n1,a\n"[..], None));
        assert!(plain(b"pdq,md5\n1,2\n").is_none());
    }
}
