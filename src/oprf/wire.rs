//! What goes between the device and the evaluator, in bytes.
//!
//! Both messages have a fixed length for a given count, whatever was asked and whatever matches.
//! Neither names a match set: the key says which epoch of which set it is.

use super::suite::digest;
use super::{Element, KeyId, MOST_ELEMENTS, OprfError, Proof};
use crate::codec::{OutOfBytes, Reader, Writer};
use core::fmt;

const REQUEST: &[u8; 8] = b"OPRFREQ1";
const RESPONSE: &[u8; 8] = b"OPRFRES1";

/// The first 16 bytes of SHA-512 over a request's bytes.
pub type RequestDigest = [u8; 16];

/// 1 to [`MOST_ELEMENTS`].
pub(super) fn check_count(found: usize) -> Result<(), OprfError> {
    let most = MOST_ELEMENTS;
    if found == 0 || found > most {
        return Err(OprfError::BadCount { most, found });
    }
    Ok(())
}

/// Blinded elements on their way to the evaluator.
///
/// ```text
/// offset    length   field
///      0         8   magic "OPRFREQ1"
///      8         8   key id
///     16         4   count Q, little-endian, 1 to 4096
///     20   32 * Q    blinded elements, ristretto255 encodings (RFC 9496)
/// ```
/// The last element ends the message: 20 + 32 Q bytes, 16,404 for 512 elements.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The key to evaluate with.
    pub key: KeyId,
    /// Blinded elements, one for each input.
    pub elements: Vec<Element>,
}

/// Evaluated elements and their proof on their way back.
///
/// ```text
///   offset    length   field
///        0         8   magic "OPRFRES1"
///        8         8   key id
///       16        16   digest of the request: the first 16 bytes of SHA-512 over its bytes
///       32         4   count Q, little-endian, 1 to 4096
///       36   32 * Q    evaluated elements, in the request's order
/// 36 + 32Q        64   proof: scalars c and s (RFC 9497, section 2.2), little-endian
/// ```
/// 100 + 32 Q bytes, 16,484 for 512 elements. The digest names a replayed response before anything
/// is computed; what binds the response to the request is the proof.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The key that was used.
    pub key: KeyId,
    /// What is answered.
    pub request: RequestDigest,
    /// Evaluated elements, in the request's order.
    pub elements: Vec<Element>,
    /// The proof that all were evaluated with that key.
    pub proof: Proof,
}

impl Request {
    /// Bytes that a request of `count` elements has.
    pub fn length(count: usize) -> usize {
        20 + 32 * count
    }

    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(REQUEST).bytes(&self.key.0);
        write_elements(&mut writer, &self.elements);
        writer.finish()
    }

    /// Reads the bytes. Count and length are checked first; the elements are looked at when they
    /// are evaluated.
    ///
    /// # Errors
    /// [`OprfError::BadMagic`], [`OprfError::BadCount`], [`OprfError::BadLength`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, OprfError> {
        let mut reader = Reader::new(bytes);
        let name = "request for an evaluator";
        let cut = cut(bytes.len(), Self::length(1));
        magic(&mut reader, REQUEST, name)?;
        let key = KeyId(reader.array().map_err(cut)?);
        let count = read_count(&mut reader, bytes.len(), Self::length)?;
        let elements = read_elements(&mut reader, count).map_err(cut)?;
        Ok(Self { key, elements })
    }

    /// What a response must name.
    pub fn digest(&self) -> RequestDigest {
        let digest = digest(&[&self.to_bytes()]);
        let (first, _) = digest.as_chunks::<16>();
        first.first().copied().unwrap_or_default()
    }
}

impl Response {
    /// Bytes that a response of `count` elements has.
    pub fn length(count: usize) -> usize {
        100 + 32 * count
    }

    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer
            .bytes(RESPONSE)
            .bytes(&self.key.0)
            .bytes(&self.request);
        write_elements(&mut writer, &self.elements);
        writer.bytes(&self.proof);
        writer.finish()
    }

    /// Reads the bytes. Count and length are checked first; the rest is checked by
    /// [`super::Pending::finalize`].
    ///
    /// # Errors
    /// [`OprfError::BadMagic`], [`OprfError::BadCount`], [`OprfError::BadLength`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, OprfError> {
        let mut reader = Reader::new(bytes);
        let cut = cut(bytes.len(), Self::length(1));
        magic(&mut reader, RESPONSE, "response of an evaluator")?;
        let key = KeyId(reader.array().map_err(cut)?);
        let request = reader.array().map_err(cut)?;
        let count = read_count(&mut reader, bytes.len(), Self::length)?;
        let elements = read_elements(&mut reader, count).map_err(cut)?;
        let proof = reader.array().map_err(cut)?;
        Ok(Self {
            key,
            request,
            elements,
            proof,
        })
    }
}

fn write_elements(writer: &mut Writer, elements: &[Element]) {
    writer.u32(u32::try_from(elements.len()).unwrap_or(u32::MAX));
    writer.bytes(elements.as_flattened());
}

/// A message too short to hold its own count.
fn cut(found: usize, expected: usize) -> impl Fn(OutOfBytes) -> OprfError + Copy {
    move |_| OprfError::BadLength { expected, found }
}

fn magic(reader: &mut Reader<'_>, wanted: &[u8; 8], name: &'static str) -> Result<(), OprfError> {
    if reader.array().as_ref() != Ok(wanted) {
        return Err(OprfError::BadMagic { expected: name });
    }
    Ok(())
}

/// The count, if the message is exactly as long as it says.
fn read_count(
    reader: &mut Reader<'_>,
    found: usize,
    length: fn(usize) -> usize,
) -> Result<usize, OprfError> {
    let count = reader.u32().map_err(cut(found, length(1)))?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    check_count(count)?;
    let expected = length(count);
    if found != expected {
        return Err(OprfError::BadLength { expected, found });
    }
    Ok(count)
}

fn read_elements(reader: &mut Reader<'_>, count: usize) -> Result<Vec<Element>, OutOfBytes> {
    (0..count).map(|_| reader.array()).collect()
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({} elements)", self.elements.len())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({} elements)", self.elements.len())
    }
}
