//! What one may do with accounts.

use std::net::IpAddr;

use sea_orm::{DbErr, SqlErr};
use uuid::Uuid;

use super::{
    NewAccount, NewPassword, Passwords, Preferences, Profile, Role, UserRepository, Username,
};
use crate::{
    announcement::{Announcement, Announcer, Matter},
    attempt::{Attempt, AttemptRepository, Made},
    config::Registration,
    conversation::{ConversationRepository, Peer, start_direct_within},
    entity::user,
    error::{Error, Result},
    file::{FileService, NewAvatar},
    invitation::InvitationRepository,
    limits::{Limit, Limits, by_address},
    link::end_unknown_within,
    notification::Outbox,
    password_reset::PasswordResetRepository,
    people::{PeopleRepository, names_of},
    problem::Problem,
    session::{Confirmed, end_all_within, end_others_within},
    store::{Database, Era, UnitOfWork},
    token::end_tokens_within,
};

const USERNAME_TAKEN: Problem = Problem { field: "username", sentence: "problem-username-taken" };
const EMAIL_TAKEN: Problem = Problem { field: "email", sentence: "problem-email-taken" };
const NOT_INVITED: Problem = Problem { field: "invite", sentence: "problem-invite" };

/// What came of a password.
#[derive(Debug)]
pub enum Verified {
    Right(Box<user::Model>),
    /// Right, but the account is disabled.
    Disabled,
    /// Wrong, or there is no such user.
    Wrong,
}

/// What came of a registration.
#[derive(Debug)]
pub enum Registered {
    Now(Account),
    /// By an earlier post of the same form.
    Before(Account),
    Refused(Problem),
}

/// A new account.
#[derive(Debug)]
pub struct Account {
    pub user: user::Model,
    /// With whoever has invited them.
    pub conversation: Option<Uuid>,
}

/// What came of a new profile.
#[derive(Debug)]
pub enum ProfileChange {
    Done,
    Refused(Problem),
}

/// What came of a new password.
#[derive(Debug)]
pub struct PasswordChanged {
    /// In which the session that is kept goes on.
    pub epoch: i32,
    /// The chat that is linked no more.
    pub ended_chat: Option<i64>,
}

/// Makes accounts, checks passwords and disables.
#[derive(Debug, Clone)]
pub struct UserService {
    database: Database,
    announcer: Announcer,
    pub(super) limits: Limits,
    passwords: Passwords,
    registration: Registration,
    outbox: Outbox,
}

impl UserService {
    pub fn new(
        database: Database,
        announcer: Announcer,
        limits: Limits,
        passwords: Passwords,
        registration: Registration,
        outbox: Outbox,
    ) -> Self {
        Self { database, announcer, limits, passwords, registration, outbox }
    }

    pub fn registration(&self) -> Registration {
        self.registration
    }

    /// Makes the account and, for who was invited, the conversation with who did
    /// it; once, however often the form comes.
    pub async fn register(&self, new: NewAccount, address: IpAddr) -> Result<Registered> {
        self.check_open()?;
        let address = by_address(address);
        self.limits.take(Limit::Registration, &address).await?;
        let registered = self.register_once(new).await?;
        if let Registered::Before(_) = registered {
            self.limits.give_back(Limit::Registration, &address).await;
        }
        // A taken name counts: it cost a hash, and it tells who is here.
        Ok(registered)
    }

    /// Whether new accounts are made here.
    pub fn check_open(&self) -> Result<()> {
        match self.registration {
            Registration::Closed => Err(Error::NotAllowed("error-registration-closed")),
            Registration::Open | Registration::Invite => Ok(()),
        }
    }

    async fn register_once(&self, new: NewAccount) -> Result<Registered> {
        if let Some(account) = self.made_before(&new).await? {
            return Ok(Registered::Before(account));
        }
        let registered = self.make(&new).await?;
        if let Registered::Refused(_) = registered {
            // Perhaps because of the same form in the same instant.
            let before = self.made_before(&new).await?.map(Registered::Before);
            return Ok(before.unwrap_or(registered));
        }
        Ok(registered)
    }

