//! Rebuilding a log from its files alone, and saying where they do not agree.

use norven_proof::log::{
    leaf::{Entry, Statement},
    tiles::{Edge, File, Kind, Tile, WIDTH, decode_entries},
};

use super::{Log, LogError};

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// How many entries the checkpoint speaks of.
    pub size: u64,
    /// What is wrong; nothing where the log is whole.
    pub findings: Vec<Finding>,
}

/// Something that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A file that is not there.
    #[error("{path} is missing")]
    Missing {
        /// Its path.
        path: String,
    },
    /// A file that is not what the entries make it.
    #[error("{path} is not what the entries make it")]
    Differs {
        /// Its path.
        path: String,
    },
    /// An entry that is none of this log's.
    #[error("entry {index} is none of this log's")]
    Entry {
        /// Its index.
        index: u64,
    },
    /// The tree of the entries has another root than the checkpoint.
    #[error("the entries do not lead to the checkpoint's root")]
    Root,
}

impl Log {
    /// Reads every entry from the files, rebuilds the tree, and compares every file and the root.
    ///
    /// # Errors
    /// When there is no checkpoint of this log's key, or the object store fails.
    pub async fn audit(&self) -> Result<Audit, LogError> {
        self.read(|_, _| ()).await
    }

    /// As [`Log::audit`], and tells what every entry states.
    ///
    /// # Errors
    /// As [`Log::audit`].
    pub async fn read(&self, mut each: impl FnMut(u64, Statement) + Send) -> Result<Audit, LogError> {
        let checkpoint = self.policy().await?.open(&self.public.get(&self.checkpoint_path()).await?)?.checkpoint;
        let size = checkpoint.size;
        let (mut edge, mut findings) = (Edge::new(), Vec::new());
        while edge.size() < size {
            let number = edge.size() / u64::from(WIDTH);
            let width = u16::try_from((size - edge.size()).min(WIDTH.into())).map_err(|_| LogError::Full)?;
            let bundle = Tile::new(Kind::Entries, number, width)?;
            let path = self.path(&bundle);
            let Some(bytes) = self.file(&path).await? else {
                findings.push(Finding::Missing { path });
                return Ok(Audit { size, findings });
            };
            let Ok(entries) = decode_entries(&bytes, width) else {
                findings.push(Finding::Differs { path });
                return Ok(Audit { size, findings });
            };
            for (entry, index) in entries.iter().zip(edge.size()..) {
                match Entry::parse(entry) {
                    Ok(entry) if entry.log == self.origin() => each(index, entry.statement),
                    _ => findings.push(Finding::Entry { index }),
                }
            }
            for File { tile, bytes } in edge.append(&entries)? {
                let path = self.path(&tile);
                match self.file(&path).await? {
                    None => findings.push(Finding::Missing { path }),
                    Some(found) if found != bytes => findings.push(Finding::Differs { path }),
                    Some(_) => {}
                }
            }
        }
        if edge.root() != checkpoint.root {
            findings.push(Finding::Root);
        }
        Ok(Audit { size, findings })
    }

    async fn file(&self, path: &str) -> Result<Option<Vec<u8>>, LogError> {
        match self.public.get(path).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(crate::platform::blobs::BlobError::Missing { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
