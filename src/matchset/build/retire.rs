//! The end of an evaluator's key, in writing.

use super::SignerKey;
use crate::digest::FileDigest;
use crate::matchset::{Manifest, MatchSetError, format_time};
use crate::oprf::EvaluatorKey;

/// A signed receipt that says that the key of a private set's epoch is deleted; whoever signs it
/// deletes the key. `now` is the time in seconds since 1970-01-01T00:00:00Z.
///
/// # Errors
/// [`MatchSetError::CannotBuild`] where it is not the key of this set and epoch.
pub fn retirement(
    manifest: &Manifest,
    key: &EvaluatorKey,
    now: u64,
    signer: &SignerKey,
) -> Result<String, MatchSetError> {
    let public = *key.public();
    if manifest.private.as_ref().map(|p| p.evaluator) != Some(public) {
        return Err(MatchSetError::CannotBuild {
            reason: "this is not the evaluator's key of this set and epoch",
        });
    }
    let (id, epoch, time) = (&manifest.id, manifest.epoch, format_time(now));
    let public = FileDigest::from_bytes(public.to_bytes()).to_hex();
    Ok(signer.sign(&format!(
        "presend key retirement v1\nset: {id}\nepoch: {epoch}\nevaluator: {public}\nretired: {time}\n"
    )))
}
