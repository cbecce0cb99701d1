//! What was counted: flipped bits by margin, and found copies by distance and by edit.

use super::edits::EDITS;
use presend::matchset::probe::{FLIPS, Params};
use serde_json::{Value, json};

/// The radius of a match.
pub const RADIUS: u32 = 31;

/// The distances of the copies that the flip table is for.
pub const HARD: core::ops::RangeInclusive<u32> = 25..=RADIUS;

/// Distances from each of these up to that of the next, the last up to the radius.
const BANDS: [u32; 4] = [0, 9, 17, 25];

/// Distances within the radius, 0 and the radius with them.
const DISTANCES: usize = RADIUS as usize + 1;

/// Parameters whose recall is measured.
pub struct Measured {
    /// The profile's name, or what else they are called in the report.
    pub name: String,
    /// The parameters.
    pub params: Params,
}

/// Copies within the radius, and how many of them each of the parameters finds.
#[derive(Clone, Default)]
struct Found {
    copies: u64,
    found: Vec<u64>,
}

/// Everything that is counted; tallies of parts are added up. One without counts goes with any
/// number of parameters.
#[derive(Clone, Default)]
pub struct Tally {
    /// Pictures that were edited.
    pub pictures: u64,
    /// Pictures that say too little to be listed.
    pub plain: u64,
    /// Files that are no picture that can be read.
    pub unreadable: u64,
    /// Copies that could not be made or read again.
    pub failed: u64,
    /// By row of the table: bits, and those of them that flipped.
    bits: [(u64, u64); FLIPS.len()],
    distances: [Found; DISTANCES],
    /// With all copies, however far away.
    edits: [(u64, Found); EDITS.len()],
}

impl Tally {
    /// A copy of distance `distance`, and which of the parameters find it.
    pub fn copy(&mut self, edit: usize, distance: u32, found: &[bool]) {
        let Some((copies, of_edit)) = self.edits.get_mut(edit) else {
            return;
        };
        *copies += 1;
        let of_distance = self.distances.get_mut(distance as usize);
        if let Some(of_distance) = of_distance {
            of_edit.count(found);
            of_distance.count(found);
        }
    }

    /// A bit in this row of the table, of a copy that is [`HARD`] to find.
    pub fn bit(&mut self, row: usize, flipped: bool) {
        if let Some((bits, flips)) = self.bits.get_mut(row) {
            *bits += 1;
            *flips += u64::from(flipped);
        }
    }

