//! The `presend` command: hash pictures, check them, build and inspect match sets.
#![allow(
    clippy::print_stderr,
    reason = "this is the one place that talks to a terminal"
)]

mod answers;
mod check;
mod evaluator_keygen;
mod files;
mod hash;
mod help_sign;
mod keygen;
mod log;
mod progress;
#[cfg(feature = "serve")]
mod serve;
mod set;
mod tune;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Checks pictures before they are sent.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Print the PDQ hash and quality of pictures
    Hash(hash::Args),
    /// Make an owner's signing key
    Keygen(keygen::Args),
    /// Make an evaluator's key, for private match sets
    EvaluatorKeygen(evaluator_keygen::Args),
    /// Build, inspect and verify match sets
    #[command(subcommand)]
    Set(set::Verb),
    /// Keep, prove, witness and watch a public log of editions
    #[command(subcommand)]
    Log(log::Verb),
    /// Check pictures against a match set
    Check(check::Args),
    /// Measure what the profiles of private sets find of edited copies of your own pictures
    Tune(tune::Args),
    /// Sign a help directory that replaces the one in the package
    HelpSign(help_sign::Args),
    /// Answer blind questions to a private match set over HTTP
    #[cfg(feature = "serve")]
    Serve(serve::Args),
}

/// A failure with a stable code and a sentence that says what to do.
#[derive(Debug)]
struct Failure {
    code: &'static str,
    message: String,
}

impl Failure {
    fn new(code: &'static str, message: impl std::fmt::Display) -> Self {
        Self {
            code,
            message: message.to_string(),
        }
    }
}

/// Whether everything that was asked for went well.
type Outcome = Result<bool, Failure>;

/// Prints a line of results. Whoever reads them may stop reading: that ends the command quietly,
/// as it ends every filter.
fn say(line: impl std::fmt::Display) {
    use std::io::Write;
    if writeln!(std::io::stdout(), "{line}").is_err() {
        std::process::exit(1);
    }
}

/// Runs one picture's work, so that a decoder's defect ends that picture and not the whole list.
fn survives<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| {
        Failure::new(
            "decoder-defect",
            "the decoder failed on this file; please report it",
        )
    })
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().verb {
        Verb::Hash(args) => hash::run(&args),
        Verb::Keygen(args) => keygen::run(&args),
        Verb::EvaluatorKeygen(args) => evaluator_keygen::run(&args),
        Verb::Set(verb) => set::run(&verb),
        Verb::Log(verb) => log::run(&verb),
        Verb::Check(args) => check::run(&args),
        Verb::Tune(args) => tune::run(&args),
        Verb::HelpSign(args) => help_sign::run(&args),
        #[cfg(feature = "serve")]
        Verb::Serve(args) => serve::run(&args),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("presend: {} ({})", failure.message, failure.code);
            match failure.code {
                // Nobody must take it for a network that is down.
                "log-equivocation" => ExitCode::from(3),
                _ => ExitCode::FAILURE,
            }
        }
    }
}
