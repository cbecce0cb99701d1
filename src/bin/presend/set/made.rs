//! A set on its way into its folder: the index is written as it is made, everything else after it.

use super::folder::{INDEX, KEYS, MANIFEST, ROOTS, refused};
use super::work::{Progress, Told, WorkFolders};
use crate::Failure;
use crate::files::{self, Growing};
use presend::matchset::build::{
    BuildReport, BuiltSet, InMemory, PrivatePlan, SignedSet, SignerKey,
};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Tokens above which a build keeps what it has done: a minute and a half of one core.
const LARGE: u64 = 2_500_000;

/// A set whose index is written and has no name yet.
pub struct Made {
    set: SignedSet,
    index: Growing,
    /// Work that is to be deleted once the set is written, and its pieces.
    work: Option<(WorkFolders, u32)>,
}

impl Made {
    /// Of a set in memory.
    pub fn of(built: BuiltSet, out: &Path) -> Result<Self, Failure> {
        let path = out.join(INDEX);
        let mut index = Growing::create(&path)?;
        let written = index.write_all(&built.index);
        written.map_err(|error| files::unwritable(&path, &error))?;
        let set = SignedSet {
            manifest: built.manifest,
            roots: built.roots,
            keys: built.keys,
            report: built.report,
        };
        let work = None;
        Ok(Self { set, index, work })
    }

    /// Of a plan, with the work in these folders, by default in `OUT.work` where there is much of it; `whole`
    /// where all of it must have been done before.
    pub fn private(
        plan: PrivatePlan<'_>,
        folders: &[PathBuf],
        out: &Path,
        signer: &SignerKey,
        progress: &Progress,
        whole: bool,
    ) -> Result<Self, Failure> {
        let pieces = plan.pieces();
        let index = |size| Ok::<_, Failure>(Told::new(Growing::create(&out.join(INDEX))?, size));
        let (size, _) = plan.sizes();
        let folders = work_folders(folders, plan.tokens(), out);
        if folders.is_empty() {
            let store = InMemory::default();
            plan.evaluate(0..pieces, &store).map_err(refused)?;
            progress.finish();
            let mut index = index(size)?;
            let set = plan.finish_to(&store, signer, &mut index);
            return Ok(Self {
                set: set.map_err(refused)?,
                index: index.finish(),
                work: None,
            });
        }
        let store = WorkFolders::open(&folders, plan.name())?;
        if whole {
            if let Some(piece) = plan.missing(&store).map_err(refused)? {
                return Err(Failure::new(
                    "missing-work",
                    format!(
                        "piece {piece} of {pieces} is missing or not whole: of n shards, it belongs to \
                         --index {piece} modulo n; run that shard again"
                    ),
                ));
            }
        } else {
            plan.evaluate(0..pieces, &store).map_err(refused)?;
        }
        progress.finish();
        let mut index = index(size)?;
        let set = plan.finish_to(&store, signer, &mut index);
        Ok(Self {
            set: set.map_err(refused)?,
            index: index.finish(),
            work: (!whole).then_some((store, pieces)),
        })
    }

    /// Writes the rest of the folder, and says what became of the entries.
    pub fn write(self, out: &Path, force: bool) -> Result<BuildReport, Failure> {
        let put = |name, bytes: &[u8]| files::write(&out.join(name), bytes, false, force);
        if let Some(bytes) = &self.set.roots {
            put(ROOTS, bytes)?;
        }
        self.index.keep(force)?;
        put(KEYS, self.set.keys.as_bytes())?;
        // The manifest comes last: a folder without one is no set.
        put(MANIFEST, self.set.manifest.as_bytes())?;
        if let Some((work, pieces)) = self.work {
            work.delete(pieces);
        }
        Ok(self.set.report)
    }
}

/// The folders for so many tokens: those that were named, or `OUT.work`, or none where it is little.
pub fn work_folders(named: &[PathBuf], tokens: u64, out: &Path) -> Vec<PathBuf> {
    if !named.is_empty() || tokens <= LARGE {
        return named.to_vec();
    }
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".work");
    vec![out.with_file_name(name)]
}
