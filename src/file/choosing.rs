//! The queries about files that are not sent, each of its uploader alone.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use super::{File, FileRepository, repository::FILE};

impl<C: ConnectionTrait> FileRepository<'_, C> {
    pub(super) async fn chosen(&self, uploader: Uuid, id: Uuid) -> Result<Option<File>, DbErr> {
        let text =
            format!("{FILE} WHERE f.id = $1 AND f.uploader_id = $2 AND f.message_seq IS NULL");
        let rows = self.all(&text, [id.into(), uploader.into()]).await?;
        rows.first().map(|row| File::from_query_result(row, "")).transpose()
    }

    /// False when there is no such file.
    pub(super) async fn describe(
        &self,
        uploader: Uuid,
        id: Uuid,
        alt: &str,
    ) -> Result<bool, DbErr> {
        let text = "
            UPDATE files SET alt = $3
            WHERE id = $1 AND uploader_id = $2 AND message_seq IS NULL";
        Ok(self.execute(text, [id.into(), uploader.into(), alt.into()]).await? == 1)
    }

    /// The object that it was on.
    pub(super) async fn discard(&self, uploader: Uuid, id: Uuid) -> Result<Option<Uuid>, DbErr> {
        let text = "
            DELETE FROM files WHERE id = $1 AND uploader_id = $2 AND message_seq IS NULL
            RETURNING object_id";
        let rows = self.all(text, [id.into(), uploader.into()]).await?;
        rows.first().map(|row| row.try_get("", "object_id")).transpose()
    }
}
