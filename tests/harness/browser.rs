//! Headless Chromium, one per test, with one window per person.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chromiumoxide::browser::Browser as Driver;
use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SafeAreaInsets, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
    SetLocaleOverrideParams, SetSafeAreaInsetsOverrideParams, SetTimezoneOverrideParams,
    SetTouchEmulationEnabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, DispatchMouseEventParams, DispatchMouseEventType,
    MouseButton,
};
use chromiumoxide::cdp::browser_protocol::network::{
    CookieParam, EnableParams, EventRequestServedFromCache, EventResponseReceived,
};
use chromiumoxide::cdp::browser_protocol::page::{
    AddScriptToEvaluateOnNewDocumentParams, CaptureScreenshotParams, CrashParams, Viewport,
};
use chromiumoxide::cdp::browser_protocol::target::{
    CreateBrowserContextParams, CreateTargetParams,
};
use chromiumoxide::element::Element;
use chromiumoxide::error::CdpError;
use chromiumoxide::layout::Point;
use chromiumoxide::page::Page as Tab;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use tokio::task::JoinHandle;

use super::process::{Process, Recipe};
use super::{Chat, Person, eventually, folder};

const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--remote-debugging-port=0",
    // A mouse, also where the machine has none.
    "--blink-settings=primaryPointerType=4,availablePointerTypes=4,\
     primaryHoverType=2,availableHoverTypes=2",
];

/// A cold start of Chromium on a busy machine.
const START: Duration = Duration::from_secs(60);

pub struct Browser {
    driver: Driver,
    handler: JoinHandle<()>,
    _process: Process,
}

impl Browser {
    pub async fn start() -> Self {
        let folder = folder::fresh("chromium");
        let profile = format!("--user-data-dir={}", folder.join("profile").display());
        let mut process = Recipe::new("chromium", &folder)
            .arguments(FLAGS)
            .argument(profile)
            .argument("about:blank")
            .last_signal("TERM")
            .start();
        process.announces("DevTools listening on ws:", START).await;
        let address = process.log.line_with("DevTools listening on ").unwrap();
        let (driver, mut handler) = Driver::connect(address).await.unwrap();
        let handler = tokio::spawn(async move { while handler.next().await.is_some() {} });
        Self { driver, handler, _process: process }
    }

    /// A window that shares no cookies with any other.
    pub async fn window(&self, chat: &Chat) -> Window {
        let context = CreateBrowserContextParams::default();
        let context = self.driver.create_browser_context(context).await.unwrap();
        let origin = format!("http://{}", chat.address());
        self.open(context, origin, true).await
    }

    /// Another tab of the same person, in front of this one.
    pub async fn tab_beside(&self, window: &Window) -> Window {
        self.open(window.context.clone(), window.origin.clone(), false).await
    }

    /// Another window of the same person, which leaves this one in sight.
    pub async fn window_beside(&self, window: &Window) -> Window {
        self.open(window.context.clone(), window.origin.clone(), true).await
    }

    /// Closes the window without a question, and opens another one of the same
    /// person: with the same cookies and what the browser keeps.
    pub async fn reopens(&self, window: Window) -> Window {
        window.tab.close().await.unwrap();
        self.open(window.context, window.origin, true).await
    }

    async fn open(&self, context: BrowserContextId, origin: String, new_window: bool) -> Window {
        let target = CreateTargetParams::builder()
            .url("about:blank")
            .browser_context_id(context.clone())
            .new_window(new_window)
            .build()
            .unwrap();
        let tab = self.driver.new_page(target).await.unwrap();
        Window { tab, context, origin }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.handler.abort();
    }
}

/// What is held down with a key, as the protocol counts it.
#[derive(Clone, Copy)]
pub enum Held {
    Nothing = 0,
    Alt = 1,
    Ctrl = 2,
    Command = 4,
}

/// What one person has in front of them.
pub struct Window {
    pub tab: Tab,
    context: BrowserContextId,
    origin: String,
}

