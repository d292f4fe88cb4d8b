//! Invitation: a link by which people make an account and begin in a
//! conversation with whoever gave it; the only way in while registration is by
//! invitation. The owner of the server and whoever the owner names give them
//! out.

mod inviter;
mod new;
mod repository;
mod service;

pub use inviter::Inviter;
pub use new::{MOST_DAYS, MOST_USES, NewInvitation};
pub use repository::{Guest, InvitationRepository, Listed};
pub(crate) use service::invite_within;
pub use service::{InvitationService, MOST_VALID, TOO_MANY};
