//! `presend keygen`: an owner's signing key and its public half.

use crate::{Failure, Outcome, files, say};
use presend::matchset::build::SignerKey;
use std::path::PathBuf;

/// What `presend keygen` takes.
#[derive(clap::Args)]
pub struct Args {
    /// File for the signing key; the verifier key is written beside it, ending in .pub
    #[arg(long)]
    out: PathBuf,
    /// Name in the key, for example hotline.example; the file's name where none is given
    #[arg(long)]
    name: Option<String>,
    /// The key of a witness of logs: the verifier key is in the form of C2SP tlog-cosignature
    #[arg(long)]
    witness: bool,
    /// Overwrite files that are there
    #[arg(long)]
    force: bool,
}

/// Writes both files.
pub fn run(args: &Args) -> Outcome {
    let stem = args
        .out
        .file_stem()
        .map(|stem| stem.to_string_lossy().replace([' ', '+'], "-"));
    let name = args.name.clone().or(stem).unwrap_or_default();
    let public = args.out.with_extension("pub");
    if public == args.out {
        return Err(Failure::new(
            "bad-name",
            "the signing key's file must not end in .pub",
        ));
    }
    files::check_free(&public, args.force)?;
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    getrandom::fill(&mut *seed)
        .map_err(|error| Failure::new("no-randomness", format!("no random numbers: {error}")))?;
    let key =
        SignerKey::from_seed(&name, &seed).map_err(|error| Failure::new(error.code(), error))?;
    files::write(&args.out, key.to_secret_text().as_bytes(), true, args.force)?;
    let verifier = match args.witness {
        true => key.witness(),
        false => key.verifier(),
    };
    files::write(
        &public,
        format!("{verifier}\n").as_bytes(),
        false,
        args.force,
    )?;
    eprintln!(
        "{} holds the signing key: keep it secret and offline",
        args.out.display()
    );
    eprintln!(
        "{} holds the verifier key, for those who check your sets:",
        public.display()
    );
    say(verifier);
    Ok(true)
}
