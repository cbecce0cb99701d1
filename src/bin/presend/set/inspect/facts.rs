//! What the report says, as numbers. Nothing in it is a hash or a digest.

use super::hashes::HashFacts;
use super::list::OwnList;
use super::recall::{self, Row};
use crate::Failure;
use crate::set::folder::{SetFolder, refused};
use presend::hash256::{MATCH_RADIUS, PdqHash};
use presend::matchset::probe::{Params, Profile};
use presend::matchset::{Kind, Listed, Manifest, SegmentKind, read_open};
use std::collections::BTreeMap;

/// Where figures about hashes come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The open set itself.
    Set,
    /// The list that the owner gave.
    List,
}

/// The index, or a segment.
pub struct Part {
    /// `index`, or what the segment does and with which update it came.
    pub name: String,
    /// PDQ hashes.
    pub entries: u32,
    /// Digests.
    pub digests: u32,
    /// Its size.
    pub bytes: u64,
}

/// How many entries have a label.
pub struct Label {
    /// The owner's word.
    pub name: String,
    /// PDQ hashes.
    pub hashes: u64,
    /// Digests.
    pub digests: u64,
}

/// Lines of the list by month.
pub struct Months {
    /// The labels of each row's counts.
    pub labels: Vec<String>,
    /// Month and counts, by label.
    pub rows: BTreeMap<String, Vec<u64>>,
    /// Lines without a date.
    pub undated: u64,
}

/// Whether the list is what the set holds.
pub enum Agreement {
    /// Of an open set: hashes that only one of them has.
    Compared {
        /// In the set, not in the list.
        only_set: u64,
        /// In the list, not in the set.
        only_list: u64,
    },
    /// Of a set that cannot be read: distinct hashes of the list; and those that the set claims.
    Counted {
        /// Hashes in the list.
        list: u64,
        /// Hashes in the manifest.
        set: u64,
    },
}

/// How often an unrelated picture matches, as powers of two.
pub struct Chance {
    /// What it is about: a profile's name, `this set`, `open`.
    pub name: String,
    /// log2 of the expected matches of one view in one check.
    pub log2: f64,
    /// Whether these are the set's own parameters.
    pub own: bool,
}

/// Bytes and time of one check.
pub struct Cost {
    /// What a device downloads once.
    pub download: u64,
    /// Evaluator: bytes there and back; of a private set.
    pub evaluator: Option<(u64, u64)>,
    /// Mirror: bytes there and back.
    pub mirror: Option<(u64, u64)>,
    /// Evaluator's time on one core, in milliseconds.
    pub milliseconds: Option<f64>,
}

/// Everything in a report.
pub struct Facts {
    /// The manifest, whose signatures were not checked.
    pub manifest: Manifest,
    /// Where figures about hashes come from, if there are any.
    pub origin: Option<Origin>,
    /// Index and segments.
    pub parts: Vec<Part>,
    /// By label.
    pub labels: Option<Vec<Label>>,
    /// By month, from the list.
    pub months: Option<Months>,
    /// Lines of the list by quality, 0..=100.
    pub quality: Option<Vec<u64>>,
    /// About the hashes.
    pub hashes: Option<HashFacts>,
    /// List against set.
    pub agreement: Option<Agreement>,
    /// By chance: the set itself first.
    pub chances: Vec<Chance>,
    /// Recall by distance, 0..=31, where it was measured.
    pub recall: Option<&'static [Row; 32]>,
    /// Which column of the measured table.
    pub profile: Option<usize>,
    /// What a check costs.
    pub cost: Cost,
}

impl Facts {
    /// Reads and counts.
    pub fn of(
        folder: &SetFolder,
        manifest: Manifest,
        list: Option<OwnList>,
        fits: Option<bool>,
    ) -> Result<Self, Failure> {
        let listed = match (manifest.kind, &folder.index) {
            // What is not the signed index is said to be so, and not counted.
            (Kind::Open, Some(index)) if fits == Some(true) => {
                let segments: Vec<&[u8]> = folder.segments.iter().map(Vec::as_slice).collect();
                Some(read_open(&manifest, index, &segments).map_err(refused)?)
            }
            _ => None,
        };
        let hashes: Option<Vec<PdqHash>> = match (&listed, &list) {
            (Some(listed), _) => Some(listed.hashes.iter().map(|(hash, _)| *hash).collect()),
            (None, Some(list)) => Some(list.hashes.iter().map(|(hash, _)| *hash).collect()),
            (None, None) => None,
        };
        let origin = match (&listed, &list) {
            (Some(_), _) => Some(Origin::Set),
            (None, Some(_)) => Some(Origin::List),
            (None, None) => None,
        };
        let labels = match (&listed, &list) {
            (Some(listed), _) => Some(labels_of_set(&manifest, listed)),
            (None, Some(list)) => Some(labels_of_list(list)),
            (None, None) => None,
        };
        let agreement = list.as_ref().map(|list| match &listed {
            Some(listed) => compared(listed, list),
            None => Agreement::Counted {
                list: list.hashes.len() as u64,
                set: u64::from(manifest.entries),
            },
        });
        let profile = manifest
            .private
            .as_ref()
            .and_then(|p| profile_of(&p.params));
        Ok(Self {
            origin,
            parts: parts(&manifest),
            labels,
            quality: list.as_ref().and_then(|list| list.quality.clone()),
            months: list.and_then(|list| {
                Some(Months {
                    rows: list.months?,
                    labels: list.labels,
                    undated: list.undated,
                })
            }),
            hashes: hashes.map(|hashes| HashFacts::of(&hashes)),
            agreement,
            chances: chances(&manifest),
            recall: profile.map(|_| &recall::MEASURED),
            profile,
            cost: cost(&manifest, folder),
            manifest,
        })
    }

