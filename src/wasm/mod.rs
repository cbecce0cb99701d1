//! Bindings for JavaScript: one [`Core`] a worker. They convert and nothing else.
//!
//! Errors cross as an `Error` whose `name` is `PresendError` and whose `code` is the stable
//! kebab-case code of the Rust error.

mod conversation;
mod convert;
mod decoded;
#[cfg(feature = "evaluator")]
mod evaluator;
mod note;

use crate::guard::{Guard, Request, Source};
use crate::image::{Limits, browser};
use crate::matchset::{MatchSet, MatchSetError, TrustPolicy};
use crate::policy::{UncheckedWhy, Verdict};
use crate::signal::PictureSignals;
pub use conversation::Conversation;
use convert::{CheckOptions, CoreOptions, HashOptions, HashedImage, SetInfo, Trust, thrown};
pub use decoded::Decoded;
#[cfg(feature = "evaluator")]
pub use evaluator::{Evaluator, Mirror};
use js_sys::Uint8Array;
pub use note::verify_note;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Bytes of a blob that are copied at a time, so that the page never holds a second whole copy.
const SLICE: f64 = (1u32 << 20) as f64;

/// Version of this crate.
#[wasm_bindgen(js_name = coreVersion)]
pub fn core_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A guard with its match sets.
#[wasm_bindgen]
pub struct Core {
    guard: Guard,
}

#[wasm_bindgen]
impl Core {
    /// Takes `{ policy? }`.
    ///
    /// # Errors
    /// `bad-options`
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Core, JsValue> {
        let options: CoreOptions = convert::from_js_strict(options, convert::CORE_OPTIONS)?;
        Ok(Self {
            guard: Guard::new(options.policy, Limits::default()),
        })
    }

    /// Verifies a match set and adds it, or puts it in the place of the opened set of this `number`,
    /// whose newer edition it must be; the old one stays in use where the new one is refused.
    ///
    /// `segments` are those of its updates in order, each with its length before it (32 bits,
    /// little-endian). Without an `index` (empty), the set keeps its own, and `segments` are those
    /// that it lacks. `trust` is `{ keys, required?, purposes?, leastEpochs?, leastUpdates?, log? }`,
    /// and `log` is the text that `LogPolicy::from_text` reads.
    ///
    /// # Errors
    /// `bad-options`, or the code of a `MatchSetError`
    #[wasm_bindgen(js_name = openSet)]
    pub fn open_set(
        &mut self,
        manifest: &[u8],
        index: &[u8],
        trust: JsValue,
        now_ms: f64,
        segments: Option<Vec<u8>>,
        number: Option<usize>,
    ) -> Result<JsValue, JsValue> {
        let trust: Trust = convert::from_js_strict(trust, convert::TRUST)?;
        let trust = TrustPolicy::try_from(trust).map_err(refused)?;
        let now = convert::seconds(now_ms);
        let segments = segments.unwrap_or_default();
        let segments = convert::parts(&segments)?;
        let held = number.and_then(|number| self.guard.set(number));
        let set = match held {
            Some(held) if index.is_empty() => held.update(manifest, &segments, &trust, now),
            _ => MatchSet::open_updated(manifest, index, &segments, &trust, now),
        };
        let set = set.map_err(refused)?;
        let info = convert::to_js(&SetInfo::from(set.manifest()))?;
        match number {
            Some(number) => self.guard.replace_set(number, set).map_err(refused)?,
            None => self.guard.add_set(set),
        }
        Ok(info)
    }

    /// Makes at most `steps` blinds for the next check; says how many are still to be made.
    /// `randomness` is 32 fresh bytes.
    ///
    /// # Errors
    /// `bad-options`, `no-randomness`
    pub fn prepare(&self, steps: usize, randomness: &[u8]) -> Result<usize, JsValue> {
        let left = self.guard.prepare(steps, convert::bytes32(randomness)?);
        left.map_err(|e| thrown(e.code(), &e))
    }

    /// Begins to check the bytes of a file; a picture that cannot be checked is a verdict, no
    /// error. `randomness` is 32 fresh bytes.
    ///
    /// # Errors
    /// `bad-options`
    pub fn check(
        &self,
        bytes: &[u8],
        options: JsValue,
        randomness: &[u8],
    ) -> Result<Conversation, JsValue> {
        let options: CheckOptions = convert::from_js(options)?;
        self.run(Source::File(bytes), &options, randomness)
    }

