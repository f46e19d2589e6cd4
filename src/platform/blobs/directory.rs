//! Objects as files in a directory.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{BlobError, BlobFuture, Blobs, blocking};

/// Numbers the files that this process writes.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Objects as files. A file appears under its name only when it is whole and on disk: whoever reads while others
/// write has what one of them wrote, all of it.
#[derive(Clone, Debug)]
pub struct DirectoryBlobs {
    root: PathBuf,
}

impl DirectoryBlobs {
    /// Objects below `root`, which is made where it is missing.
    ///
    /// # Errors
    /// When the directory cannot be made.
    pub fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        Ok(Self { root: root.to_owned() })
    }

    /// Keys are made by Norven, never by people; a key that could leave the directory is refused.
    fn path(&self, key: &str) -> Result<PathBuf, BlobError> {
        let safe = !key.is_empty()
            && key.split('/').all(|part| {
                !part.is_empty()
                    && !part.starts_with('.')
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            });
        if safe { Ok(self.root.join(key)) } else { Err(BlobError::Missing { key: key.to_owned() }) }
    }
}

/// Writes a file that appears whole or not at all, and lasts once this has returned.
fn write(root: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    let (partial, mut file) = partial(folder, path)?;
    let written = (|| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)
    })();
    if written.is_err() {
        // A half-written file must not take up the space that ran out.
        drop(fs::remove_file(&partial));
    }
    written?;
    // A name lasts only once its folder does, and the folder's own name once that one's does: another writer may have
    // made the folder a moment ago.
    for folder in folder.ancestors().take_while(|folder| folder.starts_with(root)) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A new file beside `path` that no other writer has. Its name is no key, so that it cannot be read as an object.
fn partial(folder: &Path, path: &Path) -> io::Result<(PathBuf, fs::File)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    loop {
        let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let partial = folder.join(format!(".{name}.{}-{number}.partial", process::id()));
        match fs::OpenOptions::new().write(true).create_new(true).open(&partial) {
            Ok(file) => return Ok((partial, file)),
            // Left behind by a process of this number that died, or being written by one on another machine.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

impl Blobs for DirectoryBlobs {
    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BlobFuture<'a, ()> {
        Box::pin(async move {
            let (root, path) = (self.root.clone(), self.path(key)?);
            // Once begun it comes to its end, also where nobody waits for it any more.
            Ok(blocking(move || write(&root, &path, &bytes)).await??)
        })
    }

    fn get<'a>(&'a self, key: &'a str) -> BlobFuture<'a, Vec<u8>> {
        Box::pin(async move {
            let path = self.path(key)?;
            match blocking(move || fs::read(path)).await? {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    Err(BlobError::Missing { key: key.to_owned() })
                }
                read => Ok(read?),
            }
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BlobFuture<'a, ()> {
        Box::pin(async move {
            let path = self.path(key)?;
            match blocking(move || fs::remove_file(path)).await? {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                removed => Ok(removed?),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_object_reads_back_and_leaves_nothing_half_written() {
        let home = tempfile::tempdir().expect("a directory");
        let blobs = DirectoryBlobs::open(home.path()).expect("opens");
        blobs.put("a1/b2", b"bytes".to_vec()).await.expect("kept");
        assert_eq!(blobs.get("a1/b2").await.expect("read"), b"bytes");
        assert_eq!(std::fs::read_dir(home.path().join("a1")).expect("folder").count(), 1);
        blobs.delete("a1/b2").await.expect("forgotten");
        blobs.delete("a1/b2").await.expect("forgetting twice is no error");
        assert!(matches!(blobs.get("a1/b2").await, Err(BlobError::Missing { .. })));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn whoever_reads_while_many_write_has_a_whole_object_of_one_of_them() {
        let home = tempfile::tempdir().expect("a directory");
        let blobs = DirectoryBlobs::open(home.path()).expect("opens");
        // Of different lengths: what two wrote over one another is neither's.
        let object = |writer: u8| vec![writer; 100_000 + 50_000 * usize::from(writer)];
        blobs.put("log/tile", object(0)).await.expect("kept");
        let writers = (0..8).map(|writer| {
            let blobs = blobs.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    blobs.put("log/tile", object(writer)).await.expect("kept");
                    let read = blobs.get("log/tile").await.expect("read");
                    assert_eq!(read, object(read[0]), "half an object");
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("it wrote");
        }
        let left: Vec<_> = std::fs::read_dir(home.path().join("log")).expect("folder").collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[tokio::test]
    async fn what_a_process_that_died_left_half_written_is_no_object_and_stands_in_nobodys_way() {
        let home = tempfile::tempdir().expect("a directory");
        let blobs = DirectoryBlobs::open(home.path()).expect("opens");
        let next = WRITTEN.load(Ordering::Relaxed);
        let left: Vec<String> =
            (next..next + 50).map(|number| format!(".object.{}-{number}.partial", process::id())).collect();
        for name in &left {
            std::fs::write(home.path().join(name), "half").expect("written");
            assert!(matches!(blobs.get(name).await, Err(BlobError::Missing { .. })));
        }
        blobs.put("object", b"whole".to_vec()).await.expect("kept");
        assert_eq!(blobs.get("object").await.expect("read"), b"whole");
    }

    #[tokio::test]
    async fn a_key_cannot_leave_the_directory() {
        let home = tempfile::tempdir().expect("a directory");
        let blobs = DirectoryBlobs::open(&home.path().join("objects")).expect("opens");
        for key in ["../keys/master.key", "/etc/passwd", "a//b", "", "a/../../b", ".hidden"] {
            assert!(matches!(blobs.get(key).await, Err(BlobError::Missing { .. })), "{key}");
            assert!(blobs.put(key, vec![1]).await.is_err(), "{key}");
        }
    }
}
