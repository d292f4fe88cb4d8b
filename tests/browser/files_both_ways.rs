//! Every kind of file goes both ways between a desk and a phone; nothing moves while it
//! comes; and a server that dies takes nothing along.

use crate::files::{chooses, has_chosen};
use crate::harness::browser::Window;
use crate::harness::fault::history;
use crate::journey::{Journey, pastes, says};

/// A second of one colour, 32 × 18 pixels in VP8.
const FILM: &str = "GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQJChYECGFOAZwEAAAAAAALkEU2bdLpNu4tTq4QVSalmU6yB\
    oU27i1OrhBZUrmtTrIHYTbuMU6uEElTDZ1OsggEeTbuMU6uEHFO7a1OsggKZ7AEAAAAAAABZAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAVSalmsirXsYMPQkBNgI1MYXZmNTkuMjcuMTAwV0GNTGF2ZjU5LjI3LjEwMESJiECPQAAAAAAA\
    FlSua8GuAQAAAAAAADjXgQFzxYj8pPXOzpUsy5yBACK1nIN1bmSIgQCGhVZfVlA4g4EBI+ODhA7msoDgibCBILqB\
    EpqBAhJUw2f9c3OgY8CAZ8iaRaOHRU5DT0RFUkSHjUxhdmY1OS4yNy4xMDBzc9djwItjxYj8pPXOzpUsy2fIoUWj\
    h0VOQ09ERVJEh5RMYXZjNTkuMzcuMTAwIGxpYnZweGfIokWjiERVUkFUSU9ORIeUMDA6MDA6MDEuMDAwMDAwMDAw\
    AAAfQ7Z1QPPngQCjuoEAAIDQAgCdASogABIAAEcIhYWIhYSIAgICdaoD+AIIIQg9AP79IUX/0mzxNnibPkkf/Owb\
    Eu14AACjuoEA+oDQAgCdASogABIAAEcIhYWIhYSIAgICdaoD+AIIIQg9AP79IUX/0mzxNnibPkkf/OwbEu14AACj\
    uoEB9IDQAgCdASogABIAAEcIhYWIhYSIAgICdaoD+AIIIQg9AP79IUX/0mzxNnibPkkf/OwbEu14AACjuoEC7oDQ\
    AgCdASogABIAAEcIhYWIhYSIAgICdaoD+AIIIQg9AP79IUX/0mzxNnibPkkf/OwbEu14AAAcU7trxruPs4EAt4r3\
    gQHxggGg8IEDu4+zgfq3iveBAfGCAaDwgT+7kLOCAfS3iveBAfGCAaDwgXu7kLOCAu63iveBAfGCAaDwgbc=";

/// A tone, a film and a picture that moves, seldom: to make or to show more of it takes
/// the machine from the tests beside it.
const MAKING: &str = "window.made = (() => {
    function sound(name) {
        const samples = 8000;
        const view = new DataView(new ArrayBuffer(44 + samples));
        const word = (at, text) => [...text].forEach((sign, i) => view.setUint8(at + i, sign.charCodeAt(0)));
        word(0, 'RIFF'); view.setUint32(4, 36 + samples, true); word(8, 'WAVEfmt ');
        view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
        view.setUint32(24, samples, true); view.setUint32(28, samples, true);
        view.setUint16(32, 1, true); view.setUint16(34, 8, true);
        word(36, 'data'); view.setUint32(40, samples, true);
        for (let i = 0; i < samples; i++) view.setUint8(44 + i, 128 + 90 * Math.sin(i / 3));
        return new File([view.buffer], name, { type: 'audio/wav' });
    }
    function video(name) {
        const bytes = Uint8Array.from(atob(film), sign => sign.charCodeAt(0));
        return new File([bytes], name, { type: 'video/webm' });
    }
    function moving(name) {
        const frame = bits => '!\\xf9\\x04\\0\\xff\\x7f\\0\\0,\\0\\0\\0\\0\\1\\0\\1\\0\\0\\2\\2' + bits + '\\1\\0';
        const gif = 'GIF89a\\1\\0\\1\\0\\x80\\0\\0\\0\\0\\0\\xff\\xff\\xff!\\xff\\x0bNETSCAPE2.0\\3\\1\\0\\0\\0'
            + frame('D') + frame('L') + ';';
        const bytes = Uint8Array.from(gif, sign => sign.charCodeAt(0));
        return new File([bytes], name, { type: 'image/gif' });
    }
    return { sound, video, moving };
})()";

/// What the page has from then on to choose from.
fn making() -> String {
    format!("window.film = '{FILM}', {MAKING}, true")
}

const EACH_KIND: &str = "picture('boat.png', 640, 480, '#357'), made.moving('flag.gif'), \
    made.sound('bell.wav'), made.video('wave.webm'), text('plan.txt', 'Tide at ten')";

