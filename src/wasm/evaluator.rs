//! The other side, for edge workers of list owners, of mirrors and of upload endpoints. Not in the
//! browser's build.

use super::Conversation;
use super::Core;
use super::convert::{self, CheckOptions, SetInfo, Trust, thrown};
use crate::digest::{DigestKind, Digests};
use crate::guard::{Guard, Source};
use crate::hex;
use crate::image::{Limits, format};
use crate::matchset::log::Tree;
use crate::matchset::{Manifest, MatchSet, Mirror as Index, SealKey, TrustPolicy};
use crate::oprf::{EvaluatorKey, Request, Seed};
use crate::policy::Policy;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What a host of a set needs to know of its manifest.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Hosted<'a> {
    #[serde(flatten)]
    set: SetInfo<'a>,
    index_bytes: f64,
    index_sha256: String,
    roots_sha256: Option<String>,
    /// The evaluator's public key, in hex.
    evaluator: Option<String>,
    probes: Option<u16>,
    segments: Vec<HostedSegment>,
}

/// A segment as a host serves it.
#[derive(Serialize)]
struct HostedSegment {
    sha256: String,
    bytes: f64,
}

impl<'a> From<&'a Manifest> for Hosted<'a> {
    fn from(manifest: &'a Manifest) -> Self {
        let private = manifest.private.as_ref();
        Self {
            set: SetInfo::from(manifest),
            index_bytes: manifest.index_bytes as f64,
            index_sha256: manifest.index_sha256.to_hex(),
            roots_sha256: private.and_then(|p| p.roots_sha256.map(|digest| digest.to_hex())),
            evaluator: private.map(|p| hex::encode(&p.evaluator.to_bytes())),
            probes: private.map(|p| p.params.probes()),
            segments: (manifest.segments().iter())
                .map(|segment| HostedSegment {
                    sha256: segment.sha256.to_hex(),
                    bytes: segment.bytes as f64,
                })
                .collect(),
        }
    }
}

/// Whether a file that begins with these bytes is a picture; 1024 bytes are enough.
#[wasm_bindgen(js_name = isPicture)]
pub fn is_picture(head: &[u8]) -> bool {
    format::is_picture(head)
}

/// What a manifest says, once it was verified; `trust` is `{ keys, required?, purposes? }`.
///
/// # Errors
/// `bad-options`, or the code of a `MatchSetError`
#[wasm_bindgen(js_name = readManifest)]
pub fn read_manifest(manifest: &[u8], trust: JsValue, now_ms: f64) -> Result<JsValue, JsValue> {
    let manifest = trusted(trust)?
        .verify(manifest, convert::seconds(now_ms))
        .map_err(|e| thrown(e.code(), &e))?;
    convert::to_js(&Hosted::from(&manifest))
}

/// The hashes of the proof that a log continues its first `old` entries, in base64, one a line; `leaves`
/// are its tiles of level 0, one after the other. `undefined` where there are fewer.
#[wasm_bindgen(js_name = consistencyProof)]
pub fn consistency_proof(leaves: &[u8], old: f64) -> Option<String> {
    let tree = Tree::of_leaves(leaves.as_chunks().0.to_vec());
    let hashes = tree.consistency(old as u64)?;
    let lines = hashes
        .iter()
        .map(|hash| BASE64_STANDARD.encode(hash) + "\n");
    Some(lines.collect())
}

fn trusted(trust: JsValue) -> Result<TrustPolicy, JsValue> {
    let trust: Trust = convert::from_js_strict(trust, convert::TRUST)?;
    TrustPolicy::try_from(trust).map_err(|e| thrown(e.code(), &e))
}

#[wasm_bindgen]
impl Core {
    /// A core for a place with less memory than a browser has: files of at most `bytes`, frames of
    /// at most `pixels`, at most `memory` bytes for decoding one.
    #[wasm_bindgen(js_name = limited)]
    pub fn limited(bytes: f64, pixels: f64, memory: f64) -> Core {
        let limits = Limits {
            max_bytes: bytes as u64,
            max_pixels: pixels as u64,
            max_memory: memory as u64,
            ..Limits::default()
        };
        Self {
            guard: Guard::new(Policy::default(), limits),
        }
    }

    /// The kinds of digests that the opened sets hold, by the word that a manifest has for them.
    #[wasm_bindgen(js_name = digestKinds)]
    pub fn digest_kinds(&self) -> Vec<String> {
        let kinds = self.guard.digest_kinds();
        kinds.iter().map(|kind| kind.name().to_owned()).collect()
    }

    /// Begins to check the bytes of a file as `check` does, with those of its digests that the
    /// platform has computed: it does so in a tenth of the time. The others that the sets hold are
    /// computed here.
    ///
    /// # Errors
    /// `bad-options`, also for a digest of another length
    #[wasm_bindgen(js_name = checkDigested)]
    pub fn check_digested(
        &self,
        bytes: &[u8],
        sha256: Option<Vec<u8>>,
        sha1: Option<Vec<u8>>,
        md5: Option<Vec<u8>>,
        options: JsValue,
        randomness: &[u8],
    ) -> Result<Conversation, JsValue> {
        let options: CheckOptions = convert::from_js(options)?;
        let mut digests = Digests::default();
        for (kind, digest) in DigestKind::ALL.into_iter().zip([sha256, sha1, md5]) {
            if let Some(digest) = digest {
                digests = digests.with(kind, convert::digest(kind, &digest)?);
            }
        }
        self.run(Source::Digested { bytes, digests }, &options, randomness)
    }

    /// Verifies and adds a match set; a sealed one is opened with the text of its key file.
    ///
    /// # Errors
    /// `bad-options`, or the code of a `MatchSetError`
    #[wasm_bindgen(js_name = openSealed)]
    pub fn open_sealed(
        &mut self,
        manifest: &[u8],
        index: &[u8],
        trust: JsValue,
        now_ms: f64,
        key: &str,
        segments: Option<Vec<u8>>,
    ) -> Result<JsValue, JsValue> {
        let refused = |e: crate::matchset::MatchSetError| thrown(e.code(), &e);
        let key = SealKey::from_secret_text(key).map_err(refused)?;
        let now = convert::seconds(now_ms);
        let segments = segments.unwrap_or_default();
        let segments = convert::parts(&segments)?;
        let trust = trusted(trust)?;
        let set = MatchSet::open_sealed_updated(manifest, index, &segments, &trust, now, &key);
        let set = set.map_err(refused)?;
        let info = convert::to_js(&SetInfo::from(set.manifest()))?;
        self.guard.add_set(set);
        Ok(info)
    }
}

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

    /// The public half, 64 hex digits, as manifests state it.
    #[wasm_bindgen(getter, js_name = publicKey)]
    pub fn public_key(&self) -> String {
        hex::encode(&self.0.public().to_bytes())
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
        Index::open(manifest, index, &trusted(trust)?, convert::seconds(now_ms))
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
