//! `presend tune`: what private sets find of edited copies of the owner's own pictures, and how
//! easily edits flip bits. Prints counts only: no hash and no name.

mod edits;
mod tally;

use crate::set::SetFolder;
use crate::{Failure, Outcome, files, progress, say, survives};
use edits::{EDITS, SIDE};
use image::RgbImage;
use image::imageops::FilterType;
use presend::guard::readings;
use presend::hash256::PdqHash;
use presend::image::Limits;
use presend::matchset::note::Note;
use presend::matchset::probe::{Params, Profile, Tables, flip_rows, likeliest};
use presend::matchset::{Manifest, MatchSetError};
use presend::signal::{PictureSignals, View, usable_views};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tally::{HARD, Measured, Tally};

/// What `presend tune` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of pictures; folders inside are searched too
    folder: PathBuf,
    /// Measure this profile only: standard, wide, compact, strict or strict-fast; may be given more
    /// than once
    #[arg(long, value_name = "NAME", value_parser = profile)]
    profile: Vec<Profile>,
    /// Measure the parameters of the private set in this folder
    #[arg(long, value_name = "DIR")]
    set: Option<PathBuf>,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

fn profile(text: &str) -> Result<Profile, String> {
    let names = || Profile::ALL.map(|profile| profile.name).join(", ");
    Profile::named(text).ok_or_else(|| format!("expected one of {}", names()))
}

/// Edits every picture, and prints what was counted.
pub fn run(args: &Args) -> Outcome {
    let measured = measured(args)?;
    let files = pictures(&args.folder)?;
    let tables: Vec<Tables> = measured.iter().map(|m| Tables::new(&m.params)).collect();
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
        true => say(tally.json(&measured)),
        false => say(tally.text(&measured).trim_end()),
    }
    if tally.pictures == 0 {
        return Err(Failure::new(
            "no-pictures",
            "there is no picture in the folder that could be listed",
        ));
    }
    Ok(true)
}

/// The parameters that were chosen; without a choice those of every profile.
fn measured(args: &Args) -> Result<Vec<Measured>, Failure> {
    let named = match args.profile.is_empty() && args.set.is_none() {
        true => &Profile::ALL[..],
        false => &args.profile[..],
    };
    let mut measured = Vec::new();
    for profile in named {
        let params = profile.params(Params::SEED);
        let params = params.map_err(|error| Failure::new(error.code(), error))?;
        let name = profile.name.to_owned();
        // Twice the same column says nothing new.
        if !measured.iter().any(|m: &Measured| m.name == name) {
            measured.push(Measured { name, params });
        }
    }
    if let Some(folder) = &args.set {
        let refused = |error: MatchSetError| Failure::new(error.code(), error);
        // The parameters are those that devices would obey, whoever signed them: nothing is trusted
        // here but for counting.
        let folder = SetFolder::read(folder)?;
        let note = Note::parse(&folder.manifest).map_err(refused)?;
        let manifest = Manifest::parse(note.text).map_err(refused)?;
        let private = manifest.private.ok_or_else(|| {
            Failure::new(
                "not-private",
                "this is no private set: it has no parameters, and every copy within 31 bits is found",
            )
        })?;
        measured.push(Measured {
            name: "this set".to_owned(),
            params: private.params,
        });
    }
    Ok(measured)
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
        match copy {
            Some(copy) => compare(&mut tally, at, hash, &copy, tables),
            None => tally.failed += 1,
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
    let found = tables.iter().map(|tables| {
        // one question is the digest's
        let wanted = usize::from(tables.params().probes()) - 1;
        let asked: BTreeSet<_> = likeliest(&readings, tables, wanted).into_iter().collect();
        let hits = tables.tokens(hash).filter(|token| asked.contains(token));
        hits.count() >= usize::from(tables.params().agree())
    });
    let found: Vec<bool> = found.collect();
    tally.copy(edit, distance.unwrap_or(u32::MAX), &found);
    let stored = views().find(|view| view.view == View::Stored);
    if let Some(stored) = stored.filter(|view| HARD.contains(&view.pdq.hash.distance(hash)))
        && let Some(rows) = flip_rows(&stored.pdq.margins())
    {
        for (bit, row) in rows.into_iter().enumerate() {
            tally.bit(row, stored.pdq.hash.bit(bit) != hash.bit(bit));
        }
    }
}
