//! `presend hash`: one line per file, frame and view.

use crate::{Failure, Outcome, files, progress, say, survives};
use clap::ValueEnum;
use presend::image::Limits;
use presend::pdq::Target;
use presend::signal::{PictureSignals, ViewSignal};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// What `presend hash` takes.
#[derive(clap::Args)]
pub struct Args {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Print the hashes of the eight turned and mirrored pictures too
    #[arg(long)]
    dihedral: bool,
    /// Hash as another implementation does, to compare with its hashes
    #[arg(long)]
    compat: Option<Compat>,
    /// Pictures
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Other implementations.
#[derive(Clone, Copy, ValueEnum)]
enum Compat {
    /// The PDQ reference's command line tool, which shrinks pictures to 512x512 first
    #[value(name = "cli-512")]
    Cli512,
}

impl Args {
    fn target(&self) -> Target {
        match self.compat {
            Some(Compat::Cli512) => Target::Cli512,
            None => Target::Core,
        }
    }
}

/// Hashes every file; false when one failed.
pub fn run(args: &Args) -> Outcome {
    let bar = progress::bar(args.files.len(), "hashing");
    let mut all_well = true;
    for file in &args.files {
        let lines = match signals(file, args.target()) {
            Ok(signals) => lines(file, &signals, args),
            Err(failure) => {
                all_well = false;
                vec![error_line(file, &failure, args.json)]
            }
        };
        bar.suspend(|| lines.iter().for_each(say));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(all_well)
}

fn signals(file: &Path, target: Target) -> Result<PictureSignals, Failure> {
    let limits = Limits::default();
    let bytes = files::read_picture(file, &limits)?;
    survives(|| PictureSignals::compute_for(target, &bytes, &limits))?
        .map_err(|error| Failure::new(error.code(), &error))
}

fn lines(file: &Path, signals: &PictureSignals, args: &Args) -> Vec<String> {
    let frames = signals.frames.iter();
    let views = frames.flat_map(|frame| frame.views.iter().map(|view| (frame.frame, view)));
    let line = |(frame, view): (u32, &ViewSignal)| match args.json {
        true => json_line(file, frame, view, args.dihedral),
        false => text_line(file, frame, view, args.dihedral),
    };
    views.map(line).collect()
}

fn json_line(file: &Path, frame: u32, view: &ViewSignal, dihedral: bool) -> String {
    let mut line = json!({
        "file": file.to_string_lossy(),
        "frame": frame,
        "view": view.view.name(),
        "width": view.width,
        "height": view.height,
        "hash": view.pdq.hash.to_hex(),
        "quality": view.pdq.quality,
    });
    if dihedral && let Some(line) = line.as_object_mut() {
        let hashes = view.pdq.dihedral_hashes().into_iter();
        let hashes: Map<String, Value> = hashes
            .map(|(turn, hash)| (turn.name().to_owned(), hash.to_hex().into()))
            .collect();
        line.insert("dihedral".into(), hashes.into());
    }
    line.to_string()
}

fn text_line(file: &Path, frame: u32, view: &ViewSignal, dihedral: bool) -> String {
    let (hash, quality) = (view.pdq.hash.to_hex(), view.pdq.quality);
    let file = file.display();
    let mut line = format!(
        "{hash} {quality:>3} {file} frame {frame} {}",
        view.view.name()
    );
    if dihedral {
        for (turn, hash) in view.pdq.dihedral_hashes() {
            line += &format!("\n  {} {}", hash.to_hex(), turn.name());
        }
    }
    line
}

/// The line for a file that failed, for every verb that prints a line a file.
pub fn error_line(file: &Path, failure: &Failure, json: bool) -> String {
    let file = file.to_string_lossy();
    match json {
        true => json!({
            "file": file,
            "error": { "code": failure.code, "message": failure.message },
        })
        .to_string(),
        false => format!("{file}: {} ({})", failure.message, failure.code),
    }
}
