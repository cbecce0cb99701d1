//! Signed notes: a text with Ed25519 signatures below it.
//!
//! Source: C2SP `signed-note.md`. The text ends in a newline; a blank line follows, then lines
//! `— name base64(key id, 4 bytes || signature)`. The key id is the start of
//! `SHA-256(name || 0x0a || 0x01 || public key)`. Lines of unknown keys are passed over, so that
//! others may cosign.

use super::MatchSetError;
use base64::{Engine, prelude::BASE64_STANDARD};
use core::fmt;
use core::str::FromStr;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

/// Ed25519 over the text.
const ED25519: u8 = 0x01;
/// Ed25519 over a time and a checkpoint's text (C2SP `tlog-cosignature`).
const COSIGNATURE: u8 = 0x04;

type KeyId = [u8; 4];

fn key_id(name: &str, kind: u8, public: &[u8; 32]) -> KeyId {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', kind])
        .chain_update(public)
        .finalize()
        .into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

/// A name that may stand in a key: not empty, no white space, no plus sign.
fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+' || c.is_control())
}

/// Splits `name+8 hex digits+base64`: name, id and key, which the caller holds against each other.
fn split_key_text(text: &str, kind: u8) -> Option<(&str, KeyId, [u8; 32])> {
    let mut parts = text.trim_ascii().splitn(3, '+');
    let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
    let id = u32::from_str_radix(id, 16).ok().filter(|_| id.len() == 8)?;
    let key = BASE64_STANDARD.decode(key).ok()?;
    let bytes = key.strip_prefix(&[kind])?.try_into().ok()?;
    is_key_name(name).then_some((name, id.to_be_bytes(), bytes))
}

const VERIFIER: &str = "verifier key (name+hex+base64, one line)";
const WITNESS: &str = "witness's verifier key (name+hex+base64, one line, kind 4)";

/// An owner's public key with its name, as `name+8 hex digits+base64`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: KeyId,
    kind: u8,
    key: VerifyingKey,
}

impl VerifierKey {
    /// The owner's name in the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn new(name: String, kind: u8, key: VerifyingKey) -> Self {
        Self {
            id: key_id(&name, kind, key.as_bytes()),
            name,
            kind,
            key,
        }
    }

    fn parse(text: &str, kind: u8, expected: &'static str) -> Result<Self, MatchSetError> {
        let read = split_key_text(text, kind).and_then(|(name, id, bytes)| {
            let key = VerifyingKey::from_bytes(&bytes).ok()?;
            let key = Self::new(name.to_owned(), kind, key);
            (key.id == id).then_some(key)
        });
        read.ok_or(MatchSetError::BadKey { expected })
    }

    /// The key of a witness, whose signatures say when it saw a checkpoint.
    ///
    /// # Errors
    /// [`MatchSetError::BadKey`]
    pub fn witness(text: &str) -> Result<Self, MatchSetError> {
        Self::parse(text, COSIGNATURE, WITNESS)
    }

    /// Whether a signature fits this text.
    fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        let verify = |message: &[u8], signature: &[u8]| {
            let signature = Signature::from_slice(signature);
            signature.is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
        };
        if self.kind == ED25519 {
            return verify(text.as_bytes(), signature);
        }
        // A witness's: eight bytes of time, then Ed25519 over the time and the text.
        let Some((time, signature)) = signature.split_first_chunk() else {
            return false;
        };
        let time = u64::from_be_bytes(*time);
        time <= i64::MAX as u64 && verify(cosigned_text(time, text).as_bytes(), signature)
    }
}

/// What a witness signs.
fn cosigned_text(time: u64, text: &str) -> String {
    ["cosignature/v1\ntime ", &time.to_string(), "\n", text].concat()
}

impl FromStr for VerifierKey {
    type Err = MatchSetError;

    /// # Errors
    /// [`MatchSetError::BadKey`]
    fn from_str(text: &str) -> Result<Self, MatchSetError> {
        Self::parse(text, ED25519, VERIFIER)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.kind];
        key.extend(self.key.as_bytes());
        write_key(f, &self.name, self.id, &key)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({})", self.name)
    }
}

