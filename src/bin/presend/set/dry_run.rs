//! `presend set build --dry-run`: what would be built.

use super::build::{Kind, counts, tell};
use super::folder::refused;
use super::inspect::bytes;
use super::work::duration;
use crate::{Failure, Outcome, say};
use presend::hash256::MATCH_RADIUS;
use presend::matchset::Purpose;
use presend::matchset::build::{List, PrivateOptions, PrivatePlan, SetOptions, survey};
use presend::matchset::probe::{Params, Profile};
use presend::oprf::EvaluatorKey;
use std::time::Instant;

/// Tokens that are evaluated to see how long one takes.
const SAMPLE: u32 = 512;

/// Prints sizes, cost and how often a check would be wrong; writes nothing and takes no key.
pub fn run(kind: Kind, profile: Profile, list: List) -> Outcome {
    let options = SetOptions {
        id: "dry-run".into(),
        epoch: 1,
        purpose: Purpose::Demo,
        previous: None,
        not_before: 0,
        not_after: 1,
    };
    if !matches!(kind, Kind::PrivateLocal | Kind::PrivateMirror) {
        let (report, length) = survey(list, &options).map_err(refused)?;
        say(format!("would build: {}", counts(&report)));
        say(format!("index: {} to download", bytes(length)));
        say(format!(
            "a check compares every entry and matches within {MATCH_RADIUS} of 256 bits; what resembles an entry \
             that much is found, right or wrong"
        ));
        tell(&report);
        return Ok(true);
    }
    let failed = |error: presend::oprf::OprfError| Failure::new(error.code(), error);
    // A key of nobody: sizes and groups are the same with any.
    let key = EvaluatorKey::derive(&[1; 32], b"presend dry run").map_err(failed)?;
    let params = profile.params(Params::SEED);
    let params = params.map_err(|error| Failure::new(error.code(), error))?;
    let private = PrivateOptions {
        mirror: kind == Kind::PrivateMirror,
        key: &key,
        params,
        progress: &|_, _| {},
    };
    let labels = list.labels();
    let plan = PrivatePlan::new(0, list, &options, &private).map_err(refused)?;
    let inputs: Vec<[u8; 4]> = (0..SAMPLE).map(u32::to_le_bytes).collect();
    let begun = Instant::now();
    key.evaluate(&inputs).map_err(failed)?;
    let each = begun.elapsed().as_secs_f64() / f64::from(SAMPLE);
    let (report, tokens) = (plan.report(), plan.tokens());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    say(format!(
        "would build: {}, profile {}",
        counts(report),
        profile.name
    ));
    let (index, roots) = plan.sizes();
    match roots {
        None => say(format!("index: {} to download", bytes(index))),
        Some(roots) => say(format!(
            "index: {} for the mirror, {} to download",
            bytes(index),
            bytes(roots)
        )),
    }
    let alone = each * tokens as f64;
    say(format!(
        "cost: {tokens} evaluations, about {} on one core, {} on the {cores} of this machine",
        duration(alone),
        duration(alone / cores as f64)
    ));
    let pieces = plan.pieces();
    say(format!(
        "shares: {pieces} pieces, so at most {pieces} shards"
    ));
    let log2 = params.with_noise_log2(u64::from(report.entries), labels, 1);
    say(format!(
        "false matches: one view in about {} of pictures that resemble no entry, were hash bits fair coins; \
         what lies within {MATCH_RADIUS} bits of an entry is found, right or wrong",
        power(-log2)
    ));
    say(format!(
        "asks: {} questions a check, whatever the picture",
        params.probes()
    ));
    tell(report);
    Ok(true)
}

/// Two to this power, for people.
fn power(log2: f64) -> String {
    match log2 {
        ..20.0 => format!("{:.0}", log2.exp2()),
        _ => format!("10^{:.1}", log2 * 2f64.log10()),
    }
}
