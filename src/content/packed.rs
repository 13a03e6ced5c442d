//! A value that stays bytes until it is first asked for.

use std::{
    fmt,
    ops::{Deref, Range},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};

/// Bytes that many values lie in: those of the program, or of a file that was read.
#[derive(Clone)]
pub(super) enum Bytes {
    BuiltIn(&'static [u8]),
    Read(Arc<Vec<u8>>),
    Later(Arc<Later>),
}

impl Bytes {
    pub(super) fn all(&self) -> &[u8] {
        match self {
            Self::BuiltIn(bytes) => bytes,
            Self::Read(bytes) => bytes,
            Self::Later(later) => later.all(),
        }
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Read(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Later(_) => write!(f, "bytes that are read when asked for"),
        }
    }
}

/// Bytes that are read when somebody first asks for a part of them.
pub(super) struct Later {
    bytes: OnceLock<Vec<u8>>,
    read: Mutex<Box<dyn FnMut() -> Vec<u8> + Send>>,
}

impl Later {
    /// What `read` will give back; it is asked once.
    pub(super) fn new(read: impl FnMut() -> Vec<u8> + Send + 'static) -> Self {
        Self { bytes: OnceLock::new(), read: Mutex::new(Box::new(read)) }
    }

    fn all(&self) -> &[u8] {
        let read = || self.read.lock().unwrap_or_else(PoisonError::into_inner)();
        self.bytes.get_or_init(read)
    }
}

/// A value, or the bytes that it is made from when somebody asks for it.
pub struct Packed<T> {
    opened: OnceLock<Box<T>>,
    from: Option<(Bytes, Range<u32>)>,
}

impl<T: DeserializeOwned> Packed<T> {
    /// The value that lies in a part of `bytes`.
    pub(super) fn lying_in(bytes: &Bytes, part: Range<u32>) -> Self {
        Self { opened: OnceLock::new(), from: Some((bytes.clone(), part)) }
    }

    fn open(&self) -> T {
        let (bytes, part) =
            self.from.as_ref().expect("what has no bytes is a value from the start");
        let part = part.start as usize..part.end as usize;
        let bytes = bytes.all().get(part).unwrap_or_default();
        postcard::from_bytes(bytes).expect("a block is held against its sum when it is read")
    }
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Appends the bytes of the value.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        match &self.from {
            Some((bytes, part)) => {
                let part = part.start as usize..part.end as usize;
                to.extend_from_slice(bytes.all().get(part).unwrap_or_default());
            }
            None => {
                to.extend(postcard::to_allocvec(&**self).expect("plain values have bytes"));
            }
        }
    }
}

impl<T> From<T> for Packed<T> {
    fn from(value: T) -> Self {
        Self { opened: OnceLock::from(Box::new(value)), from: None }
    }
}

impl<T: DeserializeOwned> Deref for Packed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.opened.get_or_init(|| Box::new(self.open()))
    }
}

impl<T: Clone> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self { opened: self.opened.clone(), from: self.from.clone() }
    }
}

impl<T: DeserializeOwned + fmt::Debug> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_bytes_is_what_was_written() {
        let mut bytes = vec![7; 3];
        let written = Packed::from(vec!["a".to_owned(), "bc".to_owned()]);
        written.write(&mut bytes);
        let end = u32::try_from(bytes.len()).expect("few bytes");
        let read: Packed<Vec<String>> = Packed::lying_in(&Bytes::Read(Arc::new(bytes)), 3..end);
        let mut again = Vec::new();
        read.write(&mut again);
        assert_eq!(*read, *written);
        let mut once = Vec::new();
        written.write(&mut once);
        assert_eq!(again, once);
    }
}