fn write_key(f: &mut fmt::Formatter<'_>, name: &str, id: KeyId, key: &[u8]) -> fmt::Result {
    let id = u32::from_be_bytes(id);
    write!(f, "{name}+{id:08x}+{}", BASE64_STANDARD.encode(key))
}

/// A note that was read but whose signatures were not checked.
#[derive(Debug, Clone)]
pub struct Note<'a> {
    /// The signed text, with its last newline.
    pub text: &'a str,
    signatures: Vec<Line<'a>>,
}

#[derive(Debug, Clone)]
struct Line<'a> {
    name: &'a str,
    id: KeyId,
    signature: Vec<u8>,
}

impl<'a> Note<'a> {
    /// Reads the form; says nothing about who signed.
    ///
    /// # Errors
    /// [`MatchSetError::BadNote`]
    pub fn parse(bytes: &'a [u8]) -> Result<Self, MatchSetError> {
        let bad = |expected| MatchSetError::BadNote { expected };
        let note = core::str::from_utf8(bytes).map_err(|_| bad("expected UTF-8 text"))?;
        if note.contains(|c: char| c.is_control() && c != '\n') {
            return Err(bad("expected no control characters but newlines"));
        }
        let split = note.rfind("\n\n").map(|at| note.split_at(at + 1));
        let (text, block) =
            split.ok_or_else(|| bad("expected a blank line above the signatures"))?;
        let block = block.strip_prefix('\n').unwrap_or(block);
        let block = block
            .strip_suffix('\n')
            .ok_or_else(|| bad("expected signature lines, each ended by a newline"))?;
        let signatures = block.split('\n').map(|line| {
            let line = line.strip_prefix("\u{2014} ")?;
            let (name, base64) = line.split_once(' ')?;
            let bytes = BASE64_STANDARD.decode(base64).ok()?;
            let (id, signature) = bytes.split_first_chunk()?;
            (is_key_name(name) && !signature.is_empty()).then(|| Line {
                name,
                id: *id,
                signature: signature.to_vec(),
            })
        });
        let signatures: Option<Vec<_>> = signatures.collect();
        Ok(Self {
            text,
            signatures: signatures
                .ok_or_else(|| bad("expected lines of a dash, a name and base64"))?,
        })
    }

    /// The number of owners of the given keys that signed this text. A key counts once, however
    /// often it is named, and so do several keys of one name.
    ///
    /// # Errors
    /// [`MatchSetError::BadSignature`] when a line names one of the keys and does not verify.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<usize, MatchSetError> {
        let mut found: Vec<&str> = Vec::new();
        for key in keys {
            for line in &self.signatures {
                if line.name != key.name || line.id != key.id {
                    continue;
                }
                if !key.verifies(self.text, &line.signature) {
                    return Err(MatchSetError::BadSignature);
                }
                if !found.contains(&line.name) {
                    found.push(line.name);
                }
            }
        }
        Ok(found.len())
    }

    /// When this witness cosigned, in seconds since 1970-01-01T00:00:00Z, where its signature fits; of
    /// several, the last.
    #[cfg(feature = "builder")]
    pub fn cosigned_at(&self, witness: &VerifierKey) -> Option<u64> {
        let lines = self.signatures.iter();
        let own = lines.filter(|line| line.name == witness.name && line.id == witness.id);
        let own = own.filter(|_| witness.kind == COSIGNATURE);
        let fits = own.filter(|line| witness.verifies(self.text, &line.signature));
        let time = |line: &Line<'_>| {
            line.signature
                .first_chunk()
                .copied()
                .map(u64::from_be_bytes)
        };
        fits.filter_map(time).max()
    }

    /// Names of all signers, trusted or not, in the order of the note.
    pub fn signers(&self) -> impl Iterator<Item = &'a str> {
        self.signatures.iter().map(|line| line.name)
    }
}

