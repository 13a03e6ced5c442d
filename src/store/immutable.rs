//! Opening a file that nobody writes to.

use std::{fmt::Write, path::Path};

use rusqlite::{Connection, OpenFlags};

/// Opens a file that nobody writes to. Nothing is made beside it, and nothing beside it is read.
pub(super) fn immutable(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(immutable_uri(file), flags)
}

/// RFC 3986: every byte but letters, digits and `-._~/` is written as two hexadecimal digits.
pub(super) fn immutable_uri(file: &Path) -> String {
    let text = file.as_os_str().as_encoded_bytes();
    let mut uri = "file:".to_owned();
    // A drive of Windows: `C:\a` is `file:///C:/a`.
    if cfg!(windows) && file.is_absolute() {
        uri.push_str("///");
    }
    for &byte in text {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b':' if cfg!(windows) => uri.push(':'),
            b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By RFC 3986, section 2.1, and <https://sqlite.org/uri.html>.
    #[test]
    fn a_path_of_any_letters_becomes_an_address() {
        let uri = immutable_uri(Path::new("/a b/50%?#é.sqlite3"));
        assert_eq!(uri, "file:/a%20b/50%25%3F%23%C3%A9.sqlite3?immutable=1");
    }
}
