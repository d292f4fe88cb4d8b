//! Invitation: a link by which people make an account and begin in a
//! conversation with whoever gave it; the only way in while registration is by
//! invitation. The owner of the server and whoever the owner names give them
//! out.

mod new;
mod repository;
mod rights;
mod service;

pub use new::{MOST_DAYS, MOST_USES, NewInvitation};
pub use repository::{Guest, InvitationRepository, Listed};
pub use rights::Inviter;
pub use service::{InvitationService, MOST_VALID};
