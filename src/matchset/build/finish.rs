//! The last step of a private build: the index out of the pieces, written as it is made, and the manifest.

use super::pieces::{Kept, Pieces};
use super::plan::PrivatePlan;
use super::work::WorkStore;
use super::{BuiltSet, Edition, SignedSet, SignerKey, cannot};
use crate::digest::FileDigest;
use crate::matchset::index::{buckets_build, fuse_build};
use crate::matchset::manifest::places;
use crate::matchset::updates::Updates;
use crate::matchset::{MatchSetError, Private};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

impl PrivatePlan<'_> {
    /// Puts the index together, out of all pieces, and signs; the index stays in memory.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`], also where a piece is missing.
    pub fn finish(
        self,
        store: &dyn WorkStore,
        signer: &SignerKey,
    ) -> Result<BuiltSet, MatchSetError> {
        let mut index = Vec::new();
        let signed = self.finish_to(store, signer, &mut index)?;
        Ok(signed.with(index))
    }

    /// The same, and writes the index where it is wanted: [`sizes`](Self::sizes) bytes, from the first to the
    /// last. An index that was written in part is worth nothing; the pieces give the same bytes again.
    ///
    /// # Errors
    /// [`MatchSetError::CannotBuild`], also where a piece is missing or the index cannot be written.
    pub fn finish_to(
        self,
        store: &dyn WorkStore,
        signer: &SignerKey,
        out: &mut dyn Write,
    ) -> Result<SignedSet, MatchSetError> {
        self.finish_holding(buckets_build::HELD, store, signer, out)
    }

    /// The same, with so many items of a mirror's index in memory at once.
    pub(super) fn finish_holding(
        mut self,
        held: usize,
        store: &dyn WorkStore,
        signer: &SignerKey,
        out: &mut dyn Write,
    ) -> Result<SignedSet, MatchSetError> {
        let counts = (0..self.pieces()).map(|number| self.count(number));
        let counts: Vec<usize> = counts.collect();
        let (params, update) = (self.private.params, self.update);
        let kind = self.kind();
        // What is not needed any more makes room for the index.
        let digest_kinds = self.entries.digest_kinds();
        self.entries.digests = Default::default();
        self.entries.hashes = Vec::new();
        self.groups.leader = Vec::new();
        let (groups, entries) = (self.groups.kept, self.entries);
        let mut said = Private {
            evaluator: *self.private.key.public(),
            params,
            roots_sha256: None,
        };
        let (hashes, digests) = (entries.report.entries, entries.report.digests);
        let room = places(kind, &params, hashes, digests);
        let mut edition = Edition::of(entries, kind, &self.options);
        edition.manifest.digest_kinds = digest_kinds;
        edition.manifest.updates = (update > 0).then(|| Updates {
            update,
            base: update,
            entries: edition.manifest.entries,
            digests: edition.manifest.digests,
            segments: Vec::new(),
        });
        let kept = Kept {
            first: 0,
            counts,
            name: self.name,
            store,
        };
        let mut index = Digested::new(out);
        let roots = match self.private.mirror {
            false => {
                let bytes = fuse_build::build(&kept, room, &self.secret).map_err(cannot)?;
                let full = |_| cannot("the index cannot be written; is the disk full?");
                index.write_all(&bytes).map_err(full)?;
                None
            }
            true => {
                let mut left = Left::new(&groups, params.agree());
                let owned = Owned(&kept, &groups);
                let may_go = |entry| left.may_go(entry);
                let (secret, index) = (&self.secret, &mut index);
                let roots = buckets_build::build(&owned, room, secret, held, may_go, index);
                edition.report.tokens_left_out += left.gone;
                Some(roots.map_err(cannot)?)
            }
        };
        said.roots_sha256 = roots.as_deref().map(FileDigest::of);
        edition.manifest.private = Some(said);
        let (bytes, sha256) = index.finish();
        Ok(edition.sign(bytes, sha256, roots, signer))
    }
}

/// Passes bytes on, counts and digests them.
struct Digested<'a> {
    out: &'a mut dyn Write,
    digest: Sha256,
    bytes: u64,
}

impl<'a> Digested<'a> {
    fn new(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            digest: Sha256::new(),
            bytes: 0,
        }
    }

    fn finish(self) -> (u64, FileDigest) {
        let digest: [u8; 32] = self.digest.finalize().into();
        (self.bytes, FileDigest::from_bytes(digest))
    }
}

impl Write for Digested<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Tokens that each hash still has in a mirror's index.
struct Left {
    tokens: Vec<u8>,
    agree: u8,
    /// Tokens that went.
    gone: u64,
}

impl Left {
    fn new(groups: &[u16], agree: u8) -> Self {
        Self {
            tokens: groups.iter().map(|kept| kept.count_ones() as u8).collect(),
            agree,
            gone: 0,
        }
    }

    /// A token goes where its hash has more than it takes to be found. A digest has but one.
    fn may_go(&mut self, entry: u32) -> bool {
        match self.tokens.get_mut(entry as usize) {
            Some(left) if *left > self.agree => {
                *left -= 1;
                self.gone += 1;
                true
            }
            _ => false,
        }
    }
}

