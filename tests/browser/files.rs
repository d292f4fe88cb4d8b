//! Files: chosen, on their way, sent, looked at and listened to.

use chromiumoxide::cdp::browser_protocol::dom::{
    GetDocumentParams, QuerySelectorParams, SetFileInputFilesParams,
};
use chromiumoxide::cdp::browser_protocol::emulation::SetScriptExecutionDisabledParams;

use crate::accessible::has_no_findings;
use crate::harness::browser::{Browser, Window};
use crate::harness::{Chat, folder};
use crate::journey::{
    COMPOSER, Journey, begins, has_states, is_answered, is_offline, says, shows_texts,
};
use crate::without_script::{presses_enter, reads, types};

const TRAY: &str = "#composer .tray";
/// Everything in the tray is with the server.
const IS_THERE: &str = "!document.querySelector('.tray li:not([data-file])')";
const NOTHING_CHOSEN: &str = "!document.querySelector('.tray li')";

/// Makes files in the page and chooses them: `picture` paints one, `text` writes one.
const CHOOSING: &str = "
    async function picture(name, width, height, colour) {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const context = canvas.getContext('2d');
        context.fillStyle = colour;
        context.fillRect(0, 0, width, height);
        context.fillStyle = '#fff';
        context.fillRect(width / 4, height / 4, width / 2, height / 2);
        const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
        return new File([blob], name, { type: 'image/png' });
    }
    const text = (name, content) => new File([content], name, { type: 'text/plain' });
    async function choose(...files) {
        const input = document.querySelector('#composer [type=file]');
        const data = new DataTransfer();
        for (const file of await Promise.all(files)) data.items.add(file);
        input.files = data.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        return true;
    }";

/// Chooses what a script makes.
pub async fn chooses(window: &Window, files: &str) {
    begins(window).await;
    window
        .knows::<bool>(&format!("(async () => {{ {CHOOSING} return choose({files}); }})()"))
        .await;
}

/// Waits until so many are in the tray and with the server.
pub async fn has_chosen(window: &Window, count: usize) {
    window
        .expects(&format!("document.querySelectorAll('.tray > [data-file]').length === {count}"))
        .await;
    window.expects(IS_THERE).await;
}

const PICTURE: &str = "picture('harbour.png', 800, 600, '#357')";
const SHOWN: &str = "document.querySelector('#message-1 .album img')";

#[tokio::test]
async fn a_picture_goes_from_one_to_the_other() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let grace = journey.window_of(&journey.grace).await;
    chooses(&ada, PICTURE).await;
    has_chosen(&ada, 1).await;
    ada.fills_in(".tray [data-alt]", "A harbour").await;
    has_no_findings(&ada, "a picture in the tray").await;
    says(&ada, "From the morning").await;
    for window in [&ada, &grace] {
        window.sees("#message-1 .message__body", "From the morning").await;
        window.expects(&format!("{SHOWN}?.complete && {SHOWN}.naturalWidth > 0")).await;
        window.expects(&format!("{SHOWN}.alt === 'A harbour'")).await;
        let size = format!(
            "{SHOWN}.getAttribute('width') === '416' && {SHOWN}.getAttribute('height') === '312'"
        );
        window.expects(&size).await;
    }
    ada.expects(NOTHING_CHOSEN).await;
    has_no_findings(&grace, "a picture in a message").await;
}

