//! Checkpoints, and the proof that a manifest is in the log that one vouches for.

use super::proof::{verify_consistency, verify_inclusion};
use super::tree::{Hash, leaf_hash};
use crate::matchset::MatchSetError;
use crate::matchset::lines::number;
use crate::matchset::note::{Note, VerifierKey};
use base64::{Engine, prelude::BASE64_STANDARD};

/// First line of a proof.
const PROOF: &str = "c2sp.org/tlog-proof@v1";

/// Size and root of a log, as its checkpoint states them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
}

/// A hash in base64.
pub(super) fn hash(line: &str) -> Option<Hash> {
    BASE64_STANDARD.decode(line).ok()?.try_into().ok()
}

/// Hashes in base64, one a line, as proofs state them; `None` where a line is none. The empty text
/// has none.
pub fn hashes(text: &str) -> Option<Vec<Hash>> {
    let mut hashes = Vec::new();
    // A loop and not a collected map: devices download every byte of this.
    for line in text.split('\n').filter(|line| !line.is_empty()) {
        hashes.push(hash(line)?);
    }
    Some(hashes)
}

/// Index and hashes of the head of a proof.
fn inclusion(head: &str) -> Option<(u64, Vec<Hash>)> {
    let mut rest = head.strip_prefix(PROOF)?.strip_prefix('\n')?;
    if rest.starts_with("extra ") {
        rest = rest.split_once('\n')?.1;
    }
    let (index, rest) = rest.split_once('\n').unwrap_or((rest, ""));
    Some((number(index.strip_prefix("index ")?)?, hashes(rest)?))
}

impl Checkpoint {
    /// Reads the text of a checkpoint, not its signatures. Extension lines are passed over.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next().filter(|origin| !origin.is_empty())?;
        let size = number(lines.next()?)?;
        let root = hash(lines.next()?)?;
        lines.all(|line| !line.is_empty()).then(|| Self {
            origin: origin.to_owned(),
            size,
            root,
        })
    }

    /// The text that the log signs.
    pub fn to_text(&self) -> String {
        let root = BASE64_STANDARD.encode(self.root);
        [
            &self.origin,
            "\n",
            &self.size.to_string(),
            "\n",
            &root,
            "\n",
        ]
        .concat()
    }
}

/// Which log must hold a set's editions, and who must have seen it.
#[derive(Debug, Clone)]
pub struct LogPolicy {
    /// The log's key, whose name is the log's origin.
    pub key: VerifierKey,
    /// Keys of witnesses ([`VerifierKey::witness`]).
    pub witnesses: Vec<VerifierKey>,
    /// How many of them must have cosigned.
    pub required: usize,
    /// The largest checkpoint that is remembered.
    pub known: Option<Checkpoint>,
    /// The proof that came with the set, a C2SP `tlog-proof`.
    pub proof: Vec<u8>,
    /// Where the proof's checkpoint is larger than the remembered one: the hashes of the proof that it
    /// continues it (RFC 6962, section 2.1.2).
    pub consistency: Vec<Hash>,
}

impl LogPolicy {
    /// From one text, as it comes into WebAssembly: parted by zeros, how many witnesses must have
    /// cosigned, the log's key, the remembered checkpoint or nothing, the hashes of a proof of
    /// consistency in base64, one a line, the `tlog-proof`, and a key for each witness. (Fields of
    /// their own cost the browser's download a kilobyte more.)
    ///
    /// # Errors
    /// [`MatchSetError::BadKey`], [`MatchSetError::BadLogProof`]
    pub fn from_text(text: &str) -> Result<Self, MatchSetError> {
        let bad = MatchSetError::BadLogProof;
        let (required, rest) = text.split_once('\0').ok_or(bad.clone())?;
        let (key, rest) = rest.split_once('\0').ok_or(bad.clone())?;
        let mut policy = Self {
            key: key.parse()?,
            witnesses: Vec::new(),
            required: number(required).ok_or(bad.clone())?,
            known: None,
            proof: Vec::new(),
            consistency: Vec::new(),
        };
        for (place, part) in rest.split('\0').enumerate() {
            match place {
                0 if part.is_empty() => {}
                0 => policy.known = Some(Checkpoint::parse(part).ok_or(bad.clone())?),
                1 => policy.consistency = hashes(part).ok_or(bad.clone())?,
                2 => policy.proof = part.as_bytes().to_vec(),
                _ => policy.witnesses.push(VerifierKey::witness(part)?),
            }
        }
        Ok(policy)
    }

    /// Checks the signatures of a checkpoint, the log's and as many witnesses' as are asked for, and
    /// that it continues the remembered one.
    ///
    /// # Errors
    /// [`MatchSetError::BadLogProof`], [`MatchSetError::BadNote`], [`MatchSetError::BadSignature`],
    /// [`MatchSetError::UntrustedLog`], [`MatchSetError::LogUnproven`], [`MatchSetError::LogForked`]
    pub fn checkpoint(&self, note: &[u8]) -> Result<Checkpoint, MatchSetError> {
        let note = Note::parse(note)?;
        let log = note.verify(core::slice::from_ref(&self.key))?;
        let witnesses = note.verify(&self.witnesses)?;
        if log == 0 || witnesses < self.required {
            return Err(MatchSetError::UntrustedLog {
                found: witnesses,
                required: self.required,
            });
        }
        let read = Checkpoint::parse(note.text).filter(|read| read.origin == self.key.name());
        let read = read.ok_or(MatchSetError::BadLogProof)?;
        let Some(known) = &self.known else {
            return Ok(read);
        };
        let proof: &[Hash] = match read.size > known.size {
            true => &self.consistency,
            false => &[],
        };
        let (old, new) = ((known.size, &known.root), (read.size, &read.root));
        if known.origin != read.origin {
            Err(MatchSetError::BadLogProof)
        } else if verify_consistency(old, new, proof) {
            Ok(read)
        } else if read.size > known.size && proof.is_empty() {
            Err(MatchSetError::LogUnproven)
        } else {
            Err(MatchSetError::LogForked)
        }
    }

    /// Checks that a manifest's text is in the log, by the proof.
    ///
    /// # Errors
    /// Those of [`checkpoint`](Self::checkpoint), and [`MatchSetError::NotInLog`]
    pub fn verify(&self, manifest: &str) -> Result<Checkpoint, MatchSetError> {
        let bad = MatchSetError::BadLogProof;
        let text = core::str::from_utf8(&self.proof).map_err(|_| bad.clone())?;
        let (head, note) = text.split_once("\n\n").ok_or(bad.clone())?;
        let (index, hashes) = inclusion(head).ok_or(bad)?;
        let read = self.checkpoint(note.as_bytes())?;
        let leaf = leaf_hash(manifest.as_bytes());
        match verify_inclusion(leaf, index, read.size, &read.root, &hashes) {
            true => Ok(read),
            false => Err(MatchSetError::NotInLog),
        }
    }
}

/// Writes a proof that [`LogPolicy::verify`] reads.
#[cfg(feature = "builder")]
impl Checkpoint {
    /// The C2SP `tlog-proof` of the entry at `index`, with the signed checkpoint.
    pub fn proof_text(index: u64, hashes: &[Hash], checkpoint: &str) -> String {
        let mut text = format!("{PROOF}\nindex {index}\n");
        for hash in hashes {
            text += &BASE64_STANDARD.encode(hash);
            text.push('\n');
        }
        text + "\n" + checkpoint
    }
}