impl Window {
    pub async fn opens(&self, path: &str) {
        let opened = self.tab.goto(format!("{}{path}", self.origin)).await.map(drop);
        self.has_come(opened).await;
    }

    /// Signed in without having seen a page, so nothing is cached yet.
    pub async fn has_the_session_of(&self, person: &Person) {
        for pair in person.jar.header().unwrap().split("; ") {
            let (name, value) = pair.split_once('=').unwrap();
            let mut cookie = CookieParam::new(name, value);
            cookie.url = Some(self.origin.clone());
            self.tab.set_cookie(cookie).await.unwrap();
        }
    }

    /// Notes from now on what it fetches over the network.
    pub async fn notes_requests(&self) -> Requests {
        self.tab.execute(EnableParams::default()).await.unwrap();
        let mut answers = self.tab.event_listener::<EventResponseReceived>().await.unwrap();
        let mut cached = self.tab.event_listener::<EventRequestServedFromCache>().await.unwrap();
        let requests = Requests::default();
        let (noted, known) = (requests.answered.clone(), requests.cached.clone());
        tokio::spawn(async move {
            while let Some(answer) = answers.next().await {
                let response = &answer.response;
                let from_cache = response.from_disk_cache == Some(true)
                    || response.from_prefetch_cache == Some(true);
                if !from_cache && response.url.starts_with("http") {
                    let id = answer.request_id.inner().clone();
                    noted.lock().unwrap().push((id, response.url.clone()));
                }
            }
        });
        tokio::spawn(async move {
            while let Some(event) = cached.next().await {
                known.lock().unwrap().insert(event.request_id.inner().clone());
            }
        });
        requests
    }

    pub async fn reloads(&self) {
        let reloaded = self.tab.reload().await.map(drop);
        self.has_come(reloaded).await;
    }

    /// The driver gives up after half a minute, also where it has missed that a page is
    /// there that changes its address while it comes. The page itself knows.
    async fn has_come(&self, told: Result<(), CdpError>) {
        match told {
            Err(CdpError::Timeout) => self.expects("document.readyState === 'complete'").await,
            told => told.unwrap(),
        }
    }

    /// In front of the other tabs of its window, which are hidden by it.
    pub async fn comes_to_front(&self) {
        self.tab.bring_to_front().await.unwrap();
        self.expects("!document.hidden").await;
    }

    pub async fn closes(self) {
        self.tab.close().await.unwrap();
    }

    /// Dies without a word, and nobody answers for it any more.
    pub fn crashes(self) {
        tokio::spawn(async move { self.tab.execute(CrashParams::default()).await.map(|_| ()) });
    }

    /// The value of a script expression.
    pub async fn knows<T: DeserializeOwned>(&self, expression: &str) -> T {
        let value = self.tab.evaluate(expression).await.unwrap();
        value.into_value().unwrap()
    }

    /// Waits until a script expression is true. A page that is just being
    /// left cannot be asked, which only means to ask again.
    pub async fn expects(&self, expression: &str) {
        let expression = format!("Boolean({expression})");
        eventually(&expression, async || {
            let value = self.tab.evaluate(expression.as_str()).await.ok()?;
            value.into_value::<bool>().ok()?.then_some(())
        })
        .await;
    }

    /// Waits for an element that matches and contains these words.
    pub async fn sees(&self, selector: &str, words: &str) {
        let (selector, words) = (quoted(selector), quoted(words));
        self.expects(&format!(
            "[...document.querySelectorAll({selector})].some(e => e.textContent.includes({words}))"
        ))
        .await;
    }

    pub async fn fills_in(&self, selector: &str, text: &str) {
        self.clicked(selector).await.type_str(text).await.unwrap();
    }

    /// Rests the pointer on it.
    pub async fn hovers_over(&self, selector: &str) {
        self.expects(&format!("document.querySelector({})", quoted(selector))).await;
        self.tab.find_element(selector).await.unwrap().hover().await.unwrap();
    }

