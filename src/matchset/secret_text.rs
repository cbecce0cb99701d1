//! Secret keys of 32 bytes, and the line of text that each is kept in.

use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

/// A key from 32 fresh bytes; `None` when all are zero, as a buffer is that nobody filled.
pub(super) fn filled(bytes: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
    (*bytes != [0; 32]).then(|| Zeroizing::new(*bytes))
}

/// Reads what [`write`] writes; white space around it is passed over.
pub(super) fn read(form: &str, text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let base64 = text.trim().strip_prefix(form)?.strip_prefix(':')?;
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(base64).ok()?);
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(bytes.as_slice().try_into().ok()?);
    filled(&bytes)
}

/// The form's name and base64, parted by a colon, in one line.
pub(super) fn write(form: &str, key: &[u8; 32]) -> Zeroizing<String> {
    let base64 = Zeroizing::new(BASE64_STANDARD.encode(key));
    Zeroizing::new(format!("{form}:{}\n", *base64))
}