#[cfg(feature = "builder")]
pub use signer::SignerKey;

#[cfg(feature = "builder")]
mod signer;

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the C2SP document and of the Go package it describes.
    const EXAMPLE_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const EXAMPLE_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_published_example_verifies() {
        let key: VerifierKey = EXAMPLE_KEY.parse().unwrap();
        assert_eq!(key.name(), "PeterNeumann");
        assert_eq!(key.to_string(), EXAMPLE_KEY);
        let note = Note::parse(EXAMPLE_NOTE.as_bytes()).unwrap();
        assert!(note.text.ends_with("problem is.\n"));
        assert_eq!(note.verify(&[key]), Ok(1));
    }

    #[test]
    fn a_changed_text_does_not_verify() {
        let key: VerifierKey = EXAMPLE_KEY.parse().unwrap();
        let changed = EXAMPLE_NOTE.replace("answer", "anwser");
        let note = Note::parse(changed.as_bytes()).unwrap();
        assert_eq!(note.verify(&[key]), Err(MatchSetError::BadSignature));
    }

    #[test]
    fn a_key_whose_id_does_not_fit_is_refused() {
        let text = EXAMPLE_KEY.replace("c74f20a3", "c74f20a4");
        assert_eq!(text.parse::<VerifierKey>().unwrap_err().code(), "bad-key");
    }

    #[test]
    fn what_is_no_note() {
        for bytes in [
            &b"text only\n"[..],
            b"text\n\nno dash\n",
            b"text\n\n\xe2\x80\x94 name AAAA",
            b"text\n\n\xe2\x80\x94 name not-base64!\n",
            b"text\r\n\n\xe2\x80\x94 name AAAAAAA=\n",
            b"\xff\xfe\n\n",
        ] {
            assert_eq!(Note::parse(bytes).unwrap_err().code(), "bad-note");
        }
    }

    #[cfg(feature = "builder")]
    mod with_signer {
        use super::*;

        fn key(name: &str, seed: u8) -> SignerKey {
            SignerKey::from_seed(name, &[seed; 32]).unwrap()
        }

        #[test]
        fn signs_what_verifies() {
            let signer = key("owner.example", 7);
            let note = signer.sign("line one\nline two\n");
            let note = Note::parse(note.as_bytes()).unwrap();
            assert_eq!(note.text, "line one\nline two\n");
            assert_eq!(note.verify(&[signer.verifier()]), Ok(1));
            assert_eq!(
                note.verify(&[signer.verifier(), signer.verifier()]),
                Ok(1),
                "counts once"
            );
            assert_eq!(note.verify(&[key("other.example", 8).verifier()]), Ok(0));
            assert_eq!(
                note.verify(&[key("owner.example", 8).verifier()]),
                Ok(0),
                "same name, other key"
            );
            assert_eq!(note.signers().collect::<Vec<_>>(), ["owner.example"]);
        }

        #[test]
        fn two_owners_on_one_note() {
            let (a, b) = (key("a.example", 1), key("b.example", 2));
            let second = b.sign("text\n");
            let both = a.sign("text\n") + second.split("\n\n").nth(1).unwrap();
            let note = Note::parse(both.as_bytes()).unwrap();
            assert_eq!(note.verify(&[a.verifier(), b.verifier()]), Ok(2));
        }

        #[test]
        fn secret_text_round_trips_and_debug_hides_it() {
            let signer = key("owner.example", 9);
            let text = signer.to_secret_text();
            assert!(text.starts_with("PRIVATE+KEY+owner.example+"));
            assert_eq!(
                SignerKey::parse(&text).unwrap().verifier(),
                signer.verifier()
            );
            assert_eq!(format!("{signer:?}"), "SignerKey(owner.example, hidden)");
            assert!(signer.verifier().to_string().parse::<VerifierKey>().is_ok());
            for name in ["", "two words", "a+b"] {
                assert!(SignerKey::from_seed(name, &[1; 32]).is_err());
            }
        }
    }
}