    pub async fn clicks(&self, selector: &str) {
        self.clicked(selector).await;
    }

    /// Asked again when the page is just being left: then the element is gone
    /// before it can be clicked.
    async fn clicked(&self, selector: &str) -> Element {
        self.expects(&format!("document.querySelector({})", quoted(selector))).await;
        eventually(selector, async || {
            let element = self.tab.find_element(selector).await.ok()?;
            element.click().await.is_ok().then_some(element)
        })
        .await
    }

    /// Clicks what leads to another page, and waits until that is there. One
    /// that was left may come back as it was.
    pub async fn follows(&self, selector: &str) {
        let leaves = "addEventListener('pageshow', () => window.isLeft = false, { once: true }), \
                      window.isLeft = true";
        self.knows::<bool>(leaves).await;
        self.clicks(selector).await;
        self.expects("!window.isLeft && document.readyState === 'complete'").await;
    }

    /// A double click, the first half of which leads to another page so fast
    /// that the second one meets it.
    pub async fn double_clicks(&self, selector: &str) {
        let place = self.place_of(selector).await;
        self.follows(selector).await;
        self.clicks_again(place).await;
    }

    pub async fn place_of(&self, selector: &str) -> Point {
        let element = self.tab.find_element(selector).await.unwrap();
        element.scroll_into_view().await.unwrap().clickable_point().await.unwrap()
    }

    /// So soon after the click before that it makes a double click.
    pub async fn clicks_again(&self, place: Point) {
        for kind in [DispatchMouseEventType::MousePressed, DispatchMouseEventType::MouseReleased] {
            let event = DispatchMouseEventParams::builder()
                .r#type(kind)
                .x(place.x)
                .y(place.y)
                .button(MouseButton::Left)
                .click_count(2);
            self.tab.execute(event.build().unwrap()).await.unwrap();
        }
    }

    /// The button of the mouse goes down on the middle of it, moves so far, and up.
    pub async fn drags_by_mouse(&self, selector: &str, right: f64, down: f64) {
        let place = self.place_of(selector).await;
        for (kind, part) in [
            (DispatchMouseEventType::MousePressed, 0.0),
            (DispatchMouseEventType::MouseMoved, 0.5),
            (DispatchMouseEventType::MouseMoved, 1.0),
            (DispatchMouseEventType::MouseReleased, 1.0),
        ] {
            let event = DispatchMouseEventParams::builder()
                .r#type(kind)
                .x(place.x + right * part)
                .y(place.y + down * part)
                .button(MouseButton::Left)
                .click_count(1);
            self.tab.execute(event.build().unwrap()).await.unwrap();
        }
    }

    pub async fn presses(&self, key: &str) {
        let focus = self.tab.find_element(":focus").await.unwrap();
        focus.press_key(key).await.unwrap();
    }

    /// A key with another one held down, as a keyboard would send it.
    pub async fn presses_with(&self, held: Held, key: &str, code: &str) {
        self.commands(held, key, code, None).await;
    }

    /// What was copied comes in, as by Ctrl and V.
    pub async fn pastes(&self) {
        self.commands(Held::Ctrl, "v", "KeyV", Some("paste")).await;
    }

    async fn commands(&self, held: Held, key: &str, code: &str, command: Option<&str>) {
        for kind in [DispatchKeyEventType::RawKeyDown, DispatchKeyEventType::KeyUp] {
            let command = command.filter(|_| matches!(kind, DispatchKeyEventType::RawKeyDown));
            let event = DispatchKeyEventParams::builder()
                .r#type(kind)
                .modifiers(held as i64)
                .key(key)
                .code(code)
                .commands(command)
                .build()
                .unwrap();
            self.tab.execute(event).await.unwrap();
        }
    }

