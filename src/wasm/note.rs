//! Signed notes that are no match sets: an update of the help directory.

use super::convert::{self, Trust, thrown};
use crate::matchset::TrustPolicy;
use wasm_bindgen::prelude::*;

/// The text of a signed note, if enough of the keys have signed it; `trust` is
/// `{ keys, required? }`. What the text is about is for the caller to check.
///
/// # Errors
/// `bad-options`, or the code of a `MatchSetError`
#[wasm_bindgen(js_name = verifyNote)]
pub fn verify_note(note: &[u8], trust: JsValue) -> Result<String, JsValue> {
    let trust: Trust = convert::from_js_strict(trust, convert::NOTE_TRUST)?;
    let trust = TrustPolicy::try_from(trust).map_err(|e| thrown(e.code(), &e))?;
    let text = trust.verify_note(note).map_err(|e| thrown(e.code(), &e))?;
    Ok(text.to_owned())
}
