//! Reading the lists that people have into one [`List`].

use super::fields::{Row, Slot, Taken, is_negative};
use super::order::{Found, detect, reversed};
use super::{List, ListError, Pair, json, sniff, text, too_many_labels, xml};
use crate::digest::DigestKind;
use std::collections::HashMap;
use std::io::Read;

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines: CSV with a header or without, or bare hashes.
    Text,
    /// One JSON document.
    Json,
    /// A JSON value on each line.
    JsonLines,
    /// XML of NCMEC's hash sharing interface.
    Ncmec,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Json, Self::JsonLines, Self::Ncmec];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Ncmec => "ncmec-xml",
        }
    }
}

/// In which order a list writes the sixteen words of a PDQ hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WordOrder {
    /// The list tells: bare hashes must be clear, named ones are refused where they clearly are reversed.
    #[default]
    Detect,
    /// As the reference writes them.
    Standard,
    /// The other way round.
    Reversed,
}

/// What 64 hex digits are where a list does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind64 {
    /// PDQ hashes of pictures have 128 ones, digests have so once in twenty: the list tells.
    #[default]
    Detect,
    /// PDQ hashes.
    Pdq,
    /// SHA-256 digests.
    Sha256,
}

/// How lists are read.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The format; without one, the content tells.
    pub format: Option<Format>,
    /// The order of words.
    pub word_order: WordOrder,
    /// What 64 hex digits are.
    pub kind64: Kind64,
    /// Broken records that are passed over, all files together, before a list is refused.
    pub skip_bad: u64,
    /// The label of all entries, whatever the list says.
    pub label: Option<String>,
}

/// A record that was passed over because it is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedLine {
    /// Line and reason.
    pub error: ListError,
}

/// What was read out of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// How it is written.
    pub format: Format,
    /// Records in it.
    pub records: u64,
    /// PDQ hashes taken.
    pub hashes: u64,
    /// Digests taken, by kind.
    pub digests: [u64; 3],
    /// Hashes left out because their quality is below 50.
    pub low_quality: u64,
    /// Records that hold nothing that a set can hold.
    pub other: u64,
    /// Records that say that they are gone.
    pub gone: u64,
    /// Broken records that were passed over, the first hundred of them.
    pub skipped: Vec<SkippedLine>,
    /// Broken records that were passed over.
    pub skipped_count: u64,
    /// Columns, counted from 1, whose names say nothing here.
    pub columns_passed_over: Vec<usize>,
    /// Whether the words of the hashes were turned round.
    pub reversed: bool,
}

/// Most broken records that are remembered with their lines.
const REMEMBERED: usize = 100;

/// Records that a later one may take away: their key, when they are from, and their values.
pub(super) struct Keyed {
    pub key: String,
    /// Where the list tells it; later ones count.
    pub time: String,
    pub values: Vec<(Slot, Pair)>,
}

/// What was read so far of a file.
#[derive(Default)]
pub(super) struct Batch {
    pub list: List,
    pub unknown: Vec<Pair>,
    pub keyed: Vec<Keyed>,
    pub latest: Option<(Option<String>, u8)>,
    /// Whether what the list says of labels counts for nothing.
    pub labels: Labels,
    pub records: u64,
    other: u64,
    gone: u64,
    bad: Vec<ListError>,
    bad_count: u64,
}

/// Whose labels count.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Labels {
    #[default]
    OfTheList,
    OfTheOwner,
}

impl Batch {
    /// Nothing read yet.
    pub fn labelled(labels: Labels) -> Self {
        Self {
            labels,
            ..Self::default()
        }
    }