    /// Begins to check a blob. Its size is checked before it is read, and it is read in slices.
    ///
    /// # Errors
    /// `bad-options`
    #[wasm_bindgen(js_name = checkBlob)]
    pub async fn check_blob(
        &self,
        blob: web_sys::Blob,
        options: JsValue,
        randomness: Vec<u8>,
    ) -> Result<Conversation, JsValue> {
        let options: CheckOptions = convert::from_js(options)?;
        let too_large = blob.size() > self.guard.limits().max_bytes as f64;
        if too_large {
            return Ok(Conversation::over(
                self.not_asked(UncheckedWhy::TooLarge, &options),
            ));
        }
        match read(&blob).await {
            Ok(bytes) => self.run(Source::File(&bytes), &options, &randomness),
            // The file is gone, or may no longer be read.
            Err(_) => Ok(Conversation::over(
                self.not_asked(UncheckedWhy::Error, &options),
            )),
        }
    }

    /// Bytes that a file may have.
    #[wasm_bindgen(getter, js_name = maxBytes)]
    pub fn max_bytes(&self) -> f64 {
        self.guard.limits().max_bytes as f64
    }

    /// The media type of a format that the browser may be asked to decode, by the first bytes.
    #[wasm_bindgen(js_name = browserType)]
    pub fn browser_type(&self, head: &[u8]) -> Option<String> {
        browser::media_type(head).map(str::to_owned)
    }

    /// Digests a file that the browser decodes; `undefined` where it is too large.
    pub fn decoded(&self, bytes: &[u8]) -> Option<Decoded> {
        Decoded::new(bytes, self.guard.digest_kinds(), self.guard.limits())
    }

    /// Checks the pixels that were handed in, and the digest; uses `decoded` up.
    ///
    /// # Errors
    /// `bad-options`
    #[wasm_bindgen(js_name = checkDecoded)]
    pub fn check_decoded(
        &self,
        decoded: Decoded,
        options: JsValue,
        randomness: &[u8],
    ) -> Result<Conversation, JsValue> {
        let options: CheckOptions = convert::from_js(options)?;
        self.run(decoded.finish().source(), &options, randomness)
    }

    /// The verdict on a picture that could not be asked about, by the same policy.
    ///
    /// # Errors
    /// `bad-options`
    pub fn unchecked(&self, why: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
        let why: UncheckedWhy = convert::from_js(why)?;
        let options: CheckOptions = convert::from_js(options)?;
        convert::to_js(&self.not_asked(why, &options))
    }

    /// Hashes every picked frame of a file; `options` is `{ dihedral?, margins? }`. Each frame is
    /// its stored view, with the other views in it by name.
    ///
    /// # Errors
    /// `bad-options`, or the code of an `ImageError`
    #[wasm_bindgen(js_name = hashImage)]
    pub fn hash_image(&self, bytes: &[u8], options: JsValue) -> Result<JsValue, JsValue> {
        let options: HashOptions = convert::from_js_or_default(options)?;
        let signals = PictureSignals::compute(bytes, self.guard.limits())
            .map_err(|e| thrown(e.code(), &e))?;
        convert::to_js(&HashedImage::new(bytes, &signals, options))
    }

    fn run(
        &self,
        source: Source<'_>,
        options: &CheckOptions,
        randomness: &[u8],
    ) -> Result<Conversation, JsValue> {
        Ok(Conversation::new(self.guard.check(&Request {
            source,
            audience: options.audience,
            intimate: options.intimate_signal,
            now: convert::seconds(options.now_ms),
            randomness: convert::bytes32(randomness)?,
        })))
    }

    fn not_asked(&self, why: UncheckedWhy, options: &CheckOptions) -> Verdict {
        self.guard
            .unchecked(why, options.intimate_signal, options.audience)
    }
}

fn refused(error: MatchSetError) -> JsValue {
    thrown(error.code(), &error)
}

/// The whole blob, in wasm memory.
async fn read(blob: &web_sys::Blob) -> Result<Vec<u8>, JsValue> {
    let size = blob.size();
    let mut bytes = Vec::with_capacity(size as usize);
    let mut at = 0.0;
    while at < size {
        let end = (at + SLICE).min(size);
        let slice = blob.slice_with_f64_and_f64(at, end)?;
        let buffer = JsFuture::from(slice.array_buffer()).await?;
        bytes.extend(Uint8Array::new(&buffer).to_vec());
        at = end;
    }
    Ok(bytes)
}