    /// Keys one after the other, wherever the focus is, as a keyboard writes.
    pub async fn types(&self, text: &str) {
        for letter in text.chars() {
            for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
                let event = DispatchKeyEventParams::builder().r#type(kind.clone()).key(letter);
                let writes = matches!(kind, DispatchKeyEventType::KeyDown);
                let event = if writes { event.text(letter) } else { event };
                self.tab.execute(event.build().unwrap()).await.unwrap();
            }
        }
    }

    pub async fn is_wide(&self, width: i64) {
        self.is_sized(width, 844).await;
    }

    pub async fn is_sized(&self, width: i64, height: i64) {
        let metrics = SetDeviceMetricsOverrideParams::new(width, height, 1.0, width < 768);
        self.tab.execute(metrics).await.unwrap();
        self.expects(&format!("innerWidth === {width} && innerHeight === {height}")).await;
    }

    /// On a screen that is cut into on its left and on its right.
    pub async fn has_notches(&self, depth: i64) {
        let insets = SafeAreaInsets::builder().left(depth).right(depth).build();
        self.tab.execute(SetSafeAreaInsetsOverrideParams::new(insets)).await.unwrap();
    }

    pub async fn is_touched(&self) {
        self.tab.execute(SetTouchEmulationEnabledParams::new(true)).await.unwrap();
        self.expects("matchMedia('(pointer: coarse)').matches").await;
    }

    /// The system chooses the colours, for contrast.
    pub async fn has_forced_colours(&self) {
        let feature = MediaFeature::new("forced-colors", "active");
        let media = SetEmulatedMediaParams::builder().feature(feature).build();
        self.tab.execute(media).await.unwrap();
        self.expects("matchMedia('(forced-colors: active)').matches").await;
    }

    /// How many colours are in a part of the screen, which a script expression
    /// names: one where nothing is painted.
    pub async fn colours_in(&self, rectangle: &str) -> u64 {
        let [x, y, width, height] = self
            .knows(&format!("(({{x, y, width, height}}) => [x, y, width, height])({rectangle})"))
            .await;
        let clip = Viewport { x, y, width, height, scale: 1.0 };
        let asked = CaptureScreenshotParams::builder().clip(clip).build();
        let picture = self.tab.execute(asked).await.unwrap().data.clone();
        let picture = quoted(&String::from(picture));
        self.knows(&COLOURS.replace("PICTURE", &picture)).await
    }

    /// On a device of this zone and region.
    pub async fn is_in(&self, zone: &str, locale: &str) {
        self.tab.execute(SetTimezoneOverrideParams::new(zone)).await.unwrap();
        let locale = SetLocaleOverrideParams::builder().locale(locale).build();
        self.tab.execute(locale).await.unwrap();
    }

    /// Runs this in every page from now on, before anything of the page's own.
    pub async fn runs_first(&self, script: &str) {
        let script = AddScriptToEvaluateOnNewDocumentParams::new(script);
        self.tab.execute(script).await.unwrap();
    }

    pub async fn path(&self) -> String {
        self.knows("location.pathname").await
    }
}

/// What a window has fetched and not found in a cache.
#[derive(Default)]
pub struct Requests {
    answered: Arc<Mutex<Vec<(String, String)>>>,
    cached: Arc<Mutex<BTreeSet<String>>>,
}

impl Requests {
    /// Their URLs, oldest first.
    pub fn so_far(&self) -> Vec<String> {
        let cached = self.cached.lock().unwrap();
        let answered = self.answered.lock().unwrap();
        let fetched = answered.iter().filter(|(id, _)| !cached.contains(id));
        fetched.map(|(_, url)| url.clone()).collect()
    }
}

/// Counts the colours of a picture in base64.
const COLOURS: &str = "(async () => {
    const bytes = Uint8Array.from(atob(PICTURE), (character) => character.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    canvas.drawImage(picture, 0, 0);
    const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
    return new Set(new Uint32Array(data.buffer)).size;
})()";

/// A script's string literal.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
