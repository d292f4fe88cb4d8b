//! App: what every handler may ask for. `server::build` puts it together.

use std::{ops::Deref, sync::Arc};

use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    announcement::Announcer,
    assets::Assets,
    backplane::Redis,
    bot::Telegram,
    config::Config,
    contact::ContactService,
    conversation::ConversationService,
    file::FileService,
    group::GroupService,
    invitation::InvitationService,
    limits::Limits,
    link::LinkService,
    live::Hub,
    message::MessageService,
    notification::NotificationService,
    password_reset::PasswordResetService,
    people::PeopleService,
    presence::PresenceService,
    search::SearchService,
    session::{CookieName, SessionService, Sessions},
    store::{Database, Epoch},
    token::TokenService,
    user::UserService,
};

/// The running application. A pointer, because the router makes dozens of
/// clones for each request: counting up and down in every part, on two cores,
/// took most of the time of a request.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What the application consists of.
#[derive(Debug)]
pub struct Parts {
    pub config: Config,
    pub database: Database,
    pub announcer: Announcer,
    pub hub: Hub,
    pub redis: Option<Redis>,
    pub session_store: Sessions,
    pub cookie_name: CookieName,
    pub limits: Limits,
    pub assets: Assets,
    pub users: UserService,
    pub password_resets: PasswordResetService,
    pub sessions: SessionService,
    pub tokens: TokenService,
    pub people: PeopleService,
    pub contacts: ContactService,
    pub invitations: InvitationService,
    pub conversations: ConversationService,
    pub files: FileService,
    pub groups: GroupService,
    pub messages: MessageService,
    pub notifications: NotificationService,
    pub presence: PresenceService,
    pub search: SearchService,
    pub links: LinkService,
    /// None without a bot token.
    pub telegram: Option<Telegram>,
    /// Writes under way; a stop waits for them.
    pub writes: TaskTracker,
    /// Cancelled when the process is about to stop.
    pub stopping: CancellationToken,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// What people call this server: the name at which they find it.
    pub fn place(&self) -> &str {
        self.config.public_url.host_str().unwrap_or_default()
    }

    /// Whether requests can be answered: not draining, database and backplane
    /// within reach and of use.
    pub async fn is_ready(&self) -> bool {
        !self.stopping.is_cancelled()
            && self.is_database_ready().await
            && self.is_redis_ready().await
    }

    /// By a question that is really asked, of a table that is really there.
    async fn is_database_ready(&self) -> bool {
        let epoch = Epoch::read(&self.database).await;
        epoch.inspect_err(|error| tracing::warn!(%error, "not ready: the database")).is_ok()
    }

    async fn is_redis_ready(&self) -> bool {
        let Some(redis) = &self.redis else { return true };
        let tried = redis.try_everything().await;
        tried.inspect_err(|error| tracing::warn!(%error, "not ready: Redis")).is_ok()
    }
}
