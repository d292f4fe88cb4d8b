//! Every path of the product, for handlers and templates alike.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;
use uuid::Uuid;

/// A path of the product where people reach it.
pub fn absolute(public_url: &Url, path: &str) -> Url {
    // Such a URL is a base, and our paths are paths: nothing can go wrong.
    public_url.join(path).unwrap_or_else(|_| public_url.clone())
}

pub const ROOT: &str = "/";
pub const HEALTHZ: &str = "/healthz";
pub const READYZ: &str = "/readyz";
/// The page about the API.
pub const API: &str = "/api";
pub const API_PROBLEMS: &str = "/api#problems";
pub const API_V1: &str = "/api/v1";
pub const OPENAPI: &str = "/api/openapi.json";
pub const LOGIN: &str = "/login";
pub const LOGOUT: &str = "/logout";
pub const REGISTER: &str = "/register";
pub const CONVERSATIONS: &str = "/conversations";
pub const ARCHIVED: &str = "/conversations?archived=1";
pub const EVENTS: &str = "/events";
pub const PRESENCE: &str = "/presence";
pub const PEOPLE: &str = "/people";
pub const SEARCH: &str = "/search";
pub const CONTACTS: &str = "/contacts";
pub const EMOJI: &str = "/emoji";
pub const SETTINGS: &str = "/settings";
pub const SETTINGS_PROFILE: &str = "/settings/profile";
pub const SETTINGS_AVATAR: &str = "/settings/avatar";
pub const SETTINGS_PASSWORD: &str = "/settings/password";
pub const SETTINGS_PREFERENCES: &str = "/settings/preferences";
pub const SETTINGS_NOTIFICATIONS: &str = "/settings/notifications";
pub const SETTINGS_TELEGRAM: &str = "/settings/telegram";
pub const LINK: &str = "/settings/telegram/link";
pub const UNLINK: &str = "/settings/telegram/unlink";
pub const TEST_LINK: &str = "/settings/telegram/test";
pub const WEBHOOK: &str = "/telegram/webhook";
pub const SETTINGS_TOKENS: &str = "/settings/tokens";
pub const REVOKE_SESSION: &str = "/settings/sessions/revoke";
pub const SPECULATION_RULES: &str = "/speculation-rules.json";
pub const INVITATIONS: &str = "/invitations";
pub const INVITERS: &str = "/inviters";
pub const NEW_GROUP: &str = "/groups/new";
pub const SHOW_UNREAD: &str = "/conversations?show=unread";
pub const SHOW_GROUPS: &str = "/conversations?show=groups";

