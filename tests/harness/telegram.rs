//! A double of Telegram: it speaks the Bot API, keeps the chats, and refuses
//! what it is told to.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Router, body::Bytes};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::eventually;
use super::phone::Phone;

pub const TOKEN: &str = "4200:double-of-a-token";
pub const BOT: &str = "natter_test_bot";

/// The server, and what it knows.
#[derive(Clone)]
pub struct Telegram {
    inner: Arc<Inner>,
}

struct Inner {
    address: String,
    known: Mutex<Known>,
    said: Notify,
    server: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
pub(super) struct Known {
    pub(super) next_id: i64,
    updates: VecDeque<Value>,
    /// What the bot has sent and not taken back, by chat and message.
    pub(super) shown: BTreeMap<(i64, i64), Shown>,
    calls: Vec<Call>,
    refusals: Vec<Refusal>,
    /// Calls that are not answered until they are let go, and how many wait.
    held: Vec<(String, Arc<Notify>)>,
    waiting: usize,
    confirmed: i64,
    fetching: i64,
    webhook: Option<Value>,
    next_update: i64,
    began_anew: bool,
    tells_little: bool,
}

/// A call that the bot has made.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub body: Value,
    pub at: Instant,
}

/// A message of the bot as it stands in a chat now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub id: i64,
    pub text: String,
    pub entities: Vec<Value>,
    pub buttons: Vec<(String, String)>,
    pub reaction: Option<String>,
    /// Width and height of a picture, below which the text stands.
    pub picture: Option<(u32, u32)>,
}

impl Shown {
    /// The words that have an entity of this kind.
    pub fn styled(&self, kind: &str) -> Vec<String> {
        let units: Vec<u16> = self.text.encode_utf16().collect();
        let place = |entity: &Value, name: &str| entity[name].as_u64().unwrap() as usize;
        let words = |entity: &Value| {
            let start = place(entity, "offset");
            String::from_utf16(&units[start..start + place(entity, "length")]).unwrap()
        };
        self.entities.iter().filter(|entity| entity["type"] == kind).map(words).collect()
    }
}

struct Refusal {
    method: String,
    chat: Option<i64>,
    times: usize,
    status: u16,
    answer: Value,
}

