//! Invitation: a link by which people make an account and begin in a
//! conversation with whoever gave it; the only way in while registration is by
//! invitation. The owner of the server and whoever the owner names give them
//! out.

pub mod handlers;
mod new;
mod repository;
mod rights;
mod service;
mod views;

pub use new::{MOST_DAYS, MOST_USES, NewInvitation};
pub use repository::InvitationRepository;
pub use rights::{Inviter, Owner};
pub use service::InvitationService;
pub use views::{hint, link};
