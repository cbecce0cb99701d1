//! Reading and writing files: nothing is overwritten unless `--force` was given.

use crate::Failure;
use presend::image::Limits;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

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

/// Writes a file whole or not at all: into a neighbour, which is then renamed.
pub fn write(path: &Path, bytes: &[u8], secret: bool, force: bool) -> Result<(), Failure> {
    check_free(path, force)?;
    let failed = |error: io::Error| {
        Failure::new(
            "unwritable",
            format!("cannot write {}: {error}", path.display()),
        )
    };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
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
        failed(error)
    })
}