impl Telegram {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let inner = Arc::new(Inner {
            address: format!("http://{}", listener.local_addr().unwrap()),
            known: Mutex::new(Known { next_id: 100, next_update: 1000, ..Known::default() }),
            said: Notify::new(),
            server: Mutex::new(None),
        });
        let telegram = Self { inner };
        let routes =
            Router::new().route("/{token}/{method}", post(answer)).with_state(telegram.clone());
        let server = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        *telegram.inner.server.lock().unwrap() = Some(server);
        telegram
    }

    /// What the program must be told to find it.
    pub fn settings(&self) -> [(&str, &str); 2] {
        [("TELEGRAM_BOT_TOKEN", TOKEN), ("TELEGRAM_API_URL", &self.inner.address)]
    }

    /// Somebody's chat with the bot.
    pub fn phone(&self, chat: i64, name: &str) -> Phone {
        Phone { telegram: self.clone(), chat, name: name.to_owned(), language: "en" }
    }

    pub fn calls(&self, method: &str) -> Vec<Call> {
        self.known().calls.iter().filter(|call| call.method == method).cloned().collect()
    }

    /// Waits for a message that is being sent and says this.
    pub async fn is_sending(&self, words: &str) {
        eventually(&format!("{words:?} to be sent"), async || {
            (self.attempts(words) > 0).then_some(())
        })
        .await
    }

    /// How often a message that says this was to be sent.
    pub fn attempts(&self, words: &str) -> usize {
        let sent = self.calls("SendMessage");
        sent.iter().filter(|call| call.body["text"].as_str().unwrap().contains(words)).count()
    }

    pub fn all_calls(&self) -> Vec<Call> {
        self.known().calls.clone()
    }

    /// The next calls of this method (to this chat) are answered like this.
    pub fn refuses(&self, method: &str, chat: Option<i64>, times: usize, status: u16, words: &str) {
        let answer = json!({"ok": false, "error_code": status, "description": words});
        self.answers(method, chat, times, status, answer);
    }

    /// "Too many requests", with the time to wait.
    pub fn slows_down(&self, method: &str, times: usize, seconds: u64) {
        let answer = json!({"ok": false, "error_code": 429,
            "description": format!("Too Many Requests: retry after {seconds}"),
            "parameters": {"retry_after": seconds}});
        self.answers(method, None, times, 429, answer);
    }

    fn answers(&self, method: &str, chat: Option<i64>, times: usize, status: u16, answer: Value) {
        let method = method.to_owned();
        self.known().refusals.push(Refusal { method, chat, times, status, answer });
    }

    /// Calls of this method wait from now on until the answer is let go.
    pub fn holds(&self, method: &str) -> Held {
        let gate = Arc::new(Notify::new());
        self.known().held.push((method.to_owned(), gate.clone()));
        Held { telegram: self.clone(), method: method.to_owned(), gate }
    }

    /// How many updates were confirmed by asking for later ones.
    pub fn confirmed(&self) -> i64 {
        self.known().confirmed
    }

    /// Where updates are to be brought, and how.
    pub fn webhook(&self) -> Option<Value> {
        self.known().webhook.clone()
    }

    /// As somebody has left it who used this bot before.
    pub fn has_webhook(&self) {
        self.known().webhook = Some(json!({"url": "https://elsewhere.example/hook"}));
    }

    /// As after a week without updates: the next ones have lower numbers.
    pub fn begins_numbers_anew(&self) {
        let mut known = self.known();
        known.next_update = 1;
        known.updates.clear();
        known.began_anew = true;
    }

    /// Whether all updates are confirmed.
    pub fn has_no_updates(&self) -> bool {
        self.known().updates.is_empty()
    }

    /// Gives an update again, as after a lost confirmation.
    pub fn repeats(&self, update: Value) {
        self.known().updates.push_back(update);
        self.inner.said.notify_waiters();
    }

    /// The same for a process that died before it could note that it took it.
    pub fn repeats_unnoted(&self, mut update: Value) {
        let mut known = self.known();
        known.next_update += 1;
        update["update_id"] = known.next_update.into();
        drop(known);
        self.repeats(update);
    }

    /// As a server that tells no more of itself and of what it sent than one
    /// needs to know.
    pub fn tells_little(&self) {
        self.known().tells_little = true;
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.inner.known.lock().unwrap()
    }

    /// What is there for who asked in this turn; an error when somebody else
    /// has asked since.
    fn found(&self, turn: i64) -> Option<Result<Vec<Value>, ()>> {
        let known = self.known();
        if known.fetching != turn {
            return Some(Err(()));
        }
        (!known.updates.is_empty()).then(|| Ok(known.updates.iter().cloned().collect()))
    }

    pub(super) fn update(&self, kind: &str, content: Value) -> Value {
        let mut known = self.known();
        known.next_update += 1;
        let update = json!({"update_id": known.next_update, kind: content});
        known.updates.push_back(update.clone());
        drop(known);
        self.inner.said.notify_waiters();
        update
    }
}

/// Calls that wait for their answer.
pub struct Held {
    telegram: Telegram,
    method: String,
    gate: Arc<Notify>,
}

impl Held {
    /// All who made such calls have gone; nothing was done for them.
    pub async fn ends_given_up(self) {
        eventually("the callers to go", async || {
            (self.telegram.known().waiting == 0).then_some(())
        })
        .await;
        self.let_go();
    }

    pub fn let_go(self) {
        self.telegram.known().held.retain(|(method, _)| *method != self.method);
        self.gate.notify_waiters();
    }
}

/// A held call, whose caller may go away.
struct Waiting(Telegram);

impl Waiting {
    fn begin(telegram: &Telegram) -> Self {
        telegram.known().waiting += 1;
        Self(telegram.clone())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.known().waiting -= 1;
    }
}