    /// Both together.
    pub fn plus(mut self, other: Self) -> Self {
        self.pictures += other.pictures;
        self.plain += other.plain;
        self.unreadable += other.unreadable;
        self.failed += other.failed;
        for (sum, more) in self.bits.iter_mut().zip(other.bits) {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
        for (sum, more) in self.distances.iter_mut().zip(&other.distances) {
            sum.add(more);
        }
        for (sum, more) in self.edits.iter_mut().zip(&other.edits) {
            sum.0 += more.0;
            sum.1.add(&more.1);
        }
        self
    }

    /// The copies of each band of distances.
    fn bands(&self) -> impl Iterator<Item = (String, Found)> {
        let ends = BANDS.iter().skip(1).map(|next| next - 1).chain([RADIUS]);
        BANDS.iter().zip(ends).map(|(from, to)| {
            let (first, count) = (*from as usize, (to - from + 1) as usize);
            let mut band = Found::default();
            let found = self.distances.iter().skip(first).take(count);
            found.for_each(|found| band.add(found));
            (format!("{from} to {to}"), band)
        })
    }

    /// The report as one JSON object.
    pub fn json(&self, measured: &[Measured]) -> Value {
        let recall = |found: &Found| -> Value {
            let names = measured.iter().zip(found.of(measured));
            let shares = names.map(|(m, n)| (m.name.clone(), ratio(n, found.copies)));
            Value::Object(shares.collect())
        };
        let profiles = measured.iter().map(|Measured { name, params }| {
            json!({
                "name": name,
                "tokenBits": params.token_bits(),
                "tables": params.tables(),
                "probes": params.probes(),
                "agree": params.agree(),
            })
        });
        let flips = FLIPS.iter().zip(self.bits).map(|((from, published), (bits, flips))| {
            let share = ratio(flips, bits);
            json!({ "margin": from, "bits": bits, "published": f64::from(*published) / 1e6, "measured": share })
        });
        let bands = self.bands().map(|(name, found)| {
            json!({ "distance": name, "copies": found.copies, "recall": recall(&found) })
        });
        let each = self.distances.iter().enumerate().map(|(distance, found)| {
            json!({ "distance": distance, "copies": found.copies, "recall": recall(found) })
        });
        let edits = EDITS.iter().zip(&self.edits);
        let edits = edits.map(|(edit, (copies, found))| {
            json!({ "edit": edit.name, "copies": copies, "matching": found.copies, "recall": recall(found) })
        });
        json!({
            "pictures": self.pictures,
            "plain": self.plain,
            "unreadable": self.unreadable,
            "failedCopies": self.failed,
            "profiles": profiles.collect::<Vec<_>>(),
            "flips": flips.collect::<Vec<_>>(),
            "distances": bands.collect::<Vec<_>>(),
            "eachDistance": each.collect::<Vec<_>>(),
            "edits": edits.collect::<Vec<_>>(),
        })
    }

    /// The report for people.
    pub fn text(&self, measured: &[Measured]) -> String {
        let copies: u64 = self.edits.iter().map(|(copies, _)| copies).sum();
        let mut text = format!(
            "{} pictures, {copies} edited copies; {} pictures too plain to be listed, {} files not read, {} copies not made\n",
            self.pictures, self.plain, self.unreadable, self.failed
        );
        for Measured { name, params } in measured {
            text += &format!(
                "{name}: {} probes of {} bits in {} tables, {} must agree\n",
                params.probes(),
                params.token_bits(),
                params.tables(),
                params.agree()
            );
        }
        text += &format!(
            "\nShare of bits that an edit flips, by normalised margin (copies {} to {RADIUS} bits away, the hardest to find)\n\n| margin from | bits | published | measured |\n|---|---|---|---|\n",
            HARD.start()
        );
        for ((from, published), (bits, flips)) in FLIPS.iter().zip(self.bits) {
            let published = f64::from(*published) / 1e6;
            text += &format!(
                "| {from} | {bits} | {published:.4} | {} |\n",
                share(flips, bits)
            );
        }
        let names = measured.iter().map(|m| format!(" {} |", m.name));
        let names: String = names.collect();
        let rule = "---|".repeat(measured.len());
        text += &format!(
            "\nRecall: of the copies within {RADIUS} bits of their original, those that a private set finds\n\n| distance | copies |{names}\n|---|---|{rule}\n"
        );
        let mut all = Found::default();
        for (name, found) in self.bands() {
            text += &format!("| {name} | {} |{}\n", found.copies, found.cells(measured));
            all.add(&found);
        }
        text += &format!("| all | {} |{}\n", all.copies, all.cells(measured));
        text += &format!(
            "\nBy edit: copies, those within {RADIUS} bits (which an open set finds), and of these those that a private set finds\n\n| edit | copies | within {RADIUS} |{names}\n|---|---|---|{rule}\n"
        );
        for (edit, (copies, found)) in EDITS.iter().zip(&self.edits) {
            text += &format!(
                "| {} | {copies} | {} |{}\n",
                edit.name,
                found.copies,
                found.cells(measured)
            );
        }
        text
    }
}

impl Found {
    fn count(&mut self, found: &[bool]) {
        self.add(&Self {
            copies: 1,
            found: found.iter().copied().map(u64::from).collect(),
        });
    }

    fn add(&mut self, other: &Self) {
        self.copies += other.copies;
        let length = self.found.len().max(other.found.len());
        self.found.resize(length, 0);
        for (sum, more) in self.found.iter_mut().zip(&other.found) {
            *sum += more;
        }
    }

    /// A count for each of the parameters, also where nothing was counted.
    fn of(&self, measured: &[Measured]) -> impl Iterator<Item = u64> {
        let counts = self.found.iter().copied();
        counts.chain(core::iter::repeat(0)).take(measured.len())
    }

    fn cells(&self, measured: &[Measured]) -> String {
        let cells = self.of(measured);
        cells
            .map(|n| format!(" {} |", share(n, self.copies)))
            .collect()
    }
}

fn ratio(part: u64, whole: u64) -> Value {
    match whole {
        0 => Value::Null,
        _ => json!(part as f64 / whole as f64),
    }
}

fn share(part: u64, whole: u64) -> String {
    match whole {
        0 => "-".to_owned(),
        _ => format!("{:.4}", part as f64 / whole as f64),
    }
}
