//! What becomes of the bytes before they are stored.

use std::{sync::Arc, thread::available_parallelism, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::timeout,
};

use super::{
    About, Kind, Name, Sniffed,
    picture::{self, Unfit},
    sniff,
    store::Spool,
};
use crate::{
    error::{Error, Result},
    problem::Problem,
};

/// A picture of more bytes is none for a page.
const MOST_BYTES: u64 = 100 * 1024 * 1024;
/// Longest that somebody waits for their picture, the line before it included.
const PATIENCE: Duration = Duration::from_secs(120);

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

/// Looks at pictures: as many at once as there are cores, since each takes a core
/// and hundreds of megabytes when it is large.
#[derive(Debug, Clone)]
pub(super) struct Pictures(Arc<Semaphore>);

impl Pictures {
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))))
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
        match self.look_at(&mut prepared.spool, about.as_file).await {
            Ok(picture) => become_picture(&mut prepared, picture, about.as_file).await?,
            Err(Failed::Unfit(unfit)) if unfit.is_kept(about.as_file) => {
                prepared.kind = Kind::Other;
            }
            Err(Failed::Unfit(Unfit::TooLarge)) => return Ok(Preparation::Unfit(LARGE)),
            Err(Failed::Unfit(_)) => return Ok(Preparation::Unfit(BROKEN)),
            Err(Failed::Error(error)) => return Err(error),
        }
        Ok(Preparation::Done(Box::new(prepared)))
    }

    async fn look_at(&self, spool: &mut Spool, as_file: bool) -> Result<picture::Prepared, Failed> {
        if spool.size() > MOST_BYTES {
            return Err(Unfit::TooLarge.into());
        }
        let looked = timeout(PATIENCE, async {
            let permit = self.0.clone().acquire_owned().await;
            let permit = permit.map_err(|error| Error::Internal(error.to_string()))?;
            look(spool.read_all().await?, as_file, permit).await
        });
        looked.await.unwrap_or(Err(Unfit::TooLarge.into()))
    }
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

/// Who has given up waiting leaves it to end: the permit goes with it.
async fn look(
    bytes: Vec<u8>,
    as_file: bool,
    permit: OwnedSemaphorePermit,
) -> Result<picture::Prepared, Failed> {
    let looked = spawn_blocking(move || {
        let prepared = picture::prepare(&bytes, as_file);
        drop((bytes, permit));
        prepared
    });
    let looked = looked.await.map_err(|error| Error::Internal(format!("a picture: {error}")))?;
    Ok(looked?)
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
    prepared.thumbnail = picture.thumbnail;
    Ok(())
}