type Answer = (StatusCode, String);

async fn answer(
    State(telegram): State<Telegram>,
    Path((token, method)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    if token != format!("bot{TOKEN}") {
        return refusal(
            401,
            &json!({"ok": false, "error_code": 401, "description": "Unauthorized"}),
        );
    }
    let body = serde_json::from_slice(&body).unwrap_or_else(|_| from_form(&body));
    telegram.known().calls.push(Call {
        method: method.clone(),
        body: body.clone(),
        at: Instant::now(),
    });
    let gate = telegram.known().held.iter().find(|(held, _)| *held == method).map(|h| h.1.clone());
    if let Some(gate) = gate {
        let _waiting = Waiting::begin(&telegram);
        gate.notified().await;
    }
    if let Some((status, answer)) = refused(&telegram, &method, &body) {
        return refusal(status, &answer);
    }
    match method.as_str() {
        "GetUpdates" => updates(&telegram, &body).await,
        "GetMe" if telegram.known().tells_little => good(json!({"username": BOT})),
        "GetMe" => {
            good(json!({"id": 4200, "is_bot": true, "first_name": "Natter", "username": BOT,
            "can_join_groups": false, "can_read_all_group_messages": false,
            "supports_inline_queries": false, "can_connect_to_business": false,
            "has_main_web_app": false}))
        }
        "SendMessage" => send(&telegram, &body),
        "SendPhoto" => send_photo(&telegram, &body),
        "EditMessageText" => edit(&telegram, &body, "text"),
        "EditMessageCaption" => edit(&telegram, &body, "caption"),
        "EditMessageMedia" => edit_media(&telegram, &body),
        "DeleteMessage" => delete(&telegram, &body),
        "SetWebhook" => {
            telegram.known().webhook = Some(body);
            good(json!(true))
        }
        "DeleteWebhook" => {
            telegram.known().webhook = None;
            good(json!(true))
        }
        "SetMessageReaction" | "AnswerCallbackQuery" | "SetMyCommands" => good(json!(true)),
        other => panic!("the double does not know {other}"),
    }
}

/// What stands in a form as JSON.
const AS_JSON: [&str; 6] =
    ["chat_id", "message_id", "caption_entities", "reply_markup", "media", "disable_notification"];

/// The fields of `multipart/form-data`. Of a file there is the size of the picture
/// that it is, if it is a JPEG.
fn from_form(body: &[u8]) -> Value {
    let boundary = body.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let fields = parts(body, boundary).filter_map(|part| {
        let (head, value) = split_once(part, b"\r\n\r\n")?;
        let head = std::str::from_utf8(head).ok()?;
        let name = head.split_once("name=\"")?.1.split('"').next()?;
        let value = value.strip_suffix(b"\r\n").unwrap_or(value);
        let text = String::from_utf8_lossy(value);
        let value = match head.contains("filename=\"") {
            true => json!(size_of_jpeg(value)),
            false if AS_JSON.contains(&name) => serde_json::from_str(&text).unwrap(),
            false => json!(text),
        };
        Some((name.to_owned(), value))
    });
    Value::Object(fields.collect())
}

fn parts<'b>(body: &'b [u8], boundary: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = Some(body);
    std::iter::from_fn(move || {
        let (part, after) = split_once(rest?, boundary).unwrap_or((rest?, b""));
        rest = (!after.is_empty()).then_some(after);
        Some(part)
    })
}

fn split_once<'b>(bytes: &'b [u8], by: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let place = bytes.windows(by.len()).position(|window| window == by)?;
    Some((&bytes[..place], &bytes[place + by.len()..]))
}

fn size_of_jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let picture = image::load_from_memory_with_format(bytes, image::ImageFormat::Jpeg).ok()?;
    Some((picture.width(), picture.height()))
}

fn good(result: Value) -> Answer {
    (StatusCode::OK, json!({"ok": true, "result": result}).to_string())
}

fn refusal(status: u16, answer: &Value) -> Answer {
    (StatusCode::from_u16(status).unwrap(), answer.to_string())
}

