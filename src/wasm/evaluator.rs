//! The other side, for edge workers of list owners and of mirrors. Not in the browser's build.

use super::convert::{self, Trust, thrown};
use crate::matchset::{Mirror as Index, TrustPolicy};
use crate::oprf::{EvaluatorKey, Request, Seed};
use wasm_bindgen::prelude::*;

/// An evaluator with its key.
#[wasm_bindgen]
pub struct Evaluator(EvaluatorKey);

#[wasm_bindgen]
impl Evaluator {
    /// Takes the text of an evaluator's key file.
    ///
    /// # Errors
    /// `bad-evaluator-key`
    #[wasm_bindgen(constructor)]
    pub fn new(secret: &str) -> Result<Evaluator, JsValue> {
        let key = EvaluatorKey::from_secret_text(secret);
        key.map(Self).map_err(|e| thrown(e.code(), &e))
    }

    /// The key's name, 16 hex digits.
    #[wasm_bindgen(getter, js_name = keyId)]
    pub fn key_id(&self) -> String {
        self.0.public().id().to_string()
    }

    /// Answers a question. `randomness` is 32 fresh bytes.
    ///
    /// # Errors
    /// The code of an `OprfError`: the question is refused.
    pub fn evaluate(&self, question: &[u8], randomness: &[u8]) -> Result<Vec<u8>, JsValue> {
        let refused = |e: crate::oprf::OprfError| thrown(e.code(), &e);
        let request = Request::from_bytes(question).map_err(refused)?;
        let seed = Seed::new(*convert::bytes32(randomness)?).map_err(refused)?;
        let response = self.0.blind_evaluate(&request, seed).map_err(refused)?;
        Ok(response.to_bytes())
    }
}

/// The index of a `private-mirror` set.
#[wasm_bindgen]
pub struct Mirror(Index);

#[wasm_bindgen]
impl Mirror {
    /// Verifies and opens; `trust` is `{ keys, required?, purposes? }`.
    ///
    /// # Errors
    /// `bad-options`, or the code of a `MatchSetError`
    #[wasm_bindgen(constructor)]
    pub fn new(
        manifest: &[u8],
        index: &[u8],
        trust: JsValue,
        now_ms: f64,
    ) -> Result<Mirror, JsValue> {
        let trust: Trust = convert::from_js_strict(trust, convert::TRUST)?;
        let trust = TrustPolicy::try_from(trust).map_err(|e| thrown(e.code(), &e))?;
        Index::open(manifest, index, &trust, convert::seconds(now_ms))
            .map(Self)
            .map_err(|e| thrown(e.code(), &e))
    }

    /// Answers a question with proven buckets.
    ///
    /// # Errors
    /// The code of a `MirrorError`
    pub fn answer(&self, question: &[u8]) -> Result<Vec<u8>, JsValue> {
        self.0.answer(question).map_err(|e| thrown(e.code(), &e))
    }
}
