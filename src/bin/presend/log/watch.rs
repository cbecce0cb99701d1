//! `presend log watch`: a monitor. It trusts the log's key and what it saw before, and nothing else.

use super::copy::{Signed, check_tiles, follow, read_entries};
use super::policy::{WitnessArgs, read_log_key};
use super::report;
use super::source::Source;
use super::state::{Relation, State, admit};
use crate::set::{read_trust, refused};
use crate::{Failure, Outcome, files};
use presend::matchset::log::Event;
use presend::matchset::note::{Note, VerifierKey};
use presend::matchset::{MatchSetError, TrustPolicy};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// What `presend log watch` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The log: its folder or address
    log: Source,
    /// The log's verifier key
    #[arg(long)]
    key: PathBuf,
    /// What was seen before; made the first time
    #[arg(long)]
    state: PathBuf,
    /// Look once
    #[arg(long, conflicts_with = "every")]
    once: bool,
    /// Look again after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    witnesses: WitnessArgs,
    /// Verifier key of an owner, whose signature receipts of deleted keys must bear
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// A checkpoint or a set.tlog-proof that somebody else was given, to be held against the log
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
}

/// Whoever watches, with the keys.
struct Monitor<'a> {
    args: &'a Args,
    key: VerifierKey,
    witnesses: Vec<VerifierKey>,
    required: usize,
    owners: Option<TrustPolicy>,
}

/// Looks once or for ever. A log that says two things ends it, with exit code 3.
pub fn run(args: &Args) -> Outcome {
    let (witnesses, required) = args.witnesses.read()?;
    let owners = match args.trust.as_slice() {
        [] => None,
        files => Some(read_trust(files)?),
    };
    let monitor = Monitor {
        args,
        key: read_log_key(&args.key)?,
        required,
        witnesses,
        owners,
    };
    loop {
        let looked = monitor.look();
        if let Err(failure) = &looked {
            let value = json!({
                "event": "failure", "code": failure.code, "message": failure.message,
            });
            report::tell(
                args.json,
                &value,
                &format!("{} ({})", failure.message, failure.code),
            );
        }
        match looked {
            Err(failure) if args.once || failure.code == "log-equivocation" => return Err(failure),
            Ok(()) if args.once => return Ok(true),
            _ => std::thread::sleep(Duration::from_secs(args.every)),
        }
    }
}

impl Monitor<'_> {
    fn look(&self) -> Result<(), Failure> {
        let args = self.args;
        let state = State::read(&args.state, &self.key)?;
        let signed = Signed::read(&args.log, &self.key)?;
        let found = signed.witnesses(&self.witnesses)?;
        let unchanged = state.as_ref().filter(|s| s.signed.note == signed.note);
        if unchanged.is_none() {
            let seen = state.as_ref().map_or(0, |state| state.tree.size());
            let state = self.follow(state, signed)?;
            state.write(&args.state)?;
            let (origin, size) = (&state.signed.checkpoint.origin, state.tree.size());
            let value = json!({
                "event": "checkpoint", "log": origin, "size": size, "seen": seen, "witnesses": found,
            });
            let text = format!("{origin}: {size} entries, {seen} seen before; {found} witnesses");
            report::tell(args.json, &value, &text);
        }
        if found < self.required {
            let required = self.required;
            return Err(refused(MatchSetError::UntrustedLog { found, required }));
        }
        self.compare()
    }

    /// Holds a checkpoint that was not seen before against the remembered one, and says what is new.
    fn follow(&self, state: Option<State>, signed: Signed) -> Result<State, Failure> {
        let args = self.args;
        let tree = admit(state.as_ref(), &signed, &args.log, &args.state)?;
        check_tiles(&args.log, &tree)?;
        let entries = read_entries(&args.log, &tree)?;
        let (_, events) = follow(&entries)?;
        let seen = state.map_or(0, |state| state.tree.leaves().len());
        let new = events.iter().zip(&entries).enumerate().skip(seen);
        for (index, (event, entry)) in new {
            self.check_receipt(index, event, entry)?;
            let (value, text) = (
                report::event_json(index, event),
                report::event_text(index, event),
            );
            report::tell(args.json, &value, &text);
        }
        Ok(State { signed, tree })
    }

    /// A receipt is worth what its signature is worth.
    fn check_receipt(&self, index: usize, event: &Event, entry: &[u8]) -> Result<(), Failure> {
        let (Event::Retirement(_), Some(owners)) = (event, &self.owners) else {
            return Ok(());
        };
        let checked = owners.verify_note(entry);
        checked.map(|_| ()).map_err(|error| {
            let message = format!("entry {index}, a receipt: {error}");
            Failure::new(error.code(), message)
        })
    }

    /// Holds what others were given against what is remembered.
    fn compare(&self) -> Result<(), Failure> {
        for path in &self.args.against {
            let Some(state) = State::read(&self.args.state, &self.key)? else {
                return Ok(());
            };
            let bytes = files::read(path)?;
            let proof = bytes.starts_with(b"c2sp.org/tlog-proof");
            let note = match bytes.windows(2).position(|pair| pair == b"\n\n") {
                Some(at) if proof => bytes.get(at + 2..).unwrap_or_default().to_vec(),
                _ => bytes,
            };
            Note::parse(&note).map_err(refused)?;
            let other = Signed::open(note, &self.key)?;
            if other.checkpoint.size > state.tree.size() {
                let message = format!(
                    "{} is of {} entries and the log shows {}: it cannot be held against it yet",
                    path.display(),
                    other.checkpoint.size,
                    state.tree.size()
                );
                return Err(Failure::new("log-behind", message));
            }
            if state.relation(&other, None) == Relation::Equivocates {
                return Err(report::equivocation(&state, &other, &self.args.state)?);
            }
        }
        Ok(())
    }
}