    async fn made_before(&self, account: &NewAccount) -> Result<Option<Account>> {
        let Some(made) = AttemptRepository::of(&self.database).made(&account.attempt).await? else {
            return Ok(None);
        };
        let user = self.whose(&made, &account.password).await?;
        let conversation = made.conversation_id;
        Ok(user.map(|user| Account { user, conversation }))
    }

    /// Whose password this attempt has set, in the last hour and to this one.
    pub async fn set_by(&self, attempt: &Attempt, password: &str) -> Result<Option<user::Model>> {
        match AttemptRepository::of(&self.database).made(attempt).await? {
            Some(made) => self.whose(&made, password).await,
            None => Ok(None),
        }
    }

    /// An attempt is no proof of who sends it again; the password is.
    async fn whose(&self, made: &Made, password: &str) -> Result<Option<user::Model>> {
        let user = UserRepository::of(&self.database).with_id(made.user_id).await?;
        let Some(user) = user.filter(|user| user.disabled_at.is_none()) else { return Ok(None) };
        // Apart from the owner's own, who is no stranger with a nonce.
        let right = self.verify_own(&user, user.id, password.to_owned()).await?;
        Ok(right.then_some(user))
    }

    /// Two that ask for one name in the same instant: the database lets one
    /// through, the other gets the sentence.
    async fn make(&self, account: &NewAccount) -> Result<Registered> {
        // Looked at first to save the hash; the transaction decides all the same.
        if !self.is_invited(&account.invite).await? {
            return Ok(Registered::Refused(NOT_INVITED));
        }
        if let Some(problem) = self.is_taken(account).await? {
            return Ok(Registered::Refused(problem));
        }
        let hash = self.passwords.hash(account.password.clone()).await?;
        let user = account.to_user(hash);
        let mut stored = self.store(user.clone(), account).await;
        if stored.as_ref().is_err_and(is_second_owner) {
            // Two first accounts at once: this one comes second and is a member.
            stored = self.store(user, account).await;
        }
        match stored {
            Ok(Some(account)) => Ok(Registered::Now(account)),
            Ok(None) => Ok(Registered::Refused(NOT_INVITED)),
            Err(error) => taken(&error).map(Registered::Refused).ok_or_else(|| error.into()),
        }
    }

    /// None when the invitation was used up meanwhile.
    async fn store(
        &self,
        mut user: user::Model,
        account: &NewAccount,
    ) -> Result<Option<Account>, DbErr> {
        let mut work = self.database.begin(&self.announcer).await?;
        let invitation = InvitationRepository::of(&work).take(&account.invite).await?;
        user.invitation_id = invitation.as_ref().map(|taken| taken.id);
        UserRepository::of(&work).insert(user.clone()).await?;
        PeopleRepository::of(&work)
            .set_names(user.id, names_of(&user.username, &user.display_name))
            .await?;
        if UserRepository::of(&work).claim_ownership(user.id).await? {
            user.role = Role::Owner.as_str().to_owned();
        } else if self.registration == Registration::Invite && invitation.is_none() {
            return Ok(None);
        }
        let conversation = match invitation {
            Some(taken) => start_direct_within(&mut work, user.id, taken.author_id).await?,
            None => None,
        };
        AttemptRepository::of(&work).insert(&account.attempt, user.id, conversation).await?;
        work.commit().await?;
        Ok(Some(Account { user, conversation }))
    }

    /// Whether whoever brings this code may register now.
    pub async fn is_invited(&self, invite: &str) -> Result<bool> {
        Ok(!self.asks_invitation().await?
            || InvitationRepository::of(&self.database).offered(invite).await?.is_some())
    }

    /// The first account needs no invitation: there is nobody to give one.
    pub async fn asks_invitation(&self) -> Result<bool> {
        Ok(self.registration == Registration::Invite
            && !UserRepository::of(&self.database).is_empty().await?)
    }

