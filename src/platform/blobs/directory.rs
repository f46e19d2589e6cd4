//! Objects as files in a directory.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::{fs, io::AsyncWriteExt};

use super::{BlobError, BlobFuture, Blobs};

/// Objects as files. A file appears under its name only when it is whole and on disk.
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
        std::fs::create_dir_all(root)?;
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

impl Blobs for DirectoryBlobs {
    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BlobFuture<'a, ()> {
        Box::pin(async move {
            let path = self.path(key)?;
            let folder = path.parent().unwrap_or(&self.root).to_owned();
            fs::create_dir_all(&folder).await?;
            let partial = path.with_extension("partial");
            let mut file = fs::File::create(&partial).await?;
            let written = async {
                file.write_all(&bytes).await?;
                file.sync_all().await?;
                fs::rename(&partial, &path).await?;
                // The name is durable only once the directory is.
                fs::File::open(&folder).await?.sync_all().await
            }
            .await;
            if written.is_err() {
                // A half-written file must not take up the space that ran out.
                drop(fs::remove_file(&partial).await);
            }
            Ok(written?)
        })
    }

    fn get<'a>(&'a self, key: &'a str) -> BlobFuture<'a, Vec<u8>> {
        Box::pin(async move {
            match fs::read(self.path(key)?).await {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    Err(BlobError::Missing { key: key.to_owned() })
                }
                read => Ok(read?),
            }
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BlobFuture<'a, ()> {
        Box::pin(async move {
            match fs::remove_file(self.path(key)?).await {
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
