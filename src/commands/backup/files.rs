//! What people have sent besides words, beside a backup: in the folder `FILE.files`
//! what lies in the store, or in a file of that name what lies in S3.
//!
//! An object never changes once it is there, so on the same disk a second name is as
//! good as a copy, and what is there already need not be brought back.

use std::{
    fs, io,
    io::Write,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures_util::TryStreamExt;
use tempfile::{Builder, NamedTempFile, TempDir};

use super::{BackupError, Result, folder_of, unusable};
use crate::{
    config::FilesUrl,
    error::StartError,
    file::{Key, Store},
};

/// So much of a file is read at once.
const PIECE: usize = 256 * 1024;

/// What is kept of the files, as long as the backup has no name yet.
pub(super) enum Kept {
    Folder(TempDir),
    List(NamedTempFile),
    /// There is no file, nor a folder for any.
    Nothing,
}

/// Where they are beside this backup.
pub(super) fn beside(file: &Path) -> PathBuf {
    file.with_added_extension("files")
}

/// What is there before the database is copied; [`Kept::complete`] adds what has
/// come since, so that whatever the copy names is there.
pub(super) async fn keep(url: &FilesUrl, file: &Path) -> Result<Kept> {
    let folder = folder_of(file);
    let mut builder = Builder::new();
    let builder = builder.prefix(".natter-backup-");
    match url {
        FilesUrl::Folder(root) if !root.exists() => Ok(Kept::Nothing),
        FilesUrl::Folder(root) => {
            let kept = builder.tempdir_in(folder).map_err(unusable(folder))?;
            take_along(root, kept.path())?;
            Ok(Kept::Folder(kept))
        }
        FilesUrl::S3(_) => Ok(Kept::List(builder.tempfile_in(folder).map_err(unusable(folder))?)),
    }
}

impl Kept {
    /// Gives it its name. Tells how many objects there are, and how many bytes.
    pub async fn complete(self, url: &FilesUrl, file: &Path) -> Result<Option<String>> {
        let target = beside(file);
        match (self, url) {
            (Self::Folder(kept), FilesUrl::Folder(root)) => {
                take_along(root, kept.path())?;
                let (objects, bytes) = count(kept.path())?;
                if objects == 0 {
                    return Ok(None);
                }
                let kept = kept.keep();
                fs::rename(&kept, &target).map_err(unusable(&target))?;
                Ok(Some(format!("{}: {objects} objects, {bytes} bytes", target.display())))
            }
            (Self::List(mut list), FilesUrl::S3(_)) => {
                let objects = write_list(url, list.as_file_mut(), &target).await?;
                list.persist_noclobber(&target)
                    .map_err(|failed| unusable(&target)(failed.error))?;
                Ok(Some(format!(
                    "{}: a list of the {objects} objects in {url}, which are not copied: keep the bucket by its own means",
                    target.display()
                )))
            }
            _ => Ok(None),
        }
    }
}

/// Brings back what is not there any more. Tells what it has done.
pub(super) async fn bring_back(url: &FilesUrl, file: &Path) -> Result<String> {
    let source = beside(file);
    if !source.is_dir() {
        return Ok(format!("files: none beside the backup, those in {url} stay as they are"));
    }
    let owner = Owner::of(url);
    let store = Store::open(url)?;
    let (mut known, mut brought) = (0, 0);
    for (path, size) in objects_in(&source)? {
        let Some(key) = Key::parse(&path.as_str().into()) else { continue };
        known += 1;
        if store.size(&key.object, key.part).await.ok() != Some(size) {
            bring(&store, key, &source.join(path)).await?;
            brought += 1;
        }
    }
    if let Some(owner) = owner {
        owner.takes_all()?;
    }
    Ok(format!("files: {known} objects, {brought} of them brought back to {url}"))
}

/// Whose the store is: a restore may be run by somebody who may do more.
struct Owner<'u> {
    root: &'u Path,
    ids: (u32, u32),
}

impl<'u> Owner<'u> {
    /// None in S3, and where nobody knows.
    fn of(url: &'u FilesUrl) -> Option<Self> {
        let FilesUrl::Folder(root) = url else { return None };
        let known = root.metadata().or_else(|_| folder_of(root).metadata()).ok()?;
        Some(Self { root, ids: (known.uid(), known.gid()) })
    }

    fn takes_all(&self) -> Result<(), BackupError> {
        let mut paths = vec![self.root.to_owned()];
        while let Some(path) = paths.pop() {
            let known = path.symlink_metadata().map_err(unusable(&path))?;
            if (known.uid(), known.gid()) != self.ids {
                chown(&path, Some(self.ids.0), Some(self.ids.1)).map_err(unusable(&path))?;
            }
            if known.is_dir() {
                paths.extend(entries(&path)?.iter().map(fs::DirEntry::path));
            }
        }
        Ok(())
    }
}

async fn bring(store: &Store, key: Key, path: &Path) -> Result<()> {
    let mut file = fs::File::open(path).map_err(unusable(path))?;
    let mut spool = store.spool().await.map_err(StartError::Work)?;
    loop {
        let mut piece = vec![0; PIECE];
        let read = io::Read::read(&mut file, &mut piece).map_err(unusable(path))?;
        if read == 0 {
            break;
        }
        spool.write(Bytes::from(piece).slice(..read)).await?;
    }
    Ok(store.put(key, spool).await?)
}

async fn write_list(url: &FilesUrl, list: &mut fs::File, target: &Path) -> Result<u64> {
    let store = Store::open(url)?;
    let mut all = std::pin::pin!(store.list());
    let mut objects = 0;
    while let Some(one) = all.try_next().await? {
        writeln!(list, "{}\t{}", one.path, one.size).map_err(unusable(target))?;
        objects += 1;
    }
    list.sync_all().map_err(unusable(target))?;
    Ok(objects)
}

/// Second names, or copies, of all objects that have none yet. What goes meanwhile
/// is named by nothing any more.
fn take_along(root: &Path, target: &Path) -> Result<(), BackupError> {
    for (path, _) in objects_in(root)? {
        let (from, to) = (root.join(&path), target.join(&path));
        if to.exists() {
            continue;
        }
        let folder = to.parent().unwrap_or(target);
        fs::create_dir_all(folder).map_err(unusable(folder))?;
        let taken = fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(|_| ()));
        match taken {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            taken => taken.map_err(unusable(&to))?,
        }
    }
    Ok(())
}

fn count(folder: &Path) -> Result<(usize, u64), BackupError> {
    let objects = objects_in(folder)?;
    Ok((objects.len(), objects.iter().map(|(_, size)| size).sum()))
}

/// What is an object by its name, from there, with its size.
fn objects_in(root: &Path) -> Result<Vec<(String, u64)>, BackupError> {
    let mut objects = Vec::new();
    for folder in entries(root)? {
        if !folder.path().is_dir() {
            continue;
        }
        for entry in entries(&folder.path())? {
            let (folder, name) = (folder.file_name(), entry.file_name());
            let path = format!("{}/{}", folder.to_string_lossy(), name.to_string_lossy());
            let Ok(metadata) = entry.metadata() else { continue };
            if Key::parse(&path.as_str().into()).is_some() {
                objects.push((path, metadata.len()));
            }
        }
    }
    Ok(objects)
}

fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, BackupError> {
    fs::read_dir(folder).and_then(Iterator::collect).map_err(unusable(folder))
}