    /// Whether the set is valid at this time.
    pub fn valid(&self, now: u64) -> bool {
        (self.manifest.not_before..self.manifest.not_after).contains(&now)
    }
}

fn labels_of_set(manifest: &Manifest, listed: &Listed) -> Vec<Label> {
    let labels = manifest.labels.iter().enumerate();
    let labels = labels.map(|(number, name)| {
        let is = |label: &&u8| usize::from(**label) == number;
        Label {
            name: name.clone(),
            hashes: listed
                .hashes
                .iter()
                .map(|(_, label)| label)
                .filter(is)
                .count() as u64,
            digests: listed.digests.iter().filter(is).count() as u64,
        }
    });
    labels.collect()
}

fn labels_of_list(list: &OwnList) -> Vec<Label> {
    let labels = list.labels.iter().zip(&list.digests).enumerate();
    let labels = labels.map(|(number, (name, digests))| Label {
        name: name.clone(),
        hashes: list
            .hashes
            .iter()
            .filter(|(_, label)| *label == number)
            .count() as u64,
        digests: *digests,
    });
    labels.collect()
}

/// Both rise; hashes with several labels count once.
fn compared(listed: &Listed, list: &OwnList) -> Agreement {
    let mut set: Vec<PdqHash> = listed.hashes.iter().map(|(hash, _)| *hash).collect();
    set.dedup();
    let own: Vec<PdqHash> = list.hashes.iter().map(|(hash, _)| *hash).collect();
    let lacks = |a: &[PdqHash], b: &[PdqHash]| {
        a.iter()
            .filter(|hash| b.binary_search(hash).is_err())
            .count() as u64
    };
    Agreement::Compared {
        only_set: lacks(&set, &own),
        only_list: lacks(&own, &set),
    }
}

fn parts(manifest: &Manifest) -> Vec<Part> {
    let (entries, digests) = match &manifest.updates {
        Some(updates) => (updates.entries, updates.digests),
        None => (manifest.entries, manifest.digests),
    };
    let mut parts = vec![Part {
        name: "index".to_owned(),
        entries,
        digests,
        bytes: manifest.index_bytes,
    }];
    parts.extend(manifest.segments().iter().map(|segment| Part {
        name: match segment.kind {
            SegmentKind::Add => format!("update {}, added", segment.update),
            SegmentKind::Remove => format!("update {}, removed", segment.update),
        },
        entries: segment.entries,
        digests: segment.digests,
        bytes: segment.bytes,
    }));
    parts
}

/// The column of the measured table, where these are the parameters of a profile.
fn profile_of(params: &Params) -> Option<usize> {
    let of = |p: &Profile| (p.token_bits, p.tables, p.probes, p.agree);
    let own = (
        params.token_bits(),
        params.tables(),
        params.probes(),
        params.agree(),
    );
    Profile::ALL.iter().position(|profile| of(profile) == own)
}

/// log2 of the expected matches of one unrelated view.
fn chances(manifest: &Manifest) -> Vec<Chance> {
    let entries = u64::from(manifest.entries);
    let labels = manifest.labels.len();
    let open = |own| Chance {
        name: "open".to_owned(),
        log2: open_log2(entries),
        own,
    };
    let Some(private) = &manifest.private else {
        return vec![open(true)];
    };
    let own = profile_of(&private.params);
    // An index, and every segment that adds.
    let adds = |part: &&presend::matchset::Segment| part.kind == SegmentKind::Add;
    let parts = 1 + manifest.segments().iter().filter(adds).count();
    let mut chances = vec![Chance {
        name: own
            .and_then(|at| Profile::ALL.get(at))
            .map_or("this set", |p| p.name)
            .to_owned(),
        log2: private.params.with_noise_log2(entries, labels, parts),
        own: true,
    }];
    for (at, profile) in Profile::ALL.iter().enumerate() {
        if own != Some(at)
            && let Ok(params) = profile.params(Params::SEED)
        {
            chances.push(Chance {
                name: profile.name.to_owned(),
                log2: params.with_noise_log2(entries, labels, parts),
                own: false,
            });
        }
    }
    chances.push(open(false));
    chances
}

/// Eight orientations, every entry, and a hash of fair coins: within the radius is
/// `sum C(256, d) / 2^256` for d up to 31.
pub fn open_log2(entries: u64) -> f64 {
    let mut ways = 1.0;
    let mut within = 0.0;
    for d in 0..=MATCH_RADIUS {
        within += ways;
        ways *= f64::from(256 - d) / f64::from(d + 1);
    }
    (8.0 * entries.max(1) as f64 * within).log2() - 256.0
}

/// What an evaluator takes for one question on one core of the machine of DESIGN.md: 47.9 checks a
/// second of 512 probes (`node benches/edge.mjs`, 2026-11-24).
const MILLISECONDS_A_PROBE: f64 = 1000.0 / 47.9 / 512.0;

fn cost(manifest: &Manifest, folder: &SetFolder) -> Cost {
    let segments: u64 = manifest.segments().iter().map(|s| s.bytes).sum();
    let index = match &folder.roots {
        Some(roots) => roots.len() as u64,
        None => manifest.index_bytes,
    };
    let probes = manifest
        .private
        .as_ref()
        .map(|p| u64::from(p.params.probes()));
    let mirrored = manifest.kind == Kind::PrivateMirror;
    Cost {
        download: index + segments,
        evaluator: probes.map(|q| (20 + 32 * q, 100 + 32 * q)),
        mirror: probes
            .filter(|_| mirrored)
            .map(|q| (20 + 4 * q, 20 + 176 * q)),
        milliseconds: probes.map(|q| q as f64 * MILLISECONDS_A_PROBE),
    }
}
