//! The settings of one's own account.

use super::{Ask, Page, Person};

/// Everything that the forms of the settings page hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub display_name: String,
    pub email: String,
    /// Empty where nothing of the list is chosen.
    pub language: String,
    pub theme: String,
    pub time_zone: String,
}

impl Page {
    pub fn settings(&self) -> Settings {
        let typed = |name| self.value(name).unwrap();
        let chosen = |name| self.chosen(name).unwrap_or_default();
        Settings {
            display_name: typed("display_name"),
            email: typed("email"),
            language: chosen("language"),
            theme: chosen("theme"),
            time_zone: chosen("time_zone"),
        }
    }
}

impl Person {
    pub async fn settings(&self) -> Settings {
        self.opens("/settings").await.settings()
    }

    /// These fields are refused with a sentence beside one of them, and
    /// nothing at all has changed.
    pub async fn cannot_change(&self, form: &str, field: &str, fields: &[(&str, &str)]) -> Page {
        let before = self.settings().await;
        let page = self.changes(form, fields).await.is(422).page();
        assert!(page.complaint(field).is_some(), "no sentence beside {field}: {fields:?}");
        assert_eq!(self.settings().await, before, "{fields:?}");
        page
    }

    /// Sends these fields of a form on the settings page.
    pub fn changes(&self, form: &str, fields: &[(&str, &str)]) -> Ask<'_> {
        self.post(&format!("/settings/{form}")).form(fields)
    }

    /// Takes another display name.
    pub async fn is_now_called(&self, name: &str) {
        let answer = self.changes("profile", &[("display_name", name)]).await;
        answer.redirects_to("/settings?done=profile#profile");
    }

    pub fn changes_password(&self, current: &str, new: &str) -> Ask<'_> {
        self.changes("password", &[("current_password", current), ("password", new)])
    }
}
