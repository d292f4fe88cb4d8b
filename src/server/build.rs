//! Building the application: every part is made here, and nowhere else.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    announcement::Announcer,
    api::v1::stream::Json,
    app::{App, Parts},
    assets::Assets,
    backplane::{Backplane, Incoming, Redis},
    bot::{self, Telegram},
    config::Config,
    contact::ContactService,
    conversation::ConversationService,
    error::StartError,
    file::{FileLimits, FileService, Store},
    group::GroupService,
    invitation::InvitationService,
    limits::Limits,
    link::LinkService,
    live::{Hub, Renderers},
    message::MessageService,
    notification::{Jobs, NotificationService, Outbox, Wish},
    password_reset::PasswordResetService,
    people::PeopleService,
    presence::{Leases, PresenceService},
    search::SearchService,
    session::{CookieName, SessionService, Sessions},
    store::{Database, Epoch, House},
    telegram::Notifier,
    token::TokenService,
    user::{Passwords, UserService},
    web::stream::Fragments,
};

/// Puts the parts together. The database must be up to date.
pub async fn build(config: Config, database: Database, assets: Assets) -> Result<App, StartError> {
    let epoch = Epoch::read(&database).await?;
    let stopping = CancellationToken::new();
    let cookie_name = CookieName::of(&epoch.house(), config.is_https());
    let (redis, backplane, incoming) = backplane(&config, epoch.house()).await?;
    let leases = Leases::new(redis.clone(), config.presence_grace);
    let limits = Limits::new(config.rate_limits, redis.clone());
    let telegram = Telegram::of(&config, &limits, redis.clone());
    let (outbox, wishes) = match &telegram {
        Some(_) => Outbox::new(config.notify_after),
        None => Outbox::closed(),
    };
    let store = Store::open(&config.files_url)?;
    let file_limits =
        FileLimits { largest: config.max_file_size, per_person: config.storage_per_person };
    let passwords = Passwords::new();
    let most_streams = limits.most_streams();
    let announcer = Announcer::new(backplane.clone());
    let files = FileService::new(database.clone(), announcer.clone(), store, file_limits);
    let hub = Hub::start(
        database.clone(),
        epoch,
        (backplane, incoming),
        leases.clone(),
        Renderers { pages: Arc::new(Fragments), programs: Arc::new(Json) },
        most_streams,
        stopping.clone(),
    );
    announcer.tell(hub.clone());
    let session_store = Sessions::new(database.clone(), announcer.clone(), redis.clone());
    let presence =
        PresenceService::start(leases, database.clone(), announcer.clone(), redis.as_ref());
    let app = App::new(Parts {
        users: UserService::new(
            database.clone(),
            announcer.clone(),
            limits.clone(),
            passwords.clone(),
            config.registration,
            outbox.clone(),
        ),
        password_resets: PasswordResetService::new(
            database.clone(),
            announcer.clone(),
            passwords,
            limits.clone(),
        ),
        people: PeopleService::new(database.clone(), limits.clone()),
        sessions: SessionService::new(database.clone(), announcer.clone()),
        tokens: TokenService::new(database.clone(), announcer.clone()),
        contacts: ContactService::new(database.clone(), announcer.clone()),
        invitations: InvitationService::new(
            database.clone(),
            announcer.clone(),
            config.registration,
        ),
        conversations: ConversationService::new(
            database.clone(),
            announcer.clone(),
            outbox.clone(),
        ),
        files: files.clone(),
        groups: GroupService::new(
            database.clone(),
            announcer.clone(),
            outbox.clone(),
            Some(files.clone()),
        ),
        presence,
        search: SearchService::new(database.clone(), limits.clone()),
        notifications: NotificationService::new(
            database.clone(),
            announcer.clone(),
            outbox.clone(),
        ),
        messages: MessageService::start(database.clone(), announcer.clone(), outbox.clone(), files),
        links: LinkService::new(database.clone(), announcer.clone(), outbox.clone()),
        telegram,
        limits,
        config,
        database,
        announcer,
        hub,
        redis,
        session_store,
        cookie_name,
        assets,
        writes: TaskTracker::new(),
        stopping,
    });
    if let Some(telegram) = app.telegram.clone() {
        start_notifier(&app, telegram, outbox, wishes);
    }
    Ok(app)
}

fn start_notifier(app: &App, telegram: Telegram, outbox: Outbox, wishes: mpsc::Receiver<Wish>) {
    let troubles = telegram.troubles();
    tokio::spawn(bot::record(app.database.clone(), app.announcer.clone(), troubles));
    let notifier = Notifier {
        database: app.database.clone(),
        announcer: app.announcer.clone(),
        presence: app.presence.clone(),
        telegram,
        files: app.files.clone(),
        outbox,
        jobs: Jobs::new(app.redis.clone()),
        public_url: app.config.public_url.clone(),
        work: app.writes.clone(),
        stopping: app.stopping.clone(),
    };
    notifier.start(wishes);
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
        None => Ok((None, Backplane::Local, mpsc::channel(1).1)),
    }
}
