//! Everything that is done with messages and conversations, by one person with
//! a phone and one at a desk, in each language.

use crate::harness::Conversation;
use crate::harness::browser::Window;
use crate::journey::{COMPOSER, Journey, STREAM};
use crate::message_life::{MENU, opens_menu};

/// What somebody reads in their language.
struct Words {
    language: &'static str,
    reply: &'static str,
    save: &'static str,
    /// Under which name 🔥 is found.
    fire: &'static str,
    selected: &'static str,
    deleted: &'static str,
    mine: &'static str,
}

const FIELD: &str = "document.querySelector('#composer textarea')";

async fn taps_menu(phone: &Window, seq: u64, choice: &str) {
    phone.taps(&format!("#message-{seq} .message__meta")).await;
    phone.expects(MENU).await;
    phone.taps(&format!("#message-menu {choice}")).await;
}

async fn chooses(desk: &Window, seq: u64, choice: &str) {
    opens_menu(desk, seq).await;
    desk.clicks(&format!("#message-menu {choice}")).await;
}

async fn sends(phone: &Window, text: &str) {
    phone.fills_in(COMPOSER, text).await;
    phone.taps("#composer [type=submit]").await;
}

struct Both {
    journey: Journey,
    /// Ada's.
    phone: Window,
    /// Grace's.
    desk: Window,
    words: Words,
}

impl Both {
    async fn begin(words: Words) -> Self {
        let journey = Journey::with(&[("RATE_LIMITS", "off")]).await;
        for person in [&journey.ada, &journey.grace] {
            let language = [("language", words.language)];
            person.post("/settings/preferences").form(&language).await.is(303);
        }
        let desk = journey.window_of(&journey.grace).await;
        let phone = journey.window_of(&journey.ada).await;
        phone.is_wide(390).await;
        phone.is_touched().await;
        phone.reloads().await;
        phone.expects(STREAM).await;
        Self { journey, phone, desk, words }
    }

    async fn both_see(&self, selector: &str, text: &str) {
        for window in [&self.phone, &self.desk] {
            window.sees(selector, text).await;
        }
    }

    async fn answer_edit_and_react(&self) {
        let Self { phone, desk, words, .. } = self;
        desk.fills_in(COMPOSER, "good morning").await;
        desk.presses("Enter").await;
        phone.sees("#message-1", "good morning").await;
        taps_menu(phone, 1, "[data-act=reply]").await;
        phone.sees(".composer__about", words.reply).await;
        sends(phone, "hello").await;
        self.both_see("#message-2 .message__quote", "good morning").await;

        taps_menu(phone, 2, "[data-act=edit]").await;
        let name = format!("document.querySelector('[type=submit][title=\"{}\"]')", words.save);
        phone.expects(&name).await;
        sends(phone, " there").await;
        self.both_see("#message-2 .message__body", "hello there").await;
        phone.expects(&format!("!{name}")).await;

        chooses(desk, 2, "[data-emoji='👍']").await;
        phone.sees("#message-2 [data-emoji]", "👍 1").await;
        taps_menu(phone, 1, "[data-act=emoji]").await;
        phone.taps(".emoji-picker [type=search]").await;
        phone.types(words.fire).await;
        phone.taps(".emoji-picker__found .emoji[value='🔥']").await;
        desk.sees("#message-1 [data-emoji]", "🔥 1").await;
    }

    async fn pin_copy_and_pass_on(&self) {
        let Self { phone, desk, journey, .. } = self;
        taps_menu(phone, 1, "[formaction$='/pin']").await;
        self.both_see("#pin", "good morning").await;
        chooses(desk, 1, "[formaction$='/unpin']").await;
        for window in [phone, desk] {
            window.expects("document.getElementById('pin').hidden").await;
        }
        taps_menu(phone, 1, "[data-act=link]").await;
        phone.expects(&format!("!{MENU}")).await;
        let marked = format!("{}/messages/1", journey.conversation.path());
        phone.opens(&marked).await;
        phone.expects("document.querySelector('#message-1.message--marked')").await;

        let targets = self.targets().await;
        taps_menu(phone, 1, "[href$='/forward']").await;
        phone.expects("document.querySelector('[name=to]')").await;
        for target in &targets {
            phone.clicks(&format!("[name=to][value='{}']", target.id)).await;
        }
        phone.follows("main form button[type=submit]").await;
        phone.expects(STREAM).await;
        for target in &targets {
            let entry = format!("#conversation-{}", target.id);
            phone.sees(&entry, "good morning").await;
        }
    }

    async fn targets(&self) -> [Conversation; 2] {
        let ada = &self.journey.ada;
        let edsger = self.journey.chat.person("edsger").await;
        [ada.talks_to(&edsger).await, ada.talks_to(ada).await]
    }