/// The records of all pieces with the hash that each is of; those of digests come last and have a number beyond all hashes.
struct Owned<'a>(&'a Kept<'a>, &'a [u16]);

impl buckets_build::Source for Owned<'_> {
    fn count(&self) -> u64 {
        self.0.len()
    }

    fn each(&self, take: &mut dyn FnMut(buckets_build::Item)) -> Result<(), &'static str> {
        let mut owners = (0u32..)
            .zip(self.1)
            .flat_map(|(entry, kept)| core::iter::repeat_n(entry, kept.count_ones() as usize));
        self.0.records(&mut |record| {
            let (place, value) = record.placed();
            let [a, b, c, d, e, ..] = value.bits().to_le_bytes();
            take(buckets_build::Item {
                key: place.key,
                entry: owners.next().unwrap_or(u32::MAX),
                slot: [place.fingerprint, a, b, c, d, e],
            });
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash256::PdqHash;
    use crate::matchset::Purpose;
    use crate::matchset::build::{Evaluate, InMemory, List, ListEntry, PrivateOptions, SetOptions};
    use crate::matchset::probe::{Params, Profile};
    use crate::oprf::EvaluatorKey;

    /// Something uniform in the place of the evaluation: the index is put together in the same way.
    struct Fast;

    impl Evaluate for Fast {
        fn outputs(&self, inputs: &[Vec<u8>]) -> Result<Vec<[u8; 64]>, &'static str> {
            let half = |input: &[u8]| FileDigest::of(input).to_bytes();
            let output = |input: &Vec<u8>| {
                let halves = [half(input), half(&half(input))];
                *halves.as_flattened().first_chunk().unwrap()
            };
            Ok(inputs.iter().map(output).collect())
        }
    }

    /// Hashes, of which some share tags, and digests.
    fn list(hashes: u64) -> List {
        let mut list = List::default();
        for i in 0..hashes {
            let mut bytes = FileDigest::of(&(i - u64::from(i % 16 == 1)).to_le_bytes()).to_bytes();
            bytes[9] ^= u8::from(i % 16 == 1);
            let label = Some(["town", "hills"][(i / 2) as usize % 2].to_owned());
            let sha256 = i.is_multiple_of(9).then(|| FileDigest::of(&bytes));
            let pdq = Some(PdqHash::from_bytes(&bytes));
            let (quality, sha256) = (None, sha256);
            list.add(&ListEntry {
                pdq,
                quality,
                sha256,
                label,
            })
            .unwrap();
        }
        list
    }

    /// Refuses everything after so many bytes.
    struct Ended(usize);

    impl Write for Ended {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let full = io::ErrorKind::StorageFull;
            self.0 = self.0.checked_sub(bytes.len()).ok_or(full)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_mirror_in_many_parts_and_after_an_end_in_the_middle_has_the_bytes_of_one_part() {
        let key = EvaluatorKey::derive(&[1; 32], b"finish").unwrap();
        let private = PrivateOptions {
            mirror: true,
            key: &key,
            params: Profile::named("standard")
                .unwrap()
                .params(Params::SEED)
                .unwrap(),
            progress: &|_, _| {},
        };
        let options = SetOptions {
            id: "finish".into(),
            epoch: 1,
            purpose: Purpose::Demo,
            previous: None,
            not_before: 0,
            not_after: 1,
        };
        let owner = SignerKey::from_seed("finish.example", &[2; 32]).unwrap();
        let store = InMemory::default();
        let plan = || PrivatePlan::new(0, list(12_000), &options, &private).unwrap();
        plan()
            .evaluate_with(&Fast, 0..plan().pieces(), &store)
            .unwrap();
        let whole = plan().finish(&store, &owner).unwrap();
        let digest = FileDigest::of(&whole.index).to_hex();
        let said = format!(
            "\nindex-bytes: {}\nindex-sha256: {digest}\n",
            whole.index.len()
        );
        assert!(whole.manifest.contains(&said), "{}", whole.manifest);
        // Of 2026-11-25, when what is written was held against what was built in memory before.
        assert_eq!(
            digest,
            "707060374326851250b8c0b1cfeb481fcd3d0527b29d0f94006f98b3a6addb96"
        );
        assert_eq!(Some(whole.index.len() as u64), Some(plan().sizes().0));
        assert!(
            whole.report.tokens_left_out > plan().report().tokens_left_out,
            "no bucket was full"
        );
        for held in [1, 999, 20_000, 100_000] {
            let ended = plan().finish_holding(held, &store, &owner, &mut Ended(500_000));
            let code = "the index cannot be written; is the disk full?";
            assert_eq!(ended.unwrap_err(), cannot(code));
            let mut index = Vec::new();
            let signed = plan()
                .finish_holding(held, &store, &owner, &mut index)
                .unwrap();
            assert!(index == whole.index, "{held} held");
            assert_eq!(signed.manifest, whole.manifest, "{held} held");
            assert_eq!(
                (signed.roots, signed.keys),
                (whole.roots.clone(), whole.keys.clone())
            );
            assert_eq!(signed.report, whole.report);
        }
    }
}
