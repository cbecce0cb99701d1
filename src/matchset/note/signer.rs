//! An owner's private key.

use super::{COSIGNATURE, ED25519, VerifierKey, cosigned_text, is_key_name, split_key_text};
use crate::matchset::MatchSetError;
use base64::{Engine, prelude::BASE64_STANDARD};
use core::fmt;
use ed25519_dalek::{Signer, SigningKey};
use zeroize::Zeroizing;

const SIGNER: &str = "signing key (PRIVATE+KEY+name+hex+base64, one line)";
const PREFIX: &str = "PRIVATE+KEY+";

/// An owner's private key with its name, as `PRIVATE+KEY+name+8 hex digits+base64`. The seed
/// is wiped from memory when the key is dropped, and `Debug` hides it.
pub struct SignerKey {
    name: String,
    key: SigningKey,
}

impl SignerKey {
    /// From 32 random bytes.
    ///
    /// # Errors
    /// [`MatchSetError::BadKey`] when the name is empty or holds white space or a plus sign.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, MatchSetError> {
        if !is_key_name(name) {
            return Err(MatchSetError::BadKey {
                expected: "key name (not empty, no white space, no plus sign)",
            });
        }
        Ok(Self {
            name: name.to_owned(),
            key: SigningKey::from_bytes(seed),
        })
    }

    /// Reads the text form of the file.
    ///
    /// # Errors
    /// [`MatchSetError::BadKey`]
    pub fn parse(text: &str) -> Result<Self, MatchSetError> {
        let rest = text.trim().strip_prefix(PREFIX);
        let bad = MatchSetError::BadKey { expected: SIGNER };
        let read = rest.and_then(|rest| split_key_text(rest, ED25519));
        let (name, id, seed) = read.ok_or(bad.clone())?;
        let key = Self::from_seed(name, &Zeroizing::new(seed))?;
        match key.verifier().id == id {
            true => Ok(key),
            false => Err(bad),
        }
    }

    /// The text form, to be kept secret.
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        let mut key = Zeroizing::new(vec![ED25519]);
        key.extend(self.key.as_bytes());
        let id = u32::from_be_bytes(self.verifier().id);
        let base64 = Zeroizing::new(BASE64_STANDARD.encode(&*key));
        Zeroizing::new(format!("{PREFIX}{}+{id:08x}+{}\n", self.name, *base64))
    }

    /// The public half.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey::new(self.name.clone(), ED25519, self.key.verifying_key())
    }

    /// The public half of the same key as a witness's, whose signatures say when it saw a checkpoint.
    pub fn witness(&self) -> VerifierKey {
        VerifierKey::new(self.name.clone(), COSIGNATURE, self.key.verifying_key())
    }

    /// A witness's signature line for a checkpoint's text: this is the largest tree of this log that
    /// it saw until `time`, in seconds since 1970-01-01T00:00:00Z, and it held it against those before.
    pub fn cosignature(&self, checkpoint: &str, time: u64) -> String {
        let signature = self.key.sign(cosigned_text(time, checkpoint).as_bytes());
        let mut line = self.witness().id.to_vec();
        line.extend(time.to_be_bytes());
        line.extend(signature.to_bytes());
        format!("\u{2014} {} {}\n", self.name, BASE64_STANDARD.encode(line))
    }

    /// A note of this text with one signature. The text must end in a newline.
    pub fn sign(&self, text: &str) -> String {
        format!("{text}\n{}", self.line(text))
    }

    /// The signature line for this text, to be put below those of others.
    pub fn line(&self, text: &str) -> String {
        let mut line = self.verifier().id.to_vec();
        line.extend(self.key.sign(text.as_bytes()).to_bytes());
        format!("\u{2014} {} {}\n", self.name, BASE64_STANDARD.encode(line))
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({}, hidden)", self.name)
    }
}