    /// A record without its label where that counts for nothing; it may still say that the record does not count.
    pub fn relabelled<'a>(&self, mut row: Row<'a>) -> Row<'a> {
        let negative = row.label.is_some_and(is_negative);
        if self.labels == Labels::OfTheOwner && !negative {
            row.label = None;
        }
        row
    }

    pub fn bad(&mut self, line: u64, reason: String) {
        self.refused(ListError { line, reason });
    }

    pub fn refused(&mut self, error: ListError) {
        self.bad_count += 1;
        if self.bad.len() < REMEMBERED {
            self.bad.push(error);
        }
    }

    /// Counts what became of a record.
    pub fn count(&mut self, taken: Result<Taken, ListError>) {
        match taken {
            Ok(Taken::Values) => (),
            Ok(Taken::LowQuality) => self.list.low_quality += 1,
            Ok(Taken::Other) => self.other += 1,
            Ok(Taken::Gone) => self.gone += 1,
            Err(error) => self.refused(error),
        }
    }

    /// Refuses a file with more broken records than this.
    pub fn check_bad(&mut self, most: u64) -> Result<(), ListError> {
        match self.bad.first() {
            Some(first) if self.bad_count > most => Err(match most {
                0 => first.clone(),
                _ => {
                    let count = self.bad_count;
                    let error = self.bad.get(usize::try_from(most).unwrap_or(usize::MAX));
                    let mut error = error.unwrap_or(first).clone();
                    error.reason = format!("{}; {count} broken records so far", error.reason);
                    error
                }
            }),
            _ => Ok(()),
        }
    }

    /// Takes in what was read behind this.
    pub fn absorb(&mut self, mut other: Self) -> Result<(), ListError> {
        let Batch { list, .. } = &mut other;
        let mut numbers = Vec::with_capacity(list.names.len());
        for name in &list.names {
            let number = self.list.number(name.as_deref());
            numbers.push(number.ok_or_else(|| too_many_labels(1))?);
        }
        let same = numbers.iter().zip(0u8..).all(|(a, b)| *a == b);
        let renumber = |pairs: &mut Vec<Pair>| {
            for pair in pairs.iter_mut().filter(|_| !same) {
                let number = numbers.get(usize::from(pair.label));
                pair.label = number.copied().unwrap_or_default();
            }
        };
        renumber(&mut list.hashes);
        list.digests.iter_mut().for_each(renumber);
        renumber(&mut other.unknown);
        for keyed in &mut other.keyed {
            for (_, pair) in &mut keyed.values {
                let number = numbers.get(usize::from(pair.label));
                pair.label = number.copied().unwrap_or_default();
            }
        }
        append(&mut self.list.hashes, &mut other.list.hashes);
        for (to, from) in self.list.digests.iter_mut().zip(&mut other.list.digests) {
            append(to, from);
        }
        append(&mut self.unknown, &mut other.unknown);
        self.keyed.append(&mut other.keyed);
        self.list.low_quality += other.list.low_quality;
        self.records += other.records;
        self.other += other.other;
        self.gone += other.gone;
        for error in other.bad {
            if self.bad.len() < REMEMBERED {
                self.bad.push(error);
            }
        }
        self.bad_count += other.bad_count;
        Ok(())
    }
}

fn append(to: &mut Vec<Pair>, from: &mut Vec<Pair>) {
    match to.is_empty() {
        true => *to = core::mem::take(from),
        false => to.append(from),
    }
}

/// Reads lists, one file after another.
#[derive(Default)]
pub struct Importer {
    options: ImportOptions,
    list: Batch,
    keyed: HashMap<String, Keyed>,
    skipped: u64,
}

impl Importer {
    /// Nothing read yet.
    pub fn new(options: ImportOptions) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    /// Reads a file, packed or not.
    ///
    /// # Errors
    /// [`ListError`]: line and reason. The importer is of no use afterwards.
    pub fn read(&mut self, input: impl Read) -> Result<FileReport, ListError> {
        let (input, head) = sniff::open(input).map_err(|error| ListError {
            line: 1,
            reason: match error.kind() {
                std::io::ErrorKind::UnexpectedEof => "the packed file ends too early".into(),
                kind => format!("cannot be read: {kind}"),
            },
        })?;
        let options = &self.options;
        let guessed = sniff::format(&head)?;
        let format = options.format.unwrap_or(guessed);
        let most_bad = options.skip_bad.saturating_sub(self.skipped);
        let mut batch = Batch::labelled(match self.options.label {
            Some(_) => Labels::OfTheOwner,
            None => Labels::OfTheList,
        });
        let mut columns = Vec::new();
        // Bare hashes may be in either order.
        let mut bare = false;
        match format {
            Format::Text => {
                let layout = text::Layout::of(&head)?;
                columns = layout.passed_over();
                bare = layout.bare;
                text::read(input, &layout, most_bad, &mut batch)?;
            }
            Format::JsonLines => json::read_lines(input, most_bad, &mut batch)?,
            Format::Json => json::read(input, &mut batch)?,
            Format::Ncmec => xml::read(input, &mut batch)?,
        }
        batch.check_bad(most_bad)?;
        let reversed = self.settle(&mut batch, bare)?;
        self.skipped += batch.bad_count;
        let count = |slot| {
            let keyed = batch.keyed.iter().flat_map(|keyed| &keyed.values);
            keyed.filter(|(s, _)| *s == slot).count() as u64
        };
        let digests = DigestKind::ALL.map(|k| batch.list.digests(k) + count(Slot::Digest(k)));
        let skipped = core::mem::take(&mut batch.bad).into_iter();
        let report = FileReport {
            format,
            records: batch.records,
            hashes: batch.list.hashes() + count(Slot::Pdq),
            digests,
            low_quality: batch.list.low_quality,
            other: batch.other,
            gone: batch.gone,
            skipped: skipped.map(|error| SkippedLine { error }).collect(),
            skipped_count: batch.bad_count,
            columns_passed_over: columns,
            reversed,
        };
        batch.bad_count = 0;
        self.list.absorb(batch)?;
        for keyed in core::mem::take(&mut self.list.keyed) {
            let known = self.keyed.get(&keyed.key);
            if known.is_none_or(|known| known.time <= keyed.time) {
                self.keyed.insert(keyed.key.clone(), keyed);
            }
        }
        Ok(report)
    }

