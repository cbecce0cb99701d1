//! Whom a host trusts: keys, how many of their owners, for which purposes; in words too.

use super::lines::number;
use super::log::LogPolicy;
use super::note::{Note, VerifierKey};
use super::{Manifest, MatchSetError, Purpose};

/// Whom a host trusts, and with what.
#[derive(Debug, Clone)]
pub struct TrustPolicy {
    /// The keys that count.
    pub keys: Vec<VerifierKey>,
    /// How many of them must have signed; at least 1. Keys of one name are one owner's and count
    /// once.
    pub required: usize,
    /// The purposes they are trusted with.
    pub purposes: Vec<Purpose>,
    /// For sets by id: the oldest edition that is taken. Whoever remembers the newest edition that
    /// was seen puts it here, and an older one is refused.
    pub least_epochs: Vec<(String, u32)>,
    /// For sets by id: the oldest update that is taken within the epoch of `least_epochs` (without
    /// one, within any epoch).
    pub least_updates: Vec<(String, u32)>,
    /// The log that must hold the set's manifest, with the proof that it does.
    pub log: Option<LogPolicy>,
}

impl TrustPolicy {
    /// One of these keys, for any purpose of the closed list.
    pub fn any_of(keys: Vec<VerifierKey>) -> Self {
        Self {
            keys,
            required: 1,
            purposes: Purpose::ALL.to_vec(),
            least_epochs: Vec::new(),
            least_updates: Vec::new(),
            log: None,
        }
    }

    /// The same from words: `2 of iwf, ncmec, self`, `all of iwf, ncmec`, `any of iwf, ncmec`, or
    /// one name. A word names the keys of that name, or those whose name goes on with a point behind
    /// it (`iwf`: `iwf.example`). Keys that no word names do not count.
    ///
    /// # Errors
    /// [`TrustWordsError`]
    pub fn worded(words: &str, keys: &[VerifierKey]) -> Result<Self, TrustWordsError> {
        let (keys, required) = quorum(words, keys)?;
        Ok(Self {
            required,
            ..Self::any_of(keys)
        })
    }

    /// Checks signatures, purpose and dates, and reads the manifest only after the signatures.
    ///
    /// # Errors
    /// [`MatchSetError`], in the order of FORMAT.md.
    pub fn verify(&self, manifest: &[u8], now: u64) -> Result<Manifest, MatchSetError> {
        let text = self.verify_note(manifest)?;
        let manifest = Manifest::parse(text)?;
        if !self.purposes.contains(&manifest.purpose) {
            return Err(MatchSetError::PurposeNotAllowed {
                purpose: manifest.purpose.name(),
            });
        }
        if now < manifest.not_before {
            return Err(MatchSetError::NotYetValid);
        }
        if now >= manifest.not_after {
            return Err(MatchSetError::Expired);
        }
        let known = |list: &[(String, u32)]| {
            let known = list.iter().filter(|(id, _)| *id == manifest.id);
            known.map(|(_, number)| *number).max()
        };
        let least = known(&self.least_epochs);
        let found = manifest.epoch;
        if let Some(least) = least.filter(|least| found < *least) {
            return Err(MatchSetError::RolledBack { least, found });
        }
        let update = known(&self.least_updates).unwrap_or_default();
        if least.is_none_or(|least| found == least) && manifest.edition().1 < update {
            return Err(MatchSetError::RolledBackUpdate);
        }
        if let Some(log) = &self.log {
            log.verify(text)?;
        }
        Ok(manifest)
    }

    /// The text of a signed note that enough of the keys have signed, whatever the text is about.
    /// The reader of the text must check its first line: the same key may sign other things.
    ///
    /// # Errors
    /// [`MatchSetError::BadNote`], [`MatchSetError::BadSignature`], [`MatchSetError::Untrusted`]
    pub fn verify_note<'a>(&self, note: &'a [u8]) -> Result<&'a str, MatchSetError> {
        let note = Note::parse(note)?;
        let (found, required) = (note.verify(&self.keys)?, self.required.max(1));
        if found < required {
            return Err(MatchSetError::Untrusted { found, required });
        }
        Ok(note.text)
    }
}

/// A trust policy in words that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustWordsError {
    /// Another form than the one that is known.
    #[error(
        "a trust policy reads \"2 of iwf, ncmec, self\", \"all of …\", \"any of …\" or one name; names are separated by commas"
    )]
    Form,
    /// More owners are asked for than are named, or none.
    #[error("the trust policy asks for {asked} of {named} owners; ask for 1 to {named}")]
    Count {
        /// How many must sign.
        asked: usize,
        /// How many are named.
        named: usize,
    },
    /// No key has this name.
    #[error("the trust policy names {name}, and no key has that name; hand in the key of {name}")]
    NoKey {
        /// The word of the policy.
        name: String,
    },
    /// Keys of different names fit one word.
    #[error("{name} may be more than one of the keys; write the whole name of one")]
    TwoKeys {
        /// The word of the policy.
        name: String,
    },
    /// Two words mean the same owner, who would be counted twice.
    #[error("the trust policy names {name} twice; each owner counts once")]
    Twice {
        /// The second word.
        name: String,
    },
}

impl TrustWordsError {
    /// Stable kebab-case name of this refusal.
    pub fn code(&self) -> &'static str {
        "bad-trust-policy"
    }
}

/// The keys that the words name, and how many of their owners must sign.
pub(super) fn quorum(
    words: &str,
    keys: &[VerifierKey],
) -> Result<(Vec<VerifierKey>, usize), TrustWordsError> {
    let (count, names) = match words.trim().split_once(" of ") {
        Some((count, names)) => (count.trim(), names),
        None => ("any", words),
    };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    let bad = |name: &&str| name.is_empty() || name.contains(char::is_whitespace);
    if names.iter().any(bad) {
        return Err(TrustWordsError::Form);
    }
    let required = match count {
        "any" => 1,
        "all" => names.len(),
        _ => number(count).ok_or(TrustWordsError::Form)?,
    };
    if !(1..=names.len()).contains(&required) {
        let (asked, named) = (required, names.len());
        return Err(TrustWordsError::Count { asked, named });
    }
    let mut found: Vec<VerifierKey> = Vec::new();
    for name in names {
        let error = |of: fn(String) -> TrustWordsError| Err(of(name.to_owned()));
        let exact = keys.iter().any(|key| key.name() == name);
        let fits = |key: &&VerifierKey| match key.name().strip_prefix(name) {
            Some(rest) => rest.is_empty() || !exact && rest.starts_with('.'),
            None => false,
        };
        let named: Vec<&VerifierKey> = keys.iter().filter(fits).collect();
        let Some(first) = named.first() else {
            return error(|name| TrustWordsError::NoKey { name });
        };
        if named.iter().any(|key| key.name() != first.name()) {
            return error(|name| TrustWordsError::TwoKeys { name });
        }
        if found.iter().any(|key| key.name() == first.name()) {
            return error(|name| TrustWordsError::Twice { name });
        }
        found.extend(named.into_iter().cloned());
    }
    Ok((found, required))
}