#[tokio::test]
async fn an_album_is_looked_through_by_keys_and_fingers() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let pictures = "picture('1.png', 300, 200, '#a33'), picture('2.png', 200, 300, '#3a3'), \
        picture('3.png', 300, 300, '#33a'), picture('4.png', 300, 100, '#aa3')";
    chooses(&ada, pictures).await;
    has_chosen(&ada, 4).await;
    ada.clicks("#composer [type=submit]").await;
    ada.expects("document.querySelectorAll('#message-1 .album img').length === 4").await;
    ada.clicks("#message-1 .album li:nth-child(2) a").await;
    let shows =
        |n| format!("document.querySelector('.viewer[open]')?.ariaLabel === 'Picture {n} of 4'");
    ada.expects(&shows(2)).await;
    ada.expects("document.querySelector('.viewer img').src.endsWith('/2.png')").await;
    has_no_findings(&ada, "the viewer").await;
    for (key, n) in [("ArrowRight", 3), ("End", 4), ("ArrowRight", 4), ("Home", 1)] {
        ada.presses(key).await;
        ada.expects(&shows(n)).await;
    }
    let swipes = "(() => { \
        const viewer = document.querySelector('.viewer'); \
        const touch = x => new Touch({ identifier: 1, target: viewer, clientX: x, clientY: 300 }); \
        const tell = (type, x, touches) => viewer.dispatchEvent( \
            new TouchEvent(type, { touches, changedTouches: [touch(x)] })); \
        tell('touchstart', 300, [touch(300)]); tell('touchend', 100, []); return true; })()";
    ada.knows::<bool>(swipes).await;
    ada.expects(&shows(2)).await;
    ada.presses("Escape").await;
    ada.expects("!document.querySelector('.viewer[open]')").await;
    ada.expects("document.activeElement.dataset.picture === '2.png'").await;
}

#[tokio::test]
async fn a_file_is_a_card_and_pictures_and_files_are_found_again() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    chooses(&ada, "text('Протокол.txt', 'Tide at ten'), picture('a.png', 40, 30, '#333')").await;
    has_chosen(&ada, 2).await;
    ada.clicks("#composer [type=submit]").await;
    ada.sees("#message-1 .file b", "Протокол.txt").await;
    ada.sees("#message-1 .file__about", "TXT, 11 bytes").await;
    says(&ada, "See https://example.org/minutes.").await;
    ada.sees("#message-2", "example.org").await;
    let shared = format!("{}/files", journey.conversation.path());
    for (kind, selector, words) in [
        ("pictures", ".media time", "2026"),
        ("files", ".file b", "Протокол.txt"),
        ("links", ".file b", "example.org/minutes"),
        ("sound", "main .soft", "Nothing of this kind"),
    ] {
        ada.opens(&format!("{shared}?kind={kind}")).await;
        if kind == "pictures" {
            ada.expects("document.querySelector('.media img')?.naturalWidth > 0").await;
        } else {
            ada.sees(selector, words).await;
        }
        has_no_findings(&ada, kind).await;
    }
}

/// In the place of a microphone: a tone.
const MICROPHONE: &str = "navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const to = context.createMediaStreamDestination();
    tone.connect(to);
    tone.start();
    return to.stream;
};";

/// What is played does not end before anybody has looked.
async fn plays_on(window: &Window, of: &str) {
    window.expects(&format!("document.querySelector('{of} audio')")).await;
    window.knows::<bool>(&format!("document.querySelector('{of} audio').loop = true")).await;
}

