//! What was chosen for a message that is still to be sent: only its uploader sees it.

use uuid::Uuid;

use super::{About, File, FileRepository, FileService};
use crate::error::{Error, Result};

impl FileService {
    /// A file that this user has uploaded and not sent.
    pub async fn chosen(&self, uploader: Uuid, id: Uuid) -> Result<File> {
        let chosen = FileRepository::of(&self.database).chosen(uploader, id).await?;
        chosen.ok_or(Error::NotFound)
    }

    /// Says in words what it shows. Nothing to say takes the words away.
    pub async fn describe(&self, uploader: Uuid, id: Uuid, about: &About) -> Result<()> {
        let work = self.database.begin(&self.announcer).await?;
        let described = FileRepository::of(&work).describe(uploader, id, &about.alt).await?;
        work.commit().await?;
        described.then_some(()).ok_or(Error::NotFound)
    }

    /// Takes it away with its bytes; nothing where it is gone or sent.
    pub async fn discard(&self, uploader: Uuid, id: Uuid) -> Result<()> {
        let work = self.database.begin(&self.announcer).await?;
        let object = FileRepository::of(&work).discard(uploader, id).await?;
        work.commit().await?;
        self.remove_unused(object.into_iter().collect()).await;
        Ok(())
    }
}