    /// Changes the given parts of the profile and leaves the others. One can
    /// sign in by the e-mail, so only who is confirmed gets another one.
    pub async fn change_profile(
        &self,
        user: &user::Model,
        new: Profile,
        confirmed: Option<&Confirmed<'_>>,
    ) -> Result<ProfileChange> {
        if new.email.is_some() {
            if confirmed.is_none() {
                return Ok(ProfileChange::Refused(Confirmed::MISSING));
            }
            // Whether an e-mail is taken tells whether its owner is here.
            self.limits.take(Limit::Search, &user.id.to_string()).await?;
        }
        let mut work = self.database.begin(&self.announcer).await?;
        if let Err(error) = UserRepository::of(&work).set_profile(user.id, &new).await {
            return taken(&error).map(ProfileChange::Refused).ok_or_else(|| error.into());
        }
        let is_other = |name: &str| name != user.display_name;
        if let Some(name) = new.display_name.as_ref().filter(|name| is_other(name.as_str())) {
            let names = names_of(&user.username, name.as_str());
            PeopleRepository::of(&work).set_names(user.id, names).await?;
            appears_otherwise(&mut work, user.id).await?;
        }
        work.commit().await?;
        Ok(ProfileChange::Done)
    }

    /// Another picture of somebody, or none: then they have their initials.
    pub async fn change_avatar(
        &self,
        files: &FileService,
        user: &user::Model,
        new: Option<NewAvatar>,
    ) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        let old = UserRepository::of(&work).lock_avatar(user.id).await?;
        if old.is_none() && new.is_none() {
            return Ok(());
        }
        files.replace_avatar_within(&mut work, new.as_ref(), old).await?;
        UserRepository::of(&work).set_avatar(user.id, new.as_ref().map(NewAvatar::id)).await?;
        appears_otherwise(&mut work, user.id).await?;
        Ok(work.commit().await?)
    }

    /// Changes the given preferences; whom it concerns sees at once who hides
    /// or shows their presence.
    pub async fn change_preferences(&self, user: &user::Model, new: Preferences) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        let shows_presence = new.shows_presence.unwrap_or(user.shows_presence);
        let shares_reading = new.shares_reading.unwrap_or(user.shares_reading);
        // What was told before is taken back at once; what was read meanwhile is
        // only told with the next thing that is.
        if new.shares_reading == Some(false) && user.shares_reading {
            let shared = ConversationRepository::of(&work).shared_by(user.id).await?;
            let told = shared.into_iter().flat_map(|(conversation_id, other)| {
                [
                    Announcement::entry_changed(conversation_id, vec![user.id, other]),
                    Announcement::ReadingMoved { conversation_id },
                ]
            });
            work.announce_throttled((user.id, Matter::SharesReading), told.collect());
        }
        // Quiet hours may end at another time now.
        if new.time_zone.is_some() {
            self.outbox.all_changed_for(&mut work, user.id).await?;
        }
        UserRepository::of(&work).set_preferences(user.id, new).await?;
        if shows_presence != user.shows_presence {
            let partners = ConversationRepository::of(&work).partners(user.id).await?;
            let peer = Peer { shows_presence, ..Peer::of(user) };
            let told = Announcement::presence_changed(peer, partners);
            work.announce_throttled((user.id, Matter::ShowsPresence), vec![told]);
        }
        if (shows_presence, shares_reading) != (user.shows_presence, user.shares_reading) {
            Era::note_appearance(&work).await?;
        }
        Ok(work.commit().await?)
    }

    /// Changes the password and ends all sessions but the one in which it was
    /// confirmed, the tokens if they are not to stay, and the link to a chat that
    /// its owner does not know.
    pub async fn change_password(
        &self,
        confirmed: &Confirmed<'_>,
        new: NewPassword,
        attempt: &Attempt,
    ) -> Result<PasswordChanged> {
        let (user, kept) = (confirmed.user, confirmed.proof);
        let hash = self.passwords.hash(new.password).await?;
        let mut work = self.database.begin(&self.announcer).await?;
        let epoch = end_others_within(&mut work, user, kept).await?;
        if !new.keeps_tokens {
            end_tokens_within(&mut work, user.id, kept.token()).await?;
        }
        PasswordResetRepository::of(&work).forget(user.id).await?;
        UserRepository::of(&work).set_password_hash(user.id, hash).await?;
        AttemptRepository::of(&work).insert(attempt, user.id, None).await?;
        let ended_chat = end_unknown_within(&work, user.id, new.known_chat).await?;
        work.commit().await?;
        Ok(PasswordChanged { epoch, ended_chat })
    }

    /// Whether this is the password of who is signed in. Guessing it is limited
    /// by the session: neither a stranger's failures to sign in count nor those
    /// of a thief on another device.
    pub async fn verify_own(
        &self,
        user: &user::Model,
        session: Uuid,
        password: String,
    ) -> Result<bool> {
        let key = session.to_string();
        self.limits.take(Limit::OwnPassword, &key).await?;
        if !self.passwords.verify(password, Some(user.password_hash.clone())).await? {
            return Ok(false);
        }
        self.limits.give_back(Limit::OwnPassword, &key).await;
        Ok(true)
    }

    async fn is_taken(&self, account: &NewAccount) -> Result<Option<Problem>> {
        if self.called(account.username.as_str()).await?.is_some() {
            return Ok(Some(USERNAME_TAKEN));
        }
        let Some(email) = &account.email else { return Ok(None) };
        Ok(self.called(email.as_str()).await?.map(|_| EMAIL_TAKEN))
    }

    /// Whether this is the user's password; it takes as long when there is no
    /// user. That an account is disabled is told only to who knows its password.
    pub async fn verify(&self, user: Option<user::Model>, password: String) -> Result<Verified> {
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let right = self.passwords.verify(password, hash).await?;
        Ok(match user.filter(|_| right) {
            None => Verified::Wrong,
            Some(user) if user.disabled_at.is_some() => Verified::Disabled,
            Some(user) => Verified::Right(Box::new(user)),
        })
    }

    /// Lets nobody use this account any more, and ends all its sessions and
    /// tokens with their streams. What it has said stays.
    pub async fn disable(&self, id: Uuid) -> Result<()> {
        let mut work = self.database.begin(&self.announcer).await?;
        end_all_within(&mut work, id).await?;
        UserRepository::of(&work).set_disabled(id, true).await?;
        PasswordResetRepository::of(&work).forget(id).await?;
        // What is on its way to Telegram is looked at again before it goes out.
        self.outbox.all_changed_for(&mut work, id).await?;
        Ok(work.commit().await?)
    }

    /// Lets the account be used again, with the password that it had.
    pub async fn enable(&self, id: Uuid) -> Result<()> {
        let work = self.database.begin(&self.announcer).await?;
        UserRepository::of(&work).set_disabled(id, false).await?;
        Ok(work.commit().await?)
    }

    /// The user of exactly this name.
    pub async fn named(&self, username: &str) -> Result<Option<user::Model>> {
        match Username::parse(username) {
            Ok(username) => Ok(UserRepository::of(&self.database).named(username.as_str()).await?),
            Err(_) => Ok(None),
        }
    }

    /// The user of this name or exact e-mail, as somebody typed it; an @ before
    /// a name is how pages write it.
    pub async fn called(&self, typed: &str) -> Result<Option<user::Model>> {
        Ok(UserRepository::of(&self.database).called_as_typed(typed).await?)
    }
}

