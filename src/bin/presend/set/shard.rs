//! `presend set shard`: a share of the long part of a private build, for any batch engine.

use super::build::{Kind, profile, required};
use super::folder::refused;
use super::lists::ReadArgs;
use super::work::{Progress, WorkFolders};
use crate::{Failure, Outcome, answers};
use presend::matchset::Purpose;
use presend::matchset::build::{PrivateOptions, PrivatePlan, SetOptions};
use presend::matchset::probe::{Params, Profile};
use std::path::PathBuf;

/// What `presend set shard` takes: what `set build` takes and the bytes of the index depend on.
#[derive(clap::Args)]
pub struct Args {
    /// private-local or private-mirror
    #[arg(long)]
    kind: Kind,
    /// The lists, in the same forms as for set build
    #[arg(long, required = true)]
    list: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
    /// Name of the set
    #[arg(long)]
    id: String,
    /// Edition of the set
    #[arg(long, default_value_t = 1)]
    epoch: u32,
    /// The evaluator's key of this edition
    #[arg(long, value_name = "FILE")]
    evaluator_key: Option<PathBuf>,
    /// How devices ask: standard, wide, compact, strict or strict-fast
    #[arg(long, default_value = Profile::ALL[0].name, value_parser = profile)]
    profile: Profile,
    /// Which share, from 0
    #[arg(long)]
    index: u32,
    /// How many shares
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    of: u32,
    /// Folder for the pieces; all shares may have the same one
    #[arg(long, value_name = "DIR")]
    work: PathBuf,
}

/// Does every `of`th piece, those aside that are done.
pub fn run(args: &Args) -> Outcome {
    let wrong = |message| Err(Failure::new("bad-shard", message));
    if args.index >= args.of {
        return wrong("--index counts from 0 and is below --of");
    }
    if !matches!(args.kind, Kind::PrivateLocal | Kind::PrivateMirror) {
        return wrong("only private sets take long to build; use set build");
    }
    let list = args.read.read(&args.list)?;
    let key = answers::read_key(required(args.evaluator_key.as_ref(), "--evaluator-key")?)?;
    let params = args.profile.params(Params::SEED);
    let params = params.map_err(|error| Failure::new(error.code(), error))?;
    let progress = Progress::new();
    let private = PrivateOptions {
        mirror: args.kind == Kind::PrivateMirror,
        key: &key,
        params,
        progress: &|done, all| progress.tell(done, all),
    };
    // Neither purpose nor dates have a part in the work; set merge says them.
    let options = SetOptions {
        id: args.id.clone(),
        epoch: args.epoch,
        purpose: Purpose::Demo,
        previous: None,
        not_before: 0,
        not_after: 1,
    };
    let plan = PrivatePlan::new(0, list, &options, &private).map_err(refused)?;
    let store = WorkFolders::open(std::slice::from_ref(&args.work), plan.name())?;
    let of = usize::try_from(args.of).unwrap_or(usize::MAX);
    let mine = (args.index..plan.pieces()).step_by(of);
    let done = plan.evaluate(mine, &store).map_err(refused)?;
    progress.finish();
    eprintln!(
        "{}: share {} of {}, {done} of {} pieces",
        args.work.display(),
        args.index,
        args.of,
        plan.pieces()
    );
    Ok(true)
}
