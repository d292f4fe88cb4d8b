//! Taking a file in.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use super::{
    About, File, FileRepository, FileService, Name, Part,
    preparing::{Preparation, Prepared},
    repository::Inserted,
    store::{Key, Spool},
    under_way::Place,
};
use crate::{
    attempt::Nonce,
    conversation::Member,
    entity::{file, object},
    error::{Error, Result},
    problem::Problem,
};

/// How long nothing may come.
const IDLE: Duration = Duration::from_secs(30);
/// How long all of it may take.
const ALL: Duration = Duration::from_secs(15 * 60);

/// How often a row is stored again that was ended for the sake of others.
const MOST_RETRIES: usize = 2;

pub(super) const EMPTY: Problem = Problem { field: "file", sentence: "problem-file-empty" };
pub const STORAGE_FULL: Problem = Problem { field: "file", sentence: "problem-storage-full" };
const NONCE: Problem = Problem { field: "nonce", sentence: "problem-nonce-used" };

/// What became of an upload.
#[derive(Debug)]
pub enum Uploaded {
    /// Stored now, or by an earlier upload with the same nonce.
    File(Box<File>),
    /// Nothing was kept.
    Refused(Problem),
}

impl FileService {
    /// Takes a file in for a message that is still to be sent in this conversation.
    /// What comes is never whole in memory; `announced` bytes of it, or none, count as
    /// stored from the beginning. Refused, with nothing kept: an empty file, a broken
    /// picture, one beyond what a person may store, and a nonce of another
    /// conversation. [`Error::SignInRequired`] for who is signed out meanwhile,
    /// [`Error::TooManyRequests`] while too many of theirs are under way,
    /// [`Error::TooLarge`] beyond `MAX_FILE_SIZE`, [`Error::TooSlow`] when nothing came
    /// for half a minute or not all within a quarter of an hour,
    /// [`Error::Unavailable`] when the store is away.
    pub async fn upload<S>(
        &self,
        member: &Member,
        about: About,
        name: Name,
        announced: u64,
        body: S,
    ) -> Result<Uploaded>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        if let Some(earlier) = self.uploaded(member, &about.nonce).await? {
            return Ok(earlier);
        }
        let mut place = self.under_way.begin(member.actor.user.id).await?;
        let room = self.room(member.actor.user.id).await?;
        if !place.takes(announced, room) {
            return Ok(Uploaded::Refused(STORAGE_FULL));
        }
        let Some(spool) = self.take_in(body, &mut place, room).await? else {
            return Ok(Uploaded::Refused(STORAGE_FULL));
        };
        if spool.size() == 0 {
            return Ok(Uploaded::Refused(EMPTY));
        }
        match self.pictures.prepare(spool, &about, name).await? {
            Preparation::Done(prepared) => self.keep(member, about, *prepared).await,
            Preparation::Unfit(problem) => Ok(Uploaded::Refused(problem)),
        }
    }

    /// What this nonce has uploaded before.
    pub async fn uploaded(&self, member: &Member, nonce: &Nonce) -> Result<Option<Uploaded>> {
        let files = FileRepository::of(&self.database);
        let earlier = files.with_nonce(member.actor.user.id, nonce.as_str()).await?;
        Ok(earlier.map(|(conversation, file)| {
            if conversation == member.conversation.id {
                Uploaded::File(Box::new(file))
            } else {
                Uploaded::Refused(NONCE)
            }
        }))
    }

    /// How many bytes this user may still store.
    async fn room(&self, uploader: Uuid) -> Result<u64> {
        let Some(most) = self.limits.per_person else { return Ok(u64::MAX) };
        let used = FileRepository::of(&self.database).used_by(uploader).await?;
        Ok(most.saturating_sub(u64::try_from(used).unwrap_or_default()))
    }

    /// All that comes, in a temporary file; none when there is no room for it.
    pub(super) async fn take_in<S>(
        &self,
        mut body: S,
        place: &mut Place,
        room: u64,
    ) -> Result<Option<Spool>>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let end = Instant::now() + ALL;
        let mut spool = self.store.spool().await?;
        loop {
            let next = timeout_at(end, timeout(IDLE, body.next())).await;
            let next = next.map_err(|_| Error::TooSlow)?.map_err(|_| Error::TooSlow)?;
            let Some(piece) = next.transpose()? else { return Ok(Some(spool)) };
            let size = spool.size() + piece.len() as u64;
            if size > self.limits.largest {
                return Err(Error::TooLarge);
            }
            if !place.takes(size, room) {
                return Ok(None);
            }
            spool.write(piece).await?;
        }
    }

    /// Bytes first: a row never stands for what is not there.
    async fn keep(&self, member: &Member, about: About, prepared: Prepared) -> Result<Uploaded> {
        let object_id = Uuid::new_v4();
        let nonce = about.nonce.clone();
        let (object, file) = rows(member, object_id, about, &prepared);
        let put = self.put(object_id, prepared).await;
        put.inspect_err(|_| self.remove_bytes_later(object_id))?;
        let kept = self.insert_at_last(member, &object, &file).await;
        // After an error nobody knows whether the row is there: the sweep will.
        if kept.as_ref().is_ok_and(|kept| !matches!(kept, Kept::File(_))) {
            self.remove_bytes(object_id).await;
        }
        match kept? {
            Kept::File(file) => Ok(Uploaded::File(file)),
            Kept::Full => Ok(Uploaded::Refused(STORAGE_FULL)),
            Kept::Before => self.uploaded(member, &nonce).await?.ok_or(Error::NotFound),
            Kept::NotAMember => Err(Error::NotFound),
            Kept::SignedOut => Err(Error::SignInRequired),
        }
    }

    async fn put(&self, object: Uuid, prepared: Prepared) -> Result<()> {
        if let Some(thumbnail) = prepared.thumbnail {
            self.store.put_bytes(Key::of(object, Part::Thumbnail), thumbnail).await?;
        }
        self.store.put(Key::of(object, Part::Whole), prepared.spool).await
    }

    /// Again where it was ended for the sake of others, of which nothing is left.
    async fn insert_at_last(
        &self,
        member: &Member,
        object: &object::Model,
        file: &file::Model,
    ) -> Result<Kept> {
        for _ in 0..MOST_RETRIES {
            match self.insert(member, object, file).await {
                Err(Error::EndedForOthers(_)) => {}
                kept => return kept,
            }
        }
        self.insert(member, object, file).await
    }

    async fn insert(
        &self,
        member: &Member,
        object: &object::Model,
        file: &file::Model,
    ) -> Result<Kept> {
        let work = self.database.begin(&self.announcer).await?;
        let files = FileRepository::of(&work);
        // The bytes may have taken a quarter of an hour.
        match files.lock_member(&member.actor, member.conversation.id).await? {
            Some(true) => {}
            Some(false) => return Ok(Kept::SignedOut),
            None => return Ok(Kept::NotAMember),
        }
        if let Some(most) = self.limits.per_person {
            let used = files.used_by(file.uploader_id).await? + file.size;
            if u64::try_from(used).is_ok_and(|used| used > most) {
                return Ok(Kept::Full);
            }
        }
        files.insert_object(object).await?;
        match files.insert(file).await? {
            Inserted::Now => {}
            Inserted::NonceTaken => return Ok(Kept::Before),
            Inserted::NotAMember => return Ok(Kept::NotAMember),
        }
        work.commit().await?;
        Ok(Kept::File(Box::new(File::new(file, object))))
    }
}

/// What became of the rows.
enum Kept {
    File(Box<File>),
    Full,
    /// Another upload with this nonce was faster.
    Before,
    NotAMember,
    /// What has shown who it is does not count any more.
    SignedOut,
}

fn rows(
    member: &Member,
    object_id: Uuid,
    about: About,
    prepared: &Prepared,
) -> (object::Model, file::Model) {
    let size = i64::try_from(prepared.spool.size()).unwrap_or(i64::MAX);
    let object = object::Model {
        id: object_id,
        size,
        media_type: prepared.media_type.clone(),
        thumbnail: prepared.thumbnail.is_some(),
        created_at: 0,
    };
    let file = file::Model {
        id: Uuid::now_v7(),
        object_id,
        conversation_id: member.conversation.id,
        uploader_id: member.actor.user.id,
        nonce: about.nonce.as_str().to_owned(),
        message_seq: None,
        place: 0,
        name: prepared.name.as_str().to_owned(),
        kind: prepared.kind.as_str().to_owned(),
        size,
        width: prepared.width,
        height: prepared.height,
        duration_ms: about.duration,
        waveform: about.waveform,
        alt: about.alt,
        animated: prepared.animated,
        created_at: 0,
    };
    (object, file)
}
