//! What becomes of the bytes before they are stored.

use std::{sync::Arc, thread::available_parallelism, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::timeout,
};

use super::{
    About, Kind, Name, Sniffed,
    picture::{self, Crop, Unfit},
    sniff,
    store::Spool,
};
use crate::{
    error::{Error, Result},
    problem::Problem,
};

/// A picture of more bytes is none for a page.
const MOST_BYTES: u64 = 100 * 1024 * 1024;
/// Longest that somebody waits for a place for their picture, and again for it to
/// be looked at.
const PATIENCE: Duration = Duration::from_secs(60);
/// Megabytes of all pictures that are looked at at once. What the compose files
/// allow a process is this and 256 for all else.
const MEMORY: u32 = 512;

/// An avatar is nothing but a picture.
const NO_PICTURE: Problem = Problem { field: "file", sentence: "problem-avatar-kind" };
const LARGE_AVATAR: Problem = Problem { field: "file", sentence: "problem-avatar-large" };
const BROKEN_AVATAR: Problem = Problem { field: "file", sentence: "problem-avatar-broken" };
const LARGE: Problem = Problem { field: "file", sentence: "problem-picture-large" };
const BROKEN: Problem = Problem { field: "file", sentence: "problem-picture-broken" };

/// A file as it is stored.
pub(super) struct Prepared {
    pub spool: Spool,
    pub kind: Kind,
    pub media_type: String,
    pub name: Name,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub animated: bool,
    pub thumbnail: Option<Vec<u8>>,
}

/// What came of it.
pub(super) enum Preparation {
    Done(Box<Prepared>),
    /// A picture from which nothing could be removed: its sender may send it as it
    /// is, knowing that.
    Unfit(Problem),
}

/// Looks at pictures: as many at once as there are cores and as memory is allowed,
/// since each takes a core and hundreds of megabytes when it is large.
#[derive(Debug, Clone)]
pub(super) struct Pictures {
    cores: Arc<Semaphore>,
    /// In megabytes. Who waits for some has a core and no memory yet, so that nobody
    /// waits for each other.
    memory: Arc<Semaphore>,
}

/// A core, and memory.
type Place = (OwnedSemaphorePermit, OwnedSemaphorePermit);

