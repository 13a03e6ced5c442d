//! Files and folders that only their owner can read: what somebody answered, and how well, is
//! nobody else's matter. On Unix that is 0600 and 0700; elsewhere the folder of the user decides.

use std::{fs, io, io::Write, path::Path};

/// Makes a folder, and those above it that are missing. One that is there is left as it is.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    builder().recursive(true).create(path)
}

/// Makes a folder that must not be there yet, so that nobody else has laid it out.
pub(crate) fn create_new_folder(path: &Path) -> io::Result<()> {
    builder().create(path)
}

/// Makes an empty file; one that is there already is an error and is left as it is.
pub(crate) fn create_file(path: &Path) -> io::Result<fs::File> {
    options().create_new(true).open(path)
}

/// Writes a whole file and waits until it is on the disk. A file that was there is replaced.
pub(crate) fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut file = options().create(true).truncate(true).open(path)?;
    file.write_all(contents)?;
    file.sync_all()
}

#[cfg_attr(not(unix), expect(unused_mut, reason = "the mode is a matter of Unix"))]
fn builder() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
}

fn options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Why the system refused, in words for people.
#[expect(clippy::wildcard_enum_match_arm, reason = "of all that can go wrong, few need our words")]
pub(crate) fn reason(error: &io::Error) -> String {
    if error.get_ref().is_some() {
        // It has words of our own already.
        return error.to_string();
    }
    let words = match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full",
        io::ErrorKind::NotFound => "no such file or folder",
        io::ErrorKind::NotADirectory => "a file is in the place of a folder",
        _ => return error.to_string(),
    };
    words.to_owned()
}
