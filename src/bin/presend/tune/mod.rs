//! `presend tune`: what private sets find of edited copies of the owner's own pictures, and how
//! easily edits flip bits. Prints counts only: no hash and no name.

mod edits;
mod tally;

use crate::{Failure, Outcome, files, progress, say, survives};
use edits::{EDITS, SIDE};
use image::RgbImage;
use image::imageops::FilterType;
use presend::guard::readings;
use presend::hash256::PdqHash;
use presend::image::Limits;
use presend::matchset::probe::{Params, Profile, Tables, flip_rows, likeliest};
use presend::signal::{PictureSignals, View, usable_views};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tally::{HARD, Tally};

/// What `presend tune` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of pictures; folders inside are searched too
    folder: PathBuf,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// Edits every picture, and prints what was counted.
pub fn run(args: &Args) -> Outcome {
    let files = pictures(&args.folder)?;
    let tables = tables()?;
    let bar = progress::bar(files.len(), "editing and checking");
    let tally = files
        .par_iter()
        .enumerate()
        .map(|(seed, file)| {
            let tally = one(file, seed as u64, &tables);
            bar.inc(1);
            tally
        })
        .reduce(Tally::default, Tally::plus);
    bar.finish_and_clear();
    match args.json {
        true => say(tally.json()),
        false => say(tally.text().trim_end()),
    }
    if tally.pictures == 0 {
        return Err(Failure::new(
            "no-pictures",
            "there is no picture in the folder that could be listed",
        ));
    }
    Ok(true)
}

/// Every file below the folder, sorted, so that the same folder gives the same figures.
fn pictures(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| {
        let folder = folder.display();
        Failure::new("unreadable", format!("cannot read {folder}: {error}"))
    };
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            match kind.is_dir() {
                true => waiting.push(entry.path()),
                false => found.push(entry.path()),
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// The tables of each profile.
fn tables() -> Result<Vec<Tables>, Failure> {
    let params = Profile::ALL
        .iter()
        .map(|profile| profile.params(Params::SEED));
    let tables = params.map(|params| params.map(|params| Tables::new(&params)));
    tables
        .collect::<Result<_, _>>()
        .map_err(|error| Failure::new(error.code(), error))
}

/// Everything about one picture.
fn one(file: &Path, seed: u64, tables: &[Tables]) -> Tally {
    let mut tally = Tally::default();
    let Some((hash, picture)) = listed(file) else {
        tally.unreadable = 1;
        return tally;
    };
    let Some(hash) = hash else {
        tally.plain = 1;
        return tally;
    };
    tally.pictures = 1;
    let limits = Limits::default();
    for (at, edit) in EDITS.iter().enumerate() {
        let copy = edit.file(&picture, seed);
        let copy = copy
            .ok()
            .and_then(|file| PictureSignals::for_lookup(&file, &limits).ok());
        if let Some(copy) = copy {
            compare(&mut tally, at, hash, &copy, tables);
        }
    }
    tally
}

/// The hash that a list would hold, if it would hold one, and the picture as it is passed on.
fn listed(file: &Path) -> Option<(Option<PdqHash>, RgbImage)> {
    let limits = Limits::default();
    let bytes = files::read_picture(file, &limits).ok()?;
    let signals = survives(|| PictureSignals::compute(&bytes, &limits))
        .ok()?
        .ok()?;
    let stored = signals.frames.first()?.views.first()?;
    let decoded = image::load_from_memory(&bytes).ok()?;
    let small = match decoded.width().max(decoded.height()) > SIDE {
        true => decoded.resize(SIDE, SIDE, FilterType::Triangle),
        false => decoded,
    };
    Some((
        stored.is_usable().then_some(stored.pdq.hash),
        small.into_rgb8(),
    ))
}

fn compare(
    tally: &mut Tally,
    edit: usize,
    hash: PdqHash,
    copy: &PictureSignals,
    tables: &[Tables],
) {
    let views = || usable_views(&copy.frames);
    let distance = views().map(|view| view.pdq.hash.distance(hash)).min();
    let readings = readings(&copy.frames, false);
    let mut finds = tables.iter().map(|tables| {
        // one question is the digest's
        let wanted = usize::from(tables.params().probes()) - 1;
        let asked: BTreeSet<_> = likeliest(&readings, tables, wanted).into_iter().collect();
        let hits = tables.tokens(hash).filter(|token| asked.contains(token));
        hits.count() >= usize::from(tables.params().agree())
    });
    let found = Profile::ALL.map(|_| finds.next().unwrap_or_default());
    tally.copy(edit, distance.unwrap_or(u32::MAX), found);
    let stored = views().find(|view| view.view == View::Stored);
    if let Some(stored) = stored.filter(|view| HARD.contains(&view.pdq.hash.distance(hash)))
        && let Some(rows) = flip_rows(&stored.pdq.margins())
    {
        for (bit, row) in rows.into_iter().enumerate() {
            tally.bit(row, stored.pdq.hash.bit(bit) != hash.bit(bit));
        }
    }
}