    async fn choose_several_and_delete(&self) {
        let Self { phone, desk, words, .. } = self;
        chooses(desk, 1, "[data-act=select]").await;
        desk.clicks("#message-2 .message__meta").await;
        desk.sees(".selection [data-count]", words.selected).await;
        desk.clicks(".selection [data-act=copy]").await;
        desk.expects("!document.querySelector('.selection')").await;
        desk.expects("!document.getElementById('banner').hidden").await;
        desk.clicks(COMPOSER).await;
        desk.pastes().await;
        desk.expects(&format!("{FIELD}.value === 'good morning\\n\\nhello there'")).await;

        chooses(desk, 1, "[data-act=delete]").await;
        desk.clicks("#message-menu dialog [formaction$='/hide']").await;
        desk.expects("document.getElementById('message-1').hidden").await;
        phone.sees("#message-1", "good morning").await;
        taps_menu(phone, 2, "[data-act=delete]").await;
        phone.taps("#message-menu dialog .button--danger").await;
        self.both_see("#message-2", words.deleted).await;
    }

    /// What was pasted before is a draft.
    async fn go_on_at_another_device(&self) {
        let Self { phone, desk, journey, .. } = self;
        let other = journey.window_of(&journey.grace).await;
        let entry = format!("#conversation-{}", journey.conversation.id);
        other.sees(&format!("{entry} [data-kept=draft]"), "good morning").await;
        journey.opens_conversation(&other, "").await;
        other.expects(&format!("{FIELD}.value.startsWith('good morning')")).await;
        other.closes().await;

        sends(phone, "three").await;
        desk.sees("#message-3", "three").await;
        // A page that is still to tell what was seen would read it again.
        desk.expects("Number(document.getElementById('messages').dataset.read) >= 3").await;
        opens_menu(desk, 3).await;
        desk.follows("#message-menu [formaction$='/unread']").await;
        desk.sees(&format!("{entry} .unread"), "1").await;
    }

    async fn put_away_and_clear(&self) {
        let Self { desk, journey, words, .. } = self;
        let entry = format!("#conversation-{}", journey.conversation.id);
        journey.opens_conversation(desk, "").await;
        desk.clicks("#menu summary").await;
        desk.sees("#menu", words.mine).await;
        desk.clicks("#menu details:has([type=date]) summary").await;
        let today = "document.querySelector('#menu [type=date]').valueAsDate = new Date(), true";
        desk.knows::<bool>(today).await;
        desk.follows("#menu [form=jump-to-date].choice").await;
        // The address becomes that of the reading place soon.
        let came_from = "performance.getEntriesByType('navigation')[0].name";
        desk.expects(&format!("{came_from}.includes('?on=')")).await;
        desk.sees("#message-3", "three").await;

        self.follows_menu("[formaction$='/pinned']").await;
        desk.expects(&format!("document.querySelector('{entry} .conversation-entry__pin')")).await;
        self.follows_menu("[formaction$='/archived']").await;
        desk.expects(&format!("!document.querySelector('{entry}')")).await;
        desk.follows("#archived a").await;
        desk.follows(&format!("{entry} a")).await;
        self.follows_menu("[formaction$='/archived']").await;
        desk.expects(&format!("document.querySelector('{entry}')")).await;

        desk.clicks("#menu summary").await;
        desk.clicks("#menu details:has([formaction$='/clear']) summary").await;
        desk.follows("#menu [formaction$='/clear']").await;
        desk.expects("!document.querySelector('article[data-seq]')").await;
    }

    async fn follows_menu(&self, choice: &str) {
        self.desk.clicks("#menu summary").await;
        self.desk.follows(&format!("#menu {choice}")).await;
    }
}

async fn everything_is_done(words: Words) {
    let both = Both::begin(words).await;
    both.answer_edit_and_react().await;
    both.pin_copy_and_pass_on().await;
    both.choose_several_and_delete().await;
    both.go_on_at_another_device().await;
    both.put_away_and_clear().await;
}

#[tokio::test]
async fn everything_is_done_in_english() {
    everything_is_done(Words {
        language: "en",
        reply: "Reply to Grace",
        save: "Save",
        fire: "fire",
        selected: "2 of 30 selected",
        deleted: "Message deleted",
        mine: "Clear it for me",
    })
    .await;
}

#[tokio::test]
async fn everything_is_done_in_russian() {
    everything_is_done(Words {
        language: "ru",
        reply: "Ответ: Grace",
        save: "Сохранить",
        fire: "огонь",
        selected: "Выбрано: 2 из 30",
        deleted: "Сообщение удалено",
        mine: "Очистить у меня",
    })
    .await;
}