    /// Says what a file's unknown values are, and turns words round.
    fn settle(&self, batch: &mut Batch, bare: bool) -> Result<bool, ListError> {
        let refuse = |reason: &str| {
            Err(ListError {
                line: 1,
                reason: reason.into(),
            })
        };
        let mut unknown = core::mem::take(&mut batch.unknown);
        let keyed = batch.keyed.iter().flat_map(|keyed| &keyed.values);
        let of = |wanted| move |(slot, pair): &(Slot, Pair)| (*slot == wanted).then_some(*pair);
        let keyed_unknown: Vec<Pair> = keyed.clone().filter_map(of(Slot::Unknown)).collect();
        let known_hashes = !batch.list.hashes.is_empty();
        let any_unknown = !unknown.is_empty() || !keyed_unknown.is_empty();
        let mut to = Slot::Pdq;
        if any_unknown {
            let all = unknown.iter().chain(&keyed_unknown);
            to = match (self.options.kind64, ones(all)) {
                (Kind64::Pdq, _) | (Kind64::Detect, Some(true)) => Slot::Pdq,
                (Kind64::Sha256, _) | (Kind64::Detect, Some(false)) => {
                    Slot::Digest(DigestKind::Sha256)
                }
                (Kind64::Detect, None) => {
                    return refuse(
                        "64 hex digits may be PDQ hashes or SHA-256 digests, and the list does not tell which; \
                         say it: --hash-kind pdq or --hash-kind sha256",
                    );
                }
            };
            match to {
                Slot::Pdq => append(&mut batch.list.hashes, &mut unknown),
                _ => append(batch.list.digests_mut(DigestKind::Sha256), &mut unknown),
            }
        }
        drop(keyed);
        for (slot, _) in batch.keyed.iter_mut().flat_map(|keyed| &mut keyed.values) {
            if *slot == Slot::Unknown {
                *slot = to;
            }
        }
        let keyed = batch.keyed.iter().flat_map(|keyed| &keyed.values);
        let more: Vec<Pair> = keyed.filter_map(of(Slot::Pdq)).collect();
        let all = batch
            .list
            .hashes
            .iter()
            .chain(&more)
            .map(|pair| &pair.value);
        let all: Vec<&[u8; 32]> = all.collect();
        if all.is_empty() {
            return Ok(false);
        }
        let reverse = match (self.options.word_order, detect(all.into_iter())) {
            (WordOrder::Standard, _) | (WordOrder::Detect, Found::Standard) => false,
            (WordOrder::Reversed, _) => true,
            // Where nothing says what the values are, nothing says who wrote them either.
            (WordOrder::Detect, Found::Reversed) if bare && !known_hashes => true,
            (WordOrder::Detect, Found::Unclear) if bare && any_unknown => {
                return refuse(
                    "the sixteen words of a PDQ hash are written in two orders, and these hashes are too few or \
                     too odd to tell which; say it: --word-order standard or --word-order reversed",
                );
            }
            (WordOrder::Detect, Found::Unclear) => false,
            (WordOrder::Detect, Found::Reversed) => {
                return refuse(
                    "the sixteen words of these PDQ hashes look reversed; say it: --word-order reversed, or \
                     --word-order standard where they are not",
                );
            }
        };
        if reverse {
            for pair in &mut batch.list.hashes {
                pair.value = reversed(&pair.value);
            }
            for (slot, pair) in batch.keyed.iter_mut().flat_map(|keyed| &mut keyed.values) {
                if *slot == Slot::Pdq {
                    pair.value = reversed(&pair.value);
                }
            }
        }
        Ok(reverse)
    }

    /// The list.
    ///
    /// # Errors
    /// [`ListError`] (of line 0) where there are too many labels.
    pub fn finish(mut self) -> Result<List, ListError> {
        let mut list = core::mem::take(&mut self.list.list);
        for (slot, pair) in self.keyed.into_values().flat_map(|keyed| keyed.values) {
            match slot {
                Slot::Digest(kind) => list.digests_mut(kind).push(pair),
                Slot::Pdq | Slot::Unknown => list.hashes.push(pair),
            }
        }
        if let Some(label) = &self.options.label {
            for name in &mut list.names {
                *name = Some(label.clone());
            }
        }
        Ok(list)
    }
}

/// Whether values are PDQ hashes, `Some(false)` where they are digests, by their ones: nearly all hashes of
/// pictures have 128 of them, of digests every twentieth has.
fn ones<'a>(values: impl Iterator<Item = &'a Pair>) -> Option<bool> {
    let (mut all, mut even) = (0u64, 0u64);
    for pair in values {
        let ones: u32 = pair.value.iter().map(|byte| byte.count_ones()).sum();
        all += 1;
        even += u64::from(ones == 128);
    }
    // log of 0.98 / 0.0498 and of 0.02 / 0.9502: a thousand to one is clear.
    let odds = 2.98 * even as f64 - 3.86 * (all - even) as f64;
    let share = even as f64 / all.max(1) as f64;
    match (odds, share) {
        (6.9.., 0.8..) => Some(true),
        (..=-6.9, ..=0.2) => Some(false),
        _ => None,
    }
}
