//! What every journey begins with, and the words for what is on the screen.

#[expect(deprecated, reason = "its successor is experimental and not in every Chromium")]
use chromiumoxide::cdp::browser_protocol::network::EmulateNetworkConditionsParams;
use chromiumoxide::cdp::browser_protocol::network::EnableParams;

use crate::harness::browser::{Browser, Window};
use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Conversation, Person, eventually};

/// Ada and Grace have a conversation, and each has a browser of her own.
pub struct Journey {
    pub chat: Chat,
    pub ada: Person,
    pub grace: Person,
    pub conversation: Conversation,
    pub browser: Browser,
}

impl Journey {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let chat = Chat::with(settings).await;
        let (ada, grace, conversation) = chat.pair().await;
        let browser = Browser::start().await;
        Self { chat, ada, grace, conversation, browser }
    }

    /// A window of this person, signed in through the form, at the conversation.
    pub async fn window_of(&self, person: &Person) -> Window {
        let window = self.browser.window(&self.chat).await;
        signs_in(&window, person).await;
        self.opens_conversation(&window, "").await;
        window
    }

    /// Another tab beside this one, in front of it, at the conversation.
    pub async fn tab_beside(&self, window: &Window) -> Window {
        let tab = self.browser.tab_beside(window).await;
        self.opens_conversation(&tab, "").await;
        tab
    }

    pub async fn opens_conversation(&self, window: &Window, query: &str) {
        window.opens(&format!("{}{query}", self.conversation.path())).await;
        window.expects(STREAM).await;
    }
}

/// Whether a window has its stream open.
pub const STREAM: &str = "document.querySelector('#live')?._htmx?.sse?.reader";

pub async fn signs_in(window: &Window, person: &Person) {
    window.opens("/login").await;
    window.fills_in("[name=username]", &person.username).await;
    window.fills_in("[name=password]", PASSWORD).await;
    window.presses("Enter").await;
    window.expects("location.pathname === '/conversations'").await;
}

pub const COMPOSER: &str = "#composer textarea";
const TEXTS: &str =
    "[...document.querySelectorAll('article[data-seq] .message__body')].map(e => e.innerText)";
const SEQS: &str =
    "[...document.querySelectorAll('article[data-seq]')].map(e => Number(e.dataset.seq))";

pub async fn says(window: &Window, text: &str) {
    window.fills_in(COMPOSER, text).await;
    window.presses("Enter").await;
}

/// Puts a text into the composer as a paste would.
pub async fn pastes(window: &Window, text: &str) {
    let paste = format!(
        "document.querySelector('#composer textarea').value = {}, \
         document.querySelector('#composer textarea').dispatchEvent(new Event('input', {{bubbles: true}}))",
        serde_json::Value::from(text)
    );
    window.knows::<bool>(&paste).await;
}

/// The texts of the stored messages, from top to bottom.
pub async fn texts(window: &Window) -> Vec<String> {
    window.knows(TEXTS).await
}

pub async fn seqs(window: &Window) -> Vec<u64> {
    window.knows(SEQS).await
}

/// Waits until exactly the messages from `first` to `last` are shown, in order.
pub async fn shows_range(window: &Window, first: u64, last: u64) {
    let wanted: Vec<u64> = (first..=last).collect();
    window.expects(&format!("JSON.stringify({SEQS}) === '{}'", json(&wanted))).await;
}

pub async fn shows_texts(window: &Window, wanted: &[&str]) {
    window.expects(&format!("JSON.stringify({TEXTS}) === {}", json(&json(&wanted)))).await;
}

/// Where an element is on the screen.
pub fn rectangle_of(selector: &str) -> String {
    format!("document.querySelector(\"{selector}\").getBoundingClientRect()")
}