/// Whether only programs ask there.
pub fn is_of_programs(path: &str) -> bool {
    path.strip_prefix(API_V1).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub fn conversation(id: &Uuid) -> String {
    format!("/conversations/{id}")
}

pub fn conversation_before(id: &Uuid, seq: &i64) -> String {
    format!("/conversations/{id}?before={seq}")
}

pub fn conversation_after(id: &Uuid, seq: &i64) -> String {
    format!("/conversations/{id}?after={seq}")
}

pub fn conversation_around(id: &Uuid, seq: &i64) -> String {
    format!("/conversations/{id}?around={seq}")
}

/// The page at the first message of a day, as `2026-11-24`.
pub fn conversation_on(id: &Uuid, day: &impl Display) -> String {
    format!("/conversations/{id}?on={day}")
}

/// The page with a bar to find something in it.
pub fn find(id: &Uuid) -> String {
    format!("/conversations/{id}/search")
}

/// The same at one of the messages that these words have found.
pub fn found(id: &Uuid, words: &str, seq: &i64) -> String {
    let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    format!("/conversations/{id}/search?q={words}&seq={seq}#message-{seq}")
}

/// The days on which something was said; of the last month.
pub fn calendar(id: &Uuid) -> String {
    format!("/conversations/{id}/calendar")
}

/// The same of this month, as `2026-11`.
pub fn calendar_of(id: &Uuid, month: &impl Display) -> String {
    format!("/conversations/{id}/calendar?month={month}")
}

pub fn messages(id: &Uuid) -> String {
    format!("/conversations/{id}/messages")
}

/// What a name in a path need not escape.
const IN_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

pub fn files(conversation: &Uuid) -> String {
    format!("/conversations/{conversation}/files")
}

/// A file; its name is for who saves it, and is none of the thumbnail's address.
pub fn file(id: &Uuid, name: &str) -> String {
    let apart = if name == "thumbnail" { "_" } else { "" };
    format!("/files/{id}/{apart}{}", utf8_percent_encode(name, IN_NAMES))
}

pub fn thumbnail(id: &Uuid) -> String {
    format!("/files/{id}/thumbnail")
}

/// The page around a message, with it marked.
pub fn message(id: &Uuid, seq: &i64) -> String {
    format!("/conversations/{id}/messages/{seq}#message-{seq}")
}

/// What is done with a message: `actions`, `edit`, `delete`, `hide`,
/// `reactions`, `pin`, `unpin` or `forward`.
pub fn with_message(id: &Uuid, seq: &i64, what: &str) -> String {
    format!("/conversations/{id}/messages/{seq}/{what}")
}

/// The page around a message with a composer that answers it.
pub fn reply(id: &Uuid, seq: &i64) -> String {
    format!("/conversations/{id}?around={seq}&reply={seq}#composer")
}

/// The page around a message with a composer that changes it.
pub fn edit(id: &Uuid, seq: &i64) -> String {
    format!("/conversations/{id}?around={seq}&edit={seq}#composer")
}

pub fn pinned_messages(id: &Uuid) -> String {
    format!("/conversations/{id}/pins")
}

pub fn forward(id: &Uuid) -> String {
    format!("/conversations/{id}/forward")
}

/// What was shared, of this kind.
pub fn shared(id: &Uuid, kind: &str) -> String {
    format!("/conversations/{id}/files?kind={kind}")
}

/// A page of it further back.
pub fn shared_before(id: &Uuid, kind: &str, seq: i64, place: i16) -> String {
    format!("/conversations/{id}/files?kind={kind}&before={seq}&place={place}")
}

pub fn typing(id: &Uuid) -> String {
    format!("/conversations/{id}/typing")
}

pub fn mute(id: &Uuid) -> String {
    format!("/conversations/{id}/mute")
}

pub fn read(id: &Uuid) -> String {
    format!("/conversations/{id}/read")
}

pub fn pinned(id: &Uuid) -> String {
    format!("/conversations/{id}/pinned")
}

pub fn archived(id: &Uuid) -> String {
    format!("/conversations/{id}/archived")
}

pub fn clear(id: &Uuid) -> String {
    format!("/conversations/{id}/clear")
}

pub fn unread(id: &Uuid) -> String {
    format!("/conversations/{id}/unread")
}

pub fn group_settings(id: &Uuid) -> String {
    format!("/conversations/{id}/settings")
}

pub fn members(id: &Uuid) -> String {
    format!("/conversations/{id}/members")
}

/// The line of a header that says how many there are and how many are here.
pub fn members_count(id: &Uuid) -> String {
    format!("/conversations/{id}/members?count=1")
}

pub fn add_members(id: &Uuid) -> String {
    format!("/conversations/{id}/members/add")
}

/// What is done with a member: `remove` or `role`.
pub fn with_member(id: &Uuid, username: &str, what: &str) -> String {
    format!("/conversations/{id}/members/{username}/{what}")
}

/// What is done with a group: `join`, `leave`, `delete`, `invitation`, `avatar` or
/// `avatar/remove`.
pub fn with_group(id: &Uuid, what: &str) -> String {
    format!("/conversations/{id}/{what}")
}

/// Tokens are letters and digits.
pub fn join(token: &str) -> String {
    format!("/join/{token}")
}

/// The same for somebody who makes an account on the way.
pub fn join_with(token: &str, code: &str) -> String {
    format!("/join/{token}?invite={code}")
}

pub fn avatar(id: &Uuid) -> String {
    format!("/avatars/{id}")
}

pub fn messages_before(id: &Uuid, seq: &i64) -> String {
    format!("/conversations/{id}/messages?before={seq}")
}

pub fn messages_after(id: &Uuid, seq: &i64) -> String {
    format!("/conversations/{id}/messages?after={seq}")
}

pub fn conversations_before(cursor: &impl Display) -> String {
    format!("/conversations?before={cursor}")
}

pub fn archived_before(cursor: &impl Display) -> String {
    format!("{ARCHIVED}&before={cursor}")
}

pub fn shown_before(show: &str, cursor: &impl Display) -> String {
    format!("/conversations?show={show}&before={cursor}")
}

/// The settings, saying what was done, at the section it was done in.
pub fn settings_done(what: &str, section: &str) -> String {
    format!("{SETTINGS}?done={what}#{section}")
}

/// Tokens are letters and digits.
pub fn reset(token: &str) -> String {
    format!("/reset/{token}")
}

/// Codes are letters and digits.
pub fn register_with(code: &str) -> String {
    format!("{REGISTER}?invite={code}")
}

pub fn revoke_token(id: &Uuid) -> String {
    format!("/settings/tokens/{id}/revoke")
}

pub fn revoke_invitation(id: &Uuid) -> String {
    format!("/invitations/{id}/revoke")
}

pub fn invitation_qr(id: &Uuid) -> String {
    format!("/invitations/{id}/qr.svg")
}

pub fn remove_inviter(username: &str) -> String {
    format!("/inviters/{username}/remove")
}

pub fn person(username: &str) -> String {
    format!("/people/{username}")
}

/// A search by these names and values; what says nothing is left out.
pub fn search<'a>(asked: impl IntoIterator<Item = (&'static str, &'a str)>) -> String {
    let said = asked.into_iter().filter(|(_, value)| !value.is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
    format!("{SEARCH}?{query}")
}

pub fn remove_contact(username: &str) -> String {
    format!("/contacts/{username}/remove")
}

pub fn own_stylesheet(username: &str) -> String {
    format!("/own/{username}.css")
}

/// The picker of this release and language.
pub fn emoji_picker(version: &str) -> String {
    format!("{EMOJI}/picker?v={version}")
}

/// What pages show of files only when somebody wants it, of this release and language.
pub fn file_widgets(version: &str) -> String {
    format!("/files/widgets?v={version}")
}

/// What the page of a conversation shows, so that its stream goes on from there.
pub struct Shown<'p> {
    pub conversation: &'p Uuid,
    pub version: i64,
    pub epoch: &'p str,
    /// Where the conversation begins for its reader, and how many messages they
    /// have hidden.
    pub first_seq: i64,
    pub hidden: i64,
}