fn bad_request(words: &str) -> Answer {
    let description = format!("Bad Request: {words}");
    refusal(400, &json!({"ok": false, "error_code": 400, "description": description}))
}

fn refused(telegram: &Telegram, method: &str, body: &Value) -> Option<(u16, Value)> {
    let mut known = telegram.known();
    let chat = body["chat_id"].as_i64();
    let found = known.refusals.iter_mut().find(|refusal| {
        refusal.times > 0
            && refusal.method == method
            && (refusal.chat.is_none() || refusal.chat == chat)
    })?;
    found.times -= 1;
    Some((found.status, found.answer.clone()))
}

const WEBHOOK_ACTIVE: &str = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

/// Waits for something new; a second one who asks ends the wait of the first.
async fn updates(telegram: &Telegram, body: &Value) -> Answer {
    if telegram.webhook().is_some() {
        let answer = json!({"ok": false, "error_code": 409, "description": WEBHOOK_ACTIVE});
        return refusal(409, &answer);
    }
    let offset = body["offset"].as_i64().unwrap_or_default();
    let seconds = body["timeout"].as_u64().unwrap_or_default();
    let turn = {
        let mut known = telegram.known();
        let before = known.updates.len();
        // An offset far above the numbers of now is one of before.
        let is_old = known.began_anew && offset > known.next_update + 1;
        known.updates.retain(|update| is_old || update["update_id"].as_i64().unwrap() >= offset);
        known.confirmed += i64::try_from(before - known.updates.len()).unwrap();
        known.fetching += 1;
        known.fetching
    };
    telegram.inner.said.notify_waiters();
    let deadline = Duration::from_secs(seconds);
    let found = timeout(deadline, async {
        loop {
            let said = telegram.inner.said.notified();
            if let Some(found) = telegram.found(turn) {
                return found;
            }
            said.await;
        }
    })
    .await;
    match found {
        Ok(Ok(updates)) => good(json!(updates)),
        Ok(Err(())) => refusal(
            409,
            &json!({"ok": false, "error_code": 409, "description":
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}),
        ),
        Err(_) => good(json!([])),
    }
}

fn send(telegram: &Telegram, body: &Value) -> Answer {
    let (chat, text) = (body["chat_id"].as_i64().unwrap(), body["text"].as_str().unwrap());
    if text.encode_utf16().count() > 4096 {
        return bad_request("message is too long");
    }
    let mut known = telegram.known();
    known.next_id += 1;
    let id = known.next_id;
    let (entities, buttons) = (entities(body), buttons(body));
    let text = text.to_owned();
    let shown = Shown { id, text: text.clone(), entities, buttons, ..Shown::default() };
    known.shown.insert((chat, id), shown);
    let little = json!({"message_id": id});
    good(if known.tells_little { little } else { as_sent(chat, id, &text) })
}

fn send_photo(telegram: &Telegram, body: &Value) -> Answer {
    let chat = body["chat_id"].as_i64().unwrap();
    let (caption, picture) = match captioned(body, &body["photo"]) {
        Ok(captioned) => captioned,
        Err(words) => return bad_request(words),
    };
    let mut known = telegram.known();
    known.next_id += 1;
    let (id, buttons) = (known.next_id, buttons(body));
    let entities = list(&body["caption_entities"]);
    let sent = as_sent_with(chat, id, &caption, picture);
    let shown =
        Shown { id, text: caption, entities, buttons, picture: Some(picture), ..Shown::default() };
    known.shown.insert((chat, id), shown);
    good(sent)
}

/// What stands below a picture, and its size; `attached` is `attach://` and the name of
/// its part. Or why it is refused.
fn captioned(body: &Value, attached: &Value) -> Result<(String, (u32, u32)), &'static str> {
    let caption = body["caption"].as_str().or(body["media"]["caption"].as_str());
    let caption = caption.unwrap_or_default();
    if caption.encode_utf16().count() > 1024 {
        return Err("message caption is too long");
    }
    let name = attached.as_str().and_then(|name| name.strip_prefix("attach://"));
    let size = name.and_then(|name| body[name].as_array());
    let size = size.ok_or("IMAGE_PROCESS_FAILED")?;
    let side = |place: usize| size[place].as_u64().unwrap() as u32;
    Ok((caption.to_owned(), (side(0), side(1))))
}