impl Pictures {
    pub fn new() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self {
            cores: Arc::new(Semaphore::new(cores)),
            memory: Arc::new(Semaphore::new(MEMORY as usize)),
        }
    }

    /// What came is looked at, and a picture turned upright and cleaned.
    pub async fn prepare(&self, spool: Spool, about: &About, name: Name) -> Result<Preparation> {
        let Sniffed { kind, media_type } = sniff(spool.begin(), about.voice);
        let mut prepared = Prepared {
            spool,
            kind,
            media_type: media_type.to_owned(),
            name,
            width: None,
            height: None,
            animated: false,
            thumbnail: None,
        };
        if kind != Kind::Picture {
            return Ok(Preparation::Done(Box::new(prepared)));
        }
        let as_file = about.as_file;
        let prepare = move |bytes: &[u8]| picture::prepare(bytes, as_file);
        match self.look_at(&mut prepared.spool, as_file, prepare).await {
            Ok((picture, place)) => {
                become_picture(&mut prepared, picture, about.as_file).await?;
                drop(place);
            }
            Err(Failed::Unfit(unfit)) if unfit.is_kept(about.as_file) => {
                prepared.kind = Kind::Other;
            }
            Err(Failed::Unfit(Unfit::TooLarge)) => return Ok(Preparation::Unfit(LARGE)),
            Err(Failed::Unfit(_)) => return Ok(Preparation::Unfit(BROKEN)),
            Err(Failed::Error(error)) => return Err(error),
        }
        Ok(Preparation::Done(Box::new(prepared)))
    }

    /// A small JPEG of a picture.
    pub async fn as_jpeg(&self, bytes: Vec<u8>) -> Result<Vec<u8>> {
        let core = acquire(&self.cores, 1).await?;
        let unfit = |unfit| Error::Internal(format!("a stored picture: {unfit:?}"));
        let needed = picture::memory(&bytes, false).and_then(megabytes).map_err(unfit)?;
        let memory = acquire(&self.memory, needed).await?;
        let jpeg = off_thread(move || {
            let jpeg = picture::small_jpeg(&bytes);
            drop((bytes, core, memory));
            jpeg
        });
        jpeg.await?.map_err(unfit)
    }

    /// A square of a picture that came, as an avatar.
    pub async fn avatar(
        &self,
        mut spool: Spool,
        crop: Option<Crop>,
    ) -> Result<Result<Vec<u8>, Problem>> {
        let cut = move |bytes: &[u8]| picture::avatar(bytes, crop);
        match self.look_at(&mut spool, true, cut).await {
            Ok((avatar, _)) => Ok(Ok(avatar)),
            Err(Failed::Unfit(Unfit::NotPicture | Unfit::NoDecoder)) => Ok(Err(NO_PICTURE)),
            Err(Failed::Unfit(Unfit::TooLarge)) => Ok(Err(LARGE_AVATAR)),
            Err(Failed::Unfit(Unfit::Broken)) => Ok(Err(BROKEN_AVATAR)),
            Err(Failed::Error(error)) => Err(error),
        }
    }

    /// The place is for what has come of it, too. `as_file`: nothing is encoded anew
    /// in the size in which it came.
    async fn look_at<T: Send + 'static>(
        &self,
        spool: &mut Spool,
        as_file: bool,
        look: impl FnOnce(&[u8]) -> Result<T, Unfit> + Send + 'static,
    ) -> Result<(T, Place), Failed> {
        if spool.size() > MOST_BYTES {
            return Err(Unfit::TooLarge.into());
        }
        let place = timeout(PATIENCE, self.place(spool, as_file)).await;
        let place = place.map_err(|_| Error::Unavailable("many pictures at once".to_owned()))??;
        let bytes = spool.read_all().await?;
        let looked = off_thread(move || {
            let looked = look(&bytes);
            drop(bytes);
            (looked, place)
        });
        match timeout(PATIENCE, looked).await {
            Ok(looked) => {
                let (looked, place) = looked?;
                Ok((looked?, place))
            }
            Err(_) => Err(Unfit::TooLarge.into()),
        }
    }

    /// The head tells how much memory a picture needs, and reading it needs some.
    async fn place(&self, spool: &mut Spool, as_file: bool) -> Result<Place, Failed> {
        let core = acquire(&self.cores, 1).await?;
        let head = megabytes(picture::memory_of_head(spool.size()))?;
        let head = acquire(&self.memory, head).await?;
        let bytes = spool.read_all().await?;
        let (needed, core) = off_thread(move || {
            let needed = picture::memory(&bytes, as_file);
            drop((bytes, head));
            (needed, core)
        })
        .await?;
        let memory = acquire(&self.memory, megabytes(needed?)?).await?;
        Ok((core, memory))
    }
}

async fn acquire(semaphore: &Arc<Semaphore>, count: u32) -> Result<OwnedSemaphorePermit> {
    let permit = semaphore.clone().acquire_many_owned(count).await;
    permit.map_err(|error| Error::Internal(error.to_string()))
}

/// Refuses more than there are.
fn megabytes(bytes: u64) -> Result<u32, Unfit> {
    let megabytes = u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
    if megabytes <= MEMORY { Ok(megabytes) } else { Err(Unfit::TooLarge) }
}

/// Why a picture is none.
enum Failed {
    Unfit(Unfit),
    Error(Error),
}

impl From<Unfit> for Failed {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Who has given up waiting leaves it to end: the permits it has go with it.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done = spawn_blocking(work).await;
    done.map_err(|error| Error::Internal(format!("a picture: {error}")))
}

/// What is sent as a file is shown as one, and its small picture beside it.
async fn become_picture(
    prepared: &mut Prepared,
    picture: picture::Prepared,
    as_file: bool,
) -> Result<()> {
    if let Some(bytes) = picture.bytes {
        prepared.spool.replace(bytes).await?;
    }
    prepared.kind = if as_file { Kind::Other } else { Kind::Picture };
    prepared.media_type = picture.media_type.to_owned();
    prepared.width = i32::try_from(picture.width).ok();
    prepared.height = i32::try_from(picture.height).ok();
    prepared.animated = picture.animated;
    prepared.thumbnail = Some(picture.thumbnail);
    Ok(())
}
