//! Where the bytes of files are: a folder, or S3. Both are reached through
//! `object_store`.
//!
//! Whatever comes is first written to a temporary file and becomes an object at
//! once when it is whole: in a folder by a new name, in S3 by one request. So
//! nothing half is ever there, an upload in flight costs no memory, and none leaves
//! parts in S3 that nobody lists and somebody pays.

mod folder;
mod http;
mod key;
mod reading;
mod s3;
mod spool;

use std::{fmt, ops::Range, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::{GetOptions, ObjectStore, ObjectStoreExt, PutPayload, path::Path};
use uuid::Uuid;

use self::{folder::Folder, s3::S3};
pub use self::{key::Key, spool::Spool};
use super::Part;
use crate::{
    config::FilesUrl,
    error::{Error, Result, StartError},
};

/// The store, which many share.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    place: Place,
}

/// How a temporary file becomes an object.
#[derive(Clone)]
enum Place {
    Folder(Folder),
    S3(S3),
}

/// One that lies in the store.
#[derive(Debug, Clone)]
pub struct Stored {
    /// None for what Natter has not put there by this name.
    pub key: Option<Key>,
    pub path: Path,
    /// Microseconds since 1970.
    pub written_at: i64,
    pub size: u64,
}

impl Stored {
    /// It was never whole.
    pub fn is_incoming(&self) -> bool {
        self.path.parts().next().is_some_and(|part| part.as_ref() == folder::INCOMING)
    }
}

impl Store {
    /// Makes the folder where it is missing; S3 is not asked yet.
    pub fn open(url: &FilesUrl) -> Result<Self, StartError> {
        match url {
            FilesUrl::Folder(root) => {
                let folder = Folder::open(root)?;
                Ok(Self { objects: folder.objects(), place: Place::Folder(folder) })
            }
            FilesUrl::S3(bucket) => {
                let s3 = S3::open(bucket)?;
                Ok(Self { objects: s3.objects(), place: Place::S3(s3) })
            }
        }
    }

    /// A temporary file for what comes, gone with its value.
    pub async fn spool(&self) -> Result<Spool> {
        match &self.place {
            Place::Folder(folder) => Spool::within(folder.incoming()).await,
            Place::S3(_) => Spool::anywhere().await,
        }
    }

    /// Makes an object of what was written, all at once.
    pub async fn put(&self, key: Key, spool: Spool) -> Result<()> {
        self.put_at(&key.path(), spool).await
    }

    async fn put_at(&self, path: &Path, spool: Spool) -> Result<()> {
        match &self.place {
            Place::Folder(folder) => folder.put(path, spool).await,
            Place::S3(s3) => s3.put(path, spool).await,
        }
    }

    /// The same of what is small enough for memory.
    pub async fn put_bytes(&self, key: Key, bytes: Vec<u8>) -> Result<()> {
        let payload = PutPayload::from(bytes);
        self.objects.put(&key.path(), payload).await.map_err(away)?;
        Ok(())
    }

    /// How many bytes it has.
    pub async fn size(&self, object: &Uuid, part: Part) -> Result<u64> {
        let head = self.objects.head(&Key::of(*object, part).path()).await;
        Ok(head.map_err(away)?.size)
    }

    /// These bytes, a piece at a time.
    pub async fn read(
        &self,
        object: &Uuid,
        part: Part,
        range: Range<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        self.read_at(&Key::of(*object, part).path(), range).await
    }

    async fn read_at(
        &self,
        path: &Path,
        range: Range<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        let options = GetOptions { range: Some(range.into()), ..GetOptions::default() };
        let found = self.objects.get_opts(path, options).await;
        Ok(reading::pieces(found.map_err(away)?))
    }

    /// Removes what is there of these; what is not there is as good.
    pub async fn delete(&self, key: Key) -> Result<()> {
        match self.objects.delete(&key.path()).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            done => done.map_err(away),
        }
    }

    /// All that lies there, in no order.
    pub fn list(&self) -> impl Stream<Item = Result<Stored>> + Send + use<> {
        let all = self.objects.list(None).map_err(away);
        all.map_ok(|object| Stored {
            key: Key::parse(&object.location),
            written_at: object.last_modified.timestamp_micros(),
            size: object.size,
            path: object.location,
        })
        .boxed()
    }

    /// Removes one of what was listed.
    pub async fn delete_path(&self, path: &Path) -> Result<()> {
        self.objects.delete(path).await.map_err(away)
    }

    /// Writes, reads and deletes, as an upload does; says what is wrong. It makes no
    /// folder, which would be of whoever has called this.
    pub async fn try_everything(&self) -> Result<()> {
        let sentence = Bytes::from_static(b"natter check");
        let path = Path::from_iter([folder::INCOMING, &format!("check-{}", Uuid::new_v4())]);
        let mut spool = self.spool().await?;
        spool.write(sentence.clone()).await?;
        self.put_at(&path, spool).await?;
        let pieces = self.read_at(&path, 0..sentence.len() as u64).await?;
        let read: Vec<Bytes> = pieces.try_collect().await?;
        self.delete_path(&path).await?;
        match read.concat() == sentence {
            true => Ok(()),
            false => Err(Error::Unavailable("the store gives back other bytes".to_owned())),
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.objects)
    }
}

/// Whatever the store cannot do now it may do soon; the visitor is told to try
/// again, and the log why.
fn away(error: object_store::Error) -> Error {
    Error::Unavailable(format!("the store of files: {error}"))
}
