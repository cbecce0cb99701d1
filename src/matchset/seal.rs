//! Sealed sets: an open index, encrypted for edge workers that the owner trusts with the list.
//!
//! ```text
//! offset   length   field
//!      0        8   magic "PDQSEAL1"
//!      8       24   nonce
//!     32    n + 16  the open index, XChaCha20-Poly1305; associated data: the id and epoch
//! ```

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use core::fmt;
#[cfg(feature = "builder")]
use sha2::{Digest, Sha512};
use zeroize::Zeroizing;

use super::MatchSetError;
use super::secret_text;

const MAGIC: [u8; 8] = *b"PDQSEAL1";
const FORM: &str = "presend-seal-key-v1";

/// The key of sealed sets. Wiped when dropped, and never printed.
pub struct SealKey(Zeroizing<[u8; 32]>);

/// What a seal is bound to.
pub(super) fn context(id: &str, epoch: u32) -> Vec<u8> {
    [id.as_bytes(), &epoch.to_le_bytes()].concat()
}

impl SealKey {
    /// From 32 fresh bytes of the system's random source.
    ///
    /// # Errors
    /// [`MatchSetError::BadKey`] when all are zero, as a buffer is that nobody filled.
    pub fn new(bytes: &[u8; 32]) -> Result<Self, MatchSetError> {
        secret_text::filled(bytes).map(Self).ok_or_else(Self::bad)
    }

    /// Reads the text that [`Self::to_secret_text`] writes; white space around it is passed over.
    ///
    /// # Errors
    /// [`MatchSetError::BadKey`]
    pub fn from_secret_text(text: &str) -> Result<Self, MatchSetError> {
        secret_text::read(FORM, text)
            .map(Self)
            .ok_or_else(Self::bad)
    }

    /// The key as one line for a key file or a secret of the host.
    pub fn to_secret_text(&self) -> Zeroizing<String> {
        secret_text::write(FORM, &self.0)
    }

    fn bad() -> MatchSetError {
        MatchSetError::BadKey {
            expected: "seal key: one line, presend-seal-key-v1 and base64, parted by a colon",
        }
    }

    /// Seals. The nonce is a keyed hash of everything, so that the same index gives the same bytes
    /// and no nonce ever serves for two: all that two equal seals tell is that they are equal.
    #[cfg(feature = "builder")]
    pub(super) fn seal(&self, plain: &[u8], context: &[u8]) -> Option<Vec<u8>> {
        let digest: [u8; 64] = Sha512::new()
            .chain_update(*self.0)
            .chain_update("presend seal nonce v1")
            .chain_update((context.len() as u64).to_le_bytes())
            .chain_update(context)
            .chain_update(plain)
            .finalize()
            .into();
        let nonce: [u8; 24] = *digest.first_chunk()?;
        let message = Payload {
            msg: plain,
            aad: context,
        };
        let sealed = self.cipher().encrypt(XNonce::from_slice(&nonce), message);
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&nonce);
        bytes.extend(sealed.ok()?);
        Some(bytes)
    }

    /// Opens what [`Self::seal`] sealed; nothing else opens.
    pub(super) fn open(&self, sealed: &[u8], context: &[u8]) -> Option<Vec<u8>> {
        let (&MAGIC, rest) = sealed.split_first_chunk()? else {
            return None;
        };
        let (nonce, rest) = rest.split_first_chunk::<24>()?;
        let message = Payload {
            msg: rest,
            aad: context,
        };
        let plain = self.cipher().decrypt(XNonce::from_slice(nonce), message);
        plain.ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(hidden)")
    }
}
