//! Reading and writing files: nothing is overwritten unless `--force` was given.

use crate::Failure;
use presend::image::Limits;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The bytes of a picture file: all of them, or one more than the limits allow, which they refuse.
pub fn read_picture(path: &Path, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limits.max_bytes + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::new("unreadable", format!("cannot read the file: {error}")))?;
    Ok(bytes)
}

/// The bytes of a file that the user named.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        Failure::new(
            "unreadable",
            format!("cannot read {}: {error}", path.display()),
        )
    })
}

/// As [`read`], as text.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?)
        .map_err(|_| Failure::new("unreadable", format!("{} is no text", path.display())))
}

/// Refuses to go on when a file is there already and `force` was not given.
pub fn check_free(path: &Path, force: bool) -> Result<(), Failure> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(Failure::new(
            "already-exists",
            format!(
                "{} exists already; give --force to overwrite it",
                path.display()
            ),
        ));
    }
    Ok(())
}

/// A file or folder that cannot be written.
pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        "unwritable",
        format!("cannot write {}: {error}", path.display()),
    )
}

/// The neighbour that a file is written into, of this process alone.
fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

/// Writes a file whole or not at all: into a neighbour, which is then renamed.
pub fn write(path: &Path, bytes: &[u8], secret: bool, force: bool) -> Result<(), Failure> {
    check_free(path, force)?;
    let part = part(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if secret {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = secret;
    let written = options
        .open(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| {
        // The part is ours; when it cannot even be removed there is nothing left to do.
        let _ = std::fs::remove_file(&part);
        unwritable(path, &error)
    })
}

/// A large file that is written as it is made, whole or not at all: into a neighbour, which is renamed in the end.
pub struct Growing {
    file: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
}

impl Growing {
    /// Begins the file. What a process that was killed left of it is deleted: such files are large.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let failed = |error| unwritable(path, &error);
        let folder = path.parent().unwrap_or(Path::new(""));
        std::fs::create_dir_all(folder).map_err(failed)?;
        for left in leftovers(path) {
            // What cannot be deleted is in nobody's way.
            let _ = std::fs::remove_file(left);
        }
        let part = part(path);
        let file = OpenOptions::new().write(true).create_new(true).open(&part);
        Ok(Self {
            file: BufWriter::new(file.map_err(failed)?),
            part,
            path: path.to_owned(),
        })
    }

    /// Gives the file its name.
    pub fn keep(mut self, force: bool) -> Result<(), Failure> {
        check_free(&self.path, force)?;
        let written = self.file.flush();
        let written = written.and_then(|()| self.file.get_ref().sync_all());
        let written = written.and_then(|()| std::fs::rename(&self.part, &self.path));
        written.map_err(|error| unwritable(&self.path, &error))
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Growing {
    /// What was not kept goes; after [`Growing::keep`] there is no such file any more.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.part);
    }
}

/// The neighbours that processes wrote this file into and did not rename: `NAME.NUMBER.part`.
fn leftovers(path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let name = path.file_name().and_then(|name| name.to_str());
    let (Some(name), Ok(files)) = (name, std::fs::read_dir(folder.unwrap_or(Path::new("."))))
    else {
        return Vec::new();
    };
    let left = |path: &PathBuf| {
        let file = path.file_name().and_then(|name| name.to_str());
        let number = file.and_then(|file| {
            file.strip_prefix(name)?
                .strip_prefix('.')?
                .strip_suffix(".part")
        });
        number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let files = files.filter_map(|file| Some(file.ok()?.path()));
    files.filter(left).collect()
}
