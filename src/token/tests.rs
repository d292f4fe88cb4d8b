//! What ends tokens, and what does not.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex},
};

use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

use super::{
    Bearer, MOST_SESSIONS, Made, NewToken, Scope, Scopes, TokenRepository, TokenService, Until,
};
use crate::{
    announcement::{Announcer, Hint, Listen, Topic},
    attempt::{Aim, Attempt},
    backplane::Backplane,
    config::Registration,
    conversation::TokenVisit,
    entity::{session, user},
    error::Error,
    form::Fields,
    limits::Limits,
    notification::Outbox,
    session::{Confirmed, SessionRepository, SessionService},
    store::{self, Database},
    user::{NewAccount, NewPassword, Passwords, Proof, Registered, UserRepository, UserService},
};

/// A database with Ada in it, and who is told when a session ends.
struct House {
    database: Database,
    announcer: Announcer,
    ended: Ended,
    tokens: TokenService,
    users: UserService,
    ada: user::Model,
    _folder: TempDir,
}

#[derive(Debug, Clone, Default)]
struct Ended(Arc<Mutex<Vec<Uuid>>>);

impl Listen for Ended {
    fn hear(&self, _: Topic, hint: Hint) {
        if let Hint::SessionEnded { session } = hint {
            self.0.lock().unwrap().push(session);
        }
    }
}

impl Ended {
    fn took(&self) -> Vec<Uuid> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl House {
    async fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("natter.db");
        let url = Url::parse(&format!("sqlite://{}?mode=rwc", file.display())).unwrap();
        let database = store::open(&url).await.unwrap();
        let (announcer, ended) = (Announcer::new(Backplane::Local), Ended::default());
        announcer.tell(ended.clone());
        let users = UserService::new(
            database.clone(),
            announcer.clone(),
            Limits::new(false, None),
            Passwords::new(),
            Registration::Open,
            Outbox::closed().0,
        );
        let fields = "username=ada&display_name=Ada&password=correct+horse+battery";
        let new = NewAccount::read(&Fields::of_query(fields), "localhost").unwrap();
        let Registered::Now(account) =
            users.register(new, IpAddr::from([127, 0, 0, 1])).await.unwrap()
        else {
            panic!()
        };
        Self {
            tokens: TokenService::new(database.clone(), announcer.clone()),
            ada: account.user,
            users,
            database,
            announcer,
            ended,
            _folder: folder,
        }
    }

    /// As she is now.
    async fn ada(&self) -> user::Model {
        UserRepository::of(&self.database).with_id(self.ada.id).await.unwrap().unwrap()
    }

    async fn named(&self, until: Until) -> (String, Uuid) {
        let scopes = Scopes::of([Scope::Read]).unwrap();
        let new = NewToken { name: "gauge".to_owned(), scopes, until };
        let Made::Now { secret, token } =
            self.tokens.make_for(&self.ada().await, new).await.unwrap()
        else {
            panic!()
        };
        (secret, token.id)
    }

    async fn session(&self) -> (String, Uuid) {
        let ada = self.ada().await;
        let begun = self.tokens.begin_session(&ada, "phone", Scopes::ALL, "curl/8", "192.0.2.7");
        let (secret, token) = begun.await.unwrap();
        (secret, token.id)
    }

    async fn bearer(&self, secret: &str, now: i64) -> Option<Bearer> {
        let visit = TokenVisit::find(&self.database, secret, now, None).await.unwrap();
        visit.map(|visit| visit.bearer)
    }

    async fn works(&self, token: &(String, Uuid)) -> bool {
        let now = jiff::Timestamp::now().as_microsecond();
        self.bearer(&token.0, now).await.is_some_and(|bearer| bearer.token.id == token.1)
    }

    /// A browser that Ada is signed in with.
    async fn browser(&self) -> Uuid {
        let (name, now) = (Uuid::now_v7(), jiff::Timestamp::now().as_microsecond());
        let row = session::Model {
            id: name.to_string(),
            name,
            user_id: self.ada.id,
            user_agent: String::new(),
            signed_in_at: now,
            last_used_at: now,
            expires_at: now + 1_000_000_000,
            data: None,
        };
        SessionRepository::of(&self.database).insert(row).await.unwrap();
        name
    }

    async fn changes_password(&self, proof: Proof, keeps_tokens: bool) -> Result<(), Error> {
        let ada = self.ada().await;
        let confirmed = Confirmed { user: &ada, proof };
        let password = "battery staple 43".to_owned();
        let new = NewPassword { password, keeps_tokens, known_chat: None };
        let attempt = Attempt::read(Aim::ChangePassword, &Fields::default(), &[]);
        self.users.change_password(&confirmed, new, &attempt).await.map(|_| ())
    }
}

#[tokio::test]
async fn a_bearer_is_found_by_the_secret_until_the_token_is_over() {
    let house = House::build().await;
    let (ever, month) = (house.named(Until::Ever).await, house.named(Until::Days(30)).await);
    let bearer = house.bearer(&month.0, 0).await.unwrap();
    assert_eq!((bearer.user.id, bearer.token.id), (house.ada.id, month.1));
    assert_eq!(bearer.token.scopes, "read");
    let end = bearer.token.expires_at.unwrap();
    assert!(house.bearer(&month.0, end - 1).await.is_some());
    assert!(house.bearer(&month.0, end).await.is_none());
    assert!(house.bearer(&ever.0, i64::MAX).await.is_some());
    for wrong in ["", "nat_", &ever.0.to_lowercase(), &format!("{} ", ever.0), &ever.0[4..]] {
        assert!(house.bearer(wrong, 0).await.is_none(), "{wrong}");
    }
    house.users.disable(house.ada.id).await.unwrap();
    assert!(house.bearer(&ever.0, 0).await.is_none());
}

