//! 32-byte values as 64 hex digits.

/// Why a text is not 32 bytes in hex. Carries no part of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HexError {
    Length { found: usize },
    Digit { position: usize },
}

/// Reads exactly 64 hex digits, upper or lower case.
pub(crate) fn decode(text: &str) -> Result<[u8; 32], HexError> {
    let found = text.chars().count();
    if found != 64 {
        return Err(HexError::Length { found });
    }
    let mut bytes = [0u8; 32];
    for (i, digit) in text.chars().enumerate() {
        let value = digit
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
            .ok_or(HexError::Digit { position: i + 1 })?;
        if let Some(byte) = bytes.get_mut(i / 2) {
            *byte = *byte << 4 | value;
        }
    }
    Ok(bytes)
}

/// 64 lower-case hex digits.
pub(crate) fn encode(bytes: &[u8; 32]) -> String {
    use core::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let bytes: [u8; 32] = core::array::from_fn(|i| (i * 9) as u8);
        assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        assert_eq!(&encode(&bytes)[..6], "000912");
    }

    #[test]
    fn multi_byte_characters_are_counted_as_characters() {
        assert_eq!(decode(&"é".repeat(32)), Err(HexError::Length { found: 32 }));
        assert_eq!(
            decode(&"é".repeat(64)),
            Err(HexError::Digit { position: 1 })
        );
    }
}
