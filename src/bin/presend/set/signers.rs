//! `presend set signers`: who signed which text, when, and what differs from what is there.

use super::folder::{KEYS, MANIFEST, read_trust, refused};
use super::view::{View, lines_beyond, show};
use crate::{Outcome, files, say};
use presend::matchset::note::Note;
use presend::matchset::{Manifest, format_time};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What `presend set signers` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the set
    dir: PathBuf,
    /// File with an owner's verifier key; may be given more than once
    #[arg(long)]
    trust: Vec<PathBuf>,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// One owner's part.
struct Row {
    name: String,
    signed: bool,
    view: Option<View>,
}

/// True when every owner that the manifest names has signed it.
pub fn run(args: &Args) -> Outcome {
    let keys = match args.trust.is_empty() {
        true => {
            eprintln!(
                "presend: no --trust given: signatures are checked with the keys that lie beside the set, \
                 which finds damage but not a forger"
            );
            read_trust(&[args.dir.join(KEYS)])?.keys
        }
        false => read_trust(&args.trust)?.keys,
    };
    let bytes = files::read(&args.dir.join(MANIFEST))?;
    let note = Note::parse(&bytes).map_err(refused)?;
    let manifest = Manifest::parse(note.text).map_err(refused)?;
    let mut rows: Vec<Row> = Vec::new();
    for key in &keys {
        rows.push(Row {
            name: key.name().to_owned(),
            signed: note.verify(core::slice::from_ref(key)).map_err(refused)? > 0,
            view: View::read(&args.dir, key)?,
        });
    }
    let known = |name: &str| rows.iter().any(|row| row.name == name);
    let unverified: Vec<&str> = note.signers().filter(|name| !known(name)).collect();
    let signed = |owner: &String| rows.iter().any(|row| row.signed && row.name == *owner);
    let waiting: Vec<&String> = manifest.owners.iter().filter(|o| !signed(o)).collect();
    if args.json {
        say(json!({
            "id": manifest.id, "epoch": manifest.epoch, "update": manifest.edition().1,
            "owners": manifest.owners,
            "signers": rows.iter().map(|row| row_json(row, note.text)).collect::<Vec<_>>(),
            "unverified": unverified,
            "waitingFor": waiting,
        }));
        return Ok(waiting.is_empty());
    }
    show(&manifest);
    for row in &rows {
        tell(row, note.text);
    }
    for name in unverified {
        say(format_args!(
            "{name}: a signature, and no key to verify it with (--trust)"
        ));
    }
    for owner in &waiting {
        say(format_args!(
            "{owner}: an owner, who has not signed this text"
        ));
    }
    Ok(waiting.is_empty())
}

fn row_json(row: &Row, text: &str) -> Value {
    let view = row.view.as_ref();
    json!({
        "name": row.name,
        "signed": row.signed,
        "time": view.map(|view| format_time(view.time)),
        "sawThisText": view.map(|view| view.text == text),
        "theirs": view.map(|view| lines_beyond(&view.text, text)),
        "here": view.map(|view| lines_beyond(text, &view.text)),
    })
}

fn tell(row: &Row, text: &str) {
    let name = &row.name;
    let state = match (&row.view, row.signed) {
        (Some(view), true) if view.text == text => {
            format!("signed this text, {}", format_time(view.time))
        }
        (Some(view), false) => format!("signed another text, {}", format_time(view.time)),
        (Some(view), true) => format!(
            "signed this text, and says that it signed another one, {}",
            format_time(view.time)
        ),
        (None, true) => "signed this text; left no word of when".into(),
        (None, false) => "has not signed".into(),
    };
    say(format_args!("{name}: {state}"));
    if let Some(view) = &row.view {
        for line in lines_beyond(&view.text, text) {
            say(format_args!("  theirs  {line}"));
        }
        for line in lines_beyond(text, &view.text) {
            say(format_args!("  here    {line}"));
        }
    }
}