#[tokio::test]
async fn the_use_of_a_token_is_noted_from_time_to_time() {
    let house = House::build().await;
    let token = house.named(Until::Ever).await;
    let bearer = house.bearer(&token.0, 0).await.unwrap();
    assert_eq!(bearer.token.last_used_at, None);
    house.tokens.note_use(&bearer, "192.0.2.7", &"x".repeat(300)).await;
    let used = house.bearer(&token.0, 0).await.unwrap();
    assert!(used.token.last_used_at.is_some());
    assert_eq!(used.token.last_address.as_deref(), Some("192.0.2.7"));
    assert_eq!(used.token.user_agent.len(), 256);
    house.tokens.note_use(&used, "192.0.2.8", "y").await;
    let again = house.bearer(&token.0, 0).await.unwrap();
    assert_eq!(again.token.last_address.as_deref(), Some("192.0.2.7"), "just noted");
}

#[tokio::test]
async fn a_revoked_token_ends_with_its_streams_and_nobody_revokes_anothers() {
    let house = House::build().await;
    let token = house.named(Until::Ever).await;
    let others = house.tokens.revoke(Uuid::now_v7(), token.1).await;
    assert!(matches!(others, Err(Error::NotFound)) && house.works(&token).await);
    house.tokens.revoke(house.ada.id, token.1).await.unwrap();
    assert_eq!(house.ended.took(), [token.1]);
    assert!(!house.works(&token).await);
    let again = house.tokens.revoke(house.ada.id, token.1).await;
    assert!(matches!(again, Err(Error::NotFound)));
}

#[tokio::test]
async fn of_more_than_fifty_programs_the_longest_unused_is_signed_out() {
    let house = House::build().await;
    let (named, first) = (house.named(Until::Ever).await, house.session().await);
    for _ in 1..MOST_SESSIONS {
        house.session().await;
    }
    assert!(house.works(&first).await && house.ended.took().is_empty());
    let last = house.session().await;
    assert_eq!(house.ended.took(), [first.1]);
    assert!(!house.works(&first).await && house.works(&last).await && house.works(&named).await);
}

#[tokio::test]
async fn who_is_kept_may_be_a_token() {
    let house = House::build().await;
    let (named, kept, other) =
        (house.named(Until::Ever).await, house.session().await, house.session().await);
    let browser = house.browser().await;
    let sessions = SessionService::new(house.database.clone(), house.announcer.clone());
    let ada = house.ada().await;
    sessions.end_others(&ada, Proof::Token(kept.1)).await.unwrap();
    assert_eq!(house.ended.took(), [browser, other.1]);
    assert!(house.works(&kept).await && house.works(&named).await && !house.works(&other).await);
    let late = sessions.end_others(&ada, Proof::Token(named.1)).await;
    assert!(matches!(late, Err(Error::SignInRequired)), "somebody else was faster");
    let gone = sessions.end_others(&house.ada().await, Proof::Token(other.1)).await;
    assert!(matches!(gone, Err(Error::SignInRequired)));
    assert!(house.works(&kept).await, "and nothing was done");
}

#[tokio::test]
async fn a_new_password_ends_what_is_not_kept() {
    let house = House::build().await;
    let (named, kept, other) =
        (house.named(Until::Ever).await, house.session().await, house.session().await);
    house.changes_password(Proof::Token(kept.1), true).await.unwrap();
    assert_eq!(house.ended.took(), [other.1]);
    assert!(house.works(&named).await && house.works(&kept).await);
    house.changes_password(Proof::Token(kept.1), false).await.unwrap();
    assert_eq!(house.ended.took(), [named.1]);
    let browser = house.browser().await;
    house.changes_password(Proof::Session(browser), true).await.unwrap();
    assert_eq!(house.ended.took(), [kept.1]);
}

#[tokio::test]
async fn nobody_who_knew_the_password_of_before_makes_a_token() {
    let house = House::build().await;
    let before = house.ada().await;
    house.changes_password(Proof::Session(house.browser().await), false).await.unwrap();
    let begun = house.tokens.begin_session(&before, "late", Scopes::ALL, "", "").await;
    assert!(matches!(begun, Err(Error::SignInRequired)));
}

#[tokio::test]
async fn what_is_over_is_not_alive_and_swept() {
    let house = House::build().await;
    let (ever, month) = (house.named(Until::Ever).await, house.named(Until::Days(1)).await);
    let tokens = TokenRepository::of(&house.database);
    let ada = house.ada.id;
    let asked = [(ada, ever.1), (ada, month.1), (ada, Uuid::now_v7()), (Uuid::now_v7(), ever.1)];
    assert_eq!(tokens.alive_among(&asked).await.unwrap().len(), 2);
    tokens.delete_expired(i64::MAX).await.unwrap();
    assert_eq!(tokens.alive_among(&asked).await.unwrap(), [(ada, ever.1)]);
}