/// Waits until this is true of where an element is.
pub async fn lies(window: &Window, selector: &str, condition: &str) {
    let rectangle = rectangle_of(selector);
    let names = "{ left, right, top, bottom, width, height }";
    window.expects(&format!("(({names}) => {condition})({rectangle})")).await;
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

/// Touches the page, as anybody does first, and waits for the script that this fetches.
pub async fn begins(window: &Window) {
    window.hovers_over("main h1").await;
    window.expects("document.querySelector('#composer [type=file]:not([name])')").await;
}

#[expect(deprecated, reason = "see its import")]
/// Cuts this window off from the network, or puts it back.
pub async fn is_offline(window: &Window, offline: bool) {
    window.tab.execute(EnableParams::default()).await.unwrap();
    let conditions = EmulateNetworkConditionsParams::builder()
        .offline(offline)
        .latency(0)
        .download_throughput(-1)
        .upload_throughput(-1)
        .build()
        .unwrap();
    window.tab.execute(conditions).await.unwrap();
}

/// Whether the end is in view.
pub const AT_END: &str = "Math.abs(document.querySelector('.log').scrollTop) < 2";

/// Scrolls the log; 0 is its end, and everything else is negative.
pub async fn scrolls_to(window: &Window, place: i64) {
    window
        .knows::<bool>(&format!("document.querySelector('.log').scrollTop = {place}, true"))
        .await;
}

/// Where the upper edge of a message is on the screen.
pub async fn top_of(window: &Window, seq: u64) -> f64 {
    window
        .knows(&format!("document.querySelector('#message-{seq}').getBoundingClientRect().top"))
        .await
}

/// Is told on its line that it is too far behind, and has made this live part anew.
pub async fn resets(window: &Window, part: &str) {
    window.expects(STREAM).await;
    let reset = format!(
        "window.old = document.getElementById('{part}'), htmx.trigger('#live', 'reset'), true"
    );
    window.knows::<bool>(&reset).await;
    window.expects(&format!("!old.isConnected && document.getElementById('{part}')")).await;
    window.expects(STREAM).await;
}

/// Waits until this person has read all of it.
pub async fn is_read_by(person: &Person, conversation: &Conversation) {
    let all = async || person.unread(conversation).await.is_none().then_some(());
    eventually("nothing to be unread", all).await;
}

/// Cuts the stream that is open now.
pub async fn loses_stream(window: &Window) {
    let cut = "document.getElementById('live')._htmx.sse.reader.cancel(), true";
    assert!(window.knows::<bool>(cut).await);
}

const STATES: &str = "JSON.stringify([...document.querySelectorAll('article[data-state]')].map(e => e.dataset.state))";
const WAITING: &str = "JSON.stringify([...document.querySelectorAll('article[data-state] .message__body')].map(e => e.innerText))";

/// Waits until the own copies in the log are just these: `sending` or `failed`.
pub async fn has_states(window: &Window, states: &[&str]) {
    window.expects(&format!("{STATES} === {}", json(&json(&states)))).await;
}

/// Waits until just these texts are not stored yet, from top to bottom.
pub async fn has_waiting(window: &Window, texts: &[&str]) {
    window.expects(&format!("{WAITING} === {}", json(&json(&texts)))).await;
}

/// How many things this browser keeps for whoever uses it.
pub const KEPT: &str =
    "Object.keys(localStorage).filter(key => /:kept:(draft|unsent):/.test(key)).length";

/// Messages that this window sends from now on are answered so, one after the
/// other, by something that is not Natter; further ones reach it again.
pub async fn is_answered(window: &Window, answers: &[(u16, &str)]) {
    let answers = json(&answers);
    let stand_in = format!(
        "window.answers = {answers}, window.really ??= fetch, \
         window.fetch = (url, options) => {{ \
             if (!answers.length || !String(url).endsWith('/messages')) return really(url, options); \
             const [status, body] = answers.shift(); \
             return Promise.resolve(new Response(body, {{ status, headers: {{ 'Retry-After': '1' }} }})); \
         }}, true"
    );
    assert!(window.knows::<bool>(&stand_in).await);
}
