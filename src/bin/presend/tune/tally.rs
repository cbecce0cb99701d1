//! What was counted: flipped bits by margin, and found copies by distance and by edit.

use super::edits::EDITS;
use presend::matchset::probe::{FLIPS, Profile};
use serde_json::{Value, json};

/// The radius of a match.
pub const RADIUS: u32 = 31;

/// The distances of the copies that the flip table is for.
pub const HARD: core::ops::RangeInclusive<u32> = 25..=RADIUS;

/// Distances from each of these up to that of the next, the last up to the radius.
const BANDS: [u32; 4] = [0, 9, 17, 25];

const PROFILES: usize = Profile::ALL.len();

/// Copies within the radius, and how many of them each profile finds.
#[derive(Clone, Copy, Default)]
struct Found {
    copies: u64,
    found: [u64; PROFILES],
}

/// Everything that is counted; tallies of parts are added up.
#[derive(Clone, Default)]
pub struct Tally {
    /// Pictures that were edited.
    pub pictures: u64,
    /// Pictures that say too little to be listed.
    pub plain: u64,
    /// Files that are no picture that can be read.
    pub unreadable: u64,
    /// By row of the table: bits, and those of them that flipped.
    bits: [(u64, u64); FLIPS.len()],
    bands: [Found; BANDS.len()],
    /// With all copies, however far away.
    edits: [(u64, Found); EDITS.len()],
}

impl Tally {
    /// A copy of distance `distance`, and which profiles found it.
    pub fn copy(&mut self, edit: usize, distance: u32, found: [bool; PROFILES]) {
        let Some((copies, of_edit)) = self.edits.get_mut(edit) else {
            return;
        };
        *copies += 1;
        if distance > RADIUS {
            return;
        }
        let band = BANDS.partition_point(|from| *from <= distance) - 1;
        for counts in [Some(of_edit), self.bands.get_mut(band)]
            .into_iter()
            .flatten()
        {
            counts.copies += 1;
            for (sum, found) in counts.found.iter_mut().zip(found) {
                *sum += u64::from(found);
            }
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
        for (sum, more) in self.bits.iter_mut().zip(other.bits) {
            *sum = (sum.0 + more.0, sum.1 + more.1);
        }
        for (sum, more) in self.bands.iter_mut().zip(other.bands) {
            sum.add(more);
        }
        for (sum, more) in self.edits.iter_mut().zip(other.edits) {
            sum.0 += more.0;
            sum.1.add(more.1);
        }
        self
    }

    /// The report as one JSON object.
    pub fn json(&self) -> Value {
        let profiles = |found: &Found| -> Value {
            let names = Profile::ALL.iter().zip(found.found);
            let shares =
                names.map(|(profile, n)| (profile.name.to_owned(), ratio(n, found.copies)));
            Value::Object(shares.collect())
        };
        let flips = FLIPS.iter().zip(self.bits).map(|((from, published), (bits, flips))| {
            let share = ratio(flips, bits);
            json!({ "margin": from, "bits": bits, "published": f64::from(*published) / 1e6, "measured": share })
        });
        let bands = self.bands.iter().zip(band_names());
        let bands = bands.map(|(found, name)| {
            json!({ "distance": name, "copies": found.copies, "recall": profiles(found) })
        });
        let edits = EDITS.iter().zip(&self.edits);
        let edits = edits.map(|(edit, (copies, found))| {
            json!({ "edit": edit.name, "copies": copies, "matching": found.copies, "recall": profiles(found) })
        });
        json!({
            "pictures": self.pictures,
            "plain": self.plain,
            "unreadable": self.unreadable,
            "flips": flips.collect::<Vec<_>>(),
            "distances": bands.collect::<Vec<_>>(),
            "edits": edits.collect::<Vec<_>>(),
        })
    }

    /// The report for people.
    pub fn text(&self) -> String {
        let copies: u64 = self.edits.iter().map(|(copies, _)| copies).sum();
        let mut text = format!(
            "{} pictures, {copies} edited copies; {} pictures too plain to be listed, {} files not read\n",
            self.pictures, self.plain, self.unreadable
        );
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
        let names: String = Profile::ALL
            .iter()
            .map(|p| format!(" {} |", p.name))
            .collect();
        let rule = "---|".repeat(PROFILES);
        text += &format!(
            "\nRecall: of the copies within {RADIUS} bits of their original, those that a private set finds\n\n| distance | copies |{names}\n|---|---|{rule}\n"
        );
        for (found, name) in self.bands.iter().zip(band_names()) {
            text += &format!("| {name} | {} |{}\n", found.copies, found.cells());
        }
        let mut all = Found::default();
        self.bands.iter().for_each(|found| all.add(*found));
        text += &format!("| all | {} |{}\n", all.copies, all.cells());
        text += &format!("\n| edit | copies | within {RADIUS} |{names}\n|---|---|---|{rule}\n");
        for (edit, (copies, found)) in EDITS.iter().zip(&self.edits) {
            text += &format!(
                "| {} | {copies} | {} |{}\n",
                edit.name,
                found.copies,
                found.cells()
            );
        }
        text
    }
}

impl Found {
    fn add(&mut self, other: Self) {
        self.copies += other.copies;
        for (sum, more) in self.found.iter_mut().zip(other.found) {
            *sum += more;
        }
    }

    fn cells(&self) -> String {
        let cells = self.found.iter();
        cells
            .map(|n| format!(" {} |", share(*n, self.copies)))
            .collect()
    }
}

fn band_names() -> impl Iterator<Item = String> {
    let ends = BANDS.iter().skip(1).map(|next| next - 1).chain([RADIUS]);
    BANDS
        .iter()
        .zip(ends)
        .map(|(from, to)| format!("{from} to {to}"))
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
