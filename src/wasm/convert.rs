//! Values as they cross to JavaScript.

use crate::codec::Reader;
#[cfg(feature = "evaluator")]
use crate::digest::DigestKind;
use crate::digest::FileDigest;
use crate::matchset::log::LogPolicy;
use crate::matchset::{Manifest, MatchSetError, Purpose, TrustPolicy};
use crate::policy::{Audience, IntimateSource, Policy};
use crate::signal::{PictureSignals, ViewSignal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct CoreOptions {
    pub policy: Policy,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CheckOptions {
    pub audience: Audience,
    #[serde(default)]
    pub intimate_signal: Option<IntimateSource>,
    pub now_ms: f64,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct HashOptions {
    pub dihedral: bool,
    pub margins: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Trust {
    keys: Vec<String>,
    #[serde(default)]
    required: Option<usize>,
    #[serde(default)]
    purposes: Option<Vec<Purpose>>,
    #[serde(default)]
    least_epochs: BTreeMap<String, u32>,
    #[serde(default)]
    least_updates: BTreeMap<String, u32>,
    #[serde(default)]
    log: Option<String>,
    /// In words, for workers; a page's words are read before the core is loaded.
    #[cfg(feature = "evaluator")]
    #[serde(default)]
    policy: Option<String>,
}

/// Names of all options of [`CoreOptions`], by path.
pub(super) const CORE_OPTIONS: &[(&str, &[&str])] = &[
    ("", &["policy"]),
    (
        "policy",
        &["level", "under13Intimate", "onUnchecked", "mirrored"],
    ),
    ("policy.onUnchecked", &["youth", "adult"]),
];

/// Names of the options of [`Trust`] for a note, which has no purpose.
pub(super) const NOTE_TRUST: &[(&str, &[&str])] = &[("", &["keys", "required"])];

/// Names of all options of [`Trust`].
pub(super) const TRUST: &[(&str, &[&str])] = &[(
    "",
    &[
        "keys",
        "required",
        "purposes",
        "leastEpochs",
        "leastUpdates",
        "log",
        #[cfg(feature = "evaluator")]
        "policy",
    ],
)];

impl TryFrom<Trust> for TrustPolicy {
    type Error = MatchSetError;

    fn try_from(trust: Trust) -> Result<Self, MatchSetError> {
        let keys = trust.keys.iter().map(|key| key.parse());
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        #[cfg(feature = "evaluator")]
        let mut policy = match &trust.policy {
            Some(words) => Self::worded(words, &keys).map_err(|_| MatchSetError::BadKey {
                expected: "trust policy in words whose names are those of the keys",
            })?,
            None => Self::any_of(keys),
        };
        #[cfg(not(feature = "evaluator"))]
        let mut policy = Self::any_of(keys);
        policy.required = trust.required.unwrap_or(policy.required);
        policy.purposes = trust.purposes.unwrap_or(policy.purposes);
        policy.least_epochs = trust.least_epochs.into_iter().collect();
        policy.least_updates = trust.least_updates.into_iter().collect();
        if let Some(log) = &trust.log {
            policy.log = Some(LogPolicy::from_text(log)?);
        }
        Ok(policy)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SetInfo<'a> {
    id: &'a str,
    epoch: u32,
    update: u32,
    kind: &'static str,
    purpose: Purpose,
    entries: u32,
    digests: u32,
    not_before_ms: f64,
    not_after_ms: f64,
}

impl<'a> From<&'a Manifest> for SetInfo<'a> {
    fn from(manifest: &'a Manifest) -> Self {
        Self {
            id: &manifest.id,
            epoch: manifest.epoch,
            update: manifest.edition().1,
            kind: manifest.kind.name(),
            purpose: manifest.purpose,
            entries: manifest.entries,
            digests: manifest.digests,
            not_before_ms: manifest.not_before as f64 * 1000.0,
            not_after_ms: manifest.not_after as f64 * 1000.0,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HashedImage {
    format: &'static str,
    sha256: String,
    orientation: u8,
    frame_count: u32,
    frames: Vec<HashedFrame>,
}

/// The stored view lies open, as most readers want nothing else; the others go by their names.
#[derive(Serialize)]
struct HashedFrame {
    frame: u32,
    #[serde(flatten)]
    stored: HashedView,
    #[serde(flatten)]
    others: BTreeMap<&'static str, HashedView>,
}

#[derive(Serialize)]
struct HashedView {
    width: u32,
    height: u32,
    hash: String,
    quality: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    dihedral: Option<BTreeMap<&'static str, String>>,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    margins: JsValue,
}

impl HashedImage {
    pub(super) fn new(bytes: &[u8], signals: &PictureSignals, options: HashOptions) -> Self {
        let view = |view: &ViewSignal| HashedView {
            width: view.width,
            height: view.height,
            hash: view.pdq.hash.to_hex(),
            quality: view.pdq.quality,
            dihedral: options.dihedral.then(|| {
                let hashes = view.pdq.dihedral_hashes().into_iter();
                extended(hashes.map(|(turn, hash)| (turn.name(), hash.to_hex())))
            }),
            margins: match options.margins {
                true => js_sys::Float32Array::from(view.pdq.margins().as_slice()).into(),
                false => JsValue::UNDEFINED,
            },
        };
        let frames = signals.frames.iter().filter_map(|frame| {
            let (stored, others) = frame.views.split_first()?;
            Some(HashedFrame {
                frame: frame.frame,
                stored: view(stored),
                others: extended(others.iter().map(|v| (v.view.name(), view(v)))),
            })
        });
        Self {
            format: signals.format.name(),
            sha256: FileDigest::of(bytes).to_hex(),
            orientation: signals.orientation,
            frame_count: signals.frame_count,
            frames: frames.collect(),
        }
    }
}

/// A map of these pairs. Collecting would sort them first, which takes more code than inserting.
fn extended<K: Ord, V>(pairs: impl Iterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// An `Error` with `name` and `code`.
pub(super) fn thrown(code: &str, message: &dyn core::fmt::Display) -> JsValue {
    let error = js_sys::Error::new(&message.to_string());
    error.set_name("PresendError");
    // Setting a property of a fresh object cannot fail.
    let _ = js_sys::Reflect::set(&error, &"code".into(), &code.into());
    error.into()
}

pub(super) fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|error| thrown("bad-options", &error))
}

pub(super) fn from_js_or_default<T: DeserializeOwned + Default>(
    value: JsValue,
) -> Result<T, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    from_js(value)
}

/// Reads options and refuses names that none of them has: a misspelt `required` must not weaken
/// what a host asked for. `known` lists the names along each path; `serde-wasm-bindgen` looks up
/// the fields it knows and never sees the others.
pub(super) fn from_js_strict<T: DeserializeOwned>(
    value: JsValue,
    known: &[(&str, &[&str])],
) -> Result<T, JsValue> {
    for (path, names) in known {
        let at = path
            .split_terminator('.')
            .try_fold(value.clone(), |value, name| {
                js_sys::Reflect::get(&value, &name.into())
            });
        let Some(object) = at.ok().and_then(|at| at.dyn_into::<js_sys::Object>().ok()) else {
            continue;
        };
        let found = js_sys::Object::keys(&object);
        if let Some(name) = found
            .iter()
            .filter_map(|name| name.as_string())
            .find(|name| !names.contains(&name.as_str()))
        {
            let message = format!("no option is called {name}; expected {}", names.join(", "));
            return Err(thrown("bad-options", &message));
        }
    }
    from_js(value)
}

/// As plain objects, `undefined` where there is no value.
pub(super) fn to_js<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value
        .serialize(&serializer)
        .map_err(|error| thrown("error", &error))
}

/// Whole seconds of a JavaScript time.
pub(super) fn seconds(ms: f64) -> u64 {
    (ms / 1000.0).max(0.0) as u64
}

/// 32 bytes, no more and no less.
pub(super) fn bytes32(bytes: &[u8]) -> Result<&[u8; 32], JsValue> {
    let message = "expected 32 random bytes";
    bytes
        .try_into()
        .map_err(|_| thrown("bad-options", &message))
}

/// A digest that was computed elsewhere, with zeros behind it up to 32 bytes.
#[cfg(feature = "evaluator")]
pub(super) fn digest(kind: DigestKind, bytes: &[u8]) -> Result<[u8; 32], JsValue> {
    let mut digest = [0; 32];
    match digest.split_at_mut_checked(kind.length()) {
        Some((start, _)) if start.len() == bytes.len() => start.copy_from_slice(bytes),
        _ => {
            return Err(thrown(
                "bad-options",
                &"expected a digest of its kind's length",
            ));
        }
    }
    Ok(digest)
}

/// Pieces of bytes, each with its length before it.
pub(super) fn parts(bytes: &[u8]) -> Result<Vec<&[u8]>, JsValue> {
    let (mut reader, mut parts) = (Reader::new(bytes), Vec::new());
    while reader.left() > 0 {
        let part = reader
            .u32()
            .and_then(|length| reader.bytes(length as usize));
        parts.push(part.map_err(|error| thrown("bad-options", &error))?);
    }
    Ok(parts)
}
