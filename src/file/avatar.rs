//! Avatars: the pictures that stand for people and groups. Each is an object of its
//! own, so another picture has another address, and no message carries it.

use bytes::Bytes;
use futures_util::Stream;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{FileRepository, FileService, Opened, Part, picture::Crop, store::Key, upload::EMPTY};
use crate::{
    entity::object,
    error::{Error, Result},
    form::Fields,
    problem::Problem,
    store::UnitOfWork,
    user::{Actor, UserRepository},
};

const WEBP: &str = "image/webp";
const NAME: &str = "avatar.webp";

const CROP: Problem = Problem { field: "file", sentence: "problem-crop" };

/// A picture whose bytes are in the store, and which is nobody's yet.
#[derive(Debug)]
pub struct NewAvatar(object::Model);

impl NewAvatar {
    pub fn id(&self) -> Uuid {
        self.0.id
    }
}

impl FileService {
    /// Takes in a picture and makes an avatar of a square of it. Refused, with
    /// nothing kept: what is empty, or no picture that can be read. The errors are
    /// those of [`FileService::upload`].
    pub async fn take_in_avatar<S>(
        &self,
        sender: &Actor,
        body: S,
        crop: Option<Crop>,
    ) -> Result<Result<NewAvatar, Problem>>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let mut place = self.under_way.begin(sender.user.id).await?;
        let spool =
            self.take_in(body, &mut place, u64::MAX).await?.filter(|spool| spool.size() > 0);
        let Some(spool) = spool else { return Ok(Err(EMPTY)) };
        let bytes = match self.pictures.avatar(spool, crop).await? {
            Ok(bytes) => bytes,
            Err(problem) => return Ok(Err(problem)),
        };
        // It may have taken a quarter of an hour.
        if !UserRepository::of(&self.database).still_counts(sender).await? {
            return Err(Error::SignInRequired);
        }
        let object = object::Model {
            id: Uuid::new_v4(),
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            media_type: WEBP.to_owned(),
            thumbnail: false,
            created_at: 0,
        };
        let put = self.store.put_bytes(Key::of(object.id, Part::Whole), bytes).await;
        put.inspect_err(|_| self.remove_bytes_later(object.id))?;
        Ok(Ok(NewAvatar(object)))
    }

    /// One avatar in the place of another, in this transaction, which has locked whose
    /// it is. After it the bytes of the other go.
    pub async fn replace_avatar_within(
        &self,
        work: &mut UnitOfWork,
        new: Option<&NewAvatar>,
        old: Option<Uuid>,
    ) -> Result<()> {
        if let Some(NewAvatar(object)) = new {
            FileRepository::of(&*work).insert_object(object).await?;
        }
        self.remove_after(work, Vec::from_iter(old));
        Ok(())
    }

    /// The avatar as this reader may see it now: that of anybody with an account, of a
    /// group that they are in, and of one that anybody may join.
    pub async fn open_avatar(&self, reader: Uuid, id: Uuid) -> Result<Opened> {
        let size = FileRepository::of(&self.database).avatar_size(reader, id).await?;
        let size = u64::try_from(size.ok_or(Error::NotFound)?).unwrap_or_default();
        Ok(Opened {
            name: NAME.to_owned(),
            media_type: WEBP.to_owned(),
            object_id: id,
            part: Part::Whole,
            size,
            is_kept: true,
            store: self.store.clone(),
        })
    }
}

impl<C: ConnectionTrait> FileRepository<'_, C> {
    /// How many bytes this avatar has; none where this reader may not see it.
    async fn avatar_size(&self, reader: Uuid, id: Uuid) -> Result<Option<i64>, DbErr> {
        let text = "
            SELECT o.size AS size FROM objects AS o
            WHERE o.id = $1
              AND (EXISTS (SELECT 1 FROM users AS u WHERE u.avatar_id = o.id)
                   OR EXISTS (SELECT 1 FROM conversations AS c
                              LEFT JOIN members AS me
                                   ON me.conversation_id = c.id AND me.user_id = $2
                              WHERE c.avatar_id = o.id AND c.members > 0
                                AND (c.is_open OR me.user_id IS NOT NULL)))";
        let row = self.one(text, [id.into(), reader.into()]).await?;
        row.map(|row| row.try_get("", "size")).transpose()
    }
}

/// Which square of a picture somebody wants, from the fields `x`, `y` and `size`; none
/// where `size` is empty: the middle.
pub fn crop_of(fields: &Fields) -> Result<Option<Crop>, Problem> {
    if fields.text("size").is_ok_and(|size| size.trim().is_empty()) {
        return Ok(None);
    }
    let number = |name| {
        let number = fields.number(name).map_err(|_| CROP)?;
        Ok(u32::try_from(number).unwrap_or(u32::MAX))
    };
    Ok(Some(Crop { x: number("x")?, y: number("y")?, size: number("size")? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_is_three_whole_numbers() {
        let crop = |query: &str| crop_of(&Fields::of_query(query));
        assert_eq!(crop("x=3&y=4&size=5"), Ok(Some(Crop { x: 3, y: 4, size: 5 })));
        assert_eq!(crop("size=5"), Ok(Some(Crop { x: 0, y: 0, size: 5 })));
        let far = Some(Crop { x: u32::MAX, y: 0, size: 1 });
        assert_eq!(crop("x=99999999999&y=0&size=1"), Ok(far));
        for middle in ["", "size=", "x=3&y=4&size=+"] {
            assert_eq!(crop(middle), Ok(None), "{middle}");
        }
        for wrong in ["size=NaN", "size=-1", "x=-3&size=5", "y=1.5&size=5", "size=1e9"] {
            assert!(crop(wrong).is_err(), "{wrong}");
        }
    }
}