#[tokio::test]
async fn a_voice_message_is_recorded_heard_and_sent() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let grace = journey.window_of(&journey.grace).await;
    ada.runs_first(MICROPHONE).await;
    ada.reloads().await;
    begins(&ada).await;
    let time = "document.querySelector('.recorder [role=timer]')?.textContent";
    let timer = |seconds| format!("{time} >= '0:0{seconds}'");
    ada.clicks(".composer__record").await;
    ada.expects(&timer(1)).await;
    has_no_findings(&ada, "the recorder").await;
    ada.clicks("[data-act=discard]").await;
    ada.expects("!document.querySelector('.recorder') && document.activeElement.name === 'body'")
        .await;

    ada.clicks(".composer__record").await;
    ada.expects(&timer(1)).await;
    ada.clicks("[data-act=pause]").await;
    ada.expects("document.querySelector('.recorder[data-paused]')").await;
    let paused: String = ada.knows(time).await;
    ada.clicks("[data-act=pause]").await;
    ada.expects(&format!("{time} > '{paused}'")).await;
    ada.clicks("[data-act=listen]").await;
    plays_on(&ada, ".tray").await;
    ada.clicks(".tray .player [data-play]").await;
    ada.expects("document.querySelector('.tray .player[data-on]')").await;
    ada.clicks("#composer [type=submit]").await;
    grace.sees("#message-1 .player__clock", "0:0").await;
    let path = "document.querySelector('#message-1 .player path').getAttribute('d').length > 40";
    grace.expects(path).await;
    plays_on(&grace, "#message-1").await;
    grace.clicks("#message-1 [data-play]").await;
    grace.expects("document.querySelector('#message-1 audio').currentTime > 0.2").await;
    has_no_findings(&grace, "a voice message").await;

    ada.clicks(".composer__record").await;
    ada.expects(&timer(1)).await;
    ada.clicks("[data-act=send]").await;
    grace.sees("#message-2 .player__clock", "0:0").await;
}

#[tokio::test]
async fn what_is_refused_says_so_and_keeps_nothing_back() {
    let journey = Journey::with(&[("MAX_FILE_SIZE", "1MB")]).await;
    let ada = journey.window_of(&journey.ada).await;
    chooses(&ada, "text('large.txt', 'x'.repeat(1100000)), text('small.txt', 'x')").await;
    ada.sees(".tray [data-state=refused] [data-problem]", "up to 1 MB").await;
    has_chosen_beside_refused(&ada).await;
    has_no_findings(&ada, "a refused file").await;
    says(&ada, "Here it is").await;
    ada.sees("#message-1 .file b", "small.txt").await;
    ada.sees(".tray [data-state=refused]", "large.txt").await;
    ada.clicks(".tray [data-remove]").await;
    ada.expects(NOTHING_CHOSEN).await;
}

async fn has_chosen_beside_refused(window: &Window) {
    window.expects("document.querySelectorAll('.tray > [data-file]').length === 1").await;
}

#[tokio::test]
async fn a_broken_line_delays_a_file_and_doubles_nothing() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    // What is shown of files is there before the line breaks.
    chooses(&ada, "text('first.txt', 'x')").await;
    has_chosen(&ada, 1).await;
    is_offline(&ada, true).await;
    chooses(&ada, "text('second.txt', 'y')").await;
    ada.sees(TRAY, "second.txt").await;
    says(&ada, "Both").await;
    ada.expects("document.querySelector('.tray[data-waits]')").await;
    is_offline(&ada, false).await;
    ada.sees("#message-1", "second.txt").await;
    ada.sees("#message-1", "first.txt").await;
    ada.expects(NOTHING_CHOSEN).await;
    ada.expects("document.querySelectorAll('#message-1 .file').length === 2").await;
}

#[tokio::test]
async fn what_is_on_its_way_is_given_up_and_what_came_outlives_the_page() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    chooses(&ada, "text('kept.txt', 'x')").await;
    has_chosen(&ada, 1).await;
    is_offline(&ada, true).await;
    chooses(&ada, "text('given up.txt', 'y')").await;
    ada.sees(TRAY, "given up.txt").await;
    ada.clicks(".tray li:last-child [data-remove]").await;
    is_offline(&ada, false).await;
    has_chosen(&ada, 1).await;
    ada.reloads().await;
    has_chosen(&ada, 1).await;
    ada.sees(TRAY, "kept.txt").await;
    ada.clicks(".tray [data-remove]").await;
    ada.expects(NOTHING_CHOSEN).await;
    ada.reloads().await;
    ada.expects("document.readyState === 'complete'").await;
    ada.expects(NOTHING_CHOSEN).await;
}

