//! What one may do with files: upload, read, forget; sending and passing on are parts
//! of what messages do.

use std::ops::Range;
#[cfg(test)]
use std::path::Path;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use uuid::Uuid;

use super::{
    File, FileRepository, Found,
    preparing::Pictures,
    store::{Key, Store},
    under_way::UnderWay,
};
#[cfg(test)]
use crate::config::FilesUrl;
use crate::{
    announcement::Announcer,
    error::{Error, Result},
    store::{Database, UnitOfWork},
};

/// Most files of one message.
pub const MOST_OF_MESSAGE: usize = 10;

/// Objects that are removed at once when what they belong to is.
pub const MOST_REMOVED: usize = 500;
/// Bytes of what may be small.
const MOST_SMALL: u64 = 4 * 1024 * 1024;

/// Takes files in and hands them out.
#[derive(Debug, Clone)]
pub struct FileService {
    pub(super) database: Database,
    pub(super) announcer: Announcer,
    pub(super) store: Store,
    pub(super) limits: FileLimits,
    pub(super) pictures: Pictures,
    pub(super) under_way: UnderWay,
}

/// How much is taken in, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct FileLimits {
    /// Of one file.
    pub largest: u64,
    /// Of one person, all together; none: as much as there is room for.
    pub per_person: Option<u64>,
}

/// Which bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Whole,
    /// The small picture of it, a WebP.
    Thumbnail,
}

/// A file that whoever asked may read.
#[derive(Debug)]
pub struct Opened {
    pub name: String,
    /// By its content, of the whole.
    pub media_type: String,
    /// It never changes, so it tells versions apart.
    pub object_id: Uuid,
    pub part: Part,
    /// Of this part, in bytes.
    pub size: u64,
    /// A browser that has it need not ask for it again.
    pub is_kept: bool,
    pub(super) store: Store,
}

impl Opened {
    /// These bytes, a piece at a time. What fails later ends the stream.
    pub async fn read(
        &self,
        range: Range<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        self.store.read(&self.object_id, self.part, range).await
    }
}

impl FileLimits {
    pub const NONE: Self = Self { largest: u64::MAX, per_person: None };
}

/// As people are told it, and never less.
pub fn megabytes(bytes: u64) -> i64 {
    i64::try_from(bytes.div_ceil(1 << 20)).unwrap_or(i64::MAX)
}

impl FileService {
    pub fn new(database: Database, announcer: Announcer, store: Store, limits: FileLimits) -> Self {
        let (pictures, under_way) = (Pictures::new(), UnderWay::default());
        Self { database, announcer, store, limits, pictures, under_way }
    }

    /// With its store in this folder.
    #[cfg(test)]
    pub fn within(folder: &Path, database: &Database, announcer: &Announcer) -> Self {
        let store = Store::open(&FilesUrl::Folder(folder.join("files"))).unwrap();
        Self::new(database.clone(), announcer.clone(), store, FileLimits::NONE)
    }

    /// The file as this reader may see it now: a member who sees its message, or
    /// its uploader as long as it is not sent. For everybody else it is not there.
    pub async fn open(&self, reader: Uuid, id: Uuid, part: Part) -> Result<Opened> {
        let found = FileRepository::of(&self.database).readable(reader, id).await?;
        let Found { object_id, file } = found.ok_or(Error::NotFound)?;
        if part == Part::Thumbnail && !file.thumbnail {
            return Err(Error::NotFound);
        }
        let size = match part {
            Part::Whole => u64::try_from(file.size).unwrap_or_default(),
            Part::Thumbnail => self.store.size(&object_id, part).await?,
        };
        let File { name, media_type, .. } = file;
        let store = self.store.clone();
        Ok(Opened { name, media_type, object_id, part, size, is_kept: false, store })
    }

    /// A small picture of this picture, a JPEG, if this reader may see it now.
    pub async fn small_jpeg(&self, reader: Uuid, picture: &File) -> Result<Vec<u8>> {
        // Without one it is small itself.
        let part = if picture.thumbnail { Part::Thumbnail } else { Part::Whole };
        let opened = self.open(reader, picture.id, part).await?;
        if opened.size > MOST_SMALL {
            return Err(Error::TooLarge);
        }
        let pieces: Vec<Bytes> = opened.read(0..opened.size).await?.try_collect().await?;
        self.pictures.as_jpeg(pieces.concat()).await
    }

    /// Takes the files of a message away in this transaction, which has locked its
    /// conversation. After it their bytes go at once, where no other message has them;
    /// what a crash leaves of them the sweep removes.
    pub async fn forget_within(
        &self,
        work: &mut UnitOfWork,
        conversation: Uuid,
        seq: i64,
    ) -> Result<()> {
        let objects = FileRepository::of(&*work).delete_of_message(conversation, seq).await?;
        self.remove_after(work, objects);
        Ok(())
    }

    /// After the commit the bytes of these objects go that no file has any more; of very
    /// many the sweep removes the rest.
    pub fn remove_after(&self, work: &mut UnitOfWork, mut objects: Vec<Uuid>) {
        objects.truncate(MOST_REMOVED);
        if objects.is_empty() {
            return;
        }
        let files = self.clone();
        work.after_commit(move || {
            tokio::spawn(async move { files.remove_unused(objects).await });
        });
    }

    /// Removes those of these objects that nobody has any more. What fails is made
    /// up for by the sweep.
    pub(super) async fn remove_unused(&self, objects: Vec<Uuid>) {
        for object in objects {
            let turn = self.database.turn().await;
            let unused = FileRepository::of(&self.database).delete_object(object).await;
            drop(turn);
            match unused {
                Ok(true) => self.remove_bytes(object).await,
                Ok(false) => {}
                // A file has taken it meanwhile, or the database is away.
                Err(error) => tracing::debug!(%error, "an object stays"),
            }
        }
    }

    /// The store is away, most likely: nobody waits for that again.
    pub(super) fn remove_bytes_later(&self, object: Uuid) {
        let files = self.clone();
        tokio::spawn(async move { files.remove_bytes(object).await });
    }

    pub(super) async fn remove_bytes(&self, object: Uuid) {
        for part in [Part::Whole, Part::Thumbnail] {
            if let Err(error) = self.store.delete(Key::of(object, part)).await {
                tracing::warn!(%error, "the bytes of a file that is gone stay for now");
            }
        }
    }
}