fn edit(telegram: &Telegram, body: &Value, what: &str) -> Answer {
    let (text, entities) = match what {
        "text" => (&body["text"], list(&body["entities"])),
        _ => (&body["caption"], list(&body["caption_entities"])),
    };
    let text = text.as_str().unwrap();
    if what == "caption" && text.encode_utf16().count() > 1024 {
        return bad_request("message caption is too long");
    }
    change(telegram, body, |shown| match (what, shown.picture) {
        ("text", Some(_)) => Err("there is no text in the message to edit"),
        ("caption", None) => Err("there is no caption in the message to edit"),
        _ => Ok(Shown { text: text.to_owned(), entities, ..shown }),
    })
}

fn edit_media(telegram: &Telegram, body: &Value) -> Answer {
    let (text, picture) = match captioned(body, &body["media"]["media"]) {
        Ok(captioned) => captioned,
        Err(words) => return bad_request(words),
    };
    let entities = list(&body["media"]["caption_entities"]);
    change(telegram, body, |shown| Ok(Shown { text, entities, picture: Some(picture), ..shown }))
}

/// Makes what stands there look another way.
fn change(
    telegram: &Telegram,
    body: &Value,
    how: impl FnOnce(Shown) -> Result<Shown, &'static str>,
) -> Answer {
    let (chat, id) = (body["chat_id"].as_i64().unwrap(), body["message_id"].as_i64().unwrap());
    let mut known = telegram.known();
    let Some(shown) = known.shown.get_mut(&(chat, id)) else {
        return bad_request("message to edit not found");
    };
    let now = match how(shown.clone()) {
        Ok(now) => Shown { buttons: buttons(body), ..now },
        Err(words) => return bad_request(words),
    };
    if *shown == now {
        return bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        );
    }
    let sent = match now.picture {
        Some(picture) => as_sent_with(chat, id, &now.text, picture),
        None => as_sent(chat, id, &now.text),
    };
    *shown = now;
    good(sent)
}

fn delete(telegram: &Telegram, body: &Value) -> Answer {
    let key = (body["chat_id"].as_i64().unwrap(), body["message_id"].as_i64().unwrap());
    match telegram.known().shown.remove(&key) {
        Some(_) => good(json!(true)),
        None => bad_request("message to delete not found"),
    }
}

fn entities(body: &Value) -> Vec<Value> {
    list(&body["entities"])
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn buttons(body: &Value) -> Vec<(String, String)> {
    let rows = body["reply_markup"]["inline_keyboard"].as_array().into_iter().flatten();
    let all = rows.flat_map(|row| row.as_array().unwrap());
    all.map(|button| {
        let does = button["callback_data"].as_str().or(button["url"].as_str()).unwrap();
        (button["text"].as_str().unwrap().to_owned(), does.to_owned())
    })
    .collect()
}

fn as_sent(chat: i64, id: i64, text: &str) -> Value {
    json!({"message_id": id, "date": 1_700_000_000, "text": text,
        "from": {"id": 4200, "is_bot": true, "first_name": "Natter", "username": BOT},
        "chat": {"id": chat, "type": "private", "first_name": "Somebody"}})
}

fn as_sent_with(chat: i64, id: i64, caption: &str, (width, height): (u32, u32)) -> Value {
    let mut sent = as_sent(chat, id, "");
    let fields = sent.as_object_mut().unwrap();
    fields.remove("text");
    fields.insert("caption".to_owned(), json!(caption));
    let size = json!({"file_id": "f", "file_unique_id": "u", "width": width, "height": height,
        "file_size": 1000});
    fields.insert("photo".to_owned(), json!([size]));
    sent
}