/// The stream of a page: named, so that the page can speak of it, and for its
/// reader only.
pub fn events(reader: &str, shown: Option<Shown<'_>>, connection: &str) -> String {
    match shown {
        Some(Shown { conversation, version, epoch, first_seq, hidden }) => format!(
            "/events?conversation={conversation}&after={version}&epoch={epoch}&first={first_seq}&hidden={hidden}&reader={reader}&connection={connection}"
        ),
        None => format!("/events?reader={reader}&connection={connection}"),
    }
}

/// The sign-in page that leads back to `next` afterwards.
pub fn login_then(next: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{LOGIN}?next={next}")
}

/// The registration form, which leads to `next` afterwards.
pub fn register_then(code: &str, next: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{REGISTER}?invite={code}&next={next}")
}

/// Where somebody may go who has just made an account: to a group that they have a
/// link to. All else there is was not made for them.
pub fn for_newcomers(next: &str) -> Option<&str> {
    own_path(next).filter(|next| next.starts_with("/join/"))
}

/// The page to go on at when a form could not be taken: its conversation's, or that
/// of a link, which asks once more, else the list.
pub fn page_of_form(path: &str) -> String {
    if for_newcomers(path).is_some() {
        return path.to_owned();
    }
    let below = path.strip_prefix(CONVERSATIONS).and_then(|rest| rest.strip_prefix('/'));
    let id = below.and_then(|rest| rest.split('/').next()).and_then(|id| id.parse::<Uuid>().ok());
    id.map_or_else(|| CONVERSATIONS.to_owned(), |id| conversation(&id))
}

/// `next` when it is a path of our own: one slash, and nothing that a browser
/// would read as the beginning of another host.
pub fn own_path(next: &str) -> Option<&str> {
    let plain = next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    (next.starts_with('/') && !next.starts_with("//") && plain).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_followed() {
        assert_eq!(
            own_path("/conversations/1?before=2#message-1"),
            Some("/conversations/1?before=2#message-1")
        );
        for foreign in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "/\t/evil",
            "\\/evil",
            "evil",
            "/ /",
            "/\u{2028}",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn next_is_encoded() {
        assert_eq!(login_then("/a?b=c&d"), "/login?next=%2Fa%3Fb%3Dc%26d");
    }
}