/// Waits until everything of a message is shown, and the media can be played.
async fn shows_each_kind(window: &Window, seq: u64) {
    let of = format!("#message-{seq}");
    window.sees(&format!("{of} .file b"), "plan.txt").await;
    for place in [1, 2] {
        let picture = format!("document.querySelector('{of} .album li:nth-child({place}) img')");
        window.expects(&format!("{picture}?.naturalWidth > 0")).await;
    }
    // Nothing plays before somebody has touched the page.
    window.clicks("main h1").await;
    for media in ["video", ".sound audio"] {
        let plays = format!(
            "(async () => {{ const media = document.querySelector('{of} {media}'); \
             media.muted = true; await media.play(); return true; }})()"
        );
        assert!(window.knows::<bool>(&plays).await, "{media} plays");
        let played = "(media => media.ended || media.currentTime > 0)";
        window.expects(&format!("{played}(document.querySelector('{of} {media}'))")).await;
    }
}

#[tokio::test]
async fn each_kind_goes_from_a_desk_to_a_phone_and_back() {
    let journey = Journey::start().await;
    let desk = journey.window_of(&journey.ada).await;
    desk.is_sized(1280, 800).await;
    let phone = journey.window_of(&journey.grace).await;
    phone.is_sized(390, 844).await;
    phone.is_touched().await;
    for (seq, from, to) in [(1, &desk, &phone), (2, &phone, &desk)] {
        from.knows::<serde_json::Value>(&making()).await;
        chooses(from, EACH_KIND).await;
        has_chosen(from, 5).await;
        pastes(from, "All of it").await;
        // On a phone Enter begins a new line.
        from.clicks("#composer [type=submit]").await;
        shows_each_kind(to, seq).await;
        shows_each_kind(from, seq).await;
    }
    phone.expects("document.documentElement.scrollWidth <= innerWidth").await;
}

/// How high messages are when all of the page is there and nothing of its media.
const NOTES_HEIGHTS: &str = "
    window.heights = () => [...document.querySelectorAll('article')].map(e => e.offsetHeight);
    addEventListener('DOMContentLoaded', () => { window.heightsBefore = heights(); });";

#[tokio::test]
async fn nothing_moves_while_pictures_and_media_come() {
    let journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    ada.knows::<serde_json::Value>(&making()).await;
    for _ in 0..2 {
        chooses(&ada, EACH_KIND).await;
        has_chosen(&ada, 5).await;
        ada.clicks("#composer [type=submit]").await;
        ada.expects("!document.querySelector('.tray li')").await;
    }
    shows_each_kind(&ada, 2).await;
    let grace = journey.window_of(&journey.grace).await;
    grace.runs_first(NOTES_HEIGHTS).await;
    for (width, height) in [(1280, 800), (390, 844)] {
        grace.is_sized(width, height).await;
        grace.reloads().await;
        shows_each_kind(&grace, 1).await;
        shows_each_kind(&grace, 2).await;
        let before: Vec<u32> = grace.knows("heightsBefore").await;
        assert!(before.len() == 2 && before.iter().all(|height| *height > 400), "{before:?}");
        assert_eq!(grace.knows::<Vec<u32>>("heights()").await, before, "{width} px");
    }
}

#[tokio::test]
async fn a_server_that_dies_during_an_upload_and_before_the_send_loses_and_doubles_nothing() {
    let mut journey = Journey::start().await;
    let ada = journey.window_of(&journey.ada).await;
    let grace = journey.window_of(&journey.grace).await;
    chooses(&ada, "text('first.txt', 'x')").await;
    has_chosen(&ada, 1).await;

    // During an upload: it takes no byte of it any more, and dies.
    journey.chat.signal("STOP");
    chooses(&ada, "text('second.txt', 'y'.repeat(9000000))").await;
    ada.sees(".tray [data-state=sending]", "second.txt").await;
    journey.chat.kill();
    journey.chat.resume_for_open_pages().await;
    has_chosen(&ada, 2).await;

    // Between the upload and the send.
    journey.chat.kill();
    says(&ada, "Both").await;
    ada.sees("article[data-state=sending]", "Both").await;
    journey.chat.resume_for_open_pages().await;
    for window in [&ada, &grace] {
        window.sees("#message-1 .message__body", "Both").await;
        window.expects("document.querySelectorAll('.file').length === 2").await;
        window.sees("#message-1", "first.txt").await;
        window.sees("#message-1", "second.txt").await;
    }
    ada.expects("!document.querySelector('.tray li')").await;
    let stored = history(&journey.ada, &journey.conversation).await;
    assert_eq!(stored.len(), 1);
}
