//! The sign-in page.

use askama::Template;

use crate::{problem::Problems, web::Chrome};

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
pub(super) struct SignInPage {
    pub chrome: Chrome,
    pub username: String,
    /// An own path, or empty.
    pub next: String,
    pub problems: Problems,
    pub can_register: bool,
    /// Where accounts are made.
    pub register: String,
}