#[tokio::test]
async fn files_are_pasted_and_dropped() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    begins(&ada).await;
    let tells = |kind: &str, data: &str, file: &str| {
        format!(
            "(async () => {{ {CHOOSING} \
             const data = new DataTransfer(); \
             data.items.add(text('{file}', 'x')); \
             const event = new {kind}; \
             document.querySelector('#composer textarea').dispatchEvent(event); \
             return event.defaultPrevented; }})()",
        )
        .replace("DATA", data)
    };
    let paste = tells(
        "ClipboardEvent('paste', DATA)",
        "{ clipboardData: data, bubbles: true, cancelable: true }",
        "a.txt",
    );
    assert!(ada.knows::<bool>(&paste).await);
    has_chosen(&ada, 1).await;
    let data = "{ dataTransfer: data, bubbles: true, cancelable: true }";
    let over = tells("DragEvent('dragover', DATA)", data, "b.txt");
    assert!(ada.knows::<bool>(&over).await);
    // What is dragged says so all the time: where it does not, it is gone.
    let again = format!("window.moving = setInterval(() => {over}, 100), true");
    ada.knows::<bool>(&again).await;
    ada.sees(".drop", "Let go").await;
    ada.knows::<bool>("clearInterval(moving), true").await;
    assert!(ada.knows::<bool>(&tells("DragEvent('drop', DATA)", data, "b.txt")).await);
    has_chosen(&ada, 2).await;
    ada.expects("!document.querySelector('.drop')").await;
}

#[tokio::test]
async fn files_are_sent_and_shown_without_a_script() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let browser = Browser::start().await;
    let window = browser.window(&chat).await;
    window.has_the_session_of(&ada).await;
    window.tab.execute(SetScriptExecutionDisabledParams::new(true)).await.unwrap();
    window.opens(&conversation.path()).await;
    let path = folder::fresh("chosen").join("plan.txt");
    std::fs::write(&path, "Tide at ten").unwrap();
    let root = window.tab.execute(GetDocumentParams::default()).await.unwrap().root.node_id;
    let input = QuerySelectorParams::new(root, "#composer [type=file]");
    let input = window.tab.execute(input).await.unwrap().node_id;
    let files = SetFileInputFilesParams::builder()
        .file(path.display().to_string())
        .node_id(input)
        .build()
        .unwrap();
    window.tab.execute(files).await.unwrap();
    types(&window, COMPOSER, "By form").await;
    presses_enter(&window, "#composer [type=submit]").await;
    reads(&window, "By form</p>").await;
    reads(&window, "<b class=\"clip\" dir=\"auto\">plan.txt</b>").await;
}

#[tokio::test]
async fn what_is_refused_while_another_page_is_open_comes_back_with_its_files() {
    let journey = Journey::start().await;
    let (ada, grace) =
        (journey.window_of(&journey.ada).await, journey.window_of(&journey.grace).await);
    chooses(&ada, "text('a.txt', 'a'), text('b.txt', 'b')").await;
    has_chosen(&ada, 2).await;
    is_answered(&ada, &[(502, ""); 9]).await;
    says(&ada, "with both").await;
    has_states(&ada, &["sending"]).await;
    journey.chat.place.executes("DELETE FROM files WHERE name = 'a.txt'").await;

    ada.opens("/conversations").await;
    ada.sees("#conversations [data-kept=failed]", "with both").await;
    journey.opens_conversation(&ada, "").await;
    has_states(&ada, &["failed"]).await;
    ada.clicks("article[data-state=failed] [data-again]").await;
    ada.expects(&format!("document.querySelector('{COMPOSER}').value === 'with both'")).await;
    has_chosen(&ada, 1).await;
    has_states(&ada, &[]).await;

    ada.clicks("#composer [type=submit]").await;
    for window in [&ada, &grace] {
        shows_texts(window, &["with both"]).await;
        window.expects("document.querySelector('.log').innerText.includes('b.txt')").await;
    }
    ada.expects(NOTHING_CHOSEN).await;
}