/// Waits for whoever ends the sessions and tokens of this user now: by a new
/// password, say, after which what was known of them does not count any more.
///
/// # Errors
///
/// `SignInRequired` when that has happened, or they are disabled.
pub async fn lock_as_known_within(work: &UnitOfWork, known: &user::Model) -> Result<()> {
    let users = UserRepository::of(work);
    users.lock(known.id).await?;
    let current = users.with_id(known.id).await?;
    let same =
        |one: &user::Model| one.session_epoch == known.session_epoch && one.disabled_at.is_none();
    current.filter(same).map(|_| ()).ok_or(Error::SignInRequired)
}

/// Tells those who have somebody in their list how they look now.
async fn appears_otherwise(work: &mut UnitOfWork, user: Uuid) -> Result<(), DbErr> {
    let shared = ConversationRepository::of(&*work).shared_by(user).await?;
    let told = shared
        .into_iter()
        .map(|(conversation, other)| Announcement::entry_changed(conversation, vec![other]));
    work.announce_throttled((user, Matter::Looks), told.collect());
    // Last: all who change how they appear meet there.
    Era::note_appearance(&*work).await
}

fn is_second_owner(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(index)) if index.contains("owner"))
}

/// Which unique name was taken; the databases only tell it in the text.
fn taken(error: &DbErr) -> Option<Problem> {
    let Some(SqlErr::UniqueConstraintViolation(constraint)) = error.sql_err() else { return None };
    Some(if constraint.contains("email") { EMAIL_TAKEN } else { USERNAME_TAKEN })
}
