//! App: what every handler may ask for, built in one place.

use std::{ops::Deref, sync::Arc};

use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    backplane::{Backplane, Incoming, Redis},
    config::Config,
    contact::ContactService,
    conversation::ConversationService,
    error::StartError,
    invitation::InvitationService,
    limits::Limits,
    link::LinkService,
    live::Hub,
    message::MessageService,
    notification::{Jobs, NotificationService, Notifier, Outbox},
    password_reset::PasswordResetService,
    presence::{Leases, PresenceService},
    session::{SessionService, Sessions, cookie::CookieName},
    store::{Database, Epoch, House},
    telegram::{self, Telegram},
    user::{Passwords, UserService},
    web::Assets,
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
    pub hub: Hub,
    pub redis: Option<Redis>,
    pub session_store: Sessions,
    pub cookie_name: CookieName,
    pub limits: Limits,
    pub assets: Assets,
    pub users: UserService,
    pub password_resets: PasswordResetService,
    pub sessions: SessionService,
    pub contacts: ContactService,
    pub invitations: InvitationService,
    pub conversations: ConversationService,
    pub messages: MessageService,
    pub notifications: NotificationService,
    pub presence: PresenceService,
    pub links: LinkService,
    /// None without a bot token.
    pub telegram: Option<Telegram>,
    /// Writes under way; a stop waits for them.
    pub writes: TaskTracker,
    /// Cancelled when the process is about to stop.
    pub stopping: CancellationToken,
}

impl App {
    /// Puts the parts together. The database must be up to date.
    pub async fn build(
        config: Config,
        database: Database,
        assets: Assets,
    ) -> Result<Self, StartError> {
        let epoch = Epoch::read(&database).await?;
        let stopping = CancellationToken::new();
        let cookie_name = CookieName::of(&epoch.house(), config.is_https());
        let (redis, backplane, incoming) = backplane(&config, epoch.house()).await?;
        let leases = Leases::new(redis.clone(), config.presence_grace);
        let bus = (backplane, incoming);
        let limits = Limits::new(config.rate_limits, redis.clone());
        let telegram = Telegram::of(&config, &limits, redis.clone());
        let (outbox, wishes) = match &telegram {
            Some(_) => Outbox::new(config.notify_after),
            None => Outbox::closed(),
        };
        let passwords = Passwords::new();
        let writes = TaskTracker::new();
        let most_streams = limits.most_streams();
        let hub = Hub::start(
            database.clone(),
            epoch,
            bus,
            leases.clone(),
            most_streams,
            stopping.clone(),
        );
        let session_store = Sessions::new(database.clone(), hub.clone(), redis.clone());
        let presence =
            PresenceService::start(leases, database.clone(), hub.clone(), redis.as_ref());
        if let Some(telegram) = telegram.clone() {
            let troubles = telegram.troubles();
            let notifier = Notifier {
                database: database.clone(),
                hub: hub.clone(),
                presence: presence.clone(),
                telegram,
                outbox: outbox.clone(),
                jobs: Jobs::new(redis.clone()),
                public_url: config.public_url.clone(),
                work: writes.clone(),
                stopping: stopping.clone(),
            };
            tokio::spawn(telegram::record(database.clone(), hub.clone(), troubles));
            notifier.start(wishes);
        }
        Ok(Self(Arc::new(Parts {
            users: UserService::new(
                database.clone(),
                hub.clone(),
                limits.clone(),
                passwords.clone(),
                config.registration,
                outbox.clone(),
            ),
            password_resets: PasswordResetService::new(database.clone(), hub.clone(), passwords),
            sessions: SessionService::new(database.clone(), hub.clone()),
            contacts: ContactService::new(database.clone(), hub.clone()),
            invitations: InvitationService::new(database.clone(), hub.clone()),
            conversations: ConversationService::new(database.clone(), hub.clone(), outbox.clone()),
            presence,
            notifications: NotificationService::new(database.clone(), hub.clone(), outbox.clone()),
            messages: MessageService::new(database.clone(), hub.clone(), outbox.clone()),
            links: LinkService::new(database.clone(), hub.clone(), outbox),
            telegram,
            limits,
            config,
            database,
            hub,
            redis,
            session_store,
            cookie_name,
            assets,
            writes,
            stopping,
        })))
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

async fn backplane(
    config: &Config,
    house: House,
) -> Result<(Option<Redis>, Backplane, Incoming), StartError> {
    match &config.redis_url {
        Some(url) => {
            let (redis, incoming) = Redis::connect(url, house).await?;
            redis.has_rights().await?;
            Ok((Some(redis.clone()), Backplane::Redis(redis), incoming))
        }
        // Nobody ever sends into this one.
        None => Ok((None, Backplane::Local, tokio::sync::mpsc::channel(1).1)),
    }
}
