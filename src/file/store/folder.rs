//! Files in a folder.

use std::{
    fs,
    path::{Path as FilePath, PathBuf},
    sync::Arc,
};

use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};

use super::{Spool, away};
use crate::error::{Error, Result, StartError};

/// Where files are until they are whole: on the same disk, to be moved at once. What
/// a crash leaves there the sweep removes.
pub(super) const INCOMING: &str = "incoming";

#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: Arc<PathBuf>,
    objects: Arc<LocalFileSystem>,
}

impl Folder {
    /// Makes the folder where it is missing.
    pub fn open(root: &FilePath) -> Result<Self, StartError> {
        let unusable = |error: &dyn std::fmt::Display| {
            StartError::Files(format!("{}: {error}", root.display()))
        };
        fs::create_dir_all(root.join(INCOMING)).map_err(|error| unusable(&error))?;
        let objects = LocalFileSystem::new_with_prefix(root).map_err(|error| unusable(&error))?;
        // What was acknowledged must survive a power cut.
        let objects = Arc::new(objects.with_fsync(true));
        Ok(Self { root: Arc::new(root.to_path_buf()), objects })
    }

    pub fn objects(&self) -> Arc<dyn ObjectStore> {
        self.objects.clone()
    }

    pub fn incoming(&self) -> PathBuf {
        self.root.join(INCOMING)
    }

    /// Moves it to its place.
    pub async fn put(&self, path: &Path, spool: Spool) -> Result<()> {
        let file = spool.finish().await?;
        let name = file.name().ok_or_else(|| Error::Internal("a file without a name".into()))?;
        let incoming = Path::from_iter([INCOMING, name]);
        self.objects.rename(&incoming, path).await.map_err(away)?;
        file.keep();
        Ok(())
    }
}
