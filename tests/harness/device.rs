//! The list of devices that somebody is signed in with.

use scraper::{ElementRef, Selector};

use super::{Ask, Page, Person};

pub const FIREFOX_ON_LINUX: &str =
    "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
pub const CHROME_ON_ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 \
     (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The public name of the session.
    pub session: String,
    /// Browser and system.
    pub name: String,
    /// The one that shows the page: it cannot be signed out from afar.
    pub is_this: bool,
}

impl Device {
    fn read(row: ElementRef) -> Self {
        let part = |selector: &str| row.select(&Selector::parse(selector).unwrap()).next();
        Self {
            session: row.attr("data-session").unwrap().to_owned(),
            name: part("b").expect("a device has a name").text().collect(),
            is_this: part("button[name=session]").is_none(),
        }
    }
}

impl Page {
    pub fn devices(&self) -> Vec<Device> {
        self.all("[data-session]", Device::read)
    }
}

impl Person {
    pub async fn devices(&self) -> Vec<Device> {
        self.opens("/settings").await.devices()
    }

    /// The public name of the session of this browser.
    pub async fn session(&self) -> String {
        let mut devices = self.devices().await;
        devices.retain(|device| device.is_this);
        assert_eq!(devices.len(), 1, "exactly one device is this one: {devices:?}");
        devices.remove(0).session
    }

    /// Signs out the session of this name, or `others`.
    pub fn revokes(&self, session: &str) -> Ask<'_> {
        self.changes("sessions/revoke", &[("session", session)])
    }
}
